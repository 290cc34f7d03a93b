// Reads BMP files with a palette or color masks, plain or run-length encoded. Pixels have 16 bits
// per channel if a mask is wider than 8 bits, otherwise 8.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "worker/bmp_header.h"
#include "worker/decoders.h"
#include "worker/float_pixels.h"
#include "worker/little_endian.h"

namespace quant::cli {
namespace {

using BmpColor = std::array<std::uint8_t, 3>;

constexpr const char *kBmpTooShort = "it ends before its last pixel";

// Colors that the file does not have are black.
struct BmpPalette {
    std::array<BmpColor, 256> colors{};
    std::size_t count = 0;
    bool exceeded = false;  // whether a pixel asked for a color that the file does not have

    explicit BmpPalette(const BmpHeader &bmp) {
        if (bmp.palette_entry == 0) return;
        const LittleEndianBytes bytes(bmp.palette);
        count = bytes.size() / bmp.palette_entry;
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t c = 0; c < 3; ++c)
                colors[i][c] = static_cast<std::uint8_t>(bytes.u8(i * bmp.palette_entry + 2 - c));
    }

    const BmpColor &at(std::uint32_t index) {
        exceeded |= index >= count;
        return colors[index];
    }
};

// Writes colors of 8 bits at any position, and remembers whether one was outside of the picture.
// Runs may fill a row up to a multiple of 4 bytes, as some programs do: those pixels are padding.
class BmpCanvas {
public:
    BmpCanvas(const BmpHeader &bmp, std::byte *pixels)
        : bmp_(bmp),
          pixels_(pixels),
          padded_width_((bmp.width * bmp.bits + 31) / 32 * 32 / bmp.bits) {}

    // Returns the row that is stored as the one with this number.
    std::byte *row(std::uint64_t y) const {
        return pixels_ + (bmp_.top_down ? y : bmp_.height - 1 - y) * bmp_.width * sizeof(BmpColor);
    }

    void put(std::uint64_t x, std::uint64_t y, const BmpColor &color) {
        if (x < bmp_.width && y < bmp_.height)
            std::memcpy(row(y) + x * sizeof color, color.data(), sizeof color);
        else
            outside_ |= x >= padded_width_ || y >= bmp_.height;
    }

    bool outside() const { return outside_; }

private:
    const BmpHeader &bmp_;
    std::byte *pixels_;
    std::uint64_t padded_width_;
    bool outside_ = false;
};

// Calls read_row(y, row, count) for each row as it is stored, with the number of pixels that are
// there, until the file ends.
template <typename ReadRow>
void read_bmp_rows(const BmpHeader &bmp, Decoding &decoding, ReadRow read_row) {
    const std::uint64_t row_bits = bmp.width * bmp.bits;
    const std::uint64_t stride = (row_bits + 31) / 32 * 4;
    const LittleEndianBytes file(bmp.pixels);
    for (std::uint64_t y = 0; y < bmp.height; ++y) {
        const LittleEndianBytes row(file.part(y * stride, (row_bits + 7) / 8));
        const std::uint64_t count =
            std::min<std::uint64_t>(bmp.width, row.size() * std::uint64_t{8} / bmp.bits);
        read_row(y, row, count);
        if (count < bmp.width) {
            decoding.damage(kBmpTooShort);
            return;
        }
    }
}

void read_indexed(const BmpHeader &bmp, BmpPalette &palette, BmpCanvas &canvas,
                  Decoding &decoding) {
    const unsigned per_byte = 8 / bmp.bits;
    const std::uint32_t most = (1U << bmp.bits) - 1;
    read_bmp_rows(
        bmp, decoding, [&](std::uint64_t y, const LittleEndianBytes &row, std::uint64_t count) {
            for (std::uint64_t x = 0; x < count; ++x) {
                const auto shift = static_cast<unsigned>(8 - bmp.bits * (x % per_byte + 1));
                canvas.put(x, y, palette.at(row.u8(x / per_byte) >> shift & most));
            }
        });
}

// One of the channels that masks describe.
struct BmpChannel {
    std::uint32_t mask;
    unsigned shift;

    explicit BmpChannel(std::uint32_t bits)
        : mask(bits), shift(bits == 0 ? 0 : static_cast<unsigned>(std::countr_zero(bits))) {}

    template <typename T>
    T value(std::uint32_t pixel) const {
        if (mask == 0) return 0;
        constexpr std::uint32_t limit = std::numeric_limits<T>::max();
        return static_cast<T>(rescaled((pixel & mask) >> shift, mask >> shift, limit));
    }
};

template <typename T>
void read_masked(const BmpHeader &bmp, unsigned channels, std::byte *pixels, Decoding &decoding) {
    const std::array<BmpChannel, 4> all{BmpChannel(bmp.masks[0]), BmpChannel(bmp.masks[1]),
                                        BmpChannel(bmp.masks[2]), BmpChannel(bmp.masks[3])};
    const unsigned bytes = bmp.bits / 8;
    read_bmp_rows(
        bmp, decoding, [&](std::uint64_t y, const LittleEndianBytes &row, std::uint64_t count) {
            const std::uint64_t upright = bmp.top_down ? y : bmp.height - 1 - y;
            std::byte *target = pixels + upright * bmp.width * channels * sizeof(T);
            for (std::uint64_t x = 0; x < count; ++x) {
                const std::uint64_t at = x * bytes;
                const std::uint32_t pixel = row.u16(at) | (bytes > 2 ? row.u8(at + 2) << 16 : 0) |
                                            (bytes > 3 ? row.u8(at + 3) << 24 : 0);
                for (unsigned c = 0; c < channels; ++c, target += sizeof(T)) {
                    const T value = all[c].value<T>(pixel);
                    std::memcpy(target, &value, sizeof value);
                }
            }
        });
}

// Decodes runs. Pixels that they leave out have the first color of the palette.
class BmpRuns {
public:
    BmpRuns(const BmpHeader &bmp, BmpPalette &palette, BmpCanvas &canvas)
        : bmp_(bmp), bytes_(bmp.pixels), palette_(palette), canvas_(canvas) {}

