// What the files of the C ABI share: handles, refusals, and the border that exceptions end at.
#pragma once

#include <quant/quant.h>

#include <cstdint>
#include <exception>
#include <new>
#include <stdexcept>

#include "api/quantize.h"
#include "cluster/progress.h"

struct quant_result {
    quant::core::Quantized value;
};

namespace quant::core {

// Fills *error, if there is one to fill; returns the status.
[[gnu::format(printf, 3, 4)]] quant_status fail(quant_error *error, quant_status status,
                                                const char *format, ...);

quant_status check_image(const quant_image &image, std::uint64_t max_pixels, quant_error *error);

// The caller's options as this version knows them, checked.
quant_status take_options(const quant_options *options, quant_options &known, quant_error *error);

// Runs body() and turns what it throws into a status.
template <typename Body>
quant_status guarded(quant_error *error, Body &&body) {
    try {
        body();
        return QUANT_OK;
    } catch (const std::bad_alloc &) {
        return fail(error, QUANT_OUT_OF_MEMORY, "not enough memory");
    } catch (const Canceled &) {
        return fail(error, QUANT_CANCELED, "canceled");
    } catch (const std::exception &exception) {
        return fail(error, QUANT_INTERNAL_ERROR, "internal error: %s", exception.what());
    } catch (...) {
        return fail(error, QUANT_INTERNAL_ERROR, "internal error");
    }
}

}  // namespace quant::core
