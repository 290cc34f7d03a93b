// Checks the target, adds each input to one histogram, chooses the palette, and writes it.
#include "palette/palette_run.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "io/input_file.h"
#include "io/notes.h"
#include "io/picture_view.h"
#include "io/used_profile.h"
#include "png/file_palette.h"

namespace quant::cli {

namespace fs = std::filesystem;

namespace {

void check(const std::optional<Error> &error) {
    if (error && error->status == QUANT_CANCELED) throw Interrupted{};
    if (error) throw Failure(error->message);
}

template <typename T>
T value_of(Result<T> result) {
    if (!result) check(result.error());
    return std::move(result.value());
}

// The library's work ends when there was a signal.
bool goes_on(const Progress &) { return signals::raised() == 0; }

}  // namespace

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
        finish({.name = folder.path, .error = folder.reason});
    const auto failed = std::ranges::count_if(
        result_.inputs, [](const PaletteInput &input) { return !input.error.empty(); });
    if (histogram_.pixels() == 0 || (failed > 0 && !options_.keep_going)) {
        result_.error = std::to_string(failed) + " of " + std::to_string(result_.inputs.size()) +
                        " inputs could not be read";
        return;
    }
    use_profile();
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
    PaletteInput input;
    input.name = name;
    try {
        const Stopwatch stopwatch;
        const InputFile file = open_input(name);
        input.bytes = file.size;
        input.is_stream = file.is_stream;
        const Picture picture = decoder_.decode(file, options_.frame);
        input.info = picture.info;
        input.notes = picture.notes;
        const UsedProfile profile = used_profile(picture, settings_);
        if (!profile.note.empty()) input.notes.push_back(profile.note);
        if (!options_.quiet) print_notes(name, input.notes);
        result_.seconds_decode += stopwatch.seconds();
        input.width = picture.layout.width;
        input.height = picture.layout.height;
        const Stopwatch counting;
        const auto error = histogram_.add(view_of(picture), settings_, goes_on);
        result_.seconds_cluster += counting.seconds();
        check(error);
        note_profile(profile.bytes);
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

// Compares the profile of an input with that of the first one.
void PaletteRun::note_profile(std::span<const std::byte> profile) {
    if (!profile_) profile_.emplace(profile.begin(), profile.end());
    profiles_differ_ |= !std::ranges::equal(*profile_, profile);
}

// Takes the channel values for what the profile of the inputs says, if they have the same one. The
// histogram adds up the values of all inputs, and no other profile would be right for them.
void PaletteRun::use_profile() {
    if (!profiles_differ_) {
        if (profile_) settings_.set_icc_profile(*profile_);
    } else if (!options_.quiet) {
        print_note("quant: the inputs have different color profiles; all are taken for sRGB");
    }
}

void PaletteRun::choose() {
    progress_.show(result_.inputs.size(), "palette", "choosing colors");
    Quantized chosen = quantized(settings_);
    result_.stats = chosen.stats();
    if (wants_fit(chosen.stats())) fit_to_inputs(chosen);
    // The colors have the order that `quant convert` gives them in indexed pictures.
    const FilePalette arranged = arrange_palette(chosen.palette());
    result_.colors = arranged.colors;
    result_.counts.resize(arranged.colors.size());
    for (std::size_t i = 0; i < chosen.counts().size(); ++i)
        result_.counts[arranged.index.at(i)] += chosen.counts()[i];
}

Quantized PaletteRun::quantized(const Options &settings) {
    const Stopwatch stopwatch;
    auto chosen = histogram_.quantize(settings, goes_on);
    result_.seconds_cluster += stopwatch.seconds();
    return value_of(std::move(chosen));
}

// Returns whether pictures will be dithered and their colors have to be mixed.
bool PaletteRun::wants_fit(const Stats &stats) const {
    const bool has_all_colors = settings_.keep_size == 0 && settings_.target_psnr == 0 &&
                                stats.unique_colors <= settings_.colors;
    return settings_.dither == QUANT_DITHER_AUTO && settings_.dither_strength > 0 &&
           stats.exact == 0 && !has_all_colors;
}

// Replaces the palette by what the histogram makes of the fitted colors, if all inputs can be read
// again. Otherwise says why not.
void PaletteRun::fit_to_inputs(Quantized &chosen) {
    const auto leave_unfitted = [&](const std::string &reason) {
        if (!options_.quiet)
            print_note("quant: the palette is not fitted to dithered pictures: " + reason);
    };
    const auto stream = std::ranges::find_if(result_.inputs, [](const PaletteInput &input) {
        return input.is_stream && input.error.empty();
    });
    if (stream != result_.inputs.end()) {
        leave_unfitted((stream->name == "-" ? "standard input" : stream->name) +
                       " can be read only once");
        return;
    }
    const auto colors = fitted(chosen);
    if (!colors) {
        leave_unfitted("an input cannot be read again");
        return;
    }
    Options settings = settings_;
    settings.keep = nullptr;
    settings.keep_size = 0;
    settings.palette = colors->data();
    settings.palette_size = colors->size();
    chosen = quantized(settings);
    result_.stats->palette_mse = chosen.stats().palette_mse;
    result_.is_fitted = true;
}

// Returns the colors that dithered pictures should have, in the order of the chosen ones; nothing
// if an input cannot be read again, and may be left out.
std::optional<std::vector<Color>> PaletteRun::fitted(const Quantized &chosen) {
    Fit fit = value_of(Fit::create(chosen.palette16(), settings_));
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        for (PaletteInput &input : result_.inputs) {
            if (!input.error.empty()) continue;
            if (add_to_fit(fit, input)) continue;
            if (options_.keep_going) return std::nullopt;
            throw Failure("1 of " + std::to_string(result_.inputs.size()) +
                          " inputs could not be read again");
        }
        check(fit.end_round());
    }
    return fit.palette();
}

// Returns false, and reports the input, if it cannot be read again.
bool PaletteRun::add_to_fit(Fit &fit, PaletteInput &input) {
    signals::check();
    progress_.show(result_.inputs.size(), input.name, "fitting colors");
    try {
        const Stopwatch stopwatch;
        const Picture picture = decoder_.decode(open_input(input.name), options_.frame);
        result_.seconds_decode += stopwatch.seconds();
        const Stopwatch fitting;
        const auto error = fit.add(view_of(picture), settings_, goes_on);
        result_.seconds_cluster += fitting.seconds();
        check(error);
        return true;
    } catch (const Failure &failure) {
        signals::check();
        input.error = failure.what();
    } catch (const std::bad_alloc &) {
        input.error = "not enough memory";
    }
    print_error(input.name, input.error);
    return false;
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
