// The colors that a user picks by hand: colors that the palette always contains, or a palette that
// is used as it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <quant/quant.hpp>

namespace quant::plugin {

// Reads colors that are written as hex_colors() writes them: "#rrggbb #rrggbb ...". Commas may
// separate them too. Throws Failure with the name of the argument if the text has anything else.
std::vector<Color> colors_of_text(const std::string &text, const char *argument);

// A color of the palette that is shown, with the number of its pixels.
struct Entry {
    Color color;
    std::uint64_t pixels;
};

// The functions that take the shown palette make it the palette to use, with their change in it.
// Its other colors therefore stay as they are: to cluster again with one color less would change
// all of them.
struct HandPicked {
    std::vector<Color> locked;   // the palette contains them, whatever else is chosen
    std::vector<Color> palette;  // if not empty, the palette is used as it is
    bool is_given = false;       // the shown palette is one that the user has chosen as a whole

    bool is_locked(const Color &color) const;
    void lock(const Color &color);
    void unlock(const Color &color);

    // Locks the color, and adds it to the palette if no colors are chosen.
    void add(std::span<const Entry> shown, const Color &color);
    // Puts a locked color in the place of another; it is there only once.
    void replace(std::span<const Entry> shown, const Color &old, const Color &color);
    // Removes colors; at least one color is left.
    void remove(std::span<const Entry> shown, std::span<const Color> colors);
    // Puts one color in the place of the first of several: the mean of their pixels, or the first
    // one that is locked.
    void merge(std::span<const Entry> shown, std::span<const Color> colors);
};

}  // namespace quant::plugin
