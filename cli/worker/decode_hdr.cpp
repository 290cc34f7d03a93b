// Reads Radiance pictures: pixels of four bytes, three colors with a common exponent, which are
// linear light. The exposure is left as it is, because the writer chose it for viewing.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "worker/decoders.h"
#include "worker/float_pixels.h"

namespace quant::cli {
namespace {

constexpr std::size_t kRgbeBytes = 4;

struct RadianceHeader {
    std::uint64_t scanlines = 0;
    std::uint64_t length = 0;  // of a scanline
    int orientation = 1;
    std::size_t end = 0;  // where the pixels begin
};

// Returns the line that begins at `at`, without its end, and moves `at` behind it.
std::string_view next_radiance_line(std::string_view text, std::size_t &at) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos)
        throw Failure("the file is damaged: its header ends too early");
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = end + 1;
    return line;
}

struct RadianceAxis {
    std::string_view name;  // "-Y", "+X", ...
    std::uint64_t size = 0;
};

// Takes one of the two axes from the front of the resolution line.
RadianceAxis take_axis(std::string_view &line) {
    RadianceAxis axis;
    const auto skip_blanks = [&line] {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    };
    skip_blanks();
    axis.name = line.substr(0, 2);
    line.remove_prefix(axis.name.size());
    skip_blanks();
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), axis.size);
    if (error != std::errc() || axis.size == 0) axis.size = 0;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return axis;
}

// The first axis is the one from scanline to scanline; -Y means from the top to the bottom. The
// index in the table is the EXIF orientation minus 1.
void read_resolution_line(std::string_view line, RadianceHeader &header) {
    constexpr std::array<std::string_view, 8> orientations{"-Y+X", "-Y-X", "+Y-X", "+Y+X",
                                                           "+X-Y", "-X-Y", "-X+Y", "+X+Y"};
    const RadianceAxis first = take_axis(line);
    const RadianceAxis second = take_axis(line);
    const std::string names = std::string(first.name) + std::string(second.name);
    const auto found = std::ranges::find(orientations, names);
    if (found == orientations.end() || first.size == 0 || second.size == 0)
        throw Failure("the file is damaged: its resolution line is not valid");
    header.orientation = static_cast<int>(found - orientations.begin()) + 1;
    header.scanlines = first.size;
    header.length = second.size;
}

RadianceHeader read_radiance_header(std::string_view text) {
    RadianceHeader header;
    next_radiance_line(text, header.end);  // the signature
    for (;;) {
        const std::string_view line = next_radiance_line(text, header.end);
        if (line.empty()) break;
        if (line.starts_with("FORMAT=") && line != "FORMAT=32-bit_rle_rgbe")
            throw Failure(
                "an unsupported kind of Radiance picture: only colors of type RGBE are read");
    }
    read_resolution_line(next_radiance_line(text, header.end), header);
    return header;
}

// Reads scanlines of pixels. Each function returns false if the data ends or is impossible.
class RadianceReader {
public:
    explicit RadianceReader(std::span<const std::byte> data) : data_(data) {}

    // Fills `scanline`, which has kRgbeBytes bytes for each pixel.
    bool read(std::span<std::uint8_t> scanline) {
        const std::size_t pixels = scanline.size() / kRgbeBytes;
        if (pixels >= 8 && pixels < 0x8000 && begins_by_channel(pixels))
            return read_channels(scanline);
        return read_pixels(scanline);
    }

private:
    std::size_t left() const { return data_.size() - at_; }
    std::uint8_t next() { return std::to_integer<std::uint8_t>(data_[at_++]); }

    // A scanline of separate channels begins with 2, 2 and its length.
    bool begins_by_channel(std::size_t pixels) const {
        if (left() < kRgbeBytes) return false;
        const auto byte = [this](std::size_t i) {
            return std::to_integer<std::size_t>(data_[at_ + i]);
        };
        return byte(0) == 2 && byte(1) == 2 && (byte(2) << 8 | byte(3)) == pixels;
    }

