// Computes the rows of each data set from its complete runs, and writes them as text or JSON.
#include "bench/print.h"

#include <cmath>
#include <cstdio>

#include "base/json_text.h"
#include "results/means.h"

namespace quant::cli::bench {

using namespace results;

namespace {

std::string padded(const std::string &text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string fixed(double value, int digits) {
    if (std::isnan(value)) return "-";
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string count(std::size_t number, const std::string &what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string heading(const SetResult &result, std::size_t images, const Plan &plan) {
    std::string text =
        result.name + (result.synthetic ? " (synthetic)" : "") + ": " + count(images, "picture");
    if (!result.failed.empty()) text += ", " + std::to_string(result.failed.size()) + " left out";
    if (!result.complete) text += ", incomplete";
    return text + "; milliseconds, mean of " + count(plan.runs, "run") + "\n";
}

std::string table_of(const SetResult &result, const Record &record) {
    const Plan &plan = record.plan;
    std::vector<ImageMeasurements> images = result.images;
    keep_whole_runs(images, tasks_of(plan));
    std::string text = heading(result, images.size(), plan) + padded("K", 4) +
                       padded("threads", 9) + padded("sequential", 12);
    std::vector<std::vector<Row>> tables;
    for (const Engine engine : kParallelEngines) {
        if (!plan.has(engine)) continue;
        tables.push_back(rows_of(plan, images, engine));
        text += padded(name_of(engine), 11) + padded("speed-up", 10);
    }
    text += '\n';
    Plan alone = plan;  // if only engines of one thread were measured
    alone.threads = {1};
    const std::vector<Row> first =
        tables.empty() ? rows_of(alone, images, Engine::sequential) : tables.front();
    for (std::size_t i = 0; i < first.size(); ++i) {
        const Row &row = first[i];
        const bool more_than_there_are = row.threads > record.machine.threads;
        text += padded(std::to_string(row.colors), 4) + padded(std::to_string(row.threads), 8) +
                (more_than_there_are ? "*" : " ") + padded(fixed(1e3 * row.sequential.mean, 3), 12);
        for (const auto &rows : tables)
            text += padded(fixed(1e3 * rows[i].parallel.mean, 3), 11) +
                    padded(fixed(rows[i].speed_up(), 2), 10);
        text += '\n';
    }
    return text;
}

Json number(double value) { return std::isnan(value) ? Json() : Json(value); }

Json rows_json(const std::vector<Row> &rows, Engine engine) {
    Json json = Json::array();
    for (const Row &row : rows)
        json.push_back({{"engine", name_of(engine)},
                        {"k", row.colors},
                        {"threads", row.threads},
                        {"sequential_seconds", number(row.sequential.mean)},
                        {"sequential_deviation", number(row.sequential.deviation)},
                        {"seconds", number(row.parallel.mean)},
                        {"deviation", number(row.parallel.deviation)},
                        {"speedup", number(row.speed_up())},
                        {"efficiency", number(row.efficiency())},
                        {"inertia", number(row.inertia)}});
    return json;
}

}  // namespace

std::string to_table(const Record &record) {
    std::string text;
    for (const SetResult &result : record.sets) {
        if (!text.empty()) text += '\n';
        text += table_of(result, record);
    }
    for (const unsigned threads : record.plan.threads) {
        if (threads <= record.machine.threads) continue;
        text += "* more threads than the " + count(record.machine.threads, "processor") +
                " of this process\n";
        break;
    }
    return text;
}

std::string to_json(const Record &record) {
    Json json = record_json(record);
    for (std::size_t i = 0; i < record.sets.size(); ++i) {
        std::vector<ImageMeasurements> images = record.sets[i].images;
        keep_whole_runs(images, tasks_of(record.plan));
        Json &rows = json["datasets"][i]["rows"] = Json::array();
        for (const Engine engine : kParallelEngines)
            if (record.plan.has(engine))
                for (Json &row : rows_json(rows_of(record.plan, images, engine), engine))
                    rows.push_back(std::move(row));
    }
    return json_text(json);
}

}  // namespace quant::cli::bench
