// Shared by the files of the C interface: result handles, checks, and the conversion of exceptions
// to statuses.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>

#include "api/quantize.h"
#include "base/progress.h"
#include "color/rgb_space.h"

struct quant_result {
    quant::core::Quantized value;
};

namespace quant::core {

// Fills *error, unless it is null, and returns the status.
[[gnu::format(printf, 3, 4)]] quant_status fail(quant_error *error, quant_status status,
                                                const char *format, ...);

// Checks the fields of an image and its number of pixels.
quant_status check_image(const quant_image &image, std::uint64_t max_pixels, quant_error *error);

// Checks that there may be some more pixels than those of earlier images.
quant_status check_room(std::uint64_t before, std::uint64_t pixels, quant_error *error);

// Copies the options of the caller to `known`, with defaults for the fields that the caller does
// not have, and checks them.
quant_status take_options(const quant_options *options, quant_options &known, quant_error *error);

// Checks an image and its options, which it copies to `known`, and that there may be its pixels
// besides `before` of earlier images.
quant_status take_image(const quant_image *image, const quant_options *options,
                        std::uint64_t before, quant_options &known, quant_error *error);

// Returns the space of the options' profile, or sRGB. Throws UnusableProfile.
std::shared_ptr<const RgbSpace> rgb_space_of(const quant_options &options);

// Runs body() and turns an exception into a status.
template <typename Body>
quant_status guarded(quant_error *error, Body &&body) {
    try {
        body();
        return QUANT_OK;
    } catch (const std::bad_alloc &) {
        return fail(error, QUANT_OUT_OF_MEMORY, "not enough memory");
    } catch (const TooFewThreads &threads) {
        return fail(error, QUANT_LIMIT_EXCEEDED, "only %u of exactly %u threads can be started",
                    threads.possible, threads.wanted);
    } catch (const UnusableProfile &profile) {
        return fail(error, QUANT_INVALID_ARGUMENT, "the ICC profile %s", profile.reason);
    } catch (const Canceled &) {
        return fail(error, QUANT_CANCELED, "canceled");
    } catch (const std::exception &exception) {
        return fail(error, QUANT_INTERNAL_ERROR, "internal error: %s", exception.what());
    } catch (...) {
        return fail(error, QUANT_INTERNAL_ERROR, "internal error");
    }
}

}  // namespace quant::core