    // Each channel consists of runs (128 plus their length, and the value) and of values as they
    // are (after their number).
    bool read_channels(std::span<std::uint8_t> scanline) {
        at_ += kRgbeBytes;
        for (std::size_t channel = 0; channel < kRgbeBytes; ++channel) {
            for (std::size_t i = channel; i < scanline.size();) {
                if (left() < 2) return false;
                const std::size_t code = next();
                const bool run = code > 128;
                const std::size_t count = run ? code - 128 : code;
                const std::size_t room = (scanline.size() - i + kRgbeBytes - 1) / kRgbeBytes;
                if (count == 0 || count > room || left() < (run ? 1 : count)) return false;
                const std::uint8_t value = run ? next() : std::uint8_t{0};
                for (std::size_t k = 0; k < count; ++k, i += kRgbeBytes)
                    scanline[i] = run ? value : next();
            }
        }
        return true;
    }

    // In the older form, a pixel of 1, 1, 1 and n repeats the one before it n times. Several in a
    // row are the digits of n to the base 256, the lowest first.
    bool read_pixels(std::span<std::uint8_t> scanline) {
        unsigned shift = 0;
        for (std::size_t i = 0; i < scanline.size();) {
            if (left() < kRgbeBytes) return false;
            std::array<std::uint8_t, kRgbeBytes> pixel{};
            for (std::uint8_t &value : pixel) value = next();
            if (pixel[0] != 1 || pixel[1] != 1 || pixel[2] != 1) {
                std::ranges::copy(pixel, scanline.begin() + static_cast<std::ptrdiff_t>(i));
                i += kRgbeBytes;
                shift = 0;
                continue;
            }
            const std::uint64_t count = shift < 32 ? std::uint64_t{pixel[3]} << shift : 0;
            if (i == 0 || shift >= 32 || count > (scanline.size() - i) / kRgbeBytes) return false;
            for (const std::size_t end = i + count * kRgbeBytes; i < end; ++i)
                scanline[i] = scanline[i - kRgbeBytes];
            shift += 8;
        }
        return true;
    }

    std::span<const std::byte> data_;
    std::size_t at_ = 0;
};

void convert_rgbe(std::span<const std::uint8_t> scanline, float *target) {
    for (std::size_t i = 0; i < scanline.size(); i += kRgbeBytes)
        for (std::size_t c = 0; c < 3; ++c) {
            const int exponent = scanline[i + 3];
            const auto value = static_cast<float>(scanline[i + c]);
            *target++ = exponent == 0 ? 0.0F : std::ldexp(value, exponent - 128 - 8);
        }
}

}  // namespace

void decode_hdr(Decoding &decoding) {
    const auto file = decoding.file();
    const RadianceHeader header =
        read_radiance_header({reinterpret_cast<const char *>(file.data()), file.size()});
    decoding.set_size(header.length, header.scanlines, 3, 16);
    decoding.set_orientation(header.orientation);
    const Layout layout = decoding.layout();
    RadianceReader reader(file.subspan(header.end));
    std::vector<float> pixels(layout.width * layout.height * layout.channels);
    std::vector<std::uint8_t> scanline(layout.width * kRgbeBytes);
    float *row = pixels.data();
    for (std::uint64_t y = 0; y < layout.height; ++y, row += layout.width * layout.channels) {
        std::ranges::fill(scanline, std::uint8_t{0});
        const bool complete = reader.read(scanline);
        convert_rgbe(scanline, row);
        if (complete) continue;
        decoding.damage("scanline " + std::to_string(y + 1) + " of " +
                        std::to_string(layout.height) + " is cut off or not valid");
        break;
    }
    store_floats(pixels, layout.width, layout.height, layout.channels, {.linear = true}, decoding);
}

}  // namespace quant::cli
