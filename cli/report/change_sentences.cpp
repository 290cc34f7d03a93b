// Chooses the sentences of a comparison of two results.
#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "report/compose_comparison.h"
#include "report/format.h"
#include "report/remarks.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Tasks of one engine that differ in K and threads.
struct EngineKey {
    std::string set;
    Engine engine = Engine::sequential;
    bool is_weak = false;
    unsigned colors = 0;

    bool operator<(const EngineKey &other) const {
        return std::tie(set, engine, is_weak, colors) <
               std::tie(other.set, other.engine, other.is_weak, other.colors);
    }
};

// Returns "openmp with 2 and 4 threads", or "openmp with 2 and 4 threads and as many copies".
std::string engine_text(Engine engine, const std::vector<unsigned> &threads, bool is_weak) {
    const bool is_one = threads == std::vector<unsigned>{1};
    std::string text = name_of(engine);
    if (is_parallel(engine))
        text += " with " + list_text(threads) + (is_one ? " thread" : " threads");
    if (is_weak) text += " and as many copies of each picture";
    return text;
}

// Returns "K = 8 and 16: openmp with 2 threads" as a remark for merged(), for each set, engine and
// K, so that the numbers of threads stand together.
std::vector<Remark> remarks_on(const std::vector<const TimeChange *> &changes,
                               const std::string &text) {
    std::map<EngineKey, std::vector<unsigned>> threads;
    for (const TimeChange *change : changes) {
        const Task &task = change->task;
        threads[{change->set, task.engine, task.copies > 1, task.colors}].push_back(task.threads);
    }
    std::vector<Remark> remarks;
    remarks.reserve(threads.size());
    for (const auto &[key, counts] : threads)
        remarks.push_back(
            {key.set + ", " + engine_text(key.engine, counts, key.is_weak), key.colors, text});
    return remarks;
}

// What is said of a time. `kind` groups the times with the same sentence.
enum class Kind : std::uint8_t {
    slower,
    faster,
    perhaps_slower,
    perhaps_faster,
    unclear,
    unknown,
    alike
};

Kind kind_of(const TimeChange &change) {
    if (change.verdict == ChangeVerdict::slower) return Kind::slower;
    if (change.verdict == ChangeVerdict::faster) return Kind::faster;
    if (change.verdict == ChangeVerdict::alike) return Kind::alike;
    if (!(change.ratio.low <= change.ratio.high)) return Kind::unknown;
    if (change.ratio.low > 1) return Kind::perhaps_slower;
    return change.ratio.high < 1 ? Kind::perhaps_faster : Kind::unclear;
}

// Returns "it takes 1.12 to 1.17 times as long as A".
std::string range_of_ratios(const std::vector<const TimeChange *> &changes) {
    const auto [low, high] = std::minmax_element(changes.begin(), changes.end(),
                                                 [](const TimeChange *x, const TimeChange *y) {
                                                     return x->ratio.estimate < y->ratio.estimate;
                                                 });
    const std::string first = significant((*low)->ratio.estimate);
    const std::string last = significant((*high)->ratio.estimate);
    return "it takes " + first + (first == last ? "" : " to " + last) + " times as long as A";
}

std::string kind_text(Kind kind, const std::vector<const TimeChange *> &changes, double threshold) {
    const std::string part = short_number(100 * threshold) + " %";
    const std::string range = range_of_ratios(changes);
    switch (kind) {
        case Kind::slower: return "B is slower by more than " + part + ", a regression: " + range;
        case Kind::faster: return "B is faster by more than " + part + ": " + range;
        case Kind::perhaps_slower:
            return "B is slower, but whether by more than " + part + " cannot be told: " + range;
        case Kind::perhaps_faster:
            return "B is faster, but whether by more than " + part + " cannot be told: " + range;
        case Kind::unclear:
            return "whether B is slower or faster than A cannot be told: the intervals contain 1";
        case Kind::unknown:
            return "whether B is slower or faster than A cannot be told, because one run of one "
                   "picture does not tell its spread: " +
                   range;
        default: return "A and B differ by no more than " + part + ": " + range;
    }
}

