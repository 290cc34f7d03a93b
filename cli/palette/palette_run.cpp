// Checks the target, adds each input to one histogram, chooses the palette, and writes it.
#include "palette/palette_run.h"

#include <algorithm>
#include <filesystem>
#include <new>
#include <utility>

#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "io/input_file.h"
#include "io/notes.h"
#include "io/picture_view.h"
#include "png/file_palette.h"

namespace quant::cli {

namespace fs = std::filesystem;

PaletteRun::PaletteRun(const PaletteRunOptions &options, const Options &settings, Decoder &decoder)
    : options_(options),
      settings_(settings),
      decoder_(decoder),
      progress_(options.inputs.size(), !options.quiet) {}

void PaletteRun::run() {
    const Stopwatch total;
    if (options_.target) check_target();
    for (std::size_t i = 0; i < options_.inputs.size(); ++i)
        add(std::string(options_.inputs[i].path));
    for (const UnreadFolder &folder : options_.inputs.unread)
        finish({folder.path, folder.reason, {}, {}, {}, {}, {}});
    const auto failed = std::ranges::count_if(
        result_.inputs, [](const PaletteInput &input) { return !input.error.empty(); });
    if (histogram_.pixels() == 0 || (failed > 0 && !options_.keep_going)) {
        result_.error = std::to_string(failed) + " of " + std::to_string(result_.inputs.size()) +
                        " inputs could not be read";
        return;
    }
    choose();
    if (options_.target) write();
    result_.seconds_total = total.seconds();
}

void PaletteRun::check_target() const {
    const std::string &path = options_.target->path;
    if (path == "-") return;
    check_destination(path, options_.force);
    if (options_.force && options_.frame == 0) decoder_.spare_animation(path);
    std::error_code error;
    if (is_special(path) || !fs::exists(path, error)) return;
    for (std::size_t i = 0; i < options_.inputs.size(); ++i) {
        const std::string_view input = options_.inputs[i].path;
        if (input != "-" && fs::equivalent(path, input, error))
            throw FailureOf(path, "is an input of this command too");
    }
}

void PaletteRun::add(const std::string &name) {
    signals::check();
    progress_.show(result_.inputs.size(), name, "counting colors");
    PaletteInput input{name, "", {}, {}, {}, {}, {}};
    try {
        const Stopwatch stopwatch;
        const InputFile file = open_input(name);
        input.bytes = file.size;
        const Picture picture = decoder_.decode(file, options_.frame);
        input.info = picture.info;
        input.notes = picture.notes;
        if (!options_.quiet) print_notes(name, picture.notes);
        result_.seconds_decode += stopwatch.seconds();
        input.width = picture.layout.width;
        input.height = picture.layout.height;
        const Stopwatch counting;
        const auto error = histogram_.add(view_of(picture), settings_,
                                          [](const Progress &) { return signals::raised() == 0; });
        result_.seconds_cluster += counting.seconds();
        if (error && error->status == QUANT_CANCELED) throw Interrupted{};
        if (error) throw Failure(error->message);
    } catch (const Failure &failure) {
        signals::check();
        input.error = failure.what();
    } catch (const std::bad_alloc &) {
        input.error = "not enough memory";
    }
    finish(std::move(input));
}

void PaletteRun::finish(PaletteInput input) {
    if (!input.error.empty()) print_error(input.name, input.error);
    result_.inputs.push_back(std::move(input));
}

void PaletteRun::choose() {
    progress_.show(result_.inputs.size(), "palette", "choosing colors");
    const Stopwatch stopwatch;
    const auto chosen =
        histogram_.quantize(settings_, [](const Progress &) { return signals::raised() == 0; });
    result_.seconds_cluster += stopwatch.seconds();
    if (!chosen && chosen.error().status == QUANT_CANCELED) throw Interrupted{};
    if (!chosen) throw Failure(chosen.error().message);
    result_.stats = chosen->stats();
    // The colors have the order that `quant convert` gives them in indexed pictures.
    const FilePalette arranged = arrange_palette(chosen->palette());
    result_.colors = arranged.colors;
    result_.counts.resize(arranged.colors.size());
    for (std::size_t i = 0; i < chosen->counts().size(); ++i)
        result_.counts[arranged.index.at(i)] += chosen->counts()[i];
}

void PaletteRun::write() {
    const bool is_stdout = options_.target->path == "-";
    const std::string shown = is_stdout ? "standard output" : options_.target->path;
    try {
        const std::string name = is_stdout ? "" : fs::path(options_.target->path).stem().string();
        const auto bytes = format_palette({result_.colors, name}, options_.target->format);
        signals::check();
        if (is_stdout)
            write_all(STDOUT_FILENO, bytes, signals::check);
        else
            write_file(options_.target->path, bytes, options_.force);
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        throw FailureOf(shown, failure.what());
    }
    if (!is_stdout) result_.output = options_.target->path;
}

}  // namespace quant::cli
