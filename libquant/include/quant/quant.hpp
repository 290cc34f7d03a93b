// The C++20 interface of libquant. It is header-only and adds ownership, spans and Result<T> to
// quant.h, which documents ranges, units and guarantees.
//
//     quant::Options options;
//     options.colors = 32;
//     auto result = quant::quantize(quant::rgb8(pixels.data(), width, height), options);
//     if (!result) std::cerr << result.error().message << '\n';
//     else save(result->indices(), result->palette());
#ifndef QUANT_QUANT_HPP
#define QUANT_QUANT_HPP

#include <quant/quant.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quant {

using Image = quant_image;
using Color = quant_color;
using Color16 = quant_color16;
using Stats = quant_stats;
using Progress = quant_progress;

struct Error {
    quant_status status = QUANT_INTERNAL_ERROR;
    std::string message;
};

// Holds a value or an Error. value() throws std::runtime_error with the message if there is no
// value; all other accessors are undefined on the wrong alternative, as in std::expected.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}
    Result(Error error) : state_(std::move(error)) {}

    explicit operator bool() const { return state_.index() == 0; }
    T *operator->() { return std::get_if<0>(&state_); }
    const T *operator->() const { return std::get_if<0>(&state_); }
    T &operator*() & { return *std::get_if<0>(&state_); }
    const T &operator*() const & { return *std::get_if<0>(&state_); }
    T &&operator*() && { return std::move(*std::get_if<0>(&state_)); }
    const Error &error() const { return *std::get_if<1>(&state_); }
    T &value() & {
        if (!*this) throw std::runtime_error(error().message);
        return **this;
    }
    T &&value() && {
        if (!*this) throw std::runtime_error(error().message);
        return std::move(**this);
    }

private:
    std::variant<T, Error> state_;
};

// Options that begin with the defaults, or with those of a preset.
struct Options : quant_options {
    Options() { quant_options_init(this, sizeof(quant_options)); }
    explicit Options(quant_preset preset) : Options() { quant_options_set_preset(this, preset); }

    // Refers to the bytes of a profile, or to none if there are none.
    void set_icc_profile(std::span<const std::byte> profile) {
        icc_profile = profile.empty() ? nullptr : profile.data();
        icc_profile_size = profile.size();
    }
};

// Return views of tightly packed 8-bit pixels. For any other layout, fill a quant::Image yourself.
inline Image packed8(const std::uint8_t *pixels, std::size_t width, std::size_t height,
                     unsigned channels) {
    return {pixels, width, height, static_cast<std::ptrdiff_t>(width * channels), channels, 8};
}
inline Image rgb8(const std::uint8_t *pixels, std::size_t width, std::size_t height) {
    return packed8(pixels, width, height, 3);
}
inline Image rgba8(const std::uint8_t *pixels, std::size_t width, std::size_t height) {
    return packed8(pixels, width, height, 4);
}

// Returns the PSNR in dB of an MSE of quant_stats (a sum over three channels), or infinity for 0.
inline double psnr(double mse) { return 10 * std::log10(3 * 255.0 * 255.0 / mse); }

// Convert between a channel value and linear light, both 0 to 1, by the sRGB curve (IEC 61966-2-1).
// The library itself computes the curve without std::pow(), which need not give the same bits on
// every machine.
inline double srgb_to_linear(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}
inline double linear_to_srgb(double light) {
    return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

// Returns "rrggbb", or "rrggbbaa" for a color that is not opaque, in lower case.
inline std::string hex_color(const Color &color) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t value : {color.r, color.g, color.b, color.a}) {
        text += digits[value >> 4];
        text += digits[value & 15];
    }
    if (color.a == 255) text.resize(6);
    return text;
}

// The result of quantize(). It owns the indices and the palette.
class Quantized {
public:
    // Takes ownership of the result.
    explicit Quantized(quant_result *result) : result_(result) {
        // A library that is older than this header has fewer figures.
        const Stats *stats = quant_result_stats(result);
        std::memcpy(&stats_, stats, std::min(stats->struct_size, sizeof stats_));
    }

