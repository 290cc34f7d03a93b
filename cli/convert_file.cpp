// convert_file.cpp: decode -> quantize -> encode -> write, each timed.
#include "convert_file.h"

#include <algorithm>
#include <cstring>

#include "base/failure.h"
#include "base/output_file.h"
#include "base/signals.h"
#include "base/stopwatch.h"
#include "io/png_encode.h"
#include "picture_view.h"

namespace quant::cli {
namespace {

Quantized run_quantizer(const Picture &picture, const Options &options, const Doing &doing) {
    auto result = quantize(view_of(picture), options, [&doing](const Progress &progress) {
        doing(progress.stage == QUANT_STAGE_HISTOGRAM ? "counting colors"
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

// Calls visit(alpha) for each pixel of a picture with alpha, in the units of the samples.
template <typename Sample, typename Visit>
void for_each_alpha(const Picture &picture, Visit &&visit) {
    const std::size_t step = picture.layout.channels * sizeof(Sample);
    const auto pixels = picture.pixels();
    for (std::size_t at = step - sizeof(Sample); at < pixels.size(); at += step) {
        Sample alpha = 0;
        std::memcpy(&alpha, &pixels[at], sizeof alpha);
        visit(alpha);
    }
}

bool is_translucent(const Picture &picture) {
    if (picture.layout.channels % 2 != 0) return false;
    bool opaque = true;
    if (picture.layout.bits == 8)
        for_each_alpha<std::uint8_t>(picture, [&](unsigned alpha) { opaque &= alpha == 255; });
    else
        for_each_alpha<std::uint16_t>(picture, [&](unsigned alpha) { opaque &= alpha == 65535; });
    return !opaque;
}

// Given colors may be there that no pixel has.
bool is_translucent(const Quantized &result) {
    const auto palette = result.palette();
    for (std::size_t i = 0; i < palette.size(); ++i)
        if (palette[i].a != 255 && result.counts()[i] > 0) return true;
    return false;
}

// Whether a gray picture may get other colors.
bool gives_hues(const Options &options) {
    const auto has_hue = [](const Color &c) { return c.r != c.g || c.g != c.b; };
    return std::any_of(options.palette, options.palette + options.palette_size, has_hue) ||
           std::any_of(options.keep, options.keep + options.keep_size, has_hue);
}

// The quantized picture with a color per pixel, in a memory file that the encoder can read.
class Truecolor {
public:
    // Alpha is that of the palette, or with keep_alpha that of the source.
    Truecolor(const Quantized &result, const Picture &source, const Options &options, Format format)
        : memory_(memory_file("quant-truecolor")) {
        const FormatInfo &info = info_of(format);
        const bool keep_alpha = options.keep_alpha != 0;
        const bool translucent = keep_alpha ? is_translucent(source) : is_translucent(result);
        if (translucent && !info.alpha)
            throw Failure(std::string("the image has transparency, which ") + info.name +
                          " does not keep here (use .png or .tif)");
        gray_ = source.layout.channels < 3 && info.gray && !gives_hues(options);
        layout = source.layout;
        layout.channels = (gray_ ? 1U : 3U) + (translucent ? 1U : 0U);
        layout.bits = info.deep ? source.layout.bits : 8;
        const auto profile =
            profile_fits(source.profile(), gray_) ? source.profile() : std::span<const std::byte>{};
        layout.profile_bytes = profile.size();
        const std::uint64_t bytes = layout.pixel_bytes() + layout.profile_bytes;
        if (::ftruncate(memory_.get(), static_cast<off_t>(bytes)) != 0)
            throw Failure("not enough memory: " + errno_text());
        mapping_ = Mapping(memory_.get(), bytes, PROT_READ | PROT_WRITE);
        if (layout.bits == 8)
            fill(result.palette(), result.indices());
        else
            fill(result.palette16(), result.indices());
        if (keep_alpha && translucent) take_alpha(source);
        if (!profile.empty())
            std::memcpy(mapping_.data() + layout.pixel_bytes(), profile.data(), profile.size());
    }

    Layout layout;
    std::span<const std::byte> pixels() const {
        return mapping_.bytes().first(layout.pixel_bytes());
    }
    int memory() const { return memory_.get(); }

private:
    template <typename PaletteColor>
    void fill(std::span<const PaletteColor> palette, std::span<const std::uint8_t> indices) {
        const std::size_t sample = layout.bits / 8;
        const std::size_t colors = gray_ ? 1 : 3;
        const bool has_alpha = layout.channels > colors;
        std::byte *target = mapping_.data();
        for (const std::uint8_t index : indices) {
            const PaletteColor &color = palette[index];
            std::memcpy(target, &color.r, colors * sample);
            if (has_alpha) std::memcpy(target + colors * sample, &color.a, sample);
            target += layout.channels * sample;
        }
    }

    void take_alpha(const Picture &source) {
        const std::size_t sample = layout.bits / 8, step = layout.channels * sample;
        std::byte *target = mapping_.data() + step - sample;
        const auto take = [&](const auto &alpha) {
            std::memcpy(target, &alpha, sample);
            target += step;
        };
        if (source.layout.bits == 8)
            for_each_alpha<std::uint8_t>(source, take);
        else if (layout.bits == 16)
            for_each_alpha<std::uint16_t>(source, take);
        else
            for_each_alpha<std::uint16_t>(source, [&](unsigned alpha) {
                take(static_cast<std::uint8_t>((alpha + 128) / 257));
            });
    }

    Fd memory_;
    Mapping mapping_;
    bool gray_ = false;
};

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
    // What JPEG makes of the colors is not known here.
    if (destination.format != Format::jpeg)
        result.mse = image.layout.bits == 16 ? quantized.stats().palette16_mse
                                             : quantized.stats().palette_mse;
    if (destination.format == Format::png) {
        const auto bytes = encode_png_truecolor(image.layout, image.pixels(),
                                                {picture.layout.tags, picture.profile()});
        save(destination.path, bytes, force, result);
    } else {
        const Mapping bytes = decoder.encode(image.memory(), image.layout, destination.format);
        save(destination.path, {reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()},
             force, result);
    }
}

}  // namespace

void convert_file(const ConvertSettings &settings, const Destination &destination, Decoder &decoder,
                  const Doing &doing, FileResult &result) {
    const Stopwatch total;
    Stopwatch step;
    if (destination.path != "-") check_destination(destination.path, settings.force);
    doing("decoding");
    const InputFile input = open_input(result.input);
    result.bytes_in = input.size;
    const Picture picture = decoder.decode(input);
    result.width = picture.layout.width;
    result.height = picture.layout.height;
    result.seconds.decode = step.lap();

    Options options = settings.quantize;
    if (settings.importance) use_importance(*settings.importance, picture.layout, options);
    const Quantized quantized = run_quantizer(picture, options, doing);
    const Stats &stats = quantized.stats();
    result.stats = stats;
    result.seconds.cluster =
        stats.seconds_histogram + stats.seconds_seeding + stats.seconds_iterations;
    result.seconds.map = stats.seconds_mapping;

    doing("encoding");
    step.lap();
    if (settings.truecolor)
        write_truecolor(quantized, picture, destination, settings, decoder, result);
    else
        write_indexed(quantized, picture, destination.path, settings, result);
    result.seconds.encode = step.lap();
    result.seconds.total = total.seconds();
}

}  // namespace quant::cli
