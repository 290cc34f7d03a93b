// Figures that a file does not have are null in the JSON.
#include "convert/print.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "base/json_text.h"
#include "base/terminal.h"
#include "io/notes.h"
#include "metrics/squared_error.h"

namespace quant::cli {
namespace {

Json seconds_json(const Seconds &seconds) {
    return {{"decode", seconds.decode},
            {"cluster", seconds.cluster},
            {"map", seconds.map},
            {"encode", seconds.encode},
            {"total", seconds.total}};
}

Json file_json(const FileResult &result) {
    const bool done = result.error.empty();
    Json json;
    json["input"] = result.input;
    json["output"] = done ? Json(result.output) : Json(nullptr);
    json["status"] = !done ? "failed" : is_damaged(result) ? "damaged" : "ok";
    json["error"] = done ? Json(nullptr) : Json(result.error);
    json["width"] = value_or_null(result.width);
    json["height"] = value_or_null(result.height);
    json["pixels"] = result.width ? Json(*result.width * *result.height) : Json(nullptr);
    // A failed file has no result, even if it failed only in its last step.
    const auto stat = [&](auto get) { return done ? Json(get(*result.stats)) : Json(nullptr); };
    json["unique_colors"] = stat([](const Stats &s) { return s.unique_colors; });
    json["colors"] = done ? Json(result.colors) : Json(nullptr);
    json["engine"] = stat([](const Stats &s) { return quant_engine_name(s.engine); });
    json["threads"] = stat([](const Stats &s) { return s.threads; });
    json["iterations"] = stat([](const Stats &s) { return s.iterations; });
    json["converged"] = stat([](const Stats &s) { return s.converged != 0; });
    json["inertia"] = stat([](const Stats &s) { return s.inertia; });
    json["mse"] = done ? value_or_null(result.mse) : Json(nullptr);
    json["psnr"] = done && result.mse > 0.0 ? Json(quant::psnr(*result.mse)) : Json(nullptr);
    json["bytes_in"] = value_or_null(result.bytes_in);
    json["bytes_out"] = done ? value_or_null(result.bytes_out) : Json(nullptr);
    json["seconds"] = done ? seconds_json(result.seconds) : Json(nullptr);
    json["target_missed"] = stat([](const Stats &s) { return s.target_missed != 0; });
    add_info(json, result.info, result.notes);
    return json;
}

}  // namespace

std::string describe(const FileResult &result) {
    char quality[64] = "exact";
    if (!result.mse)
        std::snprintf(quality, sizeof quality, "lossy");
    else if (*result.mse > 0)
        std::snprintf(quality, sizeof quality, "PSNR %.2f dB", quant::psnr(*result.mse));
    char numbers[160];
    std::snprintf(
        numbers, sizeof numbers, ": %u colors, %s, %llu -> %llu bytes, %.3f s\n", result.colors,
        quality, static_cast<unsigned long long>(result.bytes_in.value_or(0)),
        static_cast<unsigned long long>(result.bytes_out.value_or(0)), result.seconds.total);
    return printable(result.input) + " -> " + printable(result.output) + numbers;
}

std::string summarize(const std::vector<FileResult> &results, std::size_t inputs) {
    const auto failed = std::count_if(results.begin(), results.end(),
                                      [](const FileResult &r) { return !r.error.empty(); });
    const auto begun = static_cast<std::ptrdiff_t>(results.size());
    std::string text =
        std::to_string(begun - failed) + " of " + std::to_string(inputs) + " files converted";
    if (failed > 0) text += ", " + std::to_string(failed) + " failed";
    const auto damaged = std::ranges::count_if(
        results, [](const FileResult &r) { return r.error.empty() && is_damaged(r); });
    if (damaged > 0) text += ", " + std::to_string(damaged) + " of damaged files";
    return text;
}

std::string describe_lost_metadata(const std::vector<FileResult> &results) {
    std::map<std::string, std::size_t> files_with;
    for (const FileResult &result : results)
        if (result.error.empty())
            for (const std::string &name : metadata_names(result.info->metadata))
                ++files_with[name];
    std::string text;
    for (const auto &[name, files] : files_with)
        text += (text.empty() ? "metadata is not kept: " : ", ") + name + " of " +
                std::to_string(files) + (files == 1 ? " file" : " files");
    return text;
}

std::string to_json(const std::vector<FileResult> &results) {
    Json json;
    json["version"] = quant_version();
    json["results"] = Json::array();
    for (const FileResult &result : results) json["results"].push_back(file_json(result));
    return json_text(json);
}

}  // namespace quant::cli
