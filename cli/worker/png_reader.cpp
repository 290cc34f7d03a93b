// libpng reports errors by longjmp(), which skips destructors. Each call into libpng that may fail
// is therefore made inside guarded(): neither its frame nor the lambdas passed to it have objects
// that need a destructor.
#include "worker/png_reader.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <new>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/failure.h"
#include "worker/exif.h"
#include "worker/png_chunk.h"
#include "worker/png_rows.h"

namespace quant::cli {
namespace {

constexpr png_byte kCodePoints[5] = "cICP";

std::span<const std::byte> bytes_of(png_const_bytep data, std::size_t size) {
    return {reinterpret_cast<const std::byte *>(data), size};
}

void report_warning(const std::string &warning, Decoding &decoding) {
    // Many programs have written this profile, and it does no harm.
    if (warning == "iCCP: known incorrect sRGB profile") return;
    if (warning.starts_with("tRNS: "))
        decoding.damage("its transparency is lost (" + warning + ")");
    else if (warning.size() > 5 && warning.substr(4, 2) == ": " && !warning.starts_with("IDAT"))
        decoding.note("a damaged chunk that the pixels do not need is left out (" + warning + ")");
    else
        decoding.note("libpng says: " + warning);
}

}  // namespace

void PngReader::on_error(png_structp png, png_const_charp message) {
    auto *reader = static_cast<PngReader *>(png_get_error_ptr(png));
    std::snprintf(reader->message_, sizeof reader->message_, "%s", message);
    std::longjmp(reader->escape_, 1);
}

void PngReader::on_warning(png_structp png, png_const_charp message) {
    append_line(static_cast<PngReader *>(png_get_error_ptr(png))->warnings_, message);
}

void PngReader::on_read(png_structp png, png_bytep target, std::size_t count) {
    auto *reader = static_cast<PngReader *>(png_get_io_ptr(png));
    if (!reader->stream_.read(reinterpret_cast<std::byte *>(target), count))
        png_error(png, "it ends too early");
}

// Returns whether the step ended without an error.
template <typename Step>
bool PngReader::guarded(Step step) {
    if (setjmp(escape_) != 0) return false;
    step();
    return true;
}

PngReader::PngReader(std::span<const std::byte> file, const Request &request)
    // Later frames are made RGBA by libpng.
    : stream_(without_cut_chunk(file),
              request.operation == Operation::decode ? request.max_pixels : 0, request.frame <= 1) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_) info_ = png_create_info_struct(png_);
    if (!info_) throw std::bad_alloc();
    const bool salvages = request.accept_damaged != 0;
    const bool ok = guarded([this, salvages] {
        png_set_read_fn(png_, this, on_read);
        // check_layout() limits the size; libpng's own limit would refuse long, thin pictures.
        png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        // What is known to be right is not checked again.
        const bool is_checked = stream_.is_checked();
        png_set_crc_action(png_, is_checked ? PNG_CRC_QUIET_USE : PNG_CRC_ERROR_QUIT,
                           PNG_CRC_WARN_DISCARD);
        if (is_checked) png_set_option(png_, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
        // libpng decompresses none of a block that it cannot read whole.
        if (salvages) png_set_compression_buffer_size(png_, 64);
        // libpng 1.6 does not know this chunk.
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_ALWAYS, kCodePoints, 1);
        png_read_info(png_, info_);
    });
    if (ok) return;
    png_destroy_read_struct(&png_, &info_, nullptr);
    throw Failure(std::string("the file is damaged: ") + message_);
}

void PngReader::normalize(bool rgba) {
    if (png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE) take_palette(rgba);
    const bool ok = guarded([this, rgba] {
        if (!palette_.empty()) {
            png_set_packing(png_);
        } else {
            png_set_expand(png_);
            if (rgba) png_set_gray_to_rgb(png_);
            if (rgba) png_set_add_alpha(png_, 0xffff, PNG_FILLER_AFTER);
        }
        if (std::endian::native == std::endian::little) png_set_swap(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
    });
    if (!ok) throw Failure(std::string("the file is damaged: ") + message_);
}

void PngReader::describe(Decoding &decoding) {
    ColorTags tags;
    png_fixed_point gamma = 0;
    if (png_get_gAMA_fixed(png_, info_, &gamma) && gamma > 0)
        tags.gamma = static_cast<std::uint32_t>(gamma);
    int intent = 0;
    if (png_get_sRGB(png_, info_, &intent))
        tags.srgb_intent_plus_1 = static_cast<std::uint32_t>(intent) + 1;
    auto &c = tags.chromaticities;
    png_get_cHRM_fixed(png_, info_, &c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7]);
    png_unknown_chunkp chunks = nullptr;
    const int count = png_get_unknown_chunks(png_, info_, &chunks);
    for (int i = 0; i < count; ++i) {
        if (std::memcmp(chunks[i].name, kCodePoints, 4) != 0 ||
            chunks[i].size != tags.code_points.size())
            continue;
        tags.has_code_points = 1;
        std::memcpy(tags.code_points.data(), chunks[i].data, tags.code_points.size());
    }
    decoding.set_tags(tags);

    png_charp name = nullptr;
    png_bytep data = nullptr;
    png_uint_32 size = 0;
    int compression = 0;
    if (png_get_iCCP(png_, info_, &name, &compression, &data, &size))
        decoding.set_profile(bytes_of(data, size));
    png_uint_32 x = 0, y = 0;
    int unit = 0;
    if (png_get_pHYs(png_, info_, &x, &y, &unit) && unit == PNG_RESOLUTION_METER)
        decoding.set_resolution(x, y);
}

