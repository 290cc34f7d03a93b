// Reads what libFuzzer makes up as an ICC profile, and converts some colors by it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "color/color_space.h"
#include "color/rgb_space.h"
#include "map/dither_space.h"

namespace {

using namespace quant::core;

// Ends the program if a color has a point beyond the scale.
void convert(const ColorSpace &space) {
    for (std::uint32_t i = 0; i < 27; ++i) {
        const auto channel = [&](std::uint32_t place) {
            return static_cast<std::uint16_t>(i / place % 3 * 65535 / 2);
        };
        const Point point = space.point_of({channel(1), channel(3), channel(9), 65535}, 16, false);
        for (const std::int16_t x : point.x)
            if (x < 0 || x > kPointMax) std::abort();
        (void)space.color_of({double(point.x[0]), double(point.x[1]), double(point.x[2])}, false,
                             16);
    }
}

// Converts dark colors by tables, whose places are computed from mixtures.
void look_up(const DitherSpace &space) {
    for (std::uint16_t value = 0; value < 4096; value = static_cast<std::uint16_t>(value + 13)) {
        (void)space.point_of({value, 0, 0, 65535});
        (void)space.point_of({0, value, 0, 65535});
        (void)space.point_of({0, 0, value, 65535});
        (void)space.point_of({value, value, value, 65535});
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    try {
        const auto rgb = RgbSpace::of_profile(std::as_bytes(std::span(data, size)));
        for (const int space : {QUANT_SPACE_LINEAR, QUANT_SPACE_OKLAB, QUANT_SPACE_LAB})
            convert(ColorSpace(space, *rgb));
        for (const int space : {QUANT_SPACE_OKLAB, QUANT_SPACE_LAB})
            look_up(DitherSpace(space, *rgb, false));
    } catch (const UnusableProfile &) {
    }
    return 0;
}
