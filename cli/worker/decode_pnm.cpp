// Reads the Netpbm formats. A file can have several pictures, one after the other, unless they are
// plain. Values are scaled to the full range of 8 bits, or of 16 if the largest one needs more.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "base/failure.h"
#include "worker/decoders.h"
#include "worker/float_pixels.h"
#include "worker/little_endian.h"
#include "worker/pnm_header.h"

namespace quant::cli {
namespace {

constexpr const char *kPnmTooShort = "it ends before its last pixel";

// Returns the header of the frame that is asked for.
PnmHeader find_frame(Decoding &decoding) {
    const auto file = decoding.file();
    auto header = read_pnm_header(file, 0);
    if (!header)
        throw Failure("the file is damaged: its header lacks a value or has an impossible one");
    if (header->plain()) {
        decoding.choose_frame(1);
        return *header;
    }
    const auto next = [file](const PnmHeader &before) -> std::optional<PnmHeader> {
        try {
            auto found = read_pnm_header(file, before.end(file.size()));
            return found && !found->plain() ? found : std::nullopt;
        } catch (const Failure &) {  // an unsupported kind
            return std::nullopt;
        }
    };
    std::size_t count = 1, end = header->end(file.size());
    for (auto other = next(*header); other; other = next(*other), ++count)
        end = other->end(file.size());
    if (skip_blanks(file, end) < file.size())
        decoding.note("what follows its last picture is not read");
    for (std::size_t skip = decoding.choose_frame(count); skip > 0; --skip) header = next(*header);
    return *header;
}

// Scales and stores values one after the other.
class PnmTarget {
public:
    PnmTarget(const PnmHeader &header, Decoding &decoding)
        : header_(header),
          bits_(header.most > 255 ? 16 : 8),
          left_(std::uint64_t{header.width} * header.height * header.channels),
          at_(decoding.allocate(header.width, header.height, header.channels, bits_)) {}

    std::uint64_t left() const { return left_; }
    std::uint64_t above() const { return above_; }

    // Must not be called more often than there are values.
    void put(std::uint32_t value) {
        if (value > header_.most) {
            ++above_;
            value = header_.most;
        }
        if (header_.inverted) value = header_.most - value;
        if (bits_ == 8) {
            *at_++ = static_cast<std::byte>(rescaled(value, header_.most, 255));
        } else {
            const auto wide = static_cast<std::uint16_t>(rescaled(value, header_.most, 65535));
            std::memcpy(at_, &wide, sizeof wide);
            at_ += sizeof wide;
        }
        --left_;
    }

private:
    const PnmHeader &header_;
    unsigned bits_;
    std::uint64_t left_;
    std::uint64_t above_ = 0;  // values above the largest one
    std::byte *at_;
};

void read_packed_bits(std::span<const std::byte> bytes, const PnmHeader &header,
                      PnmTarget &target) {
    const LittleEndianBytes reader(bytes);
    for (std::uint64_t y = 0; y < header.height; ++y) {
        const std::uint64_t row = y * header.row_bytes();
        for (std::uint64_t x = 0; x < header.width; ++x) {
            if (row + x / 8 >= bytes.size()) return;
            target.put(reader.u8(row + x / 8) >> (7 - x % 8) & 1);
        }
    }
}

void read_raw(std::span<const std::byte> bytes, const PnmHeader &header, PnmTarget &target) {
    const LittleEndianBytes reader(bytes);
    if (header.most < 256) {
        for (std::size_t at = 0; at < bytes.size() && target.left() > 0; ++at)
            target.put(reader.u8(at));
        return;
    }
    for (std::size_t at = 0; at + 1 < bytes.size() && target.left() > 0; at += 2)
        target.put(reader.u8(at) << 8 | reader.u8(at + 1));
}

// Stops at the first thing that is not a number. PBM needs no blanks between its digits. Returns
// the position of what is left.
std::size_t read_plain(std::span<const std::byte> file, const PnmHeader &header,
                       PnmTarget &target) {
    const LittleEndianBytes reader(file);
    const auto digit_at = [&reader](std::size_t at) {
        return at < reader.size() ? reader.u8(at) - '0' : std::uint32_t{10};
    };
    const std::uint32_t most_digit = header.kind == '1' ? 1 : 9;
    std::size_t at = header.pixels;
    while (target.left() > 0) {
        at = skip_blanks(file, at);
        if (digit_at(at) > most_digit) break;
        std::uint32_t value = 0;
        do {
            value = std::min<std::uint32_t>(value * 10 + digit_at(at), 1'000'000);
            ++at;
        } while (header.kind != '1' && digit_at(at) <= 9);
        target.put(value);
    }
    return at;
}

void read_integers(const PnmHeader &header, Decoding &decoding) {
    const auto file = decoding.file();
    const auto bytes =
        file.subspan(header.pixels, header.plain() ? 0 : header.end(file.size()) - header.pixels);
    PnmTarget target(header, decoding);
    if (header.plain()) {
        const std::size_t end = read_plain(file, header, target);
        if (target.left() == 0 && skip_blanks(file, end) < file.size())
            decoding.note("what follows its first picture is not read");
    } else if (header.kind == '4') {
        read_packed_bits(bytes, header, target);
    } else {
        read_raw(bytes, header, target);
    }
    if (target.left() > 0) decoding.damage(kPnmTooShort);
    if (target.above() > 0)
        decoding.note("values above its largest, " + std::to_string(header.most) +
                      ", are clipped: " + std::to_string(target.above()) + " of them");
}

// PFM has the lowest row first. Its values are taken as sRGB-encoded, and multiplied by the scale.
void read_floats(const PnmHeader &header, Decoding &decoding) {
    decoding.set_size(header.width, header.height, header.channels, 16);
    const std::uint64_t row_values = std::uint64_t{header.width} * header.channels;
    const LittleEndianBytes file(decoding.file().subspan(header.pixels));
    const std::uint64_t stored = file.size() / sizeof(float);
    if (stored < row_values * header.height) decoding.damage(kPnmTooShort);
    std::vector<float> values(row_values * header.height);
    const double factor = std::abs(header.scale);
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(stored, values.size()); ++i) {
        std::uint32_t word = file.u32(i * sizeof(float));
        if (header.scale > 0) word = __builtin_bswap32(word);
        const std::uint64_t row = header.height - 1 - i / row_values;
        values[row * row_values + i % row_values] =
            static_cast<float>(std::bit_cast<float>(word) * factor);
    }
    store_floats(values, header.width, header.height, header.channels, {}, decoding);
}

}  // namespace

void decode_pnm(Decoding &decoding) {
    const PnmHeader header = find_frame(decoding);
    if (header.floats())
        read_floats(header, decoding);
    else
        read_integers(header, decoding);
}

}  // namespace quant::cli
