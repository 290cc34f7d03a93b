// Writes PNG files. As in png_decode.cpp, each call into libpng that may fail is made inside
// guarded(), because libpng reports errors by longjmp(), which skips destructors.
#include "io/png_encode.h"

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdio>
#include <new>
#include <numeric>
#include <tuple>

#include <png.h>

#include "base/failure.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

// Bits and ns per pixel for each compression level, measured on photographs:
//   level    4         5         6         7         9
//   K = 32   1.66, 10  1.61, 18  1.56, 36  1.54, 50  1.51, 192
//   K = 256  3.36, 18  3.33, 24  3.28, 35  3.26, 45  3.25, 128
constexpr int kIndexedLevel = 5;
constexpr int kTruecolorLevel = 6;

struct Writer {
    std::vector<std::uint8_t> bytes;
    std::jmp_buf escape{};
    char message[200] = "";
    png_structp png = nullptr;
    png_infop info = nullptr;

    ~Writer() { png_destroy_write_struct(&png, &info); }
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
    auto *writer = static_cast<Writer *>(png_get_error_ptr(png));
    std::snprintf(writer->message, sizeof writer->message, "%s", message);
    std::longjmp(writer->escape, 1);
}

void on_warning(png_structp, png_const_charp) {}

bool append(std::vector<std::uint8_t> &bytes, const png_byte *data, std::size_t count) noexcept {
    try {
        bytes.insert(bytes.end(), data, data + count);
        return true;
    } catch (const std::bad_alloc &) {
        return false;
    }
}

void on_write(png_structp png, png_bytep data, std::size_t count) {
    auto *writer = static_cast<Writer *>(png_get_io_ptr(png));
    // png_error() is not called inside append(), because a longjmp() out of a handler would leak
    // the exception.
    if (!append(writer->bytes, data, count)) png_error(png, "not enough memory");
}

void on_flush(png_structp) {}

template <typename Step>
void guarded(Writer &writer, Step step) {
    if (setjmp(writer.escape) != 0)
        throw Failure(std::string("cannot encode as png: ") + writer.message);
    step();
}

void open(Writer &writer, int level) {
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_error, on_warning);
    if (writer.png) writer.info = png_create_info_struct(writer.png);
    if (!writer.info) throw std::bad_alloc();
    guarded(writer, [&writer, level] {
        png_set_write_fn(writer.png, &writer, on_write, on_flush);
        png_set_user_limits(writer.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        // If libpng rejects a profile, the picture is written without it.
        png_set_benign_errors(writer.png, 1);
        png_set_compression_level(writer.png, level);
    });
}

// Writes the chunk cICP, which libpng 1.6 does not know. Must be called inside guarded().
void set_code_points(Writer &writer, std::array<std::uint8_t, 4> points) {
    png_unknown_chunk chunk{"cICP", points.data(), points.size(), PNG_HAVE_IHDR};
    png_set_keep_unknown_chunks(writer.png, PNG_HANDLE_CHUNK_ALWAYS, chunk.name, 1);
    png_set_unknown_chunks(writer.png, writer.info, &chunk, 1);
}

