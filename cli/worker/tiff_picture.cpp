// Reads the fields of a page and decides what its samples mean.
#include "worker/tiff_picture.h"

#include <string>

#include "base/failure.h"

namespace quant::cli {
namespace {

struct TiffName {
    unsigned value;
    const char *name;
};

constexpr TiffName kRefusedColors[] = {
    {PHOTOMETRIC_MASK, "a transparency mask"},
    {PHOTOMETRIC_ITULAB, "colors of ITU-T T.42"},
    {PHOTOMETRIC_CFA, "raw data of a camera"},
    {34892, "raw data of a camera"},
    {51177, "a depth map"},
};

// Those that libtiff cannot be built with, and those it may be built without.
constexpr TiffName kCompressions[] = {
    {COMPRESSION_OJPEG, "JPEG in the old style"},
    {COMPRESSION_JPEG, "JPEG"},
    {COMPRESSION_T85, "JBIG"},
    {COMPRESSION_T43, "JBIG"},
    {COMPRESSION_JBIG, "JBIG"},
    {33003, "JPEG 2000"},
    {33005, "JPEG 2000"},
    {COMPRESSION_JP2000, "JPEG 2000"},
    {34892, "lossy JPEG of DNG"},
    {COMPRESSION_LERC, "LERC"},
    {COMPRESSION_LZMA, "LZMA"},
    {COMPRESSION_ZSTD, "Zstandard"},
    {COMPRESSION_WEBP, "WebP"},
    {COMPRESSION_JXL, "JPEG XL"},
    {52546, "JPEG XL"},
};

[[noreturn]] void refuse_tiff(const std::string &what) {
    throw Failure("an unsupported kind of TIFF: " + what);
}

template <std::size_t count>
std::string tiff_name(const TiffName (&names)[count], unsigned value, const char *otherwise) {
    for (const TiffName &entry : names)
        if (entry.value == value) return entry.name;
    return otherwise + std::to_string(value);
}

void check_compression(const TiffFile &file) {
    const auto compression = file.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    if (TIFFIsCODECConfigured(compression) == 0)
        refuse_tiff("its compression is " + tiff_name(kCompressions, compression, "number "));
}

// Writers leave out the photometric interpretation of fax and of plain colors.
unsigned read_photometric(const TiffFile &file, unsigned samples) {
    std::uint16_t value = 0;
    if (TIFFGetField(file.handle(), TIFFTAG_PHOTOMETRIC, &value) != 0) return value;
    const auto compression = file.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    const bool fax = compression == COMPRESSION_CCITTRLE || compression == COMPRESSION_CCITTRLEW ||
                     compression == COMPRESSION_CCITTFAX3 || compression == COMPRESSION_CCITTFAX4;
    if (fax) return PHOTOMETRIC_MINISWHITE;
    return samples < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB;
}

// libtiff converts JPEG-compressed YCbCr while it decodes. A picture that says RGB and has fewer
// samples than that is taken for gray.
TiffColors read_colors(const TiffFile &file, const TiffPicture &picture) {
    const unsigned photometric = read_photometric(file, picture.samples);
    const auto compression = file.field<std::uint16_t>(TIFFTAG_COMPRESSION);
    switch (photometric) {
        case PHOTOMETRIC_MINISWHITE: return TiffColors::inverted_gray;
        case PHOTOMETRIC_MINISBLACK: return TiffColors::gray;
        case PHOTOMETRIC_RGB: return picture.samples < 3 ? TiffColors::gray : TiffColors::rgb;
        case PHOTOMETRIC_PALETTE: return TiffColors::palette;
        case PHOTOMETRIC_CIELAB: return TiffColors::cie_lab;
        case PHOTOMETRIC_ICCLAB: return TiffColors::icc_lab;
        case PHOTOMETRIC_SEPARATED:
            if (file.field<std::uint16_t>(TIFFTAG_INKSET, INKSET_CMYK) != INKSET_CMYK)
                refuse_tiff("its inks are not cyan, magenta, yellow and black");
            return TiffColors::cmyk;
        case PHOTOMETRIC_YCBCR:
            if (compression != COMPRESSION_JPEG || picture.separate) return TiffColors::ycbcr;
            TIFFSetField(file.handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
            return TiffColors::rgb;
        case PHOTOMETRIC_LOGL:
        case PHOTOMETRIC_LOGLUV:
            if (compression != COMPRESSION_SGILOG && compression != COMPRESSION_SGILOG24)
                refuse_tiff("LogLuv without its compression");
            TIFFSetField(file.handle(), TIFFTAG_SGILOGDATAFMT, SGILOGDATAFMT_FLOAT);
            return photometric == PHOTOMETRIC_LOGL ? TiffColors::log_gray : TiffColors::log_luv;
        default: refuse_tiff(tiff_name(kRefusedColors, photometric, "photometric interpretation "));
    }
}

// A file that does not say what the fourth sample of RGB is means premultiplied alpha: libtiff's
// own conversion takes it for that too.
void read_alpha(const TiffFile &file, TiffPicture &picture) {
    constexpr std::uint16_t unsaid[] = {EXTRASAMPLE_ASSOCALPHA};
    std::uint16_t count = 0;
    const std::uint16_t *kinds = nullptr;
    TIFFGetField(file.handle(), TIFFTAG_EXTRASAMPLES, &count, &kinds);
    if (count == 0 && picture.colors == TiffColors::rgb && picture.samples == 4) {
        count = 1;
        kinds = unsaid;
    }
    const unsigned first = picture.color_samples();
    for (unsigned i = 0; i < count && kinds && first + i < picture.samples; ++i) {
        if (kinds[i] != EXTRASAMPLE_ASSOCALPHA && kinds[i] != EXTRASAMPLE_UNASSALPHA) continue;
        picture.alpha = first + i;
        picture.associated =
            kinds[i] == EXTRASAMPLE_ASSOCALPHA && picture.colors != TiffColors::palette;
        return;
    }
}

void check_samples(const TiffPicture &picture) {
    const TiffColors colors = picture.colors;
    const unsigned bits = picture.bits;
    const std::string size = std::to_string(bits) + " bits per sample";
    if (picture.samples < picture.color_samples())
        throw Failure("the file is damaged: it has too few samples per pixel");
    if (bits < 1 || bits > 64) refuse_tiff(size);
    if (picture.is_float && bits != 16 && bits != 24 && bits != 32 && bits != 64)
        refuse_tiff("floating-point values of " + size);
    const bool lab = colors == TiffColors::cie_lab || colors == TiffColors::icc_lab;
    if (lab && (picture.is_float || (bits != 8 && bits != 16))) refuse_tiff("CIE Lab of " + size);
    if (colors == TiffColors::palette && (picture.is_float || bits > 16))
        refuse_tiff("a palette for " + size);
    if (picture.alpha > 0 && colors == TiffColors::ycbcr) refuse_tiff("YCbCr with alpha");
    if (picture.associated &&
        (lab || colors == TiffColors::cmyk || colors == TiffColors::inverted_gray))
        refuse_tiff("premultiplied alpha of colors that are neither RGB nor gray");
}

}  // namespace

unsigned TiffPicture::color_samples() const {
    switch (colors) {
        case TiffColors::gray:
        case TiffColors::inverted_gray:
        case TiffColors::palette:
        case TiffColors::log_gray: return 1;
        case TiffColors::cmyk: return 4;
        default: return 3;
    }
}

bool TiffPicture::is_gray() const { return color_samples() == 1 && colors != TiffColors::palette; }

std::vector<std::size_t> TiffPicture::used_samples() const {
    std::vector<std::size_t> used;
    for (unsigned i = 0; i < color_samples(); ++i) used.push_back(i);
    if (alpha > 0) used.push_back(alpha);
    return used;
}

TiffPicture describe_tiff(const TiffFile &file) {
    check_compression(file);
    if (file.field<std::uint32_t>(TIFFTAG_IMAGEDEPTH, 1) > 1) refuse_tiff("a volume");
    TiffPicture picture;
    picture.width = file.field<std::uint32_t>(TIFFTAG_IMAGEWIDTH);
    picture.height = file.field<std::uint32_t>(TIFFTAG_IMAGELENGTH);
    picture.samples = file.field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
    picture.separate = file.field<std::uint16_t>(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) ==
                       PLANARCONFIG_SEPARATE;
    picture.colors = read_colors(file, picture);
    picture.bits = file.field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
    const auto format = file.field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    if (format == SAMPLEFORMAT_COMPLEXINT || format == SAMPLEFORMAT_COMPLEXIEEEFP)
        refuse_tiff("complex numbers");
    // Writers of 8 bits call them signed by mistake, and other readers take no notice.
    picture.is_signed = format == SAMPLEFORMAT_INT && picture.bits > 8;
    picture.is_float = format == SAMPLEFORMAT_IEEEFP;
    read_alpha(file, picture);
    check_samples(picture);
    return picture;
}

}  // namespace quant::cli
