// Computes one byte per pixel from a picture of any kind.
#include "convert/importance.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/failure.h"
#include "base/signals.h"
#include "io/decoder.h"

namespace quant::cli {
namespace {

// Returns luma times alpha in the units of the channel values, rounded.
template <typename Sample>
std::uint32_t brightness(const std::byte *pixel, unsigned channels) {
    constexpr std::uint64_t full = sizeof(Sample) == 1 ? 255 : 65535;
    std::array<Sample, 4> v{};
    std::memcpy(v.data(), pixel, channels * sizeof(Sample));
    const bool gray = channels < 3;
    // The weights are those of Rec. 709, in 1/10000.
    const std::uint64_t luma =
        gray ? v[0] : (std::uint64_t{2126} * v[0] + 7152U * v[1] + 722U * v[2] + 5000) / 10000;
    const std::uint64_t alpha = channels % 2 == 0 ? v[channels - 1] : full;
    return static_cast<std::uint32_t>((luma * alpha + full / 2) / full);
}

std::string size_text(std::uint64_t width, std::uint64_t height) {
    return std::to_string(width) + " x " + std::to_string(height) + " pixels";
}

ImportanceMap map_of(const std::string &name, const Picture &picture) {
    const Layout &layout = picture.layout;
    ImportanceMap map{name, layout.width, layout.height, {}};
    map.values.reserve(layout.width * layout.height);
    const std::size_t pixel_bytes = layout.channels * (layout.bits / 8);
    const std::byte *pixel = picture.pixels().data();
    for (std::size_t y = 0; y < layout.height; ++y) {
        signals::check();
        for (std::size_t x = 0; x < layout.width; ++x, pixel += pixel_bytes) {
            const std::uint32_t value =
                layout.bits == 8 ? brightness<std::uint8_t>(pixel, layout.channels)
                                 : (brightness<std::uint16_t>(pixel, layout.channels) + 128) / 257;
            map.values.push_back(static_cast<std::uint8_t>(value));
        }
    }
    return map;
}

}  // namespace

ImportanceMap read_importance(const std::string &name, Decoder &decoder) {
    try {
        ImportanceMap map = map_of(name, decoder.decode(open_input(name)));
        if (std::ranges::all_of(map.values, [](std::uint8_t value) { return value == 0; }))
            throw Failure("is black or transparent everywhere: no pixel would count");
        return map;
    } catch (const Failure &failure) {
        throw FailureOf(name, failure.what());
    }
}

void use_importance(const ImportanceMap &map, const Layout &picture, Options &options) {
    if (map.width != picture.width || map.height != picture.height)
        throw Failure("has " + size_text(picture.width, picture.height) + ", but " + map.name +
                      " has " + size_text(map.width, map.height));
    options.importance = map.values.data();
    options.importance_stride_bytes = static_cast<std::ptrdiff_t>(map.width);
}

}  // namespace quant::cli
