// Reads every kind of TIFF that libtiff decodes: strips or tiles, any size of samples, and the
// color kinds of TiffColors.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "worker/cmyk.h"
#include "worker/decoders.h"
#include "worker/float_pixels.h"
#include "worker/tiff_colors.h"
#include "worker/tiff_file.h"
#include "worker/tiff_picture.h"
#include "worker/tiff_samples.h"

namespace quant::cli {
namespace {

// A row of a strip or tile, as far as it lies inside the picture.
struct TiffRow {
    std::size_t x = 0;
    std::size_t y = 0;
    std::size_t count = 0;                // of pixels
    std::vector<const std::byte *> data;  // for each used sample, the bytes that have it
};

// The size of a strip or tile.
struct TiffBlockSize {
    bool tiled = false;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint64_t row_bytes = 0;
    std::uint64_t bytes = 0;
};

// Throws Failure if strips or tiles, with `planes` for each pixel, have no size, are much larger
// than the picture, or take too long to decode because most of them lies outside of it.
TiffBlockSize read_block_size(const TiffFile &file, const TiffPicture &picture,
                              std::uint64_t planes) {
    TIFF *tiff = file.handle();
    TiffBlockSize size;
    size.tiled = TIFFIsTiled(tiff) != 0;
    if (size.tiled) {
        size.width = file.field<std::uint32_t>(TIFFTAG_TILEWIDTH);
        size.height = file.field<std::uint32_t>(TIFFTAG_TILELENGTH);
        size.row_bytes = TIFFTileRowSize64(tiff);
        size.bytes = TIFFTileSize64(tiff);
    } else {
        size.width = picture.width;
        size.height = std::min(file.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP), picture.height);
        size.row_bytes = TIFFScanlineSize64(tiff);
        size.bytes = TIFFStripSize64(tiff);
    }
    if (size.width == 0 || size.height == 0 || size.bytes == 0)
        throw Failure("the file is damaged: its strips or tiles have no size");
    constexpr std::uint64_t usual_bytes = std::uint64_t{64} << 20;
    const std::uint64_t needed =
        std::uint64_t{picture.width} * picture.height * picture.samples * picture.bits / 8;
    const std::uint64_t columns = (std::uint64_t{picture.width} + size.width - 1) / size.width;
    const std::uint64_t rows = (std::uint64_t{picture.height} + size.height - 1) / size.height;
    if (size.bytes > (usual_bytes + 4 * needed) / planes ||
        size.bytes > file.most_bytes() / planes / columns / rows)
        throw Failure("its strips or tiles are too large for the picture");
    return size;
}

// The strips or tiles of a page. Only one of them, or one for each separate sample, is in memory.
class TiffBlocks {
public:
    // Throws Failure if a strip or tile is impossible or too large.
    TiffBlocks(TiffFile &file, const TiffPicture &picture, Decoding &decoding);

    std::size_t width() const { return size_.width; }
    std::size_t used_count() const { return used_.size(); }

    // Returns how to read one of the used samples from its bytes in the row.
    SampleRun run(std::size_t index, const TiffRow &row) const;

    // Decodes everything and calls use_row(const TiffRow &) for each row.
    template <typename UseRow>
    void for_each_row(UseRow use_row);

private:
    std::size_t planes() const { return picture_.separate ? used_.size() : 1; }
    void read_block(std::uint32_t x, std::uint32_t y);

    TiffFile &file_;
    const TiffPicture &picture_;
    Decoding &decoding_;
    std::vector<std::size_t> used_;
    TiffBlockSize size_;
    std::vector<std::byte> data_;
    bool damaged_ = false;
};

TiffBlocks::TiffBlocks(TiffFile &file, const TiffPicture &picture, Decoding &decoding)
    : file_(file),
      picture_(picture),
      decoding_(decoding),
      used_(picture.used_samples()),
      size_(read_block_size(file, picture, planes())) {
    TiffRow widest;
    widest.count = size_.width;
    const std::uint64_t needed = run(used_.size() - 1, widest).row_bytes();
    if (size_.row_bytes < needed || size_.bytes / size_.height < size_.row_bytes)
        throw Failure("the file is damaged: its strips or tiles have an impossible size");
}

SampleRun TiffBlocks::run(std::size_t index, const TiffRow &row) const {
    SampleRun result;
    result.bits = picture_.bits;
    result.count = row.count;
    result.stride = used_.size();
    if (!picture_.separate) {
        result.first = used_[index];
        result.step = picture_.samples;
    }
    return result;
}

void TiffBlocks::read_block(std::uint32_t x, std::uint32_t y) {
    TIFF *tiff = file_.handle();
    std::ranges::fill(data_, std::byte{0});
    for (std::size_t i = 0; i < planes(); ++i) {
        const auto sample = static_cast<std::uint16_t>(used_[i]);
        std::byte *target = data_.data() + i * size_.bytes;
        const auto bytes = static_cast<tmsize_t>(size_.bytes);
        const std::string error = file_.decode(size_.bytes, [&] {
            const tmsize_t got =
                size_.tiled
                    ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, x, y, 0, sample), target,
                                          bytes)
                    : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, y, sample), target, bytes);
            return got >= 0;
        });
        if (!error.empty() && !std::exchange(damaged_, true)) decoding_.damage(error);
    }
}

