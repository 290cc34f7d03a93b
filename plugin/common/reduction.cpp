// Several layers go through one histogram, which chooses the common palette; each layer is then
// mapped onto the visible colors of this palette.
#include "common/reduction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <new>

#include "common/text.h"

namespace quant::plugin {
namespace {

// Several layers are counted, then colors are chosen, fitted if they will be dithered so, and the
// layers are mapped: until these parts are done. 1 is left for the end.
constexpr double kCounted = 0.2, kClustered = 0.4, kChosen = 0.7, kMapped = 0.99;

// Returns a progress function for a call of the library that does the part of all work from `first`
// to `last`.
auto part_from(double first, double last, const Progressing &progressing) {
    return [&progressing, first, last](const Progress &progress) {
        return progressing(first + (last - first) * progress.done);
    };
}

// Returns the same for one of several layers.
auto part_of_layer(std::size_t layer, std::size_t layers, double first, double last,
                   const Progressing &progressing) {
    const double each = (last - first) / static_cast<double>(layers);
    const double before = first + each * static_cast<double>(layer);
    return part_from(before, before + each, progressing);
}

template <typename T>
T checked(Result<T> result) {
    if (result) return std::move(*result);
    switch (result.error().status) {
        case QUANT_CANCELED: throw Canceled{};
        case QUANT_OUT_OF_MEMORY: throw std::bad_alloc();
        default: throw Failure(result.error().message);
    }
}

// Returns how much the pixels of a layer count, or nothing if all count alike.
std::vector<std::uint8_t> weights_of(const Layer &layer) {
    if (layer.importance.empty()) return layer.selection;
    std::vector<std::uint8_t> weights = layer.importance;
    if (!layer.selection.empty())
        std::transform(weights.begin(), weights.end(), layer.selection.begin(), weights.begin(),
                       [](unsigned importance, unsigned selected) {
                           return static_cast<std::uint8_t>((importance * selected + 127) / 255);
                       });
    return weights;
}

bool are_all_zero(const std::vector<std::uint8_t> &weights) {
    return !weights.empty() && std::none_of(weights.begin(), weights.end(),
                                            [](std::uint8_t weight) { return weight > 0; });
}

// Returns the profile by which the colors of the layers can be compared; none stands for sRGB.
std::span<const std::byte> usable_profile(std::span<const Layer> layers) {
    if (layers.empty()) return {};
    const IccProfile &profile = layers.front().pixels.profile;
    const bool is_shared = std::all_of(layers.begin(), layers.end(), [&](const Layer &layer) {
        return layer.pixels.profile == profile;
    });
    if (!is_shared || profile.empty() || !is_srgb_profile(profile)) return {};
    return profile;
}

Quantized reduce_one(const Layer &layer, Options options, double last,
                     const Progressing &progressing) {
    if (are_all_zero(layer.selection)) throw Failure(_("No part of the layer is selected"));
    const std::vector<std::uint8_t> weights = weights_of(layer);
    if (!weights.empty() && !options.palette) {
        if (are_all_zero(weights)) throw Failure(_("All pixels have the importance 0"));
        options.importance = weights.data();
        options.importance_stride_bytes = layer.pixels.area.width;
    }
    return checked(quantize(layer.pixels.view(), options, part_from(0, last, progressing)));
}

void check(const std::optional<Error> &error) {
    if (error && error->status == QUANT_CANCELED) throw Canceled{};
    if (error) throw Failure(error->message);
}

template <typename Report>
void add_image(Histogram &histogram, const Image &image, const Options &options, Report report) {
    check(histogram.add(image, options, report));
}

// Adds only visible pixels with Alpha::visible, because a histogram treats transparency as a color
// like any other and would mix it with them.
template <typename Report>
void add_counted(Histogram &histogram, const Layer &layer, Alpha alpha, const Options &options,
                 Report report) {
    const Pixels &pixels = layer.pixels;
    const std::vector<std::uint8_t> weights = weights_of(layer);
    if (weights.empty() && alpha == Alpha::any)
        return add_image(histogram, pixels.view(), options, report);
    const std::vector<std::uint8_t> counted = counted_pixels(pixels, alpha, weights);
    const std::size_t count = counted.size() / (pixels.channels * pixels.bits / 8);
    const auto row_bytes = static_cast<std::ptrdiff_t>(counted.size());
    if (count > 0)
        add_image(histogram, {counted.data(), count, 1, row_bytes, pixels.channels, pixels.bits},
                  options, report);
}

std::vector<Color> visible_colors(const Quantized &result) {
    std::vector<Color> visible;
    for (const Color &color : result.palette())
        if (color.a >= 128) visible.push_back(color);
    if (visible.empty()) visible.push_back({0, 0, 0, 255});
    return visible;
}

void go_on(const Progressing &progressing, double done) {
    if (!progressing(done)) throw Canceled{};
}

// Returns the error of all pixels of the layers as they are written.
double mse_of_layers(const Reduction &reduction, std::size_t layers) {
    double inertia = 0;
    double pixels = 0;
    for (std::size_t i = 0; i < layers; ++i) {
        const Stats &stats = reduction.layer(i).stats();
        inertia += stats.palette_mse * static_cast<double>(stats.pixels);
        pixels += static_cast<double>(stats.pixels);
    }
    return inertia / pixels;
}

// Returns the options for a palette that has been chosen.
Options of_palette(Options options, std::span<const Color> palette) {
    options.keep = nullptr;  // the palette already contains these colors
    options.keep_size = 0;
    options.palette = palette.data();
    options.palette_size = palette.size();
    return options;
}

void map_layers(Reduction &reduction, std::span<const Layer> layers, const Options &options,
                const Progressing &progressing) {
    const std::vector<Color> visible = visible_colors(reduction.palette());
    Options mapping = of_palette(options, visible);
    mapping.keep_alpha = 1;
    std::vector<Quantized> mapped;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        mapped.push_back(
            checked(quantize(layers[i].pixels.view(), mapping,
                             part_of_layer(i, layers.size(), kChosen, kMapped, progressing))));
    }
    reduction.set_layers(std::move(mapped));
}

// Returns the palette of the layers with colors that are fitted to the dithered layers.
Quantized fitted(const Histogram &histogram, const Quantized &chosen, std::span<const Layer> layers,
                 const Options &options, const Progressing &progressing) {
    Fit fit = checked(Fit::create(chosen.palette16(), options));
    for (std::size_t round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        for (std::size_t i = 0; i < layers.size(); ++i)
            check(fit.add(layers[i].pixels.view(), options,
                          part_of_layer(round * layers.size() + i, QUANT_FIT_ROUNDS * layers.size(),
                                        kClustered, kChosen, progressing)));
        check(fit.end_round());
    }
    const std::vector<Color> colors = fit.palette();
    return checked(histogram.quantize(of_palette(options, colors)));
}

Reduction reduce_together(std::span<const Layer> layers, const Options &options, Alpha alpha,
                          const Progressing &progressing) {
    Histogram histogram;
    for (std::size_t i = 0; i < layers.size(); ++i)
        add_counted(histogram, layers[i], alpha, options,
                    part_of_layer(i, layers.size(), 0, kCounted, progressing));
    if (histogram.pixels() == 0 && !layers.empty())
        add_image(histogram, layers.front().pixels.view(), options,
                  part_from(kCounted, kCounted, progressing));
    Quantized chosen =
        checked(histogram.quantize(options, part_from(kCounted, kClustered, progressing)));
    if (options.dither == QUANT_DITHER_AUTO && !options.palette && chosen.stats().exact == 0)
        chosen = fitted(histogram, chosen, layers, options, progressing);
    Reduction reduction(std::move(chosen));
    map_layers(reduction, layers, options, progressing);
    return reduction;
}

bool has_palettes_of_layers(std::span<const Layer> layers, const Parameters &parameters) {
    return parameters.mode == Mode::in_place && layers.size() > 1 && !parameters.shares_palette;
}

// Gives each layer a palette of its own.
Reduction reduce_each(std::span<const Layer> layers, const Options &options,
                      const Progressing &progressing) {
    std::vector<Quantized> results;
    for (const Layer &layer : layers) {
        const auto part = [&](double done) {
            return progressing((static_cast<double>(results.size()) + done) /
                               static_cast<double>(layers.size()));
        };
        Options own = options;
        own.palette_bits = layer.pixels.bits;
        own.set_icc_profile(usable_profile({&layer, 1}));
        results.push_back(reduce_one(layer, own, kMapped, part));
    }
    Reduction reduction(std::move(results));
    reduction.set_mse(mse_of_layers(reduction, layers.size()));
    return reduction;
}

}  // namespace

