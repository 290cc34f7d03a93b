// Decides what is to be done about an input, converts it, and writes the output without its name.
#include "batch/job.h"

#include <exception>
#include <new>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/hash.h"
#include "base/signals.h"
#include "base/stopwatch.h"

namespace quant::cli {
namespace {

bool is_newer(const std::string &input, const struct stat &output) {
    struct stat status;
    return ::stat(input.c_str(), &status) == 0 &&
           stamp_of(status).modified > stamp_of(output).modified;
}

bool skip(FileResult &result, const char *why) {
    result.status = FileStatus::skipped;
    result.skipped = why;
    return false;
}

}  // namespace

void note_failure(Finished &finished) {
    FileResult &result = finished.result;
    result.status = FileStatus::failed;
    try {
        throw;
    } catch (const FailureOf &failure) {
        finished.stops_batch = dynamic_cast<const MachineFailure *>(&failure) != nullptr;
        finished.lacks_worker = dynamic_cast<const NoWorker *>(&failure) != nullptr;
        result.error = failure.file + ": " + failure.what();
        result.names_file = true;
    } catch (const std::bad_alloc &) {
        result.error = "not enough memory";
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
    if (!is_to_be_done(input, finished)) return;
    const InputFile file = open_input(result.input);
    result.bytes_in = file.size;
    share_.emplace(context_.memory, context_.usual_memory);
    if (finished.overwrite && context_.settings.frame == 0)
        decoder_.spare_animation(destination.path);
    const auto bytes = convert_unchanged(file, destination, threads, show, result);
    share_.reset();
    const Stopwatch writing;
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

// Returns whether the input is to be converted. Sets `overwrite` if its output may replace a file.
// Throws FailureOf if the output cannot be written.
bool Job::is_to_be_done(const Input &input, Finished &finished) {
    FileResult &result = finished.result;
    const std::string &output = result.output;
    if (output == "-" || is_special(output)) return !options_.dry_run;
    const auto done = [&](const std::string &path) {
        return context_.journal &&
               context_.journal->has(result.input, path, options_.fingerprint, options_.verify);
    };
    if (done(output) || (options_.copy_skipped && done(copy_of(input, options_.rules))))
        return skip(result, "the journal says that it is done");
    struct stat status;
    if (::lstat(output.c_str(), &status) == 0) {
        finished.overwrite = true;
        if (!is_to_be_replaced(status, result)) return false;
    }
    if (options_.dry_run) return false;
    context_.prepare_folder(output);
    return true;
}

bool Job::is_to_be_replaced(const struct stat &output, FileResult &result) {
    if (options_.existing == Existing::skip) return skip(result, "its output exists");
    if (options_.existing == Existing::update && !is_newer(result.input, output))
        return skip(result, "its output is not older");
    const bool may = options_.existing != Existing::refuse || options_.rules.in_place ||
                     context_.is_ours(result.input, result.output);
    check_destination(result.output, may);
    if (options_.rules.in_place && S_ISLNK(output.st_mode))
        throw Failure("is a link, and the picture that it leads to is not replaced");
    if (!S_ISLNK(output.st_mode)) context_.spare_inputs(result.output, output, result.input);
    return true;
}

void Job::write(const Input &input, const InputFile &file, std::span<const std::uint8_t> bytes,
                Finished &finished) {
    FileResult &result = finished.result;
    if (result.output == "-") {
        try {
            write_all(STDOUT_FILENO, bytes, signals::check);
        } catch (const Failure &failure) {
            throw FailureOf("standard output", failure.what());
        }
    } else if (is_special(result.output)) {
        write_special(result.output, bytes);
    } else if (options_.skip_if_larger && bytes.size() >= file.size) {
        skip(result, "the result is not smaller");
        return keep_original(input, file, finished);
    } else {
        stage(file, bytes, finished);
    }
    result.bytes_out = bytes.size();
    result.status = FileStatus::done;
}

// Copies the input under its own name into the output folder, if that is wanted.
void Job::keep_original(const Input &input, const InputFile &file, Finished &finished) {
    FileResult &result = finished.result;
    if (!options_.copy_skipped) {
        if (context_.journal)
            finished.record = {result.input,
                               stamp_of(file.status),
                               hash64_of_file(file.fd.get()),
                               options_.fingerprint,
                               result.output,
                               true,
                               {},
                               0};
        return result.output.clear();
    }
    result.output = copy_of(input, options_.rules);
    struct stat status;
    finished.overwrite = ::lstat(result.output.c_str(), &status) == 0;
    if (finished.overwrite && options_.existing == Existing::skip) return;
    if (finished.overwrite) {
        check_destination(result.output, options_.existing != Existing::refuse ||
                                             context_.is_ours(result.input, result.output));
        context_.spare_inputs(result.output, status, result.input);
    }
    std::vector<std::uint8_t> bytes(file.size);
    read_all(file.fd.get(), bytes);
    stage(file, bytes, finished);
    result.bytes_out = bytes.size();
}

void Job::stage(const InputFile &input, std::span<const std::uint8_t> bytes, Finished &finished) {
    FileResult &result = finished.result;
    signals::check();
    try {
        OutputFile &output = finished.file.emplace(result.output);
        output.write(bytes, options_.sync != Sync::none);
        struct stat old;
        if (options_.preserve)
            output.set(attributes_of(input.status, true));
        else if (finished.overwrite && ::lstat(result.output.c_str(), &old) == 0 &&
                 S_ISREG(old.st_mode))
            output.set(attributes_of(old, false));
        else
            output.set(result.input == "-" ? new_attributes() : attributes_from(input.status));
    } catch (const FailureOf &) {
        context_.check_output_folder();
        throw;
    }
    if (options_.rules.in_place) finished.replaced = input.status;
    if (!context_.journal || result.input == "-") return;
    finished.record = {result.input,
                       stamp_of(input.status),
                       hash64_of_file(input.fd.get()),
                       options_.fingerprint,
                       result.output,
                       false,
                       finished.file->stamp(),
                       hash64(std::as_bytes(bytes))};
}

}  // namespace quant::cli