    const Stats &stats() const { return stats_; }
    std::span<const Color> palette() const {
        return {quant_result_palette(result_.get()), stats().colors};
    }
    std::span<const Color16> palette16() const {
        return {quant_result_palette16(result_.get()), stats().colors};
    }
    std::span<const std::uint64_t> counts() const {
        return {quant_result_counts(result_.get()), stats().colors};
    }
    // Returns an empty span for the result of a Histogram.
    std::span<const std::uint8_t> indices() const {
        return {quant_result_indices(result_.get()), stats().width * stats().height};
    }

private:
    struct Free {
        void operator()(quant_result *result) const { quant_result_free(result); }
    };
    std::unique_ptr<quant_result, Free> result_;
    Stats stats_{};
};

// Quantizes an image; see quant_quantize().
inline Result<Quantized> quantize(const Image &image, const quant_options &options = Options()) {
    quant_result *result = nullptr;
    quant_error error;
    if (quant_quantize(&image, &options, &result, &error) != QUANT_OK)
        return Error{error.status, error.message};
    return Quantized(result);
}

// Calls run(options) with options whose progress function calls `bool progress(const Progress &)`.
// The callable returns false to cancel. If it throws, the work is canceled too, and the exception
// is thrown again from here, because none may pass through the C interface.
template <typename F, typename Run>
auto run_with_progress(quant_options options, F &progress, Run &&run) {
    struct Call {
        F &progress;
        std::exception_ptr thrown;
    } call{progress, nullptr};
    options.user_data = &call;
    options.progress = [](const quant_progress *state, void *data) -> int {
        Call &calling = *static_cast<Call *>(data);
        try {
            return calling.progress(*state) ? 0 : 1;
        } catch (...) {
            calling.thrown = std::current_exception();
            return 1;
        }
    };
    auto result = run(std::as_const(options));
    if (call.thrown) std::rethrow_exception(call.thrown);
    return result;
}

// Quantizes an image and calls progress() as run_with_progress() describes.
template <typename F>
Result<Quantized> quantize(const Image &image, const quant_options &options, F progress) {
    return run_with_progress(options, progress, [&](const quant_options &with_progress) {
        return quantize(image, with_progress);
    });
}

// Returns the error of a call of the C interface, call(error), or nothing if it succeeds.
template <typename Call>
std::optional<Error> error_of(Call call) {
    quant_error error;
    if (call(&error) == QUANT_OK) return {};
    return Error{error.status, error.message};
}

// Returns whether a profile is that of sRGB, or why quant_options::icc_profile cannot be it.
inline Result<bool> is_srgb_profile(std::span<const std::byte> profile) {
    int is_srgb = 0;
    quant_error error;
    if (quant_check_icc_profile(profile.data(), profile.size(), &is_srgb, &error) != QUANT_OK)
        return Error{error.status, error.message};
    return is_srgb != 0;
}

// The colors of many images, from which one palette is chosen for all of them; see quant_histogram.
class Histogram {
public:
    // Makes an empty histogram. Throws std::bad_alloc.
    Histogram() : histogram_(quant_histogram_new()) {
        if (!histogram_) throw std::bad_alloc();
    }

    // add() and merge() return an Error on failure; the histogram is then unchanged.
    [[nodiscard]] std::optional<Error> add(const Image &image,
                                           const quant_options &options = Options()) {
        return error_of([&](quant_error *error) {
            return quant_histogram_add(histogram_.get(), &image, &options, error);
        });
    }
    // Calls progress() as run_with_progress() describes.
    template <typename F>
    [[nodiscard]] std::optional<Error> add(const Image &image, const quant_options &options,
                                           F progress) {
        return run_with_progress(options, progress, [&](const quant_options &with_progress) {
            return add(image, with_progress);
        });
    }
    [[nodiscard]] std::optional<Error> merge(const Histogram &other) {
        return error_of([&](quant_error *error) {
            return quant_histogram_merge(histogram_.get(), other.histogram_.get(), error);
        });
    }

