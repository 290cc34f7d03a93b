// Writes TIFF files with libtiff: palettes of 4 or 8 bits, gray and RGB of 8 or 16 bits, with or
// without alpha, deflated. TIFF 6.0, Adobe, 1992; ICC profiles: Adobe TIFF Technical Notes.
#include "worker/encode_tiff.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tiffio.h>

#include <quant/quant.hpp>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr std::uint64_t kBigFile = std::uint64_t{3} << 30;
constexpr std::uint64_t kStripBytes = std::uint64_t{1} << 20;

// The file as libtiff writes it. Errors go to a fixed buffer, and an exception must not pass
// through libtiff.
struct Target {
    std::vector<std::byte> bytes;
    std::uint64_t position = 0;
    std::array<char, 200> error{};
};

Target &target_of(thandle_t client) { return *static_cast<Target *>(client); }

tmsize_t on_write(thandle_t client, void *data, tmsize_t count) {
    Target &target = target_of(client);
    const auto size = static_cast<std::size_t>(count);
    try {
        if (target.position + size > target.bytes.size())
            target.bytes.resize(target.position + size);
    } catch (const std::exception &) {
        return -1;
    }
    std::memcpy(target.bytes.data() + target.position, data, size);
    target.position += size;
    return count;
}

// libtiff reads the directory that it has written.
tmsize_t on_read(thandle_t client, void *data, tmsize_t count) {
    Target &target = target_of(client);
    const std::uint64_t left =
        target.bytes.size() - std::min<std::uint64_t>(target.position, target.bytes.size());
    const auto size = std::min(static_cast<std::uint64_t>(count), left);
    if (size > 0) std::memcpy(data, target.bytes.data() + target.position, size);
    target.position += size;
    return static_cast<tmsize_t>(size);
}

toff_t on_seek(thandle_t client, toff_t offset, int origin) {
    Target &target = target_of(client);
    const std::uint64_t base = origin == SEEK_CUR   ? target.position
                               : origin == SEEK_END ? target.bytes.size()
                                                    : 0;
    return target.position = base + offset;
}

int on_close(thandle_t) { return 0; }
toff_t on_size(thandle_t client) { return target_of(client).bytes.size(); }

int on_error(TIFF *, void *client, const char *, const char *format, std::va_list arguments) {
    Target &target = target_of(client);
    if (target.error[0] == '\0')
        std::vsnprintf(target.error.data(), target.error.size(), format, arguments);
    return 1;
}
int on_warning(TIFF *, void *, const char *, const char *, std::va_list) { return 1; }

class TiffWriter {
public:
    TiffWriter(const Request &request, std::span<const std::byte> parts)
        : request_(request), layout_(request.layout), parts_(parts) {
        const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
            TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
        if (!options) throw std::bad_alloc();
        TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, &target_);
        TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, &target_);
        const char *mode = layout_.pixel_bytes() < kBigFile ? "w" : "w8";
        tiff_ = TIFFClientOpenExt("the file", mode, &target_, on_read, on_write, on_seek, on_close,
                                  on_size, nullptr, nullptr, options.get());
        if (!tiff_) fail();
    }
    TiffWriter(const TiffWriter &) = delete;
    TiffWriter &operator=(const TiffWriter &) = delete;
    ~TiffWriter() {
        if (tiff_) TIFFClose(tiff_);
    }

    std::vector<std::byte> encode() {
        describe_pixels();
        describe_colors();
        write_strips();
        if (TIFFWriteDirectory(tiff_) == 0) fail();
        TIFFClose(std::exchange(tiff_, nullptr));
        if (target_.error[0] != '\0') fail();
        return std::move(target_.bytes);
    }

