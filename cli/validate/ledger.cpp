// Keeps one row of counts for each data set and number of colors.
#include "validate/ledger.h"

#include <algorithm>

namespace quant::cli::validate {

const char *name_of(Check check) {
    constexpr std::array names{"paper",  "bits",  "reference", "precision",
                               "ending", "seeds", "doubles",   "odd_sizes"};
    return names.at(static_cast<std::size_t>(check));
}

std::string describe(const Finding &finding) {
    const Run &run = finding.run;
    const std::string scaled = run.size.empty() ? "" : "scaled to " + run.size + ", ";
    return scaled + "K " + std::to_string(run.colors) + ", " + run.engine + ", " +
           std::to_string(run.threads) + (run.threads == 1 ? " thread, " : " threads, ") + run.isa +
           ", " + std::to_string(run.iterations) + " iterations: " + name_of(finding.check) + ": " +
           finding.what;
}

std::uint64_t Row::checks() const {
    std::uint64_t sum = 0;
    for (const Tally &tally : tallies) sum += tally.checks;
    return sum;
}

std::uint64_t Row::failed() const {
    std::uint64_t sum = 0;
    for (const Tally &tally : tallies) sum += tally.failed;
    return sum;
}

Row &Ledger::row_of(const std::string &dataset, unsigned colors) {
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row &row) {
        return row.dataset == dataset && row.colors == colors;
    });
    if (found != rows_.end()) return *found;
    rows_.push_back({dataset, colors, 0, {}, {}});
    return rows_.back();
}

void Ledger::count_image(const std::string &dataset, unsigned colors) {
    ++row_of(dataset, colors).images;
}

void Ledger::record(const Run &run, Check check, const std::string &what, double deviation) {
    const Check counted = run.size.empty() ? check : Check::odd_sizes;
    Tally &tally = row_of(run.dataset, run.colors).tallies.at(static_cast<std::size_t>(counted));
    ++tally.checks;
    tally.worst = std::max(tally.worst, deviation);
    if (what.empty()) return;
    ++tally.failed;
    findings_.push_back({run, check, what});
    on_finding_(findings_.back());
}

void Ledger::record_trajectory(const Run &run, double above_doubles) {
    row_of(run.dataset, run.colors).above_doubles.push_back(above_doubles);
}

std::uint64_t Ledger::checks() const {
    std::uint64_t sum = 0;
    for (const Row &row : rows_) sum += row.checks();
    return sum;
}

}  // namespace quant::cli::validate
