// The Adobe color table: red, green and blue of 256 colors; then, in files of 772 bytes, the number
// of colors and the index of the transparent one, 16 bits each, big-endian.
#include <algorithm>

#include "base/failure.h"
#include "palette/big_endian.h"
#include "palette/codecs.h"

namespace quant::cli {
namespace {

constexpr std::size_t kShortSize = 768;
constexpr std::size_t kLongSize = 772;
constexpr unsigned kEntries = 256;
constexpr unsigned kNotTransparent = 0xffff;

}  // namespace

bool has_act_size(std::size_t bytes) { return bytes == kShortSize || bytes == kLongSize; }

NamedPalette read_act(std::span<const std::byte> file) {
    if (!has_act_size(file.size()))
        throw Failure("is not an Adobe color table (it has " + std::to_string(file.size()) +
                      " bytes, not 768 or 772)");
    NamedPalette palette;
    ByteReader reader(file);
    for (unsigned i = 0; i < kEntries; ++i)
        palette.colors.push_back({reader.u8(), reader.u8(), reader.u8(), 255});
    if (reader.left() == 0) return palette;
    const unsigned count = reader.u16();
    const unsigned transparent = reader.u16();
    if (count < 1 || count > kEntries)
        throw Failure("the file is damaged: it announces " + std::to_string(count) + " colors");
    palette.colors.resize(count);
    if (transparent == kNotTransparent) return palette;
    if (transparent >= count)
        throw Failure("the file is damaged: its transparent color is number " +
                      std::to_string(transparent) + " of " + std::to_string(count));
    palette.colors[transparent].a = 0;
    return palette;
}

FileBytes write_act(const NamedPalette &palette) {
    const auto &colors = palette.colors;
    ByteWriter writer;
    for (unsigned i = 0; i < kEntries; ++i) {
        const Color color = i < colors.size() ? colors[i] : Color{};
        writer.u8(color.r);
        writer.u8(color.g);
        writer.u8(color.b);
    }
    const auto transparent =
        std::find_if(colors.begin(), colors.end(), [](const Color &color) { return color.a == 0; });
    // Some programs read only the short form, so it is used if it loses nothing.
    if (colors.size() == kEntries && transparent == colors.end()) return writer.take();
    writer.u16(static_cast<unsigned>(colors.size()));
    writer.u16(transparent == colors.end() ? kNotTransparent
                                           : static_cast<unsigned>(transparent - colors.begin()));
    return writer.take();
}

}  // namespace quant::cli
