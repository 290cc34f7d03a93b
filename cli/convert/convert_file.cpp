// Decodes, quantizes and encodes a picture, and measures the time of each step.
#include "convert/convert_file.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "base/failure.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "convert/truecolor.h"
#include "io/picture_view.h"
#include "io/used_profile.h"
#include "write/encode.h"

namespace quant::cli {
namespace {

std::string stage_of(const Progress &progress) {
    switch (progress.stage) {
        case QUANT_STAGE_HISTOGRAM: return "counting colors";
        case QUANT_STAGE_SEARCH: return "search " + std::to_string(progress.iteration);
        case QUANT_STAGE_ITERATIONS: return "iteration " + std::to_string(progress.iteration);
        case QUANT_STAGE_MAPPING: return "mapping";
    }
    return "";
}

Quantized run_quantizer(const Picture &picture, const Options &options, const ShowActivity &show) {
    auto result = quantize(view_of(picture), options, [&show](const Progress &progress) {
        show(stage_of(progress) + ", " + std::to_string(static_cast<int>(100 * progress.done)) +
             " %");
        return signals::raised() == 0;
    });
    if (result) return std::move(*result);
    if (result.error().status == QUANT_CANCELED) throw Interrupted{};
    if (result.error().status == QUANT_OUT_OF_MEMORY) throw std::bad_alloc();
    throw Failure(result.error().message);
}

ColorInfo color_info_of(const Picture &picture) {
    return {picture.layout.tags, picture.layout.resolution, picture.profile()};
}

EncodeOptions encode_options_of(const ConvertSettings &settings, unsigned threads) {
    return {settings.compression, threads == 0 ? quant_default_threads() : threads,
            settings.quantize.palette != nullptr || settings.quantize.keep_size > 0};
}

// Encodes the result, and notes the number of written colors and their error.
std::vector<std::uint8_t> encode(const Quantized &quantized, const Picture &picture,
                                 const Destination &destination, const ConvertSettings &settings,
                                 unsigned threads, Decoder &workers, FileResult &result) {
    OutputPicture output{picture.layout, {}, nullptr, color_info_of(picture)};
    std::optional<Truecolor> truecolor;
    FilePalette palette;
    if (settings.truecolor) {
        truecolor.emplace(quantized, picture, settings.quantize, destination.format);
        output.layout = truecolor->layout();
        output.pixels = truecolor->pixels();
        result.colors = quantized.stats().colors;
    } else {
        palette = settings.quantize.palette ? keep_palette(quantized.palette())
                                            : arrange_palette(quantized.palette());
        output.palette = &palette;
        output.pixels = std::as_bytes(quantized.indices());
        result.colors = static_cast<unsigned>(palette.colors.size());
    }
    // JPEG changes the colors, and how much is not known here.
    if (destination.format != Format::jpeg) result.mse = quantized.stats().palette_mse;
    return encode_picture(output, destination.format, encode_options_of(settings, threads),
                          workers);
}

bool is_opaque(std::span<const Color> palette) {
    return std::ranges::all_of(palette, [](const Color &color) { return color.a == 255; });
}

// Notes what the picture has and the output does not.
void note_losses(const Quantized &quantized, const Picture &picture, const Destination &destination,
                 const ConvertSettings &settings, FileResult &result) {
    const bool from_palette = !settings.truecolor || settings.quantize.keep_alpha == 0;
    if (from_palette && is_opaque(quantized.palette()) && is_translucent(picture))
        result.notes.emplace_back("its transparency is lost: the palette has only opaque colors");
    const FormatInfo &format = info_of(destination.format);
    const bool is_gray = settings.truecolor && format.has(writes_gray) &&
                         picture.layout.channels < 3 && !gives_hues(settings.quantize);
    if (!format.has(writes_labels) && picture.layout.profile_bytes > 0)
        result.notes.push_back(std::string("its color profile is not kept in ") + format.name);
    else if (picture.layout.profile_bytes > 0 && !profile_fits(picture.profile(), is_gray))
        result.notes.emplace_back(
            settings.truecolor
                ? "its color profile does not fit the new colors and is not kept"
                : "its gray color profile is not kept with a palette (--truecolor keeps it)");
    if (!format.has(writes_labels) && picture.layout.resolution.x > 0)
        result.notes.push_back(std::string("its resolution is not kept in ") + format.name);
    if (format.format != Format::png && !is_srgb(picture.layout.tags))
        result.notes.push_back("its color space, which PNG chunks describe, is not kept in " +
                               std::string(format.name));
}

}  // namespace

std::vector<std::uint8_t> convert_file(const ConvertSettings &settings, unsigned threads,
                                       const InputFile &input, const Destination &destination,
                                       Decoder &decoder, const ShowActivity &show,
                                       FileResult &result) {
    const Stopwatch total;
    Stopwatch step;
    show("decoding");
    const Picture picture = decoder.decode(input, settings.frame);
    result.info = picture.info;
    result.notes = picture.notes;
    result.width = picture.layout.width;
    result.height = picture.layout.height;
    result.seconds.decode = step.lap();

    Options options = settings.quantize;
    options.threads = threads;
    if (settings.truecolor && info_of(destination.format).has(writes_deep))
        options.palette_bits = picture.layout.bits;
    if (settings.importance) use_importance(*settings.importance, picture.layout, options);
    const UsedProfile profile = used_profile(picture, options);
    options.set_icc_profile(profile.bytes);
    if (!profile.note.empty()) result.notes.push_back(profile.note);
    const Quantized quantized = run_quantizer(picture, options, show);
    const Stats &stats = quantized.stats();
    result.stats = stats;
    result.seconds.cluster =
        stats.seconds_histogram + stats.seconds_seeding + stats.seconds_iterations;
    result.seconds.map = stats.seconds_mapping;

    note_losses(quantized, picture, destination, settings, result);
    show("encoding");
    step.lap();
    auto bytes = encode(quantized, picture, destination, settings, threads, decoder, result);
    result.seconds.encode = step.lap();
    result.seconds.total = total.seconds();
    return bytes;
}

}  // namespace quant::cli
