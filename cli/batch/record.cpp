// Figures that a file does not have are null in the JSON.
#include "batch/record.h"

#include <cstdio>

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

const char *status_of(const FileResult &result) {
    switch (result.status) {
        case FileStatus::done: return is_damaged(result) ? "damaged" : "ok";
        case FileStatus::skipped: return "skipped";
        case FileStatus::failed: return "failed";
        case FileStatus::not_tried: break;
    }
    return "not tried";
}

Json record_of(const FileResult &result) {
    const bool done = result.status == FileStatus::done;
    const bool failed = result.status == FileStatus::failed;
    Json json;
    json["input"] = result.input;
    json["output"] = text_or_null(failed ? "" : result.output);
    json["status"] = status_of(result);
    json["error"] = text_or_null(result.error);
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
    json["bytes_out"] = !failed ? value_or_null(result.bytes_out) : Json(nullptr);
    json["seconds"] = done ? seconds_json(result.seconds) : Json(nullptr);
    json["target_missed"] = stat([](const Stats &s) { return s.target_missed != 0; });
    add_info(json, result.info, result.notes);
    json["number"] = result.number > 0 ? Json(result.number) : Json(nullptr);
    json["skipped"] = text_or_null(result.skipped);
    json["dithered"] = stat([](const Stats &s) { return s.dithered != 0; });
    if (!is_utf8(result.input)) json["input_escaped"] = percent_escaped(result.input);
    if (!failed && !is_utf8(result.output)) json["output_escaped"] = percent_escaped(result.output);
    return json;
}

}  // namespace

std::string describe(const FileResult &result) {
    const std::string input = printable(result.input), arrow = " -> " + printable(result.output);
    if (result.status == FileStatus::skipped)
        return input + ": skipped, as " + result.skipped +
               (result.bytes_out ? "; copied" + arrow : "");
    if (result.status == FileStatus::not_tried) return input + arrow;
    char quality[64] = "exact";
    if (!result.mse)
        std::snprintf(quality, sizeof quality, "lossy");
    else if (*result.mse > 0)
        std::snprintf(quality, sizeof quality, "PSNR %.2f dB", quant::psnr(*result.mse));
    char numbers[160];
    std::snprintf(numbers, sizeof numbers, ": %u colors, %s%s, %llu -> %llu bytes, %.3f s",
                  result.colors, result.stats && result.stats->dithered != 0 ? "dithered, " : "",
                  quality, static_cast<unsigned long long>(result.bytes_in.value_or(0)),
                  static_cast<unsigned long long>(result.bytes_out.value_or(0)),
                  result.seconds.total);
    return input + arrow + numbers;
}

std::string json_line(const FileResult &result) { return json_line(record_of(result)); }

std::string json_item(const FileResult &result) {
    std::string text = json_text(record_of(result));
    text.pop_back();
    std::string indented = "    ";
    for (const char c : text) {
        indented += c;
        if (c == '\n') indented += "    ";
    }
    return indented;
}

std::string json_empty_array() {
    Json json;
    json["version"] = quant_version();
    json["results"] = Json::array();
    return json_text(json);
}

// The text of an empty array ends in "[]", a line end, "}" and a line end.
std::string json_array_begin() {
    const std::string text = json_empty_array();
    return text.substr(0, text.rfind(']')) + "\n";
}

std::string json_array_end() { return "\n  ]\n}\n"; }

}  // namespace quant::cli
