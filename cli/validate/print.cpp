// Formats one row for each data set and number of colors, and the verdict.
#include "validate/print.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/json_text.h"
#include "validate/reference.h"
#include "validate/trajectories.h"

namespace quant::cli::validate {
namespace {

template <typename... Values>
std::string formatted(const char *format, Values... values) {
    char text[200];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

const Tally &tally_of(const Row &row, Check check) {
    return row.tallies.at(static_cast<std::size_t>(check));
}

std::string percent(const Tally &tally) {
    return tally.checks == 0 ? "-" : formatted("%.4f %%", tally.worst * 100);
}

std::string padded(std::string text, std::size_t width) {
    return text.size() < width ? text.append(width - text.size(), ' ') : text;
}

std::string counted(std::uint64_t count, const std::string &noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::uint64_t images_read(const Report &report) {
    std::uint64_t images = 0;
    for (const Dataset &set : report.sets) {
        std::uint64_t most = 0;
        for (const Row &row : report.ledger.rows())
            if (row.dataset == set.name) most = std::max(most, row.images);
        images += most;
    }
    return images;
}

std::string verdict(const Report &report) {
    const std::uint64_t failed = report.ledger.findings().size();
    std::string text = passed(report) ? "PASSED: " : report.complete ? "FAILED: " : "INTERRUPTED: ";
    text += counted(report.ledger.checks(), "check") + " of " +
            counted(images_read(report), "image") + ", " + std::to_string(failed) + " failed";
    if (!report.unreadable.empty())
        text += ", " + counted(report.unreadable.size(), "file") + " could not be read";
    return text + formatted(", %.1f s\n", report.seconds);
}

std::vector<double> all_above_doubles(const Ledger &ledger) {
    std::vector<double> all;
    for (const Row &row : ledger.rows())
        all.insert(all.end(), row.above_doubles.begin(), row.above_doubles.end());
    return all;
}

// JSON has no infinity.
Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json json_of(const Trajectories &trajectories) {
    Json json{{"trajectories", trajectories.count}, {"apart", trajectories.apart}};
    const auto add = [&](const char *name, double value) {
        json[name] = trajectories.count == 0 ? Json(nullptr) : finite(value);
    };
    add("lowest", trajectories.lowest);
    add("highest", trajectories.highest);
    add("median", trajectories.median);
    add("median_size", trajectories.median_size);
    return json;
}

Json json_of(const Row &row) {
    Json json{{"dataset", row.dataset},
              {"k", row.colors},
              {"images", row.images},
              {"checks", row.checks()},
              {"passed", row.checks() - row.failed()},
              {"failed", row.failed()}};
    for (std::size_t i = 0; i < kCheckCount; ++i) {
        const Tally &tally = row.tallies.at(i);
        json["by_check"][name_of(static_cast<Check>(i))] = {{"checks", tally.checks},
                                                            {"failed", tally.failed}};
    }
    json["worst_parallel_deviation"] = finite(tally_of(row, Check::paper).worst);
    json["worst_unrounded_deviation"] = finite(tally_of(row, Check::precision).worst);
    json["against_doubles"] = json_of(summary_of(row.above_doubles));
    return json;
}

Json json_of(const Finding &finding) {
    const Run &run = finding.run;
    return {{"dataset", run.dataset},
            {"image", run.image},
            {"size", run.size.empty() ? Json(nullptr) : Json(run.size)},
            {"k", run.colors},
            {"engine", run.engine},
            {"threads", run.threads},
            {"instruction_set", run.isa},
            {"max_iterations", run.iterations},
            {"check", name_of(finding.check)},
            {"what", finding.what}};
}

// Compares the library with K-Means in doubles, for each data set and number of colors.
std::string doubles_table(const Report &report, std::size_t width) {
    const Trajectories all = summary_of(all_above_doubles(report.ledger));
    if (all.count == 0) return {};
    const auto line = [&](const std::string &name, const std::string &colors,
                          const Trajectories &t) {
        const auto percent = [](double part) { return formatted("%+.4f %%", part * 100); };
        return padded(name, width) +
               formatted("  %3s  %12zu  %13zu  %11s  %11s  %11s\n", colors.c_str(), t.count,
                         t.apart, percent(t.lowest).c_str(), percent(t.highest).c_str(),
                         percent(t.median).c_str());
    };
    std::string text =
        "\nInertia against K-Means in doubles from the same seeds:\n" + padded("data set", width) +
        "    K  trajectories  0.1 % or more       lowest      highest       median\n";
    for (const Row &row : report.ledger.rows())
        if (!row.above_doubles.empty())
            text += line(row.dataset, std::to_string(row.colors), summary_of(row.above_doubles));
    text += line("all", "", all);
    return text +
           "The library rounds each centroid by at most 1/128 a channel. Lloyd's algorithm "
           "amplifies\n"
           "every difference, so two exact programs that round differently end in different local\n"
           "minima, in either direction.\n\n";
}

Json json_of(const Dataset &set) {
    Json json{{"name", set.name}};
    json["directory"] = set.synthetic ? Json(nullptr) : Json(set.directory);
    json["synthetic"] = set.synthetic;
    json["available"] = set.available;
    json["images"] = set.entries.size();
    return json;
}

}  // namespace

bool passed(const Report &report) {
    return report.complete && report.ledger.findings().empty() && report.ledger.checks() > 0;
}

std::string to_table(const Report &report) {
    std::size_t width = 8;
    for (const Dataset &set : report.sets) width = std::max(width, set.name.size());
    std::string text = padded("data set", width) +
                       "    K  images    checks    passed    failed   parallel  unrounded\n";
    for (const Row &row : report.ledger.rows()) {
        const auto number = [](std::uint64_t value) {
            return static_cast<unsigned long long>(value);
        };
        text +=
            padded(row.dataset, width) +
            formatted("  %3u  %6llu  %8llu  %8llu  %8llu  %9s  %9s\n", row.colors,
                      number(row.images), number(row.checks()), number(row.checks() - row.failed()),
                      number(row.failed()), percent(tally_of(row, Check::paper)).c_str(),
                      percent(tally_of(row, Check::precision)).c_str());
    }
    text += doubles_table(report, width);
    for (const Dataset &set : report.sets)
        if (set.synthetic) text += "The data set " + set.name + " is synthetic.\n";
    return text + verdict(report);
}

std::string to_json(const Report &report) {
    Json json;
    json["version"] = quant_version();
    json["passed"] = passed(report);
    json["complete"] = report.complete;
    json["datasets"] = Json::array();
    for (const Dataset &set : report.sets) json["datasets"].push_back(json_of(set));
    json["k"] = report.plan.colors;
    json["threads"] = report.plan.threads;
    json["instruction_sets"] = report.plan.isas;
    json["tolerances"] = {{"paper", kPaperTolerance},
                          {"inertia_of_labels", kInertiaTolerance},
                          {"precision", kPrecisionTolerance}};
    json["against_doubles"] = json_of(summary_of(all_above_doubles(report.ledger)));
    json["checks"] = report.ledger.checks();
    json["failed"] = report.ledger.findings().size();
    json["rows"] = Json::array();
    for (const Row &row : report.ledger.rows()) json["rows"].push_back(json_of(row));
    json["failures"] = Json::array();
    for (const Finding &finding : report.ledger.findings())
        json["failures"].push_back(json_of(finding));
    json["unreadable"] = Json::array();
    for (const Unreadable &file : report.unreadable)
        json["unreadable"].push_back(
            {{"dataset", file.dataset}, {"image", file.image}, {"error", file.what}});
    json["seconds"] = report.seconds;
    return json_text(json);
}

}  // namespace quant::cli::validate
