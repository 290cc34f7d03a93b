// Writes a comparison as JSON for programs. Values that are not known are null.
#include <cmath>

#include <quant/quant.hpp>

#include "base/json_text.h"
#include "report/compose_comparison.h"
#include "report/render.h"

namespace quant::cli::report {

using namespace results;

namespace {

Json finite_or_null(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json side_json(const std::string &folder, const Results &results) {
    const Record &record = results.record;
    return {{"folder", folder},
            {"date", text_or_null(record.date)},
            {"version", text_or_null(record.version)},
            {"git_revision", text_or_null(record.build.git_revision)},
            {"compiler", text_or_null(record.build.compiler)},
            {"cpu", text_or_null(record.machine.cpu)},
            {"missing", results.missing}};
}

Json task_json(const Task &task) {
    return {{"engine", name_of(task.engine)},
            {"k", task.colors},
            {"threads", task.threads},
            {"copies", task.copies}};
}

Json tasks_json(const std::vector<Task> &tasks) {
    Json json = Json::array();
    for (const Task &task : tasks) json.push_back(task_json(task));
    return json;
}

Json times_json(const std::vector<TimeChange> &times) {
    Json json = Json::array();
    for (const TimeChange &one : times) {
        Json entry{{"dataset", one.set}};
        entry.update(task_json(one.task));
        entry["pictures"] = one.pictures;
        entry["seconds_a"] = finite_or_null(one.seconds_a);
        entry["seconds_b"] = finite_or_null(one.seconds_b);
        entry["ratio"] = {{"estimate", finite_or_null(one.ratio.estimate)},
                          {"low", finite_or_null(one.ratio.low)},
                          {"high", finite_or_null(one.ratio.high)},
                          {"count", one.ratio.pairs},
                          {"of", one.pictures == 1 ? "runs" : "pictures"}};
        entry["verdict"] = name_of(one.verdict);
        entry["threads_used_a"] = one.used_a > 0 ? Json(one.used_a) : Json(nullptr);
        entry["threads_used_b"] = one.used_b > 0 ? Json(one.used_b) : Json(nullptr);
        json.push_back(std::move(entry));
    }
    return json;
}

Json other_results_json(const std::vector<OtherResult> &others) {
    Json json = Json::array();
    for (const OtherResult &one : others)
        json.push_back({{"dataset", one.set},
                        {"image", one.image},
                        {"tasks", tasks_json(one.tasks)},
                        {"must_agree", one.must_agree()},
                        {"inertia_a", finite_or_null(one.inertia_a)},
                        {"inertia_b", finite_or_null(one.inertia_b)},
                        {"iterations_a", one.iterations_a},
                        {"iterations_b", one.iterations_b}});
    return json;
}

Json unshared_json(const std::vector<Unshared> &all) {
    Json json = Json::array();
    for (const Unshared &one : all)
        json.push_back({{"only", one.is_in_a ? "a" : "b"},
                        {"dataset", one.set},
                        {"whole", one.whole_set},
                        {"images", one.pictures},
                        {"tasks", tasks_json(one.tasks)}});
    return json;
}

Json sentences_json(const Document &document) {
    Json json = Json::array();
    for (const Section &section : document.sections)
        for (const Block &block : section.blocks)
            if (const auto *findings = std::get_if<Findings>(&block))
                json.push_back({{"section", section.title}, {"sentences", findings->sentences}});
    return json;
}

}  // namespace

std::string comparison_json(const ResultComparison &comparison, const Document &document) {
    Json json;
    json["generator"] = kGeneratorMark;
    json["version"] = quant_version();
    json["a"] = side_json(comparison.name_a, *comparison.a);
    json["b"] = side_json(comparison.name_b, *comparison.b);
    json["threshold"] = comparison.threshold;
    json["confidence"] = 0.95;
    json["regression"] = comparison.has_regression();
    json["verdicts"] = Json::object();
    for (const ChangeVerdict verdict : {ChangeVerdict::slower, ChangeVerdict::faster,
                                        ChangeVerdict::alike, ChangeVerdict::unclear})
        json["verdicts"][name_of(verdict)] = comparison.count(verdict);
    json["times"] = times_json(comparison.times);
    json["results"] = {{"compared", comparison.compared_results},
                       {"wrong", comparison.wrong_results()},
                       {"other", other_results_json(comparison.other_results)}};
    json["unshared"] = unshared_json(comparison.unshared);
    json["other_pictures"] = Json::array();
    for (const OtherPictures &one : comparison.other_pictures)
        json["other_pictures"].push_back({{"dataset", one.set}, {"images", one.names}});
    json["differences"] = Json::array();
    for (const RecordDifference &one : comparison.differences)
        json["differences"].push_back(
            {{"what", one.what}, {"a", text_or_null(one.a)}, {"b", text_or_null(one.b)}});
    json["findings"] = sentences_json(document);
    return json_text(json);
}

}  // namespace quant::cli::report
