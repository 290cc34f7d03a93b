// Renders ranges of columns on their own, and copies them into the dots of the whole view.
#include "common/split_dots.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quant::plugin {

void SplitDots::show(const View &view, int split) {
    view_ = view;
    split_ = std::clamp(split, 0, view.width);
    dots_.resize(static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height));
    render_columns(0, split_, true);
    render_columns(split_, view.width, false);
}

void SplitDots::move(int split) {
    const int from = split_;
    split_ = std::clamp(split, 0, view_.width);
    render_columns(from, split_, true);
    render_columns(split_, from, false);
}

void SplitDots::render_columns(int first, int last, bool original) {
    if (first >= last) return;
    View columns = view_;
    columns.column += first;
    columns.width = last - first;
    std::vector<std::uint32_t> part = render_(columns, original);
    if (columns.width == view_.width) {
        dots_ = std::move(part);
        return;
    }
    for (std::ptrdiff_t y = 0; y < view_.height; ++y)
        std::copy_n(part.begin() + y * columns.width, columns.width,
                    dots_.begin() + y * view_.width + first);
}

}  // namespace quant::plugin
