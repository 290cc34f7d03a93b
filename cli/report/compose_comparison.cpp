// Composes the sections of a comparison: sentences, times, other results, what only one has, and
// what differs between the machines.
#include "report/compose_comparison.h"

#include <algorithm>

#include <quant/quant.hpp>

#include "base/csv.h"
#include "base/text.h"
#include "report/comparison.h"
#include "report/compose.h"
#include "report/conditions.h"
#include "report/format.h"
#include "report/scaling.h"

namespace quant::cli::report {

using namespace results;

namespace {

// Returns the first names, and how many more there are.
std::string names_text(const std::vector<std::string> &names) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(names.size(), kMostShown); ++i)
        shown.push_back(clean_name(names[i]));
    if (names.size() > kMostShown)
        shown.push_back(std::to_string(names.size() - kMostShown) + " more");
    return list_text(shown);
}

std::string which_text(bool is_in_a) { return is_in_a ? "A" : "B"; }

std::string described(const std::string &letter, const std::string &folder, const Record &record) {
    std::string text = letter + ": " + clean_name(folder);
    if (!record.date.empty()) text += ", " + record.date;
    if (!record.version.empty()) text += ", quant " + record.version;
    return text;
}

std::string difference_sentence(const ResultComparison &comparison) {
    if (comparison.differences.empty())
        return "Machine, program, conditions and options are the same, as far as they are known.";
    std::vector<std::string> names;
    for (const RecordDifference &one : comparison.differences) names.push_back(one.what);
    return "What differs: " + list_text(names) + ".";
}

std::vector<std::string> unshared_sentences(const ResultComparison &comparison) {
    std::vector<std::string> sentences;
    for (const Unshared &one : comparison.unshared) {
        const std::string begin = "Only " + which_text(one.is_in_a) + " has ";
        if (one.whole_set)
            sentences.push_back(begin + "single measurements of data set " + one.set + ".");
        if (!one.pictures.empty())
            sentences.push_back(begin + count_text(one.pictures.size(), "picture") +
                                " of data set " + one.set + ": " + names_text(one.pictures) + ".");
        if (!one.tasks.empty())
            sentences.push_back(begin + "in data set " + one.set + ": " + tasks_text(one.tasks) +
                                ".");
    }
    for (const OtherPictures &one : comparison.other_pictures) {
        const bool is_one = one.names.size() == 1;
        sentences.push_back(std::string("Left out ") + (is_one ? "is " : "are ") +
                            count_text(one.names.size(), "picture") + " of data set " + one.set +
                            ", which " + (is_one ? "has" : "have") +
                            " another size or other colors in B: " + names_text(one.names) + ".");
    }
    return sentences;
}

Section verdict_section(const ResultComparison &comparison) {
    Section section{"brief", "In brief", {}};
    std::vector<std::string> sentences = time_sentences(comparison);
    const auto append = [&](std::vector<std::string> more) {
        for (std::string &text : more) sentences.push_back(std::move(text));
    };
    append(result_sentences(comparison));
    append(thread_sentences(comparison));
    for (const bool is_in_a : {true, false}) {
        const Record &record = (is_in_a ? comparison.a : comparison.b)->record;
        for (const std::string &text : disturbances(record, processor_of(record.machine)))
            sentences.push_back(which_text(is_in_a) + ": " + text);
    }
    append({difference_sentence(comparison)});
    add_findings(section, "", sentences);
    return section;
}

Table times_table(const ResultComparison &comparison) {
    Table table;
    table.title = "Time of B over that of A";
    table.columns = {"Set",      "Engine",    "Verdict",   "K",    "Threads",
                     "Pictures", "Time of A", "Time of B", "B / A"};
    table.text_columns = 3;
    for (const TimeChange &one : comparison.times) {
        std::string engine = name_of(one.task.engine);
        if (one.task.copies > 1) engine += ", " + std::to_string(one.task.copies) + " copies";
        table.rows.push_back({one.set, engine, name_of(one.verdict),
                              std::to_string(one.task.colors), std::to_string(one.task.threads),
                              std::to_string(one.pictures), seconds_text(one.seconds_a),
                              seconds_text(one.seconds_b), interval_text(one.ratio)});
    }
    const std::string most = short_number(1 + comparison.threshold);
    table.note =
        "Times: geometric means over the pictures that both have, of the median of each picture's "
        "runs. B / A: their ratio, with a 95 % interval by Student's t on the logarithms of the "
        "ratios of the pictures; of one picture, by Welch's t on the logarithms of the runs. "
        "Slower, faster: the whole interval is above " +
        most + ", or below 1 / " + most +
        "; alike: it lies between these; unclear: anything else. The interval tells how sure the "
        "ratio is for these two measurements: if the machine was in another state during one of "
        "them, all pictures are affected alike.";
    return table;
}

Table results_table(const ResultComparison &comparison) {
    Table table;
    table.title = "Results that differ";
    table.columns = {"Set",  "Picture",   "Tasks",           "Inertia of A",
                     "of B", "B / A - 1", "Iterations of A", "of B"};
    table.text_columns = 3;
    const auto &others = comparison.other_results;
    for (std::size_t i = 0; i < std::min(others.size(), kMostShown); ++i) {
        const OtherResult &one = others[i];
        table.rows.push_back({one.set, clean_name(one.image), tasks_text(one.tasks),
                              number_text(one.inertia_a), number_text(one.inertia_b),
                              short_number(one.inertia_b / one.inertia_a - 1),
                              std::to_string(one.iterations_a), std::to_string(one.iterations_b)});
    }
    if (others.size() > kMostShown)
        table.note = "These are the first of " + std::to_string(others.size()) +
                     "; all are in the JSON (--json).";
    return table;
}

Table differences_table(const ResultComparison &comparison) {
    Table table;
    table.title = "What differs";
    table.columns = {"", "A", "B"};
    table.text_columns = 3;
    const auto shown = [](const std::string &text) {
        return text.empty() ? std::string(kNoValue) : text;
    };
    for (const RecordDifference &one : comparison.differences)
        table.rows.push_back({one.what, shown(one.a), shown(one.b)});
    return table;
}

}  // namespace

Document compose_comparison(const ResultComparison &comparison) {
    Document document;
    document.title = "Comparison of two results of quant bench";
    document.version = quant_version();
    document.subtitle = described("A", comparison.name_a, comparison.a->record) + " · " +
                        described("B", comparison.name_b, comparison.b->record);
    document.sections.push_back(verdict_section(comparison));
    document.sections.push_back({"times", "Times", {times_table(comparison)}});
    if (Table table = results_table(comparison); !table.rows.empty())
        document.sections.push_back({"results", "Results", {std::move(table)}});
    Section unshared{"unshared", "What only one of the two has", {}};
    std::vector<std::string> sentences = unshared_sentences(comparison);
    for (const bool is_in_a : {true, false})
        for (const std::string &text : (is_in_a ? comparison.a : comparison.b)->missing)
            sentences.push_back(which_text(is_in_a) + ": " + text);
    add_findings(unshared, "", sentences);
    if (!unshared.blocks.empty()) document.sections.push_back(std::move(unshared));
    if (Table table = differences_table(comparison); !table.rows.empty())
        document.sections.push_back(
            {"differences", "Machines, programs and options", {std::move(table)}});
    return document;
}

}  // namespace quant::cli::report
