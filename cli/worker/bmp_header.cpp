// Reads the fields by their position. Those that a short header does not have are 0, which is what
// each of them means by default.
#include "worker/bmp_header.h"

#include <algorithm>
#include <bit>
#include <string>

#include "base/failure.h"
#include "worker/little_endian.h"

namespace quant::cli {
namespace {

constexpr std::uint32_t kFileHeader = 14;
constexpr std::uint32_t kCoreHeader = 12;  // of OS/2 1 and Windows 2
constexpr std::uint32_t kInfoHeader = 40;  // of Windows 3
constexpr std::uint32_t kOs2Header = 64;  // of OS/2 2, which may be cut off anywhere after 16 bytes
constexpr std::uint32_t kV4Header = 108;
constexpr std::uint32_t kV5Header = 124;

// The values of the field "compression".
enum : std::uint32_t { kRgb, kRle8, kRle4, kBitFields, kJpeg, kPng, kAlphaBitFields };

[[noreturn]] void refuse_bmp(const std::string &kind) {
    throw Failure("an unsupported kind of BMP: " + kind);
}

// Returns whether the color masks are inside of the header.
bool has_masks(std::size_t header) {
    return header == 52 || header == 56 || header == kV4Header || header == kV5Header;
}

LittleEndianBytes header_of(const LittleEndianBytes &file) {
    const std::uint32_t size = file.u32(kFileHeader);
    const bool is_known = size == kCoreHeader || (size >= 16 && size <= kOs2Header) ||
                          size == kV4Header || size == kV5Header;
    if (!is_known) refuse_bmp("a header of " + std::to_string(size) + " bytes");
    const LittleEndianBytes header(file.part(kFileHeader, size));
    if (header.size() < size) throw Failure("the file is damaged: it ends in its header");
    return header;
}

void read_size(const LittleEndianBytes &header, BmpHeader &bmp) {
    const bool core = header.size() == kCoreHeader;
    const std::int64_t width = core ? std::int64_t{header.u16(4)} : header.i32(4);
    const std::int64_t height = core ? std::int64_t{header.u16(6)} : header.i32(8);
    if (width < 1 || height == 0)
        throw Failure("the file is damaged: its size is " + std::to_string(width) + " x " +
                      std::to_string(height));
    bmp.width = static_cast<std::uint64_t>(width);
    bmp.top_down = height < 0;
    bmp.height = static_cast<std::uint64_t>(height < 0 ? -height : height);
    bmp.bits = core ? header.u16(10) : header.u16(14);
}

// The OS/2 header gives other meanings to 3 and 4. One of 40 bytes may be of either system.
BmpCoding coding_of(const LittleEndianBytes &header, unsigned bits) {
    const std::uint32_t compression = header.size() == kCoreHeader ? kRgb : header.u32(16);
    const bool os2 = header.size() <= kOs2Header && !has_masks(header.size());
    if (os2 && compression == 3 && (bits == 1 || header.size() != kInfoHeader))
        refuse_bmp("Huffman compression");
    if (os2 && compression == 4 && bits == 24) return BmpCoding::rle24;
    if (compression == kJpeg) refuse_bmp("a JPEG picture inside of it");
    if (compression == kPng) refuse_bmp("a PNG picture inside of it");
    if (compression > kAlphaBitFields)
        refuse_bmp("compression method " + std::to_string(compression));
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32)
        refuse_bmp(std::to_string(bits) + " bits per pixel");
    const bool is_rle = compression == kRle8 || compression == kRle4;
    if (is_rle && bits != (compression == kRle8 ? 8 : 4))
        refuse_bmp("run-length compression of " + std::to_string(bits) + " bits per pixel");
    if (!is_rle && compression != kRgb && bits < 16)
        refuse_bmp("color masks for " + std::to_string(bits) + " bits per pixel");
    return !is_rle ? BmpCoding::plain : bits == 8 ? BmpCoding::rle8 : BmpCoding::rle4;
}

// Returns how many bytes of masks follow the header.
std::uint32_t masks_after(const LittleEndianBytes &header) {
    if (header.size() != kInfoHeader) return 0;
    const std::uint32_t compression = header.u32(16);
    return compression == kBitFields ? 12 : compression == kAlphaBitFields ? 16 : 0;
}

// The fourth byte of a pixel of 32 bits without masks is unused according to Windows, but is the
// alpha of many programs that write it. The caller makes the picture opaque if all of them are 0.
void read_masks(const LittleEndianBytes &file, const LittleEndianBytes &header, BmpHeader &bmp) {
    const std::uint32_t compression = header.size() == kCoreHeader ? kRgb : header.u32(16);
    if (bmp.coding != BmpCoding::plain || compression == kRgb) {
        if (bmp.bits == 16)
            bmp.masks = {0x7c00, 0x3e0, 0x1f, 0};
        else
            bmp.masks = {0xff0000, 0xff00, 0xff, bmp.bits == 32 ? 0xff000000 : 0};
        return;
    }
    const std::uint32_t bytes =
        has_masks(header.size())
            ? static_cast<std::uint32_t>(std::min<std::size_t>(header.size() - 40, 16))
            : masks_after(header);
    for (std::uint32_t i = 0; i < bytes / 4; ++i) {
        const std::uint32_t mask = file.u32(kFileHeader + 40 + i * 4);
        if (mask != 0 && !std::has_single_bit((mask >> std::countr_zero(mask)) + 1ULL))
            refuse_bmp("a color mask with gaps");
        bmp.masks[i] = mask;
    }
    if ((bmp.masks[0] | bmp.masks[1] | bmp.masks[2]) == 0)
        throw Failure("the file is damaged: its color masks are empty");
}

void read_palette(const LittleEndianBytes &file, const LittleEndianBytes &header, BmpHeader &bmp) {
    const std::uint64_t begin = kFileHeader + header.size() + masks_after(header);
    const std::uint64_t pixels = file.u32(10);
    if (pixels < begin) throw Failure("the file is damaged: its pixels begin in its header");
    bmp.pixels = file.from(pixels);
    if (bmp.bits > 8) return;
    bmp.palette_entry = header.size() == kCoreHeader ? 3 : 4;
    const std::uint64_t most = std::uint64_t{1} << bmp.bits;
    const std::uint64_t used = header.size() == kCoreHeader ? 0 : header.u32(32);
    const std::uint64_t count =
        std::min({used == 0 ? most : used, most, (pixels - begin) / bmp.palette_entry});
    bmp.palette = file.part(begin, count * bmp.palette_entry);
    bmp.palette = bmp.palette.first(bmp.palette.size() / bmp.palette_entry * bmp.palette_entry);
}

void read_color_space(const LittleEndianBytes &file, const LittleEndianBytes &header,
                      Decoding &decoding) {
    constexpr std::uint32_t embedded = 0x4d424544, linked = 0x4c494e4b;  // "MBED", "LINK"
    if (header.size() != kV5Header) return;
    const std::uint32_t space = header.u32(56);
    if (space == linked) decoding.note("its color profile is another file and is not kept");
    if (space != embedded) return;
    const std::uint64_t size = header.u32(116);
    const auto profile = file.part(std::uint64_t{kFileHeader} + header.u32(112), size);
    if (profile.size() == size)
        decoding.set_profile(profile);
    else
        decoding.note("its color profile is cut off and is not kept");
}

}  // namespace

BmpHeader read_bmp_header(Decoding &decoding) {
    const LittleEndianBytes file(decoding.file());
    const LittleEndianBytes header = header_of(file);
    BmpHeader bmp;
    read_size(header, bmp);
    bmp.coding = coding_of(header, bmp.bits);
    if (bmp.bits > 8) read_masks(file, header, bmp);
    read_palette(file, header, bmp);
    if (header.size() >= kInfoHeader) decoding.set_resolution(header.i32(24), header.i32(28));
    read_color_space(file, header, decoding);
    return bmp;
}

}  // namespace quant::cli
