// An infinite PSNR, a missing SSIM and a missing SSIMULACRA 2 are words in the table and null in
// the JSON.
#include "metrics/print.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/json_text.h"
#include "base/terminal.h"
#include "io/notes.h"

namespace quant::cli {
namespace {

Json side_json(const Side &side, const metrics::PictureFigures &figures) {
    const Layout &layout = side.picture.layout;
    Json json{{"file", side.name},       {"bytes", side.bytes},
              {"width", layout.width},   {"height", layout.height},
              {"bits", layout.bits},     {"translucent", figures.translucent},
              {"colors", figures.colors}};
    add_info(json, side.picture.info, side.picture.notes);
    return json;
}

std::string hex_gray(double level) {
    const auto value = static_cast<std::uint8_t>(level);
    return '#' + hex_color({value, value, value, 255});
}

template <typename... Numbers>
std::string formatted(const char *format, Numbers... numbers) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), format, numbers...);
    return text.data();
}

std::string row(std::string label, const std::string &value) {
    label.resize(13, ' ');
    return label + value + "\n";
}

std::string describe(const Side &side, const metrics::PictureFigures &figures) {
    return size_of(side) + ", " + std::to_string(side.picture.layout.bits) + " bits, " +
           std::to_string(figures.colors) + " colors, " + std::to_string(side.bytes) +
           " bytes: " + printable(side.name);
}

std::string ssimulacra2_text(const metrics::Comparison &result) {
    if (!result.ssimulacra2) return "none (the pictures are smaller than 8 x 8)";
    const bool is_translucent = !result.backgrounds.empty();
    return formatted(is_translucent ? "%.3f (the lower of those on #1a1a1a and #e6e6e6)" : "%.3f",
                     *result.ssimulacra2);
}

}  // namespace

std::string size_of(const Side &side) {
    const Layout &layout = side.picture.layout;
    return std::to_string(layout.width) + " x " + std::to_string(layout.height);
}

bool have_same_colors(const Side &a, const Side &b) {
    return std::ranges::equal(a.picture.profile(), b.picture.profile()) &&
           describe_same_colors(a.picture.layout.tags, b.picture.layout.tags);
}

std::string to_table(const Side &a, const Side &b, double blur, const metrics::Comparison &result) {
    std::string text = row("A", describe(a, result.a)) + row("B", describe(b, result.b));
    text += row("MSE", formatted("%.4f", result.mse));
    text += row("PSNR", std::isfinite(result.psnr) ? formatted("%.2f dB", result.psnr)
                                                   : "infinite (no difference)");
    text += row("SSIM", result.ssim ? formatted("%.6f", *result.ssim)
                                    : "none (the pictures are smaller than 11 x 11)");
    text += row("SSIMULACRA2", ssimulacra2_text(result));
    text += row("CIEDE2000",
                formatted("%.3f mean, %.3f 95th percentile, %.3f maximum", result.ciede2000_mean,
                          result.ciede2000_p95, result.ciede2000_max));
    if (blur > 0) text += row("Blur", formatted("%g pixels, for SSIM and CIEDE2000", blur));
    if (!result.backgrounds.empty()) {
        text += row("Alpha MSE", formatted("%.4f", result.alpha_mse));
        std::string levels;
        for (const double level : result.backgrounds)
            levels += (levels.empty() ? "" : ", ") + hex_gray(level);
        text += row("Seen on", levels + " (MSE, SSIM and CIEDE2000: all of them together)");
    }
    return text;
}

std::string to_json(const Side &a, const Side &b, double blur, const metrics::Comparison &result) {
    Json json;
    json["version"] = quant_version();
    json["a"] = side_json(a, result.a);
    json["b"] = side_json(b, result.b);
    json["backgrounds"] = Json::array();
    for (const double level : result.backgrounds) json["backgrounds"].push_back(hex_gray(level));
    json["blur"] = blur;
    json["mse"] = result.mse;
    json["psnr"] = std::isfinite(result.psnr) ? Json(result.psnr) : Json(nullptr);
    json["ssim"] = value_or_null(result.ssim);
    json["ssimulacra2"] = value_or_null(result.ssimulacra2);
    json["ciede2000_mean"] = result.ciede2000_mean;
    json["ciede2000_p95"] = result.ciede2000_p95;
    json["ciede2000_max"] = result.ciede2000_max;
    json["alpha_mse"] = result.alpha_mse;
    json["same_profile"] = have_same_colors(a, b);
    return json_text(json);
}

}  // namespace quant::cli