template <typename UseRow>
void TiffBlocks::for_each_row(UseRow use_row) {
    data_.resize(size_.bytes * planes());
    TiffRow row;
    row.data.resize(used_.size());
    for (std::uint64_t top = 0; top < picture_.height; top += size_.height) {
        const std::uint64_t bottom = std::min<std::uint64_t>(top + size_.height, picture_.height);
        for (std::uint64_t left = 0; left < picture_.width; left += size_.width) {
            read_block(static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(top));
            row.x = left;
            row.count = std::min<std::uint64_t>(size_.width, picture_.width - left);
            for (row.y = top; row.y < bottom; ++row.y) {
                for (std::size_t i = 0; i < used_.size(); ++i)
                    row.data[i] = data_.data() + (row.y - top) * size_.row_bytes +
                                  (picture_.separate ? i * size_.bytes : 0);
                use_row(row);
            }
        }
    }
}

void store_row(const std::uint16_t *values, std::size_t count, unsigned bits, std::byte *target) {
    if (bits == 16)
        std::memcpy(target, values, count * sizeof *values);
    else
        std::transform(values, values + count, target,
                       [](std::uint16_t value) { return static_cast<std::byte>(value); });
}

// `cmyk` converts CMYK, and can be null.
void read_integers(TiffFile &file, const TiffPicture &picture, CmykConverter *cmyk,
                   Decoding &decoding) {
    TiffBlocks blocks(file, picture, decoding);
    const TiffColorConverter converter(file, picture, cmyk);
    if (picture.is_signed && !converter.needs_raw_samples())
        decoding.note("its values are signed: negative ones become black");
    const unsigned bits = picture.target_bits();
    const std::size_t channels = picture.channels();
    std::byte *pixels = decoding.allocate(picture.width, picture.height, picture.channels(), bits);
    const SampleScale alpha_scale(picture.bits, picture.is_signed, false, bits);
    const SampleScale color_scale =
        converter.needs_raw_samples()
            ? SampleScale::none(picture.bits)
            : SampleScale(picture.bits, picture.is_signed,
                          picture.colors == TiffColors::inverted_gray, bits);
    const std::size_t most = std::min<std::size_t>(blocks.width(), picture.width);
    std::vector<std::uint16_t> samples(most * blocks.used_count());
    std::vector<std::uint16_t> converted(most * channels);
    blocks.for_each_row([&](const TiffRow &row) {
        for (std::size_t i = 0; i < blocks.used_count(); ++i)
            unpack_samples(row.data[i], blocks.run(i, row),
                           i < picture.color_samples() ? color_scale : alpha_scale,
                           samples.data() + i);
        converter.convert(samples.data(), row.count, converted.data());
        const std::size_t first = (row.y * picture.width + row.x) * channels;
        store_row(converted.data(), row.count * channels, bits, pixels + first * (bits / 8));
    });
    if (picture.associated) unassociate(pixels, decoding.layout());
}

void read_floats(TiffFile &file, const TiffPicture &picture, Decoding &decoding) {
    TiffBlocks blocks(file, picture, decoding);
    const std::size_t channels = picture.channels();
    std::vector<float> pixels(std::size_t{picture.width} * picture.height * channels);
    const std::size_t most = std::min<std::size_t>(blocks.width(), picture.width);
    std::vector<float> samples(most * blocks.used_count());
    blocks.for_each_row([&](const TiffRow &row) {
        for (std::size_t i = 0; i < blocks.used_count(); ++i)
            unpack_samples(row.data[i], blocks.run(i, row), samples.data() + i);
        float *target = pixels.data() + (row.y * picture.width + row.x) * channels;
        convert_float_colors(picture, samples.data(), row.count, target);
    });
    FloatKind kind;
    kind.linear = picture.colors == TiffColors::log_gray || picture.colors == TiffColors::log_luv;
    kind.associated = picture.associated;
    store_floats(pixels, picture.width, picture.height, picture.channels(), kind, decoding);
}