// Returns the number of pictures with K that these results are about.
std::size_t pictures_in(const std::vector<OtherResult> &others, bool of_doubles) {
    std::vector<std::tuple<std::string, std::string>> pictures;
    for (const OtherResult &other : others)
        if (other.must_agree() != of_doubles) pictures.emplace_back(other.set, other.image);
    std::sort(pictures.begin(), pictures.end());
    return static_cast<std::size_t>(std::unique(pictures.begin(), pictures.end()) -
                                    pictures.begin());
}

}  // namespace

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

std::string tasks_text(const std::vector<Task> &tasks) {
    std::map<EngineKey, std::vector<unsigned>> threads;
    for (const Task &task : tasks)
        threads[{"", task.engine, task.copies > 1, task.colors}].push_back(task.threads);
    std::vector<std::pair<std::string, std::vector<unsigned>>> engines;
    for (const auto &[key, counts] : threads) {
        const std::string text = engine_text(key.engine, counts, key.is_weak);
        const auto same = std::find_if(engines.begin(), engines.end(),
                                       [&](const auto &one) { return one.first == text; });
        if (same == engines.end())
            engines.push_back({text, {key.colors}});
        else
            same->second.push_back(key.colors);
    }
    std::string all;
    for (const auto &[text, colors] : engines)
        all += (all.empty() ? "" : "; ") + text + " (K = " + list_text(colors) + ")";
    return all;
}

std::vector<std::string> time_sentences(const ResultComparison &comparison) {
    std::map<Kind, std::vector<const TimeChange *>> kinds;
    for (const TimeChange &change : comparison.times) kinds[kind_of(change)].push_back(&change);
    std::vector<Remark> remarks;
    for (const auto &[kind, changes] : kinds) {
        const std::string text = kind_text(kind, changes, comparison.threshold);
        for (Remark &remark : remarks_on(changes, text)) remarks.push_back(std::move(remark));
    }
    return merged(remarks);
}

std::vector<std::string> result_sentences(const ResultComparison &comparison) {
    std::vector<std::string> sentences;
    std::size_t other = 0;
    for (const OtherResult &one : comparison.other_results) other += one.tasks.size();
    const std::string all = std::to_string(comparison.compared_results);
    if (other == 0)
        sentences.push_back("Inertia and iterations are the same bits in all " + all +
                            " results that both have (a result is that of a picture, K, engine and "
                            "number of threads).");
    const std::size_t wrong = comparison.wrong_results();
    if (wrong > 0)
        sentences.push_back(std::to_string(wrong) + " of " + all +
                            (wrong == 1 ? " results has" : " results have") +
                            " another inertia or number of iterations, on " +
                            count_text(pictures_in(comparison.other_results, false), "picture") +
                            ": they must be the same bits on every machine, so an algorithm has "
                            "changed, or one of the two is wrong.");
    if (other > wrong)
        sentences.push_back(std::to_string(other - wrong) + " of " + all +
                            " results, by the engine double, have another inertia or number of "
                            "iterations, on " +
                            count_text(pictures_in(comparison.other_results, true), "picture") +
                            ": compilers may round its sums differently.");
    return sentences;
}

std::vector<std::string> thread_sentences(const ResultComparison &comparison) {
    std::map<std::pair<unsigned, unsigned>, std::vector<const TimeChange *>> groups;
    for (const TimeChange &change : comparison.times)
        if (change.used_a > 0 && change.used_b > 0 && change.used_a != change.used_b)
            groups[{change.used_a, change.used_b}].push_back(&change);
    std::vector<Remark> remarks;
    for (const auto &[used, changes] : groups) {
        const std::string text = count_text(used.first, "thread") + " worked in A, and " +
                                 std::to_string(used.second) + " in B";
        for (Remark &remark : remarks_on(changes, text)) remarks.push_back(std::move(remark));
    }
    return merged(remarks);
}

}  // namespace quant::cli::report
