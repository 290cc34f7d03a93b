// Converts the inputs of `quant convert` in a loop, reports failures, and refuses outputs that
// would overwrite an input.
#include "convert/batch.h"

#include <algorithm>
#include <exception>
#include <new>

#include <sys/stat.h>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "convert/print.h"
#include "io/notes.h"
#include "metrics/squared_error.h"

namespace quant::cli {

Batch::Batch(const BatchOptions &options, const ConvertSettings &settings, Decoder &decoder)
    : options_(options),
      settings_(settings),
      decoder_(decoder),
      progress_(options.inputs.size(), !options.quiet) {
    for (const std::string &input : options.inputs) remember(inputs_, input);
    for (const std::string &name : options.side_inputs) remember(side_inputs_, name);
}

void Batch::run() {
    for (const std::string &input : options_.inputs) {
        signals::check();
        convert(input);
    }
}

bool Batch::failed() const {
    return !can_report_ ||
           std::any_of(results_.begin(), results_.end(), [](const FileResult &result) {
               return !result.error.empty() || is_damaged(result);
           });
}

void Batch::convert(const std::string &input) {
    FileResult result;
    result.input = input;
    try {
        convert_checked(input, result);
    } catch (const FailureOf &failure) {
        signals::check();
        print_error(failure.file, failure.what());
        result.error = failure.file + ": " + failure.what();
    } catch (const std::bad_alloc &) {
        result.error = "not enough memory";
        print_error(input, result.error);
    } catch (const std::exception &failure) {
        signals::check();
        print_error(input, failure.what());
        result.error = failure.what();
    }
    if (!result.error.empty()) claimed_.release(result.output, input);
    results_.push_back(std::move(result));
    if (options_.verbose && can_report_ && results_.back().error.empty()) report(results_.back());
}

void Batch::convert_checked(const std::string &input, FileResult &result) {
    if (options_.rules.output_dir) make_folder(*options_.rules.output_dir);
    const Destination destination = destination_of(input, options_.rules);
    result.output = destination.path;
    if (destination.path != "-" && !is_special(destination.path)) {
        spare_inputs(destination.path, input);
        claimed_.claim(destination.path, input);
    }
    const ShowActivity show = [&](const std::string &activity) {
        progress_.show(results_.size(), input, activity);
    };
    convert_file(settings_, destination, decoder_, show, result);
    if (is_damaged(result) || !options_.quiet) print_notes(input, result.notes);
    if (result.stats->target_missed != 0 && !options_.quiet)
        print_note(
            "quant: " + input + ": " +
            metrics::target_missed_note(settings_.quantize.colors, settings_.quantize.target_psnr));
}

std::optional<Batch::FileId> Batch::id_of(const std::string &path) {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return {};
    return FileId(status.st_dev, status.st_ino);
}

void Batch::remember(std::set<FileId> &files, const std::string &path) {
    if (const auto id = id_of(path)) files.insert(*id);
}

// Throws FailureOf if the output is another input, the palette or the importance map. With --force,
// a picture may replace itself.
void Batch::spare_inputs(const std::string &output, const std::string &input) const {
    const auto id = id_of(output);
    if (id && ((id != id_of(input) && inputs_.count(*id) > 0) || side_inputs_.count(*id) > 0))
        throw FailureOf(output, "is an input of this command too");
}

void Batch::report(const FileResult &result) {
    // Standard output may be in use for the picture or for the JSON object.
    if (result.output == "-" || options_.json) {
        std::string line = describe(result);
        line.pop_back();
        print_note(line);
        return;
    }
    try {
        print_result(describe(result));
    } catch (const FailureOf &failure) {
        // Standard output does not work any more, but the pictures are still wanted.
        can_report_ = false;
        print_error(failure.file, failure.what());
    }
}

}  // namespace quant::cli
