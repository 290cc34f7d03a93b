// Paints a built-in sample picture in any size, for kinds.py:
//
//     quant_paint landscape WIDTH HEIGHT SEED > RGB
//     quant_paint soft-alpha WIDTH HEIGHT SEED > RGBA
//
// The output has the bytes of the pixels and nothing else. A soft-alpha picture is the middle of a
// square one, and ignores the seed.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>

#include "sample/sample.h"

namespace {

using quant::cli::sample::Picture;

bool write(const std::uint8_t *bytes, std::size_t count) {
    return std::fwrite(bytes, 1, count, stdout) == count;
}

bool write_landscape(std::size_t width, std::size_t height, std::uint64_t seed) {
    const Picture picture = quant::cli::sample::landscape(width, height, seed);
    return write(picture.pixels.data(), picture.pixels.size());
}

bool write_soft_alpha(std::size_t width, std::size_t height) {
    const Picture picture = quant::cli::sample::soft_alpha(width > height ? width : height);
    const std::size_t left = (picture.width - width) / 2, top = (picture.height - height) / 2;
    for (std::size_t row = 0; row < height; ++row) {
        const std::size_t first = (top + row) * picture.width + left;
        if (!write(picture.pixels.data() + 4 * first, 4 * width)) return false;
    }
    return true;
}

int fail(const char *message) {
    std::fprintf(stderr, "quant_paint: %s\n", message);
    return 1;
}

}  // namespace

int main(int argc, char *argv[]) {
    if (argc != 5) return fail("give landscape or soft-alpha, WIDTH, HEIGHT and SEED");
    try {
        const std::string scene = argv[1];
        const std::size_t width = std::stoul(argv[2]), height = std::stoul(argv[3]);
        const bool done = scene == "landscape"
                              ? write_landscape(width, height, std::stoull(argv[4]))
                              : scene == "soft-alpha" && write_soft_alpha(width, height);
        return done && std::fflush(stdout) == 0 ? 0 : fail("cannot paint or write this");
    } catch (const std::exception &error) {
        return fail(error.what());
    }
}