    std::uint64_t pixels() const { return quant_histogram_pixels(histogram_.get()); }

    Result<Quantized> quantize(const quant_options &options = Options()) const {
        quant_result *result = nullptr;
        quant_error error;
        if (quant_histogram_quantize(histogram_.get(), &options, &result, &error) != QUANT_OK)
            return Error{error.status, error.message};
        return Quantized(result);
    }

    // Calls progress() as run_with_progress() describes.
    template <typename F>
    Result<Quantized> quantize(const quant_options &options, F progress) const {
        return run_with_progress(options, progress, [&](const quant_options &with_progress) {
            return quantize(with_progress);
        });
    }

    // serialize() and parse() convert to bytes and back; the bytes need not be trusted.
    Result<std::vector<std::uint8_t>> serialize() const {
        std::uint8_t *bytes = nullptr;
        std::size_t size = 0;
        quant_error error;
        if (quant_histogram_serialize(histogram_.get(), &bytes, &size, &error) != QUANT_OK)
            return Error{error.status, error.message};
        const std::unique_ptr<std::uint8_t, void (*)(std::uint8_t *)> owner(bytes,
                                                                            quant_bytes_free);
        return std::vector<std::uint8_t>(bytes, bytes + size);
    }
    static Result<Histogram> parse(std::span<const std::uint8_t> bytes) {
        quant_histogram *histogram = nullptr;
        quant_error error;
        if (quant_histogram_parse(bytes.data(), bytes.size(), &histogram, &error) != QUANT_OK)
            return Error{error.status, error.message};
        return Histogram(histogram);
    }

private:
    explicit Histogram(quant_histogram *histogram) : histogram_(histogram) {}

    struct Free {
        void operator()(quant_histogram *histogram) const { quant_histogram_free(histogram); }
    };
    std::unique_ptr<quant_histogram, Free> histogram_;
};

// A palette that is fitted to many dithered images; see quant_fit.
class Fit {
public:
    static Result<Fit> create(std::span<const quant_color16> palette,
                              const quant_options &options) {
        quant_fit *fit = nullptr;
        quant_error error;
        if (quant_fit_new(palette.data(), palette.size(), &options, &fit, &error) != QUANT_OK)
            return Error{error.status, error.message};
        return Fit(fit, palette.size());
    }

    // add() and end_round() return an Error on failure; the fit is then unchanged.
    [[nodiscard]] std::optional<Error> add(const Image &image, const quant_options &options) {
        return error_of(
            [&](quant_error *error) { return quant_fit_add(fit_.get(), &image, &options, error); });
    }
    // Calls progress() as run_with_progress() describes.
    template <typename F>
    [[nodiscard]] std::optional<Error> add(const Image &image, const quant_options &options,
                                           F progress) {
        return run_with_progress(options, progress, [&](const quant_options &with_progress) {
            return add(image, with_progress);
        });
    }
    [[nodiscard]] std::optional<Error> end_round() {
        return error_of([&](quant_error *error) { return quant_fit_end_round(fit_.get(), error); });
    }

    std::span<const quant_color16> palette16() const {
        return {quant_fit_palette16(fit_.get()), size_};
    }
    // Returns the colors rounded to 8 bits, which changes them only if options.palette_bits was 16.
    std::vector<Color> palette() const {
        const auto narrow = [](std::uint16_t v) {
            return static_cast<std::uint8_t>((v + 128) / 257);
        };
        std::vector<Color> colors;
        for (const quant_color16 &c : palette16())
            colors.push_back({narrow(c.r), narrow(c.g), narrow(c.b), narrow(c.a)});
        return colors;
    }

private:
    Fit(quant_fit *fit, std::size_t size) : fit_(fit), size_(size) {}

    struct Free {
        void operator()(quant_fit *fit) const { quant_fit_free(fit); }
    };
    std::unique_ptr<quant_fit, Free> fit_;
    std::size_t size_;
};

}  // namespace quant
#endif