// libpng would make pixels black in silence whose color the palette does not contain.
void PngReader::take_palette(bool rgba) {
    png_colorp colors = nullptr;
    int count = 0;
    if (png_get_PLTE(png_, info_, &colors, &count) == 0) throw Failure("it has no palette");
    png_bytep alpha = nullptr;
    int alpha_count = 0;
    const bool has_alpha = png_get_tRNS(png_, info_, &alpha, &alpha_count, nullptr) != 0;
    channels_ = has_alpha || rgba ? 4 : 3;
    for (int i = 0; i < count; ++i)
        palette_.push_back({std::byte{colors[i].red}, std::byte{colors[i].green},
                            std::byte{colors[i].blue},
                            has_alpha && i < alpha_count ? std::byte{alpha[i]} : std::byte{255}});
}

// Replaces the indices at the end of the memory by pixels, from the first to the last, so that none
// is overwritten before it is read. Returns whether the palette has a color for all of them.
template <std::size_t Channels>
bool PngReader::expand_indices(std::byte *pixels) const {
    // Colors that the palette does not have are black.
    std::array<std::array<std::byte, 4>, 256> colors;
    colors.fill({{{}, {}, {}, std::byte{255}}});
    std::ranges::copy(palette_, colors.begin());
    const std::size_t count = width() * height();
    const std::byte *indices = pixels + (Channels - 1) * count;
    std::size_t most = 0;
    for (std::size_t i = 0; i < count; ++i, pixels += Channels) {
        const auto index = std::to_integer<std::size_t>(indices[i]);
        most = std::max(most, index);
        std::memcpy(pixels, colors[index].data(), Channels);
    }
    return most < palette_.size();
}

// Reads the rows of a plain picture, which libpng does not see, and what follows them.
std::optional<std::string> PngReader::read_plain_rows(std::byte *pixels) {
    const PngStream::PlainRows &rows = stream_.plain_rows();
    unfilter_rows(rows.bytes, rows.row_bytes, rows.step, pixels);
    if (bits() == 16 && std::endian::native == std::endian::little) {
        const std::size_t count = width() * height() * channels() * 2;
        for (std::size_t i = 0; i < count; i += 2) std::swap(pixels[i], pixels[i + 1]);
    }
    if (!guarded([this] { png_read_end(png_, info_); })) return message_;
    return {};
}

std::optional<std::string> PngReader::read_rows(std::byte *pixels) {
    if (!stream_.plain_rows().bytes.empty()) return read_plain_rows(pixels);
    std::byte *first = pixels;
    const bool ok = guarded([this, first]() mutable {
        const std::size_t row_bytes = png_get_rowbytes(png_, info_);
        const auto height = png_get_image_height(png_, info_);
        // Indices are read into the end of the memory of their pixels.
        if (!palette_.empty()) first += (channels_ - 1) * row_bytes * height;
        for (int pass = 0; pass < passes_; ++pass)
            for (png_uint_32 y = 0; y < height; ++y)
                png_read_row(png_, reinterpret_cast<png_bytep>(first + y * row_bytes), nullptr);
        png_read_end(png_, info_);
    });
    const bool known = palette_.empty() ||
                       (channels_ == 3 ? expand_indices<3>(pixels) : expand_indices<4>(pixels));
    if (!ok) return message_;
    if (!known) return "pixels have colors that the palette does not contain";
    return {};
}

void PngReader::describe_rest(Decoding &decoding) {
    std::istringstream warnings(warnings_);
    for (std::string line; std::getline(warnings, line);) report_warning(line, decoding);
    png_textp texts = nullptr;
    const int count = png_get_text(png_, info_, &texts, nullptr);
    for (int i = 0; i < count; ++i) {
        const std::string_view key = texts[i].key;
        if (key == "Raw profile type exif" || key == "Raw profile type APP1") {
            decoding.has_metadata(metadata_exif);
            decoding.set_orientation(read_hex_exif(texts[i].text).orientation);
        } else if (key == "XML:com.adobe.xmp") {
            decoding.has_metadata(metadata_xmp);
        } else if (key != "Software" && !key.starts_with("date:")) {  // programs add these unasked
            decoding.has_metadata(metadata_text);
        }
    }
    png_uint_32 size = 0;
    png_bytep data = nullptr;
    if (!png_get_eXIf_1(png_, info_, &size, &data)) return;
    decoding.has_metadata(metadata_exif);
    decoding.set_orientation(read_exif(bytes_of(data, size)).orientation);
}

}  // namespace quant::cli
