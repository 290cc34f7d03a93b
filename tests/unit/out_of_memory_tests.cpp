// Fails the n-th allocation, for every n until all succeed.
#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

#include "pictures.h"

namespace {

// Allocations still to succeed, of all threads.
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

// Returns how many allocations failed before a run came through.
long failures_until_success(const quant_image &image, const quant_options &options) {
    for (long n = 0;; ++n) {
        quant_result *result = nullptr;
        quant_error error;
        allocations_left = n;
        const quant_status status = quant_quantize(&image, &options, &result, &error);
        allocations_left = std::numeric_limits<long>::max();
        quant_result_free(result);
        if (status == QUANT_OK) return n;
        if (status != QUANT_OUT_OF_MEMORY) BOOST_FAIL("status " << status << ", " << error.message);
    }
}

BOOST_AUTO_TEST_SUITE(out_of_memory_tests)

BOOST_AUTO_TEST_CASE(every_allocation_may_fail_in_every_engine) {
    const auto photo = quant::test::photo(150, 150);
    const auto translucent = quant::test::noise(30, 30, 4);
    for (int engine = 1; quant_engine_name(engine); ++engine) {
        for (int empty = 0; quant_empty_name(empty); ++empty) {
            quant::Options options(QUANT_PRESET_PAPER);
            options.engine = engine;
            options.empty = empty;
            options.colors = 64;
            options.threads = 2;
            options.max_iterations = 2;
            BOOST_TEST(failures_until_success(photo.view(), options) > 5);
            options.seeding = QUANT_SEEDING_WU;
            BOOST_TEST(failures_until_success(translucent.view(), options) > 5);
        }
        quant::Options options;
        options.space = QUANT_SPACE_OKLAB;
        options.engine = engine;
        options.colors = 8;
        options.threads = 2;
        options.max_iterations = 1;
        BOOST_TEST(failures_until_success(photo.view(), options) > 5);
    }
    for (int dither = 1; quant_dither_name(dither); ++dither) {
        quant::Options options(QUANT_PRESET_FAST);
        options.dither = dither;
        options.colors = 64;
        options.threads = 2;
        BOOST_TEST(failures_until_success(photo.view(), options) > 20);
    }
    const std::vector<std::uint8_t> flat(3000, 5);
    BOOST_TEST(failures_until_success(quant::rgb8(flat.data(), 100, 10), quant::Options()) > 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
