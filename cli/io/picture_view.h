// Passes decoded pixels to the library.
#pragma once

#include <cstddef>

#include <quant/quant.hpp>

#include "io/decoder.h"

namespace quant::cli {

// Returns a view of the pixels, which `picture` owns.
inline Image view_of(const Picture &picture) {
    const Layout &layout = picture.layout;
    return {picture.pixels().data(), layout.width,
            layout.height,           static_cast<std::ptrdiff_t>(layout.row_bytes()),
            layout.channels,         layout.bits};
}

}  // namespace quant::cli
