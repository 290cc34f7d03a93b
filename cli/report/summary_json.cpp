// summary_json.cpp: the figures of the report for programs. What is not known is null.
#include <cmath>

#include <nlohmann/json.hpp>

#include <quant/quant.hpp>

#include "report/render.h"
#include "report/roofline.h"

namespace quant::cli::report {
namespace {

using Json = nlohmann::ordered_json;

Json value(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json fit_json(const std::optional<AmdahlFit> &fit) {
    if (!fit) return nullptr;
    return {{"serial_fraction", value(fit->serial)},
            {"standard_error", fit->standard_error ? value(*fit->standard_error) : Json(nullptr)},
            {"residual", value(fit->residual)},
            {"thread_counts", fit->points},
            {"most_threads", fit->most_threads}};
}

Json scaling_json(const Scaling &scaling, const Processor &processor) {
    Json json{{"engine", scaling.engine},
              {"k", scaling.k},
              {"sequential_seconds", value(scaling.sequential)}};
    json["amdahl"] = fit_json(fit_amdahl(scaling, processor));
    json["points"] = Json::array();
    for (const ScalingPoint &point : scaling.points)
        json["points"].push_back({{"threads", point.threads},
                                  {"oversubscribed", processor.oversubscribed(point.threads)},
                                  {"seconds", value(point.seconds)},
                                  {"standard_deviation", value(point.spread)},
                                  {"speed_up", value(point.speed_up)},
                                  {"own_speed_up", value(point.own_speed_up)},
                                  {"own_efficiency", value(point.efficiency)}});
    return json;
}

Json best_json(const SetAnalysis &set) {
    Json json = Json::array();
    for (const unsigned k : set.colors()) {
        const std::vector<Contender> best = set.best(k);
        Json one{{"k", k}, {"within_spread", Json::array()}};
        for (const Contender &contender : best)
            one["within_spread"].push_back({{"engine", contender.engine},
                                            {"threads", contender.threads},
                                            {"seconds", value(contender.seconds)},
                                            {"speed_up", value(contender.speed_up)}});
        json.push_back(one);
    }
    return json;
}

Json work_json(const SetAnalysis &set) {
    Json json = Json::array();
    for (const char *engine : {"sequential", "openmp", "cells"})
        for (const Work &work : work_of(set.times, engine))
            json.push_back({{"engine", engine},
                            {"k", work.k},
                            {"pixels", value(work.pixels)},
                            {"iterations", value(work.iterations)},
                            {"operations", value(work.operations)},
                            {"evaluations", value(work.evaluations)}});
    return json;
}

Json ceilings_json(const std::vector<Ceiling> &ceilings) {
    Json json = Json::array();
    for (const Ceiling &ceiling : ceilings)
        json.push_back({{"threads", ceiling.threads}, {"per_second", ceiling.per_second}});
    return json;
}

}  // namespace

std::string to_json(const Analysis &analysis) {
    const Results &results = *analysis.results;
    Json json;
    json["generator"] = generator_mark;
    json["version"] = quant_version();
    json["cpu"] = results.machine.cpu;
    json["cores"] = analysis.processor.cores ? Json(analysis.processor.cores) : Json(nullptr);
    json["threads"] = analysis.processor.threads ? Json(analysis.processor.threads) : Json(nullptr);
    json["bandwidth"] = ceilings_json(results.machine.bandwidth);
    json["arithmetic"] = ceilings_json(results.machine.arithmetic);
    json["missing"] = results.missing;
    json["datasets"] = Json::array();
    for (const SetAnalysis &set : analysis.sets) {
        Json one{{"name", set.set->title},
                 {"synthetic", set.set->synthetic},
                 {"complete", set.set->complete},
                 {"images", set.size ? Json(set.size->images) : Json(nullptr)},
                 {"pixels", set.size ? Json(set.size->pixels) : Json(nullptr)},
                 {"failed", set.set->failed.size()}};
        one["best"] = best_json(set);
        one["scaling"] = Json::array();
        for (const auto *all : {&set.openmp, &set.cells})
            for (const Scaling &scaling : *all)
                one["scaling"].push_back(scaling_json(scaling, analysis.processor));
        one["work"] = work_json(set);
        json["datasets"].push_back(std::move(one));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace quant::cli::report