    // Returns whether the picture is complete.
    bool decode() {
        if (bmp_.coding != BmpCoding::rle24)
            for (std::uint64_t y = 0; y < bmp_.height; ++y)
                for (std::uint64_t x = 0; x < bmp_.width; ++x)
                    canvas_.put(x, y, palette_.colors[0]);
        while (!ended_ && at_ + 2 <= bytes_.size()) {
            const std::uint32_t count = bytes_.u8(at_);
            if (count > 0) {
                at_ += 1;
                run(count);
            } else {
                const std::uint32_t code = bytes_.u8(at_ + 1);
                at_ += 2;
                escape(code);
            }
        }
        return ended_ || y_ >= bmp_.height || (y_ == bmp_.height - 1 && x_ >= bmp_.width);
    }

private:
    // Draws pixels of one color; with 4 bits, of two colors in turn.
    void run(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) draw(i % 2);
        at_ += bmp_.coding == BmpCoding::rle24 ? 3 : 1;
    }

    void escape(std::uint32_t code) {
        switch (code) {
            case 0:
                x_ = 0;
                ++y_;
                return;
            case 1: ended_ = true; return;
            case 2:
                x_ += bytes_.u8(at_);
                y_ += bytes_.u8(at_ + 1);
                at_ += 2;
                return;
            default: literal(code); return;
        }
    }

    // Draws pixels that are stored one by one, and filled up to a whole number of 16 bits.
    void literal(std::uint32_t count) {
        const std::uint64_t bits = count * std::uint64_t{bmp_.bits};
        const std::uint64_t begin = at_;
        for (std::uint32_t i = 0; i < count && at_ < bytes_.size(); ++i) {
            draw(i % 2);
            if (bmp_.bits >= 8 || i % 2 == 1) at_ += std::max(bmp_.bits / 8, 1U);
        }
        at_ = begin + (bits + 15) / 16 * 2;
    }

    // Draws the pixel at the current byte. With 4 bits, this has two.
    void draw(unsigned half) {
        if (bmp_.coding == BmpCoding::rle24) {
            BmpColor color{};
            for (unsigned c = 0; c < 3; ++c)
                color[c] = static_cast<std::uint8_t>(bytes_.u8(at_ + 2 - c));
            canvas_.put(x_++, y_, color);
            return;
        }
        const std::uint32_t byte = bytes_.u8(at_);
        const bool is_half = bmp_.coding == BmpCoding::rle4;
        canvas_.put(x_++, y_, palette_.at(!is_half ? byte : half == 0 ? byte >> 4 : byte & 15));
    }

    const BmpHeader &bmp_;
    LittleEndianBytes bytes_;
    BmpPalette &palette_;
    BmpCanvas &canvas_;
    std::uint64_t at_ = 0, x_ = 0, y_ = 0;
    bool ended_ = false;
};

void read_colors(const BmpHeader &bmp, Decoding &decoding) {
    BmpPalette palette(bmp);
    BmpCanvas canvas(bmp, decoding.allocate(bmp.width, bmp.height, 3, 8));
    if (bmp.coding == BmpCoding::plain)
        read_indexed(bmp, palette, canvas, decoding);
    else if (!BmpRuns(bmp, palette, canvas).decode())
        decoding.damage(kBmpTooShort);
    if (canvas.outside()) decoding.damage("it has pixels outside of the picture");
    if (palette.exceeded) decoding.damage("it has pixels with colors beyond its palette");
}

void read_truecolor(const BmpHeader &bmp, Decoding &decoding) {
    unsigned bits = 8;
    for (const std::uint32_t mask : bmp.masks)
        if (std::popcount(mask) > 8) bits = 16;
    const unsigned channels = bmp.masks[3] != 0 ? 4 : 3;
    std::byte *pixels = decoding.allocate(bmp.width, bmp.height, channels, bits);
    if (bits == 8)
        read_masked<std::uint8_t>(bmp, channels, pixels, decoding);
    else
        read_masked<std::uint16_t>(bmp, channels, pixels, decoding);
    if (channels == 4) fill_unused_alpha(pixels, decoding.layout());
}

}  // namespace

void decode_bmp(Decoding &decoding) {
    const BmpHeader bmp = read_bmp_header(decoding);
    if (bmp.coding == BmpCoding::plain && bmp.bits > 8)
        read_truecolor(bmp, decoding);
    else
        read_colors(bmp, decoding);
}

}  // namespace quant::cli