// Must be called inside guarded().
void set_color_info(Writer &writer, const ColorInfo &color, bool gray) {
    const auto &profile = color.profile;
    if (profile_fits(profile, gray))
        png_set_iCCP(writer.png, writer.info, "ICC profile", PNG_COMPRESSION_TYPE_BASE,
                     reinterpret_cast<png_const_bytep>(profile.data()),
                     static_cast<png_uint_32>(profile.size()));
    const ColorTags &tags = color.tags;
    if (tags.gamma != 0)
        png_set_gAMA_fixed(writer.png, writer.info, static_cast<png_fixed_point>(tags.gamma));
    const auto &c = tags.chromaticities;
    if (c[1] > 0)
        png_set_cHRM_fixed(writer.png, writer.info, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
    if (tags.srgb_intent_plus_1 != 0)
        png_set_sRGB(writer.png, writer.info, static_cast<int>(tags.srgb_intent_plus_1 - 1));
    if (tags.has_code_points != 0) set_code_points(writer, tags.code_points);
    if (color.resolution.x != 0)
        png_set_pHYs(writer.png, writer.info, color.resolution.x, color.resolution.y,
                     PNG_RESOLUTION_METER);
}

int bits_for(std::size_t colors) {
    return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8;
}

void set_palette(Writer &writer, const FilePalette &palette) {
    std::array<png_color, 256> colors{};
    std::array<png_byte, 256> alpha{};
    int translucent = 0;
    for (std::size_t i = 0; i < palette.colors.size(); ++i) {
        const Color &color = palette.colors[i];
        colors[i] = {color.r, color.g, color.b};
        alpha[i] = color.a;
        if (color.a != 255) translucent = static_cast<int>(i) + 1;
    }
    png_set_PLTE(writer.png, writer.info, colors.data(), static_cast<int>(palette.colors.size()));
    if (translucent > 0) png_set_tRNS(writer.png, writer.info, alpha.data(), translucent, nullptr);
}

int color_type(unsigned channels) {
    switch (channels) {
        case 1: return PNG_COLOR_TYPE_GRAY;
        case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
        case 3: return PNG_COLOR_TYPE_RGB;
        default: return PNG_COLOR_TYPE_RGB_ALPHA;
    }
}

// Is called between rows, so that a signal stops the encoding of a large picture too.
void check_signal(png_structp png) {
    if (signals::raised() != 0) png_error(png, "interrupted");
}

template <typename Step>
std::vector<std::uint8_t> finish(Writer &writer, Step rows) {
    try {
        guarded(writer, rows);
    } catch (const Failure &) {
        signals::check();
        throw;
    }
    return std::move(writer.bytes);
}

}  // namespace

FilePalette arrange_palette(std::span<const Color> palette) {
    FilePalette result;
    for (const bool opaque : {false, true})
        for (std::size_t i = 0; i < palette.size(); ++i) {
            const Color &color = palette[i];
            if ((color.a == 255) != opaque) continue;
            const auto same = [&color](const Color &other) {
                return std::tie(color.r, color.g, color.b, color.a) ==
                       std::tie(other.r, other.g, other.b, other.a);
            };
            const auto found = std::find_if(result.colors.begin(), result.colors.end(), same);
            result.index.at(i) = static_cast<std::uint8_t>(found - result.colors.begin());
            if (found == result.colors.end()) result.colors.push_back(color);
        }
    return result;
}

FilePalette keep_palette(std::span<const Color> palette) {
    FilePalette result{{palette.begin(), palette.end()}, {}};
    std::iota(result.index.begin(), result.index.end(), std::uint8_t{0});
    return result;
}

std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color) {
    Writer writer;
    open(writer, kIndexedLevel);
    std::vector<png_byte> row(width);
    return finish(writer, [&] {
        png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(width),
                     static_cast<png_uint_32>(height), bits_for(palette.colors.size()),
                     PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        set_color_info(writer, color, false);
        set_palette(writer, palette);
        png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
        png_write_info(writer.png, writer.info);
        png_set_packing(writer.png);
        for (std::size_t y = 0; y < height; ++y) {
            check_signal(writer.png);
            for (std::size_t x = 0; x < width; ++x) row[x] = palette.index[indices[y * width + x]];
            png_write_row(writer.png, row.data());
        }
        png_write_end(writer.png, writer.info);
    });
}

std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color) {
    Writer writer;
    open(writer, kTruecolorLevel);
    return finish(writer, [&] {
        png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(layout.width),
                     static_cast<png_uint_32>(layout.height), static_cast<int>(layout.bits),
                     color_type(layout.channels), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        set_color_info(writer, color, layout.channels < 3);
        png_write_info(writer.png, writer.info);
        if (std::endian::native == std::endian::little) png_set_swap(writer.png);
        for (std::size_t y = 0; y < layout.height; ++y) {
            check_signal(writer.png);
            png_write_row(writer.png, reinterpret_cast<png_const_bytep>(pixels.data()) +
                                          y * layout.row_bytes());
        }
        png_write_end(writer.png, writer.info);
    });
}

}  // namespace quant::cli