private:
    [[noreturn]] void fail() {
        throw Failure(std::string("cannot encode as tiff: ") + target_.error.data());
    }
    template <typename... Values>
    void set(std::uint32_t tag, Values... values) {
        if (TIFFSetField(tiff_, tag, values...) == 0) fail();
    }

    bool has_palette() const { return request_.palette_colors > 0; }
    // Readers need not know palettes of other depths.
    unsigned bits() const {
        if (!has_palette()) return layout_.bits;
        return request_.palette_colors <= 16 ? 4 : 8;
    }
    std::uint64_t row_bytes() const { return (layout_.width * layout_.channels * bits() + 7) / 8; }
    std::uint64_t rows_of_strip() const {
        return std::clamp<std::uint64_t>(kStripBytes / row_bytes(), 1, layout_.height);
    }

    void describe_pixels() {
        set(TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(layout_.width));
        set(TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(layout_.height));
        set(TIFFTAG_BITSPERSAMPLE, bits());
        set(TIFFTAG_SAMPLESPERPIXEL, layout_.channels);
        set(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        set(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
        set(TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows_of_strip()));
        set(TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
        // Where libtiff uses zlib, the levels end at 9.
        if (TIFFSetField(tiff_, TIFFTAG_ZIPQUALITY, static_cast<int>(request_.deflate_level)) == 0)
            set(TIFFTAG_ZIPQUALITY, 9);
        target_.error = {};
        // There is no predictor: differences of few colors compress worse than the colors.
    }

    void describe_colors() {
        if (has_palette()) {
            set(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE);
            set_color_map();
        } else {
            set(TIFFTAG_PHOTOMETRIC,
                layout_.channels < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
        }
        const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
        if (layout_.channels % 2 == 0) set(TIFFTAG_EXTRASAMPLES, 1, &alpha);
        if (layout_.resolution.x != 0) {
            set(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
            set(TIFFTAG_XRESOLUTION, layout_.resolution.x * kMetersPerInch);
            set(TIFFTAG_YRESOLUTION, layout_.resolution.y * kMetersPerInch);
        }
        if (layout_.profile_bytes > 0) {
            const auto profile = parts_.last(layout_.profile_bytes);
            set(TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(profile.size()), profile.data());
        }
    }

    void set_color_map() {
        std::array<std::array<std::uint16_t, 256>, 3> map{};
        const std::byte *color = parts_.data() + layout_.pixel_bytes();
        for (std::size_t i = 0; i < request_.palette_colors; ++i, color += sizeof(Color))
            for (std::size_t channel = 0; channel < 3; ++channel)
                map[channel][i] =
                    static_cast<std::uint16_t>(std::to_integer<unsigned>(color[channel]) * 257);
        set(TIFFTAG_COLORMAP, map[0].data(), map[1].data(), map[2].data());
    }

    void write_strips() {
        const std::uint64_t rows = rows_of_strip();
        std::vector<std::byte> strip;
        std::uint32_t number = 0;
        for (std::uint64_t y = 0; y < layout_.height; y += rows, ++number) {
            const std::uint64_t count = std::min(rows, layout_.height - y);
            strip.assign(count * row_bytes(), {});
            const std::byte *first = parts_.data() + y * layout_.row_bytes();
            if (bits() == 4)
                pack(first, count, strip);
            else
                std::memcpy(strip.data(), first, strip.size());
            if (TIFFWriteEncodedStrip(tiff_, number, strip.data(),
                                      static_cast<tmsize_t>(strip.size())) < 0)
                fail();
        }
    }

    // Puts two indices into a byte.
    void pack(const std::byte *indices, std::uint64_t rows, std::vector<std::byte> &strip) const {
        for (std::uint64_t y = 0; y < rows; ++y)
            for (std::uint64_t x = 0; x < layout_.width; ++x)
                strip[y * row_bytes() + x / 2] |= indices[y * layout_.width + x]
                                                  << (x % 2 == 0 ? 4 : 0);
    }

    const Request &request_;
    const Layout &layout_;
    std::span<const std::byte> parts_;
    Target target_;
    TIFF *tiff_ = nullptr;
};

}  // namespace

void encode_tiff(std::span<const std::byte> parts, const Request &request, SharedBuffer &out) {
    if (request.deflate_level < 1 || request.deflate_level > 12 || request.palette_colors > 256)
        throw Failure("the picture to encode is described wrongly");
    const std::vector<std::byte> bytes = TiffWriter(request, parts).encode();
    std::memcpy(out.resize(bytes.size()), bytes.data(), bytes.size());
}

}  // namespace quant::cli
