// The dots of a preview that shows the original beside the result. Does not depend on a GUI
// toolkit.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "common/preview.h"

namespace quant::plugin {

// The dots of a view whose columns left of a split show the original, and the others the result.
// With a split of 0 the whole view shows the result, and with one of its width the original.
class SplitDots {
public:
    // Returns the dots of a view of the original or of the result.
    using Render = std::function<std::vector<std::uint32_t>(const View &, bool original)>;

    explicit SplitDots(Render render) : render_(std::move(render)) {}

    // Renders all dots of the view.
    void show(const View &view, int split);
    // Moves the split of the view that is shown: only the columns that change sides are rendered.
    void move(int split);

    int split() const { return split_; }
    std::vector<std::uint32_t> &dots() { return dots_; }

private:
    void render_columns(int first, int last, bool original);

    Render render_;
    View view_;
    int split_ = 0;
    std::vector<std::uint32_t> dots_;
};

}  // namespace quant::plugin