Reduction::Reduction(std::vector<Quantized> palettes)
    : palettes_(std::move(palettes)), mse_(palettes_.front().stats().palette_mse) {}

Reduction::Reduction(Quantized palette) : mse_(palette.stats().palette_mse) {
    palettes_.push_back(std::move(palette));
}

Reduction reduce(std::span<const Layer> layers, const Parameters &parameters,
                 const Progressing &progressing) {
    Options options = options_of(parameters);
    options.set_icc_profile(usable_profile(layers));
    // Colormaps and palettes have 8 bits. Several layers share such a palette too.
    if (parameters.mode == Mode::in_place && layers.size() == 1)
        options.palette_bits = layers.front().pixels.bits;
    const bool is_indexed = parameters.mode == Mode::indexed;
    const Alpha alpha = options.keep_alpha != 0 && !options.palette ? Alpha::visible : Alpha::any;
    if (has_palettes_of_layers(layers, parameters))
        return reduce_each(layers, options, progressing);
    Reduction reduction = layers.size() == 1
                              ? Reduction(reduce_one(layers.front(), options,
                                                     is_indexed ? kChosen : kMapped, progressing))
                              : reduce_together(layers, options, alpha, progressing);
    if (parameters.mode == Mode::in_place)
        reduction.set_mse(mse_of_layers(reduction, layers.size()));
    // A dark or gray detail can be nearer to transparency than to any color. Because a visible
    // pixel must not become transparent, such a layer is mapped again, onto the visible colors
    // only.
    if (is_indexed && layers.size() == 1 && has_holes(layers.front().pixels, reduction.palette()))
        map_layers(reduction, layers, options, progressing);
    go_on(progressing, 1);
    return reduction;
}

bool takes_for_srgb(std::span<const Layer> layers, const Parameters &parameters) {
    const auto has_other = [](const Layer &layer) {
        const auto &profile = layer.pixels.profile;
        if (profile.empty()) return false;
        const auto is_srgb = is_srgb_profile(profile);
        return !is_srgb || !*is_srgb;
    };
    const Options options = options_of(parameters);
    if (quant_uses_icc_profile(&options) == 0) return false;
    const bool is_shared = !has_palettes_of_layers(layers, parameters);
    if (is_shared && !usable_profile(layers).empty()) return false;
    return std::any_of(layers.begin(), layers.end(), [&](const Layer &layer) {
        return has_other(layer) && (is_shared || usable_profile({&layer, 1}).empty());
    });
}

std::optional<double> psnr_of(const Reduction &reduction) {
    if (reduction.mse() <= 0) return std::nullopt;
    return psnr(reduction.mse());
}

std::string hex_colors(std::span<const Color> palette) {
    std::string text;
    for (const Color &color : palette) {
        if (color.a < 128) continue;
        if (!text.empty()) text += ' ';
        text += '#' + hex_color({color.r, color.g, color.b, 255});
    }
    return text;
}

}  // namespace quant::plugin