// Owns what libtiff's own conversion needs.
class TiffRgbaImage {
public:
    explicit TiffRgbaImage(TIFF *tiff) {
        char message[1024] = "";
        if (TIFFRGBAImageBegin(&image_, tiff, 0, message) == 0)
            throw Failure(std::string("an unsupported kind of TIFF: ") + message);
        image_.req_orientation = image_.orientation;  // the rows as they are
    }
    TiffRgbaImage(const TiffRgbaImage &) = delete;
    TiffRgbaImage &operator=(const TiffRgbaImage &) = delete;
    ~TiffRgbaImage() { TIFFRGBAImageEnd(&image_); }

    bool read(std::vector<std::uint32_t> &raster) {
        return TIFFRGBAImageGet(&image_, raster.data(), image_.width, image_.height) != 0;
    }

private:
    TIFFRGBAImage image_{};
};

// YCbCr may be subsampled, have its own coefficients and its own black and white: libtiff knows
// how.
void read_ycbcr(TiffFile &file, const TiffPicture &picture, Decoding &decoding) {
    read_block_size(file, picture, picture.separate ? picture.samples : 1);
    TiffRgbaImage image(file.handle());
    std::byte *target = decoding.allocate(picture.width, picture.height, 3, 8);
    std::vector<std::uint32_t> raster(std::size_t{picture.width} * picture.height);
    const std::string error =
        file.decode(raster.size() * sizeof raster[0], [&] { return image.read(raster); });
    if (!error.empty()) decoding.damage(error);
    for (const std::uint32_t pixel : raster) {
        *target++ = static_cast<std::byte>(TIFFGetR(pixel));
        *target++ = static_cast<std::byte>(TIFFGetG(pixel));
        *target++ = static_cast<std::byte>(TIFFGetB(pixel));
    }
}

void read_resolution(const TiffFile &file, Decoding &decoding) {
    const auto unit = file.field<std::uint16_t>(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    if (unit != RESUNIT_INCH && unit != RESUNIT_CENTIMETER) return;
    const double per_meter = unit == RESUNIT_INCH ? 1 / kMetersPerInch : 100;
    decoding.set_resolution(file.field<float>(TIFFTAG_XRESOLUTION) * per_meter,
                            file.field<float>(TIFFTAG_YRESOLUTION) * per_meter);
}

void read_metadata(const TiffFile &file, Decoding &decoding) {
    constexpr std::uint32_t texts[] = {
        TIFFTAG_DOCUMENTNAME, TIFFTAG_IMAGEDESCRIPTION, TIFFTAG_MAKE,     TIFFTAG_MODEL,
        TIFFTAG_PAGENAME,     TIFFTAG_ARTIST,           TIFFTAG_COPYRIGHT};
    for (const std::uint32_t tag : texts)
        if (file.field<const char *>(tag)) decoding.has_metadata(metadata_text);
    if (!file.array_field<std::byte>(TIFFTAG_XMLPACKET).empty())
        decoding.has_metadata(metadata_xmp);
    if (file.field<std::uint64_t>(TIFFTAG_EXIFIFD) != 0) decoding.has_metadata(metadata_exif);
}

}  // namespace

void decode_tiff(Decoding &decoding) {
    TiffFile file(decoding);
    file.choose_page(decoding);
    const TiffPicture picture = describe_tiff(file);
    decoding.set_size(picture.width, picture.height, 4, 16);
    decoding.set_orientation(file.field<std::uint16_t>(TIFFTAG_ORIENTATION, 1));
    read_resolution(file, decoding);
    read_metadata(file, decoding);
    file.report_fields(decoding);
    // The profile of a picture that is converted to sRGB describes what it was before.
    const bool converted =
        picture.colors == TiffColors::cie_lab || picture.colors == TiffColors::icc_lab ||
        picture.colors == TiffColors::log_gray || picture.colors == TiffColors::log_luv;
    const auto profile = file.array_field<std::byte>(TIFFTAG_ICCPROFILE);
    std::unique_ptr<CmykConverter> cmyk;
    if (picture.colors == TiffColors::cmyk)
        cmyk =
            cmyk_converter_of(picture.is_float ? std::span<const std::byte>{} : profile, decoding);
    else if (!converted)
        decoding.set_profile(profile);
    if (picture.colors == TiffColors::ycbcr)
        read_ycbcr(file, picture, decoding);
    else if (picture.is_float)
        read_floats(file, picture, decoding);
    else
        read_integers(file, picture, cmyk.get(), decoding);
}

}  // namespace quant::cli
