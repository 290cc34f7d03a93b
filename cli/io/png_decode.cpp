// Reads every kind of PNG as 1 to 4 channels of 8 or 16 bits. libpng reports errors by longjmp(),
// which skips destructors. Each call into libpng that may fail is therefore made inside guarded():
// neither its frame nor the lambdas passed to it have objects that need a destructor.
#include "io/png_decode.h"

#include <bit>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include <png.h>

#include "base/failure.h"
#include "io/orientation.h"

namespace quant::cli {
namespace {

struct Reader {
    std::span<const std::byte> file;
    std::size_t position = 0;
    std::jmp_buf escape{};
    char message[200] = "";
    png_structp png = nullptr;
    png_infop info = nullptr;

    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
    auto *reader = static_cast<Reader *>(png_get_error_ptr(png));
    std::snprintf(reader->message, sizeof reader->message, "%s", message);
    std::longjmp(reader->escape, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep target, std::size_t count) {
    auto *reader = static_cast<Reader *>(png_get_io_ptr(png));
    if (count > reader->file.size() - reader->position) png_error(png, "it ends too early");
    std::memcpy(target, reader->file.data() + reader->position, count);
    reader->position += count;
}

template <typename Step>
void guarded(Reader &reader, Step step) {
    if (setjmp(reader.escape) != 0)
        throw Failure(std::string("the file is damaged: ") + reader.message);
    step();
}

void open(Reader &reader) {
    reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning);
    if (reader.png) reader.info = png_create_info_struct(reader.png);
    if (!reader.info) throw std::bad_alloc();
    guarded(reader, [&reader] {
        png_set_read_fn(reader.png, &reader, on_read);
        // check_layout() limits the size; libpng's own limit would refuse long, thin pictures.
        png_set_user_limits(reader.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        png_set_crc_action(reader.png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        png_read_info(reader.png, reader.info);
    });
}

// Makes libpng convert palettes to RGB, tRNS to alpha, and fewer than 8 bits to 8.
void normalize(Reader &reader, Layout &layout, int &passes) {
    guarded(reader, [&reader, &passes] {
        png_set_expand(reader.png);
        if (std::endian::native == std::endian::little) png_set_swap(reader.png);
        passes = png_set_interlace_handling(reader.png);
        png_read_update_info(reader.png, reader.info);
    });
    layout.channels = png_get_channels(reader.png, reader.info);
    layout.bits = png_get_bit_depth(reader.png, reader.info);
}

ColorTags read_tags(Reader &reader) {
    ColorTags tags;
    png_fixed_point gamma = 0;
    if (png_get_gAMA_fixed(reader.png, reader.info, &gamma) && gamma > 0)
        tags.gamma = static_cast<std::uint32_t>(gamma);
    int intent = 0;
    if (png_get_sRGB(reader.png, reader.info, &intent))
        tags.srgb_intent_plus_1 = static_cast<std::uint32_t>(intent) + 1;
    auto &c = tags.chromaticities;
    png_get_cHRM_fixed(reader.png, reader.info, &c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6],
                       &c[7]);
    return tags;
}

std::span<const std::byte> read_profile(Reader &reader) {
    png_charp name = nullptr;
    png_bytep data = nullptr;
    png_uint_32 size = 0;
    int compression = 0;
    if (!png_get_iCCP(reader.png, reader.info, &name, &compression, &data, &size)) return {};
    return {reinterpret_cast<const std::byte *>(data), size};
}

void read_rows(Reader &reader, std::byte *pixels, const Layout &layout, int passes) {
    guarded(reader, [&reader, pixels, &layout, passes] {
        const std::size_t row_bytes = layout.row_bytes();
        for (int pass = 0; pass < passes; ++pass)
            for (std::size_t y = 0; y < layout.height; ++y)
                png_read_row(reader.png, reinterpret_cast<png_bytep>(pixels + y * row_bytes),
                             nullptr);
        png_read_end(reader.png, reader.info);
    });
}

int read_orientation(Reader &reader) {
    png_uint_32 size = 0;
    png_bytep data = nullptr;
    if (!png_get_eXIf_1(reader.png, reader.info, &size, &data)) return 1;
    return exif_orientation({reinterpret_cast<const std::byte *>(data), size});
}

}  // namespace

Layout decode_png(std::span<const std::byte> file, const Request &request, SharedBuffer &out) {
    Reader reader;
    reader.file = file;
    open(reader);
    Layout layout;
    layout.width = png_get_image_width(reader.png, reader.info);
    layout.height = png_get_image_height(reader.png, reader.info);
    layout.channels = 4;
    layout.bits = 16;
    check_layout(layout, request.max_pixels);
    int passes = 1;
    normalize(reader, layout, passes);
    layout.tags = read_tags(reader);
    std::span<const std::byte> profile = read_profile(reader);
    if (profile.size() > kMaxProfileBytes || !profile_fits(profile, layout.channels < 3))
        profile = {};
    layout.profile_bytes = profile.size();
    check_layout(layout, request.max_pixels);
    if (png_get_rowbytes(reader.png, reader.info) != layout.row_bytes())
        throw Failure("the image has an unusable channel layout");
    std::byte *pixels = out.resize(layout.pixel_bytes() + layout.profile_bytes);
    if (!profile.empty())
        std::memcpy(pixels + layout.pixel_bytes(), profile.data(), profile.size());
    read_rows(reader, pixels, layout, passes);
    apply_orientation(pixels, layout, read_orientation(reader));
    return layout;
}

}  // namespace quant::cli
