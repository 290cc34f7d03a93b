// Composes the section that describes the machine, its state and the method.
#include <algorithm>
#include <cmath>

#include "report/compose.h"
#include "report/conditions.h"
#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

void add_row(Table &table, const std::string &name, const std::string &value) {
    if (!value.empty()) table.rows.push_back({name, value});
}

Table machine_table(const Record &record) {
    const Machine &machine = record.machine;
    const Build &build = record.build;
    Table table;
    table.title = "Machine";
    table.columns = {"", ""};
    table.text_columns = 2;
    add_row(table, "Processor", machine.cpu);
    if (machine.cores > 0) add_row(table, "Cores", std::to_string(machine.cores));
    if (machine.threads > 0)
        add_row(table, "Hardware threads allowed", std::to_string(machine.threads));
    if (machine.cpu_quota)
        add_row(table, "Processor time allowed", "that of " + quota_text(*machine.cpu_quota));
    for (const Cache &cache : machine.caches) {
        std::string text = bytes_text(static_cast<double>(cache.bytes));
        if (cache.shared_by > 0)
            text += ", shared by " + count_text(cache.shared_by, "hardware thread");
        if (cache.instances > 1) text += ", " + std::to_string(cache.instances) + " of them";
        add_row(table, "Cache, level " + std::to_string(cache.level) + " " + cache.type, text);
    }
    if (machine.memory_bytes > 0)
        add_row(table, "Memory", bytes_text(static_cast<double>(machine.memory_bytes)));
    add_row(table, "Kernel", machine.kernel);
    add_row(table, "Instruction set used", record.isa);
    add_row(table, "quant", record.version);
    add_row(table, "Revision", build.git_revision);
    add_row(table, "Compiler", build.compiler);
    add_row(table, "OpenMP", build.openmp);
    add_row(table, "Highway", build.highway);
    add_row(table, "OpenImageIO", build.openimageio);
    add_row(table, "Date", record.date);
    return table;
}

Table method_table(const Record &record) {
    const Plan &plan = record.plan;
    std::vector<std::string> engines;
    for (const Engine engine : plan.engines) engines.emplace_back(name_of(engine));
    Table table;
    table.title = "Method";
    table.columns = {"", ""};
    table.text_columns = 2;
    add_row(table, "Preset", record.preset);
    add_row(table, "K", list_text(plan.colors));
    add_row(table, "Thread counts", list_text(plan.threads));
    if (plan.runs > 0) {
        add_row(table, "Runs of each", std::to_string(plan.runs));
        add_row(table, "Runs before, not counted", std::to_string(plan.warmup));
    }
    if (record.limit)
        add_row(table, "Pictures of each set, at most", std::to_string(*record.limit));
    if (record.sample_seed) add_row(table, "Sample seed", std::to_string(*record.sample_seed));
    add_row(table, "Engines", list_text(engines));
    if (record.budget_seconds)
        add_row(table, "Budget of time", seconds_text(*record.budget_seconds));
    return table;
}

Table data_sets_table(const Record &record) {
    Table table;
    table.title = "Data sets";
    table.columns = {"Set", "Folder", "Pictures", "Failed", "Complete"};
    table.text_columns = 2;
    for (const SetResult &set : record.sets)
        table.rows.push_back({set.name + (set.synthetic ? " (synthetic)" : ""),
                              set.directory.empty() ? std::string(kNoValue) : set.directory,
                              set.measured ? std::to_string(*set.measured) : std::string(kNoValue),
                              std::to_string(set.failed.size()), set.complete ? "yes" : "no"});
    return table;
}

Table failed_table(const Record &record) {
    Table table;
    table.title = "Files that could not be measured";
    table.columns = {"Set", "File", "Error"};
    table.text_columns = 3;
    for (const SetResult &set : record.sets)
        for (const FailedFile &file : set.failed)
            table.rows.push_back({set.name, file.name, file.error});
    return table;
}

}  // namespace

Section machine_section(const Analysis &analysis) {
    Section section{"machine", "Machine and method", {}};
    const Record &record = analysis.results->record;
    section.blocks.emplace_back(Paragraph{
        "quant bench times the K-Means alone: pictures are decoded before, and nothing is written "
        "meanwhile. Speed-up is the time of the engine sequential over that of the engine; own "
        "speed-up is its time with one thread over that with more; efficiency is own speed-up per "
        "thread. Each sentence of analysis on this page is chosen by a rule from the figures on "
        "it: speed-up grows if a higher count is faster by more than " +
        fixed(100 * kGrowthThreshold, 0) +
        " %; where it stops, the figures point at the cores if the next count is more than there "
        "are, at a ceiling if the last count runs at " +
        fixed(100 * kNearThreshold, 0) +
        " % or more of that of the next, at the serial fraction if Amdahl's law gives the next "
        "count no more than that "
        "growth either, and at thread overhead if the next count takes longer or more than " +
        fixed(100 * kOverheadThreshold, 0) +
        " % of its time is beyond the ideal; efficiency is low under " +
        fixed(100 * kEfficiencyThreshold, 0) + " %; runs are noisy if they spread by more than " +
        fixed(100 * kNoiseThreshold, 0) + " %; a law is met if the error of 1/S is at most " +
        fixed(kFitThreshold, 2) + "; a ceiling is the limit from " +
        fixed(100 * kNearThreshold, 0) +
        " % of it; pictures matter if the third quartile is above " + fixed(kSpreadThreshold, 1) +
        " times the first. Two times are told apart by pairs of runs of the same round: for each "
        "picture, the mean of the logarithms of their ratios; over the pictures (over the runs, of "
        "one picture), the mean and its 95 % interval by Student's t, which must not include a "
        "ratio of 1."});
    for (Table table : {machine_table(record), conditions_table(record), method_table(record),
                        data_sets_table(record), failed_table(record)})
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace quant::cli::report
