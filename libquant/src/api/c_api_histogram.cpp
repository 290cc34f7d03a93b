// The C interface of histograms, which give one palette for many images.
#include <quant/quant.h>

#include <algorithm>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "api/c_api.h"
#include "base/parallel.h"
#include "histogram/color_tally.h"

struct quant_histogram {
    quant::core::ColorTally tally;
};

namespace {

using quant::core::fail;

}  // namespace

extern "C" {

quant_histogram *quant_histogram_new(void) { return new (std::nothrow) quant_histogram; }

void quant_histogram_free(quant_histogram *histogram) { delete histogram; }

quant_status quant_histogram_add(quant_histogram *histogram, const quant_image *image,
                                 const quant_options *options, quant_error *error) {
    if (error) *error = {};
    if (!histogram) return fail(error, QUANT_INVALID_ARGUMENT, "histogram is null");
    quant_options known{};
    if (const auto status =
            quant::core::take_image(image, options, histogram->tally.pixels(), known, error))
        return status;
    return quant::core::guarded(error, [&] {
        quant::core::rgb_space_of(known);  // has no effect, but must be valid
        quant::core::Progress progress(known);
        progress.begin(QUANT_STAGE_HISTOGRAM);
        quant::core::Team team(known.threads != 0 ? known.threads : quant::core::default_threads(),
                               progress.checks());
        // The scan for alpha takes little of the time.
        std::optional<quant::core::Progress::Part> part(std::in_place, progress, 0, 0.05);
        const quant::core::ImageView view(*image, &team);
        part.emplace(progress, 0.05, 1);
        histogram->tally.add(view, team);
    });
}

quant_status quant_histogram_merge(quant_histogram *histogram, const quant_histogram *other,
                                   quant_error *error) {
    if (error) *error = {};
    if (!histogram) return fail(error, QUANT_INVALID_ARGUMENT, "histogram is null");
    if (!other) return fail(error, QUANT_INVALID_ARGUMENT, "other is null");
    if (const auto status =
            quant::core::check_room(histogram->tally.pixels(), other->tally.pixels(), error))
        return status;
    return quant::core::guarded(error, [&] { histogram->tally.add(other->tally); });
}

uint64_t quant_histogram_pixels(const quant_histogram *histogram) {
    return histogram ? histogram->tally.pixels() : 0;
}

quant_status quant_histogram_serialize(const quant_histogram *histogram, uint8_t **bytes,
                                       size_t *size, quant_error *error) {
    if (error) *error = {};
    if (!bytes || !size) return fail(error, QUANT_INVALID_ARGUMENT, "bytes or size is null");
    *bytes = nullptr;
    *size = 0;
    if (!histogram) return fail(error, QUANT_INVALID_ARGUMENT, "histogram is null");
    return quant::core::guarded(error, [&] {
        const std::vector<std::uint8_t> serial = serialized(histogram->tally);
        *bytes = new std::uint8_t[serial.size()];
        *size = serial.size();
        std::ranges::copy(serial, *bytes);
    });
}

// NOLINTNEXTLINE(readability-non-const-parameter): it ends what quant_histogram_serialize() gave.
void quant_bytes_free(uint8_t *bytes) { delete[] bytes; }

quant_status quant_histogram_parse(const uint8_t *bytes, size_t size, quant_histogram **histogram,
                                   quant_error *error) {
    if (error) *error = {};
    if (!histogram) return fail(error, QUANT_INVALID_ARGUMENT, "histogram is null");
    *histogram = nullptr;
    if (!bytes) return fail(error, QUANT_INVALID_ARGUMENT, "bytes is null");
    const auto status = quant::core::guarded(error, [&] {
        auto tally = quant::core::parse_tally({bytes, size});
        if (tally) *histogram = new quant_histogram{std::move(*tally)};
    });
    if (status == QUANT_OK && !*histogram)
        return fail(error, QUANT_INVALID_ARGUMENT, "the bytes are not a histogram, or damaged");
    return status;
}

quant_status quant_histogram_quantize(const quant_histogram *histogram,
                                      const quant_options *options, quant_result **result,
                                      quant_error *error) {
    if (error) *error = {};
    if (!result) return fail(error, QUANT_INVALID_ARGUMENT, "result is null");
    *result = nullptr;
    if (!histogram) return fail(error, QUANT_INVALID_ARGUMENT, "histogram is null");
    quant_options known{};
    if (const auto status = quant::core::take_options(options, known, error)) return status;
    if (histogram->tally.pixels() == 0)
        return fail(error, QUANT_INVALID_ARGUMENT, "the histogram is empty: no image was added");
    if (known.importance)
        return fail(error, QUANT_INVALID_ARGUMENT, "a histogram has no pixels for importance");
    return quant::core::guarded(error, [&] {
        const auto rgb = quant::core::rgb_space_of(known);
        quant::core::Progress progress(known);
        *result = new quant_result{quant::core::quantize(histogram->tally, *rgb, known, progress)};
    });
}

}  // extern "C"
