// Writes the figures of the report as JSON for programs. Values that are not known are null.
#include <algorithm>
#include <cmath>

#include <quant/quant.hpp>

#include "base/json_text.h"
#include "report/laws.h"
#include "report/limits.h"
#include "report/render.h"

namespace quant::cli::report {

using namespace results;

namespace {

Json value(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json interval_json(const Interval &interval) {
    return {{"estimate", value(interval.estimate)},
            {"low", value(interval.low)},
            {"high", value(interval.high)},
            {"count", interval.pairs}};
}

Json fit_json(const SetAnalysis &set, const Scaling &scaling, const Processor &processor) {
    const auto fit = fit_amdahl(scaling, processor);
    if (!fit) return nullptr;
    const auto pictures = serial_of_pictures(set, scaling, processor);
    return {{"serial_fraction", value(fit->serial)},
            {"standard_error", fit->standard_error ? value(*fit->standard_error) : Json(nullptr)},
            {"residual", value(fit->residual)},
            {"thread_counts", fit->points},
            {"most_threads", fit->most_threads},
            {"of_pictures", pictures ? Json{{"first_quartile", value(pictures->first)},
                                            {"third_quartile", value(pictures->third)}}
                                     : Json(nullptr)}};
}

Json scaling_json(const SetAnalysis &set, const Scaling &scaling, const Processor &processor) {
    Json json{{"engine", name_of(scaling.engine)},
              {"k", scaling.k},
              {"sequential_seconds", value(scaling.sequential)}};
    json["amdahl"] = fit_json(set, scaling, processor);
    json["points"] = Json::array();
    for (const ScalingPoint &point : scaling.points)
        json["points"].push_back({{"threads", point.threads},
                                  {"oversubscribed", processor.oversubscribed(point.threads)},
                                  {"seconds", value(point.seconds)},
                                  {"standard_deviation", value(point.spread)},
                                  {"speed_up", value(point.speed_up)},
                                  {"own_speed_up", value(point.own_speed_up)},
                                  {"own_speed_up_interval", interval_json(point.own.ratio)},
                                  {"median_seconds", value(point.median)},
                                  {"least_threads_used", point.least_used},
                                  {"most_threads_used", point.most_used},
                                  {"own_efficiency", value(point.efficiency)}});
    return json;
}

Json best_json(const SetAnalysis &set) {
    Json json = Json::array();
    for (const unsigned k : set.colors()) {
        const std::vector<Contender> best = set.best(k);
        Json one{{"k", k}, {"within_spread", Json::array()}};
        for (const Contender &contender : best)
            one["within_spread"].push_back({{"engine", name_of(contender.engine)},
                                            {"threads", contender.threads},
                                            {"seconds", value(contender.seconds)},
                                            {"speed_up", value(contender.speed_up)}});
        json.push_back(one);
    }
    return json;
}

Json work_json(const SetAnalysis &set) {
    Json json = Json::array();
    for (const Engine engine : {Engine::sequential, Engine::openmp, Engine::cells})
        for (const Work &work : work_of(set.times, engine))
            json.push_back({{"engine", name_of(engine)},
                            {"k", work.k},
                            {"pixels", value(work.pixels)},
                            {"iterations", value(work.iterations)},
                            {"operations", value(work.operations)},
                            {"scores", value(work.scores)},
                            {"evaluations", value(work.evaluations)}});
    return json;
}

Json pictures_json(const SetAnalysis &set, const Processor &processor) {
    Json json = Json::array();
    for (const Distribution &one : distributions(set, processor)) {
        const auto rho = rank_correlation(one.each.unique_colors, one.each.speed_ups);
        json.push_back({{"engine", name_of(one.engine)},
                        {"k", one.k},
                        {"threads", one.threads},
                        {"images", one.each.speed_ups.size()},
                        {"lowest", value(one.quartiles.low)},
                        {"first_quartile", value(one.quartiles.first)},
                        {"median", value(one.quartiles.median)},
                        {"third_quartile", value(one.quartiles.third)},
                        {"highest", value(one.quartiles.high)},
                        {"correlation_with_colors", rho ? value(*rho) : Json(nullptr)}});
    }
    return json;
}

Json roofline_json(const SetAnalysis &set, const Analysis &analysis) {
    Json json = Json::array();
    for (const Placed &placed : placements(set, analysis)) {
        const Nearness near = nearness(placed.roof, placed.placement);
        json.push_back({{"engine", name_of(placed.engine)},
                        {"k", placed.k},
                        {"threads", placed.threads},
                        {"operations_per_byte", value(placed.placement.intensity)},
                        {"operations_per_second", value(placed.placement.performance)},
                        {"share_of_arithmetic", value(near.arithmetic)},
                        {"share_of_bandwidth", value(near.bandwidth)}});
    }
    return json;
}

Json overhead_json(const SetAnalysis &set, const Processor &processor) {
    Json json = Json::array();
    for (const Overhead &one : overheads(set, processor))
        json.push_back({{"k", one.k},
                        {"threads", one.more.threads},
                        {"ideal_seconds", value(one.ideal)},
                        {"seconds", value(one.more.seconds)},
                        {"overhead_seconds", value(one.extra)},
                        {"per_pass_seconds", value(one.per_pass)}});
    return json;
}

Json scaled_json(const SetAnalysis &set, const Processor &processor) {
    Json json = Json::array();
    for (const ScaledSpeedUp &one : scaled_speed_ups(set, processor))
        json.push_back({{"engine", name_of(one.engine)},
                        {"k", one.k},
                        {"threads", one.threads},
                        {"serial_fraction", value(one.serial)},
                        {"predicted", value(one.predicted)},
                        {"measured", interval_json(one.measured)}});
    return json;
}

// Returns all findings of the document, with the section that contains them.
Json findings_json(const Document &document) {
    Json json = Json::array();
    for (const Section &section : document.sections)
        for (const Block &block : section.blocks)
            if (const auto *findings = std::get_if<Findings>(&block))
                json.push_back({{"section", section.title},
                                {"title", findings->title},
                                {"sentences", findings->sentences}});
    return json;
}

Json distances_json(const std::vector<double> &distances) {
    if (distances.empty()) return nullptr;
    const Quartiles q = quartiles(distances);
    const auto beyond = std::count_if(distances.begin(), distances.end(), [](double distance) {
        return std::fabs(distance) >= kInertiaThreshold;
    });
    return {{"compared", distances.size()},
            {"beyond_published_rule", beyond},
            {"lowest", value(q.low)},
            {"median", value(q.median)},
            {"highest", value(q.high)}};
}

Json set_json(const SetAnalysis &set, const Analysis &analysis) {
    Json json{{"name", set.set->title},
              {"synthetic", set.set->synthetic},
              {"complete", set.set->complete},
              {"images", set.size ? Json(set.size->images) : Json(nullptr)},
              {"pixels", set.size ? Json(set.size->pixels) : Json(nullptr)},
              {"failed", set.set->failed.size()}};
    json["best"] = best_json(set);
    json["scaling"] = Json::array();
    for (const auto *all : {&set.openmp, &set.cells})
        for (const Scaling &scaling : *all)
            json["scaling"].push_back(scaling_json(set, scaling, analysis.processor));
    const InertiaDifference difference = compare_inertia(set.times);
    json["inertia"] = {{"compared", difference.compared},
                       {"largest_difference", value(difference.largest)}};
    json["pictures"] = pictures_json(set, analysis.processor);
    json["overhead"] = overhead_json(set, analysis.processor);
    json["work"] = work_json(set);
    json["roofline"] = roofline_json(set, analysis);
    json["gustafson"] = scaled_json(set, analysis.processor);
    json["distance_from_double"] = distances_json(distances_from_doubles(set.times));
    json["outliers"] = set.outliers.count;
    return json;
}

Json rates_json(const std::vector<Ceiling> &ceilings, double Ceiling::*rate) {
    Json json = Json::array();
    for (const Ceiling &ceiling : ceilings)
        if (ceiling.*rate > 0)
            json.push_back({{"threads", ceiling.threads}, {"per_second", ceiling.*rate}});
    return json;
}

}  // namespace

std::string to_json(const Analysis &analysis, const Document &document) {
    const Results &results = *analysis.results;
    Json json;
    json["generator"] = kGeneratorMark;
    json["version"] = quant_version();
    json["cpu"] = results.record.machine.cpu;
    json["cores"] = analysis.processor.cores ? Json(analysis.processor.cores) : Json(nullptr);
    json["threads"] = analysis.processor.threads ? Json(analysis.processor.threads) : Json(nullptr);
    json["cpu_quota"] = value_or_null(results.record.machine.cpu_quota);
    json["bandwidth"] = rates_json(results.record.ceilings, &Ceiling::bandwidth);
    json["arithmetic"] = rates_json(results.record.ceilings, &Ceiling::arithmetic);
    json["missing"] = results.missing;
    json["datasets"] = Json::array();
    for (const SetAnalysis &set : analysis.sets)
        json["datasets"].push_back(set_json(set, analysis));
    json["findings"] = findings_json(document);
    return json_text(json);
}

}  // namespace quant::cli::report
