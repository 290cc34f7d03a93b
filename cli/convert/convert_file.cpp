// Decodes, quantizes, encodes and writes a file, and measures the time of each step.
#include "convert/convert_file.h"

#include <utility>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "convert/truecolor.h"
#include "io/picture_view.h"
#include "io/png_encode.h"

namespace quant::cli {
namespace {

Quantized run_quantizer(const Picture &picture, const Options &options, const ShowActivity &show) {
    auto result = quantize(view_of(picture), options, [&show](const Progress &progress) {
        show(progress.stage == QUANT_STAGE_HISTOGRAM ? "counting colors"
             : progress.stage == QUANT_STAGE_MAPPING ? "mapping"
             : progress.stage == QUANT_STAGE_SEARCH
                 ? "search " + std::to_string(progress.iteration)
                 : "iteration " + std::to_string(progress.iteration));
        return signals::raised() == 0;
    });
    if (result) return std::move(*result);
    if (result.error().status == QUANT_CANCELED) throw Interrupted{};
    throw Failure(result.error().message);
}

void save(const std::string &path, std::span<const std::uint8_t> bytes, bool force,
          FileResult &result) {
    if (path == "-") {
        try {
            write_all(STDOUT_FILENO, bytes, signals::check);
        } catch (const Failure &failure) {
            throw FailureOf("standard output", failure.what());
        }
    } else {
        signals::check();
        write_file(path, bytes, force);
    }
    result.bytes_out = bytes.size();
}

void write_indexed(const Quantized &quantized, const Picture &picture, const std::string &path,
                   const ConvertSettings &settings, FileResult &result) {
    const FilePalette palette = settings.quantize.palette ? keep_palette(quantized.palette())
                                                          : arrange_palette(quantized.palette());
    result.colors = static_cast<unsigned>(palette.colors.size());
    result.mse = quantized.stats().palette_mse;
    const auto bytes =
        encode_png_indexed(picture.layout.width, picture.layout.height, quantized.indices(),
                           palette, {picture.layout.tags, picture.profile()});
    save(path, bytes, settings.force, result);
}

void write_truecolor(const Quantized &quantized, const Picture &picture,
                     const Destination &destination, const ConvertSettings &settings,
                     Decoder &decoder, FileResult &result) {
    const bool force = settings.force;
    const Truecolor image(quantized, picture, settings.quantize, destination.format);
    result.colors = quantized.stats().colors;
    // JPEG changes the colors, and how much is not known here.
    if (destination.format != Format::jpeg) result.mse = quantized.stats().palette_mse;
    if (destination.format == Format::png) {
        const auto bytes = encode_png_truecolor(image.layout(), image.pixels(),
                                                {picture.layout.tags, picture.profile()});
        save(destination.path, bytes, force, result);
    } else {
        const Mapping bytes = decoder.encode(image.memory(), image.layout(), destination.format);
        save(destination.path, {reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()},
             force, result);
    }
}

}  // namespace

void convert_file(const ConvertSettings &settings, const Destination &destination, Decoder &decoder,
                  const ShowActivity &show, FileResult &result) {
    const Stopwatch total;
    Stopwatch step;
    if (destination.path != "-") check_destination(destination.path, settings.force);
    show("decoding");
    const InputFile input = open_input(result.input);
    result.bytes_in = input.size;
    const Picture picture = decoder.decode(input);
    result.width = picture.layout.width;
    result.height = picture.layout.height;
    result.seconds.decode = step.lap();

    Options options = settings.quantize;
    if (settings.truecolor && info_of(destination.format).deep)
        options.palette_bits = picture.layout.bits;
    if (settings.importance) use_importance(*settings.importance, picture.layout, options);
    const Quantized quantized = run_quantizer(picture, options, show);
    const Stats &stats = quantized.stats();
    result.stats = stats;
    result.seconds.cluster =
        stats.seconds_histogram + stats.seconds_seeding + stats.seconds_iterations;
    result.seconds.map = stats.seconds_mapping;

    show("encoding");
    step.lap();
    if (settings.truecolor)
        write_truecolor(quantized, picture, destination, settings, decoder, result);
    else
        write_indexed(quantized, picture, destination.path, settings, result);
    result.seconds.encode = step.lap();
    result.seconds.total = total.seconds();
}

}  // namespace quant::cli
