// Converts an input, and writes the output without its name.
#include "batch/job.h"

#include <exception>
#include <new>

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/hash.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "base/terminal.h"
#include "batch/decision.h"

namespace quant::cli {
namespace {

// Returns what a new file has that is made from an input.
FileAttributes attributes_for_new(const InputFile &input, int output) {
    if (input.is_stream) return new_attributes();
    return attributes_from(input.fd.get(), input.status, output);
}

}  // namespace

void note_failure(Finished &finished) {
    FileResult &result = finished.result;
    result.status = FileStatus::failed;
    result.skipped.clear();
    try {
        throw;
    } catch (const FailureOf &failure) {
        finished.stops_batch = dynamic_cast<const MachineFailure *>(&failure) != nullptr;
        finished.lacks_resources = dynamic_cast<const Shortage *>(&failure) != nullptr;
        result.error = failure.file + ": " + failure.what();
        result.names_file = true;
    } catch (const std::bad_alloc &) {
        finished.lacks_resources = true;
        result.error = "out of memory";  // is short enough to need none
    } catch (const std::exception &failure) {
        result.error = failure.what();
    }
    finished.file.reset();
    finished.record.reset();
}

Job::Job(JobContext &context, const DecoderOptions &decoder)
    : context_(context),
      options_(context.options),
      decoder_(decoder, {context.usual_memory, [this](std::uint64_t bytes) {
                             if (options_.max_memory && bytes > *options_.max_memory)
                                 throw Failure("needs about " + std::to_string((bytes >> 20) + 1) +
                                               " MiB of memory, more than --max-memory");
                             share_->exchange(bytes);
                         }}) {}

Finished Job::run(const Input &input, unsigned threads, const ShowActivity &show) {
    Finished finished;
    finished.result.input = input.path;
    finished.result.number = input.number;
    try {
        convert(input, threads, show, finished);
    } catch (const std::exception &) {
        share_.reset();
        signals::check();  // a decoder that is stopped fails too
        note_failure(finished);
    }
    return finished;
}

void Job::convert(const Input &input, unsigned threads, const ShowActivity &show,
                  Finished &finished) {
    FileResult &result = finished.result;
    const Stopwatch total;
    const Destination destination = destination_of(input, options_.rules);
    result.output = destination.path;
    const Decision decision = decide(context_, input, destination.path);
    finished.overwrite = decision.overwrite;
    if (!decision.skipped.empty()) {
        result.status = FileStatus::skipped;
        result.skipped = decision.skipped;
        return;
    }
    if (options_.dry_run) return;
    const InputFile file = open_input(result.input);
    result.bytes_in = file.size;
    share_.emplace(context_.memory, context_.usual_memory);
    if (finished.overwrite && context_.settings.frame == 0)
        decoder_.spare_animation(destination.path);
    const auto bytes = convert_unchanged(file, destination, threads, show, result);
    share_.reset();
    const Stopwatch writing;
    if (decision.direct)
        write_directly(bytes, result);
    else
        write(input, file, bytes, finished);
    result.seconds.encode += writing.seconds();
    result.seconds.total = total.seconds();
}

// Converts a file, unless somebody writes to it at the same time: what was read is then a mixture,
// and a decoder whose file is cut off crashes.
std::vector<std::uint8_t> Job::convert_unchanged(const InputFile &file,
                                                 const Destination &destination, unsigned threads,
                                                 const ShowActivity &show, FileResult &result) {
    const auto check = [&file] {
        if (has_changed(file)) throw Failure("was changed while it was read");
    };
    try {
        auto bytes =
            convert_file(context_.settings, threads, file, destination, decoder_, show, result);
        check();
        return bytes;
    } catch (const Failure &) {
        check();
        throw;
    }
}

void Job::write_directly(std::span<const std::uint8_t> bytes, FileResult &result) {
    if (result.output == "-")
        write_to_standard_output(bytes);
    else
        write_special(result.output, bytes);
    result.bytes_out = bytes.size();
    result.status = FileStatus::done;
}

void Job::write(const Input &input, const InputFile &file, std::span<const std::uint8_t> bytes,
                Finished &finished) {
    FileResult &result = finished.result;
    if (options_.skip_if_larger && bytes.size() >= file.size) {
        result.status = FileStatus::skipped;
        result.skipped = "the result is not smaller";
        return options_.copy_skipped ? keep_original(input, file, finished)
                                     : note_nothing_written(file, finished);
    }
    stage(file, finished, [&](OutputFile &output) { output.write(bytes); });
    if (finished.record) finished.record->output_hash = hash64(std::as_bytes(bytes));
    result.bytes_out = bytes.size();
    result.status = FileStatus::done;
}

void Job::note_nothing_written(const InputFile &file, Finished &finished) {
    FileResult &result = finished.result;
    if (context_.journal && !file.is_stream) {
        finished.record = record_of(file, result);
        finished.record->nothing_written = true;
    }
    result.output.clear();
}

// Copies the input under its own name into the output folder.
void Job::keep_original(const Input &input, const InputFile &file, Finished &finished) {
    FileResult &result = finished.result;
    const std::string copy = copy_of(input, options_.rules);
    struct stat status;
    finished.overwrite = ::lstat(copy.c_str(), &status) == 0;
    if (finished.overwrite) {
        check_destination(copy, may_replace(context_, result.input, copy));
        if (!S_ISLNK(status.st_mode)) context_.spare_inputs(copy, status, result.input);
    }
    result.output = copy;
    stage(file, finished, [&](OutputFile &output) { output.write_copy(file.fd.get(), file.size); });
    if (finished.record) finished.record->output_hash = finished.record->input_hash;
    result.bytes_out = file.size;
}

JournalRecord Job::record_of(const InputFile &file, const FileResult &result) const {
    JournalRecord record;
    record.input = result.input;
    record.input_stamp = stamp_of(file.status);
    record.input_hash = hash64_of_file(file.fd.get());
    record.options = options_.fingerprint;
    record.output = result.output;
    return record;
}

// Makes the output, but for its name.
template <typename Write>
void Job::stage(const InputFile &input, Finished &finished, Write &&write) {
    FileResult &result = finished.result;
    signals::check();
    try {
        OutputFile &output = finished.file.emplace(result.output);
        write(output);
        struct stat old;
        if (options_.preserve && !input.is_stream)
            output.set(attributes_of(input.fd.get(), input.status, true));
        else if (finished.overwrite && ::lstat(result.output.c_str(), &old) == 0 &&
                 S_ISREG(old.st_mode))
            output.set(attributes_of(result.output, old));
        else
            output.set(attributes_for_new(input, output.descriptor()));
        if (options_.sync != Sync::none) output.begin_sync();
    } catch (const FailureOf &) {
        context_.check_output_folder();
        throw;
    }
    if (options_.rules.in_place) finished.replaced = input.status;
    if (!context_.journal || input.is_stream) return;
    finished.record = record_of(input, result);
    finished.record->output_stamp = finished.file->stamp();
}

}  // namespace quant::cli
