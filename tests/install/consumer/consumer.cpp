// A C++20 program that uses libquant through quant.hpp: two distinct groups of colors become the
// two palette entries, for every engine and number of threads.
#include <array>
#include <cstdio>
#include <quant/quant.hpp>
#include <vector>

namespace {

int failures = 0;

void check(bool passed, const char *what) {
    if (passed) return;
    std::fprintf(stderr, "consumer.cpp: %s\n", what);
    ++failures;
}

bool is_color(const quant::Color &color, int r, int g, int b) {
    return color.r == r && color.g == g && color.b == b && color.a == 255;
}

// Three columns of (200, 100, 50) +- 4 follow each column of (10, 20, 30) +- 4.
constexpr std::size_t width = 64;
constexpr std::size_t height = 48;
std::vector<std::uint8_t> paint() {
    std::vector<std::uint8_t> rgb;
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            const bool dark = x % 4 == 0;
            const std::array<int, 3> base =
                dark ? std::array{10, 20, 30} : std::array{200, 100, 50};
            const int offset = y % 2 == 0 ? 4 : -4;
            for (const int channel : base)
                rgb.push_back(static_cast<std::uint8_t>(channel + offset));
        }
    }
    return rgb;
}

void check_engine(const quant::Image &image, quant_engine engine, unsigned threads) {
    quant::Options options;
    options.colors = 2;
    options.engine = engine;
    options.threads = threads;
    const auto result = quant::quantize(image, options);
    check(static_cast<bool>(result), "quantize succeeds");
    if (!result) return;

    check(result->palette().size() == 2, "two colors");
    check(is_color(result->palette()[0], 200, 100, 50), "the more frequent color is first");
    check(is_color(result->palette()[1], 10, 20, 30), "the less frequent color is second");
    check(result->counts()[0] == 3 * result->counts()[1], "counts are those of the columns");
    check(result->stats().mse == 3 * 16.0, "every channel is off by 4");
    bool indices_agree = true;
    for (std::size_t i = 0; i < result->indices().size(); ++i)
        indices_agree = indices_agree && (result->indices()[i] == 1) == (i % 4 == 0);
    check(indices_agree, "every pixel has the index of its group");
}

}  // namespace

int main() {
    const std::vector<std::uint8_t> pixels = paint();
    const quant::Image image = quant::rgb8(pixels.data(), width, height);
    check(quant_engine_name(QUANT_ENGINE_OPENMP) != nullptr, "engines have names");
    for (int engine = 0; quant_engine_name(engine) != nullptr; ++engine)
        for (const unsigned threads : {1U, 2U, 3U})
            check_engine(image, static_cast<quant_engine>(engine), threads);

    const auto canceled =
        quant::quantize(image, quant::Options(), [](const quant::Progress &) { return false; });
    check(!canceled && canceled.error().status == QUANT_CANCELED, "progress can cancel");
    return failures == 0 ? 0 : 1;
}
