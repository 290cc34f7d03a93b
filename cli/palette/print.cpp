// Figures that a failed run does not have are null in the JSON.
#include "palette/print.h"

#include <algorithm>
#include <cstdio>

#include "base/json_text.h"
#include "io/notes.h"
#include "metrics/squared_error.h"
#include "palette/color_text.h"

namespace quant::cli {
namespace {

Json input_json(const PaletteInput &input) {
    Json json;
    json["input"] = input.name;
    json["status"] = input.error.empty() ? "ok" : "failed";
    json["error"] = input.error.empty() ? Json(nullptr) : Json(input.error);
    json["width"] = value_or_null(input.width);
    json["height"] = value_or_null(input.height);
    json["bytes"] = value_or_null(input.bytes);
    add_info(json, input.info, input.notes);
    return json;
}

Json seconds_json(const PaletteResult &result) {
    return {{"decode", result.seconds_decode},
            {"cluster", result.seconds_cluster},
            {"total", result.seconds_total}};
}

}  // namespace

std::string summarize(const PaletteResult &result) {
    const auto images = std::count_if(result.inputs.begin(), result.inputs.end(),
                                      [](const PaletteInput &i) { return i.error.empty(); });
    char quality[64] = "exact";
    if (result.stats->palette_mse > 0)
        std::snprintf(quality, sizeof quality, "PSNR %.2f dB",
                      quant::psnr(result.stats->palette_mse));
    char line[160];
    std::snprintf(line, sizeof line, "%zu color%s of %td image%s, %s, %.3f s", result.colors.size(),
                  result.colors.size() == 1 ? "" : "s", images, images == 1 ? "" : "s", quality,
                  result.seconds_total);
    return line;
}

std::string to_json(const PaletteResult &result) {
    Json json;
    json["version"] = quant_version();
    json["status"] = result.error.empty() ? "ok" : "failed";
    json["error"] = result.error.empty() ? Json(nullptr) : Json(result.error);
    json["output"] = result.output.empty() ? Json(nullptr) : Json(result.output);
    json["inputs"] = Json::array();
    for (const PaletteInput &input : result.inputs) json["inputs"].push_back(input_json(input));
    const bool done = result.error.empty() && result.stats;
    const auto stat = [&](auto get) { return done ? Json(get(*result.stats)) : Json(nullptr); };
    json["pixels"] = stat([](const Stats &s) { return s.pixels; });
    json["unique_colors"] = stat([](const Stats &s) { return s.unique_colors; });
    json["colors"] = Json::array();
    for (std::size_t i = 0; done && i < result.colors.size(); ++i)
        json["colors"].push_back(
            Json{{"color", web_color(result.colors[i])}, {"pixels", result.counts[i]}});
    json["threads"] = stat([](const Stats &s) { return s.threads; });
    json["iterations"] = stat([](const Stats &s) { return s.iterations; });
    json["converged"] = stat([](const Stats &s) { return s.converged != 0; });
    json["inertia"] = stat([](const Stats &s) { return s.inertia; });
    json["mse"] = stat([](const Stats &s) { return s.palette_mse; });
    json["psnr"] = done && result.stats->palette_mse > 0
                       ? Json(quant::psnr(result.stats->palette_mse))
                       : Json(nullptr);
    json["seconds"] = done ? seconds_json(result) : Json(nullptr);
    json["fitted"] = done ? Json(result.is_fitted) : Json(nullptr);
    json["target_missed"] = stat([](const Stats &s) { return s.target_missed != 0; });
    return json_text(json);
}

}  // namespace quant::cli
