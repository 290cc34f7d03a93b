// The high byte of alpha decides whether a pixel is visible, so that 8 and 16 bits share this code.
#include "common/pixels.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <utility>

namespace quant::plugin {
namespace {

// Runs `run` on strips of rows that are small enough for GEGL, whose offsets into memory are of
// type int.
template <typename F>
void for_each_strip(const GeglRectangle &area, std::size_t row_bytes, F &&run) {
    constexpr std::size_t kStripBytes = std::size_t{1} << 26;
    const int rows = static_cast<int>(std::clamp<std::size_t>(
        kStripBytes / std::max<std::size_t>(row_bytes, 1), 1, static_cast<std::size_t>(1) << 20));
    for (int y = 0; y < area.height; y += rows) {
        const GeglRectangle strip{area.x, area.y + y, area.width, std::min(rows, area.height - y)};
        run(strip, static_cast<std::size_t>(y) * row_bytes);
    }
}

template <typename Sample, typename PaletteColor>
void recolor_samples(Pixels &pixels, std::span<const PaletteColor> palette,
                     std::span<const std::uint8_t> indices) {
    const std::size_t colors = pixels.channels < 3 ? 1 : 3;
    const std::size_t pixel_bytes = pixels.channels * sizeof(Sample);
    std::uint8_t *target = pixels.bytes.get();
    for (const std::uint8_t index : indices) {
        std::memcpy(target, &palette[index].r, colors * sizeof(Sample));
        target += pixel_bytes;
    }
}

// Returns the address in the first pixel. Values of 16 bits are in the machine's byte order.
const std::uint8_t *high_byte_of_alpha(const Pixels &pixels) {
    const std::size_t bytes = pixels.bits / 8;
    const bool is_little = std::endian::native == std::endian::little;
    return pixels.bytes.get() + (pixels.channels - 1) * bytes + (is_little ? bytes - 1 : 0);
}

template <typename Sample>
void make_samples_binary(Pixels &pixels) {
    constexpr Sample kOpaque = static_cast<Sample>(~Sample{0});
    auto *sample = reinterpret_cast<Sample *>(pixels.bytes.get()) + pixels.channels - 1;
    for (std::size_t i = 0; i < pixels.count(); ++i, sample += pixels.channels) {
        const Sample binary = *sample > kOpaque / 2 ? kOpaque : Sample{0};
        if (std::exchange(*sample, binary) != binary) ++pixels.hardened;
    }
}

// Returns "R'G'B'A", for example, for the working format of `format`.
std::string working_model(const Babl *format) {
    const bool has_alpha = babl_format_has_alpha(format) != 0;
    const bool is_palette = babl_format_is_palette(format) != 0;
    const bool is_gray =
        !is_palette && babl_format_get_n_components(format) - (has_alpha ? 1 : 0) == 1;
    const char *model = babl_get_name(babl_format_get_model(format));
    // "~" is GIMP 3's notation for the transfer curve of sRGB in a space that has another curve.
    const std::string curve = std::strchr(model, '~') ? "~" : "'";
    std::string name;
    for (const char channel : std::string(is_gray ? "Y" : "RGB")) name += channel + curve;
    return has_alpha ? name + "A" : name;
}

const char *type_of(const Babl *format) { return babl_get_name(babl_format_get_type(format, 0)); }

bool is_floating(const Babl *format) {
    const std::string type = type_of(format);
    return type == "float" || type == "half" || type == "double";
}

// Returns how many of the pixels are visible and have a value that is not within 0 to 1. Rounding
// does not count.
std::size_t count_clipped(GeglBuffer *buffer, const GeglRectangle &area, const Babl *format,
                          unsigned channels) {
    constexpr float kLeast = -0.5F / 65535;
    constexpr float kMost = 1 - kLeast;
    const std::size_t row = static_cast<std::size_t>(area.width) * channels;
    const unsigned colors = channels - (channels % 2 == 0 ? 1 : 0);
    std::size_t clipped = 0;
    std::vector<float> values;
    for_each_strip(area, row * sizeof(float), [&](const GeglRectangle &strip, std::size_t) {
        values.resize(row * static_cast<std::size_t>(strip.height));
        gegl_buffer_get(buffer, &strip, 1.0, format, values.data(), GEGL_AUTO_ROWSTRIDE,
                        GEGL_ABYSS_NONE);
        for (std::size_t at = 0; at < values.size(); at += channels) {
            const float *pixel = &values[at];
            const bool is_visible = colors == channels || pixel[colors] > 0;
            if (is_visible && std::any_of(pixel, pixel + colors, [](float value) {
                    return value < kLeast || value > kMost;
                }))
                ++clipped;
        }
    });
    return clipped;
}

}  // namespace

Image Pixels::view() const {
    return {bytes.get(),
            static_cast<std::size_t>(area.width),
            static_cast<std::size_t>(area.height),
            static_cast<std::ptrdiff_t>(row_bytes()),
            channels,
            bits};
}

bool is_linear(const Babl *format) {
    const char *model = babl_get_name(babl_format_get_model(format));
    return !std::strchr(model, '\'') && !std::strchr(model, '~');
}

const Babl *working_format(const Babl *format) {
    const bool is_byte = babl_format_is_palette(format) != 0 ||
                         (std::strcmp(type_of(format), "u8") == 0 && !is_linear(format));
    return babl_format_with_space((working_model(format) + (is_byte ? " u8" : " u16")).c_str(),
                                  format);
}

const Babl *palette_format(const Babl *format) {
    const char *model = babl_get_name(babl_format_get_model(format));
    return babl_format_with_space(std::strchr(model, '~') ? "R~G~B~ u8" : "R'G'B' u8", format);
}

Pixels read_pixels(GeglBuffer *buffer, const GeglRectangle &area) {
    Pixels pixels;
    pixels.area = area;
    pixels.format = working_format(gegl_buffer_get_format(buffer));
    pixels.profile = icc_profile_of(pixels.format);
    pixels.channels = static_cast<unsigned>(babl_format_get_n_components(pixels.format));
    pixels.bits =
        8 * static_cast<unsigned>(babl_format_get_bytes_per_pixel(pixels.format)) / pixels.channels;
    // The sides in a graph of GEGL can be 2^31 - 1, of eight bytes a pixel.
    if (pixels.count() > std::numeric_limits<std::ptrdiff_t>::max() / 8) throw std::bad_alloc();
    pixels.bytes = std::make_unique_for_overwrite<std::uint8_t[]>(
        pixels.row_bytes() * static_cast<std::size_t>(area.height));
    for_each_strip(area, pixels.row_bytes(), [&](const GeglRectangle &strip, std::size_t offset) {
        gegl_buffer_get(buffer, &strip, 1.0, pixels.format, pixels.bytes.get() + offset,
                        GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    });
    if (const Babl *own = gegl_buffer_get_format(buffer); is_floating(own))
        pixels.clipped = count_clipped(
            buffer, area, babl_format_with_space((working_model(own) + " float").c_str(), own),
            pixels.channels);
    return pixels;
}

void write_pixels(GeglBuffer *buffer, const Pixels &pixels) {
    for_each_strip(pixels.area, pixels.row_bytes(),
                   [&](const GeglRectangle &strip, std::size_t offset) {
                       gegl_buffer_set(buffer, &strip, 0, pixels.format,
                                       pixels.bytes.get() + offset, GEGL_AUTO_ROWSTRIDE);
                   });
}

bool same_pixels(const Pixels &a, const Pixels &b) {
    return gegl_rectangle_equal(&a.area, &b.area) && a.format == b.format &&
           a.profile == b.profile &&
           std::memcmp(a.bytes.get(), b.bytes.get(),
                       a.row_bytes() * static_cast<std::size_t>(a.area.height)) == 0;
}

std::vector<std::uint8_t> read_mask(GeglBuffer *mask, const GeglRectangle &area, int offset_x,
                                    int offset_y) {
    const GeglRectangle place{area.x + offset_x, area.y + offset_y, area.width, area.height};
    const auto row = static_cast<std::size_t>(area.width);
    std::vector<std::uint8_t> values(row * static_cast<std::size_t>(area.height));
    // A channel of an 8-bit image has the curve of sRGB, but its numbers mean parts as they are.
    const Babl *format = babl_format(is_linear(gegl_buffer_get_format(mask)) ? "Y u8" : "Y' u8");
    for_each_strip(place, row, [&](const GeglRectangle &strip, std::size_t offset) {
        gegl_buffer_get(mask, &strip, 1.0, format, values.data() + offset, GEGL_AUTO_ROWSTRIDE,
                        GEGL_ABYSS_NONE);
    });
    const bool is_all =
        std::all_of(values.begin(), values.end(), [](std::uint8_t value) { return value == 255; });
    if (is_all) values.clear();
    return values;
}

Color color_at(const Pixels &pixels, int x, int y) {
    const std::size_t first =
        static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.area.width) +
        static_cast<std::size_t>(x);
    const auto sample = [&](std::size_t channel) {
        return value_of_8_bits(pixels, first * pixels.channels + channel);
    };
    const bool is_gray = pixels.channels < 3;
    return {sample(0), sample(is_gray ? 0 : 1), sample(is_gray ? 0 : 2), 255};
}

void make_alpha_binary(Pixels &pixels) {
    if (!pixels.has_alpha()) return;
    if (pixels.bits == 8)
        make_samples_binary<std::uint8_t>(pixels);
    else
        make_samples_binary<std::uint16_t>(pixels);
}

std::vector<std::uint8_t> counted_pixels(const Pixels &pixels, Alpha which,
                                         std::span<const std::uint8_t> weights) {
    const std::size_t pixel_bytes = pixels.channels * pixels.bits / 8;
    const std::uint8_t *alpha =
        which == Alpha::visible && pixels.has_alpha() ? high_byte_of_alpha(pixels) : nullptr;
    std::vector<std::uint8_t> counted;
    counted.reserve(pixels.count() * pixel_bytes);
    for (std::size_t i = 0; i < pixels.count(); ++i) {
        const std::size_t at = i * pixel_bytes;
        const std::uint8_t *pixel = pixels.bytes.get() + at;
        if ((!alpha || alpha[at] >= 128) && (weights.empty() || weights[i] >= 128))
            counted.insert(counted.end(), pixel, pixel + pixel_bytes);
    }
    return counted;
}

void recolor(Pixels &pixels, const Quantized &result) {
    if (pixels.bits == 8)
        recolor_samples<std::uint8_t>(pixels, result.palette(), result.indices());
    else
        recolor_samples<std::uint16_t>(pixels, result.palette16(), result.indices());
}

std::vector<Color> colors_of(const std::uint8_t *rgb, int count) {
    std::vector<Color> colors;
    for (int i = 0; rgb && i < count; ++i, rgb += 3)
        colors.push_back({rgb[0], rgb[1], rgb[2], 255});
    return colors;
}

Colormap::Colormap(std::span<const Color> palette) {
    for (const Color &color : palette) {
        const bool visible = color.a >= 128;
        is_visible.push_back(visible ? 1 : 0);
        position.push_back(static_cast<std::uint8_t>(visible ? size() : 0));
        if (visible) rgb.insert(rgb.end(), {color.r, color.g, color.b});
    }
    if (rgb.empty()) rgb = {0, 0, 0};
}

bool has_holes(const Pixels &pixels, const Quantized &result) {
    const Colormap colormap(result.palette());
    if (!pixels.has_alpha() ||
        colormap.is_visible == std::vector<std::uint8_t>(result.palette().size(), 1))
        return false;
    const std::uint8_t *alpha = high_byte_of_alpha(pixels);
    const std::size_t step = pixels.row_bytes() / static_cast<std::size_t>(pixels.area.width);
    for (const std::uint8_t index : result.indices()) {
        if (*alpha >= 128 && colormap.is_visible[index] == 0) return true;
        alpha += step;
    }
    return false;
}

void write_indices(GeglBuffer *layer, const Babl *format, const Pixels &pixels,
                   const Quantized &result) {
    const Colormap colormap(result.palette());
    const auto pixel_bytes = static_cast<std::size_t>(babl_format_get_bytes_per_pixel(format));
    const std::size_t row = static_cast<std::size_t>(pixels.area.width) * pixel_bytes;
    const std::uint8_t *alpha = pixels.has_alpha() ? high_byte_of_alpha(pixels) : nullptr;
    const std::size_t step = pixels.row_bytes() / static_cast<std::size_t>(pixels.area.width);
    const std::uint8_t *index = result.indices().data();
    std::vector<std::uint8_t> strip_bytes;
    for_each_strip(pixels.area, row, [&](const GeglRectangle &strip, std::size_t) {
        strip_bytes.clear();
        const std::size_t count =
            static_cast<std::size_t>(strip.width) * static_cast<std::size_t>(strip.height);
        for (std::size_t i = 0; i < count; ++i, ++index) {
            const bool visible = colormap.is_visible[*index] != 0 && (!alpha || *alpha >= 128);
            strip_bytes.push_back(visible ? colormap.position[*index] : 0);
            if (pixel_bytes == 2) strip_bytes.push_back(visible ? 255 : 0);
            if (alpha) alpha += step;
        }
        gegl_buffer_set(layer, &strip, 0, format, strip_bytes.data(), GEGL_AUTO_ROWSTRIDE);
    });
}

}  // namespace quant::plugin
