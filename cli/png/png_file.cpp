// Writes the chunks with libpng, but those of the pixels, which come compressed. Each call into
// libpng that may fail is made inside guarded(), because libpng reports errors by longjmp(), which
// skips destructors.
#include "png/png_file.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <new>
#include <string>

#include <png.h>

#include "base/failure.h"
#include "io/protocol.h"

namespace quant::cli {
namespace {

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

void open(Writer &writer) {
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_error, on_warning);
    if (writer.png) writer.info = png_create_info_struct(writer.png);
    if (!writer.info) throw std::bad_alloc();
    guarded(writer, [&writer] {
        png_set_write_fn(writer.png, &writer, on_write, on_flush);
        png_set_user_limits(writer.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        // If libpng rejects a profile, the picture is written without it.
        png_set_benign_errors(writer.png, 1);
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

// Must be called inside guarded().
void set_palette(Writer &writer, std::span<const Color> palette) {
    std::array<png_color, 256> colors{};
    std::array<png_byte, 256> alpha{};
    int translucent = 0;
    for (std::size_t i = 0; i < palette.size(); ++i) {
        const Color &color = palette[i];
        colors[i] = {color.r, color.g, color.b};
        alpha[i] = color.a;
        if (color.a != 255) translucent = static_cast<int>(i) + 1;
    }
    png_set_PLTE(writer.png, writer.info, colors.data(), static_cast<int>(palette.size()));
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

// Writes a chunk that is no longer than a chunk may be.
void write_pixels(Writer &writer, std::span<const std::uint8_t> stream) {
    constexpr std::size_t kMostBytes = std::size_t{1} << 30;
    static constexpr std::array<png_byte, 5> kName{'I', 'D', 'A', 'T', '\0'};
    for (std::size_t first = 0; first < stream.size(); first += kMostBytes) {
        const auto part = stream.subspan(first, std::min(kMostBytes, stream.size() - first));
        png_write_chunk(writer.png, kName.data(), part.data(), part.size());
    }
}

}  // namespace

std::vector<std::uint8_t> png_file(const PngHeader &header, std::span<const Color> palette,
                                   const ColorInfo &color, std::span<const std::uint8_t> stream) {
    Writer writer;
    open(writer);
    guarded(writer, [&] {
        const bool is_indexed = !palette.empty();
        png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(header.width),
                     static_cast<png_uint_32>(header.height), static_cast<int>(header.bits),
                     is_indexed ? PNG_COLOR_TYPE_PALETTE : color_type(header.channels),
                     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        set_color_info(writer, color, !is_indexed && header.channels < 3);
        if (is_indexed) set_palette(writer, palette);
        png_write_info(writer.png, writer.info);
        write_pixels(writer, stream);
        static constexpr std::array<png_byte, 5> kEnd{'I', 'E', 'N', 'D', '\0'};
        png_write_chunk(writer.png, kEnd.data(), nullptr, 0);
    });
    return std::move(writer.bytes);
}

}  // namespace quant::cli
