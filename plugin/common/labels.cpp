// The labels stand in the order of the enumerations' values and are translated on each call.
#include "common/labels.h"

#include <array>
#include <cstddef>

#include "common/text.h"

namespace quant::plugin {
namespace {

template <std::size_t N>
const char *label_of(const std::array<const char *, N> &labels, int value) {
    return value >= 0 && static_cast<std::size_t>(value) < N
               ? _(labels[static_cast<std::size_t>(value)])
               : nullptr;
}

}  // namespace

const char *mode_label(int mode) {
    static constexpr std::array kLabels{N_("Reduce colors in place"), N_("Convert to indexed"),
                                        N_("Make a palette only")};
    return label_of(kLabels, mode);
}

const char *preset_label(int preset) {
    static constexpr std::array kLabels{N_("Published experiment"), N_("Fast"), N_("Balanced"),
                                        N_("Best"), N_("Instant")};
    return label_of(kLabels, preset);
}

const char *space_label(int space) {
    static constexpr std::array kLabels{N_("RGB values"), N_("Linear light"), N_("Oklab"),
                                        N_("CIE Lab"), N_("Automatic")};
    return label_of(kLabels, space);
}

const char *dither_label(int dither) {
    static constexpr std::array kLabels{N_("None"),
                                        N_("Floyd-Steinberg"),
                                        N_("Blue noise"),
                                        N_("Bayer"),
                                        N_("Automatic"),
                                        N_("Atkinson"),
                                        N_("Jarvis, Judice, Ninke"),
                                        N_("Stucki"),
                                        N_("Sierra"),
                                        N_("Sierra Lite")};
    return label_of(kLabels, dither);
}

const char *bayer_label(int place) {
    static constexpr std::array kLabels{"2 x 2", "4 x 4", "8 x 8", "16 x 16"};
    return label_of(kLabels, place);
}

const char *protect_help() {
    return _(
        "How much colors of small areas are protected: 0 counts every pixel, 1 counts every "
        "color once");
}

const char *target_help() {
    return _(
        "The fewest colors are chosen that reach this PSNR in dB without dithering, but not "
        "more than the number of colors; 0 turns this off");
}

const char *serpentine_help() {
    return _(
        "Error diffusion goes from left to right and from right to left in turn; it then "
        "uses one thread only");
}

}  // namespace quant::plugin
