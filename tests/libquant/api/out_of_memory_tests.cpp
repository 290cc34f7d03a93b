// Lets the n-th allocation fail, for every n until all allocations succeed.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

#include "libquant/pictures.h"

namespace {

// Number of allocations, over all threads, that will still succeed.
std::atomic<long> allocations_left{std::numeric_limits<long>::max()};

void *allocate(std::size_t size, std::size_t alignment) {
    if (allocations_left.fetch_sub(1) <= 0) throw std::bad_alloc();
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    void *memory = std::aligned_alloc(alignment, rounded > 0 ? rounded : alignment);
    if (!memory) throw std::bad_alloc();
    return memory;
}

}  // namespace

void *operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void *operator new[](std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void *operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void *operator new[](std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
    try {
        return operator new(size);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

// Sanitizers make a call take up to a hundred times as long. With them, only some of the later
// allocations fail, except in the nightly run.
long next_after(long n) { return n >= 50 ? n + QUANT_ALLOCATION_STEP : n + 1; }

// Returns how many allocations succeeded when run(&error) did.
template <typename Run>
long failures_of(Run &&run) {
    for (long n = 0;; n = next_after(n)) {
        quant_error error;
        allocations_left = n;
        const quant_status status = run(&error);
        allocations_left = std::numeric_limits<long>::max();
        if (status == QUANT_OK) return n;
        if (status != QUANT_OUT_OF_MEMORY) BOOST_FAIL("status " << status << ", " << error.message);
    }
}

long failures_until_success(const quant_image &image, const quant_options &options) {
    return failures_of([&](quant_error *error) {
        quant_result *result = nullptr;
        const quant_status status = quant_quantize(&image, &options, &result, error);
        quant_result_free(result);
        return status;
    });
}

BOOST_AUTO_TEST_SUITE(out_of_memory_tests)

BOOST_AUTO_TEST_CASE(every_allocation_may_fail_in_every_engine) {
    const auto photo = quant::test::photo(96, 96);  // just enough for two threads
    const auto translucent = quant::test::noise(30, 30, 4);
    for (int engine = 1; quant_engine_name(engine); ++engine) {
        quant::Options paper(QUANT_PRESET_PAPER);
        paper.engine = engine;
        paper.colors = 64;
        paper.threads = 2;
        paper.max_iterations = 2;
        BOOST_TEST(failures_until_success(photo.view(), paper) > 5);
        BOOST_TEST(failures_until_success(translucent.view(), paper) > 5);
        quant::Options options;
        options.space = QUANT_SPACE_OKLAB;
        options.engine = engine;
        options.colors = 8;
        options.threads = 2;
        options.max_iterations = 1;
        BOOST_TEST(failures_until_success(photo.view(), options) > 5);
    }
    // Random seeds of a picture of almost one color are equal, so that clusters become empty. What
    // happens then does not depend on the engine.
    std::vector<std::uint8_t> almost_flat(2700, 5);
    for (std::size_t i = 0; i < 60; ++i) almost_flat[45 * i] = static_cast<std::uint8_t>(3 * i);
    const auto inertia_with = [&](int empty) {
        quant::Options options(QUANT_PRESET_PAPER);
        options.empty = empty;
        options.colors = 32;
        options.max_iterations = 2;
        return quant::quantize(quant::rgb8(almost_flat.data(), 30, 30), options)
            .value()
            .stats()
            .inertia;
    };
    BOOST_TEST(inertia_with(QUANT_EMPTY_SPLIT) < inertia_with(QUANT_EMPTY_KEEP));
    BOOST_TEST(inertia_with(QUANT_EMPTY_FARTHEST) < inertia_with(QUANT_EMPTY_KEEP));
    for (int empty = 0; quant_empty_name(empty); ++empty) {
        quant::Options options(QUANT_PRESET_PAPER);
        options.empty = empty;
        options.colors = 32;
        options.max_iterations = 2;
        BOOST_TEST(failures_until_success(quant::rgb8(almost_flat.data(), 30, 30), options) > 5);
    }
    for (int dither = 1; quant_dither_name(dither); ++dither) {
        quant::Options options(QUANT_PRESET_FAST);
        options.dither = dither;
        options.colors = 64;
        options.threads = 2;
        BOOST_TEST(failures_until_success(photo.view(), options) > 20);
    }
    quant::Options colors_only(QUANT_PRESET_FAST);
    colors_only.keep_alpha = 1;
    colors_only.colors = 64;
    colors_only.threads = 2;
    BOOST_TEST(failures_until_success(translucent.view(), colors_only) > 20);
    const std::vector<std::uint8_t> flat(3000, 5);
    BOOST_TEST(failures_until_success(quant::rgb8(flat.data(), 100, 10), quant::Options()) > 1);
}

// A failed call leaves the histogram as it was: the next attempt adds the image once.
BOOST_AUTO_TEST_CASE(every_allocation_may_fail_around_a_histogram) {
    const auto photo = quant::test::photo(50, 40);
    const auto translucent = quant::test::noise(30, 30, 4);
    const quant::Options options;
    quant_histogram *histogram = nullptr;
    BOOST_TEST(failures_of([&](quant_error *) {
                   histogram = quant_histogram_new();
                   return histogram ? QUANT_OK : QUANT_OUT_OF_MEMORY;
               }) == 1);
    std::uint64_t pixels = 0;
    for (const quant_image &image : {photo.view(), translucent.view(), photo.view()}) {
        BOOST_TEST(failures_of([&](quant_error *error) {
                       return quant_histogram_add(histogram, &image, &options, error);
                   }) > 2);
        pixels += image.width * image.height;
        BOOST_TEST(quant_histogram_pixels(histogram) == pixels);
    }
    std::uint8_t *bytes = nullptr;
    std::size_t size = 0;
    BOOST_TEST(failures_of([&](quant_error *error) {
                   return quant_histogram_serialize(histogram, &bytes, &size, error);
               }) > 1);
    quant_histogram *parsed = nullptr;
    BOOST_TEST(failures_of([&](quant_error *error) {
                   return quant_histogram_parse(bytes, size, &parsed, error);
               }) > 1);
    BOOST_TEST(failures_of([&](quant_error *error) {
                   return quant_histogram_merge(parsed, histogram, error);
               }) > 1);
    BOOST_TEST(quant_histogram_pixels(parsed) == 2 * pixels);
    quant::Options oklab(QUANT_PRESET_FAST);
    oklab.space = QUANT_SPACE_OKLAB;
    oklab.colors = 8;
    BOOST_TEST(failures_of([&](quant_error *error) {
                   quant_result *result = nullptr;
                   const quant_status status =
                       quant_histogram_quantize(parsed, &oklab, &result, error);
                   quant_result_free(result);
                   return status;
               }) > 10);
    quant_bytes_free(bytes);
    quant_histogram_free(parsed);
    quant_histogram_free(histogram);
}

// A failed call leaves the fit as it was: its colors are those of a fit without failures.
BOOST_AUTO_TEST_CASE(every_allocation_may_fail_around_a_fit) {
    const auto picture = quant::test::photo(40, 30);
    const quant_image image = picture.view();
    quant::Options options;
    options.space = QUANT_SPACE_OKLAB;
    options.dither = QUANT_DITHER_AUTO;
    options.threads = 1;
    options.colors = 8;
    const auto chosen = quant::quantize(image,
                                        [&] {
                                            auto plain = options;
                                            plain.dither = QUANT_DITHER_NONE;
                                            return plain;
                                        }())
                            .value();
    quant_fit *fit = nullptr;
    BOOST_TEST(failures_of([&](quant_error *error) {
                   return quant_fit_new(chosen.palette16().data(), 8, &options, &fit, error);
               }) > 0);
    for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
        BOOST_TEST(failures_of([&](quant_error *error) {
                       return quant_fit_add(fit, &image, &options, error);
                   }) > 0);
        BOOST_TEST(
            failures_of([&](quant_error *error) { return quant_fit_end_round(fit, error); }) > 0);
    }
    const auto fitted = quant::quantize(image, options).value();
    for (std::size_t k = 0; k < 8; ++k) {
        BOOST_TEST(quant_fit_palette16(fit)[k].r == fitted.palette16()[k].r);
        BOOST_TEST(quant_fit_palette16(fit)[k].g == fitted.palette16()[k].g);
        BOOST_TEST(quant_fit_palette16(fit)[k].b == fitted.palette16()[k].b);
    }
    quant_fit_free(fit);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
