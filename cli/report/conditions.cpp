// Turns the recorded conditions into sentences and a table.
#include "report/conditions.h"

#include <algorithm>

#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

std::string share_text(const std::optional<double> &share) {
    return share ? percent(*share) : std::string(kNoValue);
}

std::string yes_or_no(const std::optional<bool> &value) {
    return value ? (*value ? "yes" : "no") : std::string(kNoValue);
}

std::string variables_text(const Conditions &conditions) {
    std::string text;
    for (const auto &[name, value] : conditions.variables)
        text.append(text.empty() ? "" : ", ").append(name).append("=").append(value);
    return text.empty() ? "none" : text;
}

// Returns whether threads of OpenMP wait actively, as they do by default.
bool waits_actively(const Conditions &conditions) {
    const auto policy = conditions.variables.find("OMP_WAIT_POLICY");
    const auto count = conditions.variables.find("GOMP_SPINCOUNT");
    const auto is_passive = [](std::string value) {
        for (char &c : value)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return value == "passive";
    };
    return (policy == conditions.variables.end() || !is_passive(policy->second)) &&
           (count == conditions.variables.end() || count->second != "0");
}

std::string which(const Record &record, const Invocation &one) {
    return record.invocations.size() > 1 ? "In invocation " + std::to_string(one.number) + ", "
                                         : "During the measurements, ";
}

}  // namespace

std::vector<std::string> disturbances(const Record &record, const Processor &processor) {
    std::vector<std::string> sentences;
    for (const Invocation &one : record.invocations) {
        const Conditions &conditions = one.conditions;
        const double busy = conditions.busy_during.value_or(0);
        if (busy >= kBusyThreshold) {
            std::string text = which(record, one) + "other programs used " + percent(busy) +
                               " of the processors' time: times are longer than on a quiet machine";
            if (waits_actively(conditions))
                text +=
                    ", most of all where as many threads as processors wait actively for each "
                    "other (OMP_WAIT_POLICY=passive avoids that)";
            sentences.push_back(text + ".");
        }
        if (conditions.stolen.value_or(0) >= kStolenThreshold)
            sentences.push_back(which(record, one) + "the hypervisor gave " +
                                percent(*conditions.stolen) +
                                " of the processors' time to other machines.");
    }
    if (processor.limited)
        sentences.push_back("The process could use the time of " +
                            quota_text(*record.machine.cpu_quota) +
                            " only, and the machine has more: threads beyond " +
                            std::to_string(processor.threads) + " count as oversubscribed.");
    return sentences;
}

Table conditions_table(const Record &record) {
    Table table;
    if (record.invocations.empty()) return table;
    table.title = "Conditions";
    table.columns = {"Invocation"};
    for (const Invocation &one : record.invocations)
        table.columns.push_back(std::to_string(one.number));
    table.text_columns = table.columns.size();
    const auto add = [&](const char *name, auto text) {
        std::vector<std::string> row{name};
        for (const Invocation &one : record.invocations) row.push_back(text(one));
        table.rows.push_back(row);
    };
    add("Date", [](const Invocation &one) { return one.date; });
    add("Took", [](const Invocation &one) { return seconds_text(one.seconds); });
    add("K", [](const Invocation &one) { return list_text(one.plan.colors); });
    add("Thread counts", [](const Invocation &one) { return list_text(one.plan.threads); });
    add("Runs of each", [](const Invocation &one) { return std::to_string(one.plan.runs); });
    add("Variables of the environment",
        [](const Invocation &one) { return variables_text(one.conditions); });
    add("Threads bound to places",
        [](const Invocation &one) { return one.conditions.pinned ? "yes" : "no"; });
    add("Load of the minute before", [](const Invocation &one) {
        return one.conditions.load ? fixed(*one.conditions.load, 2) : std::string(kNoValue);
    });
    add("Used by other programs, before",
        [](const Invocation &one) { return share_text(one.conditions.busy_before); });
    add("Used by other programs, meanwhile",
        [](const Invocation &one) { return share_text(one.conditions.busy_during); });
    add("Given to other machines, meanwhile",
        [](const Invocation &one) { return share_text(one.conditions.stolen); });
    add("Frequency governor", [](const Invocation &one) {
        const std::string &governor = one.conditions.governor;
        return governor.empty() ? std::string(kNoValue) : governor;
    });
    add("Turbo frequencies", [](const Invocation &one) { return yes_or_no(one.conditions.turbo); });
    add("Hypervisor", [](const Invocation &one) {
        const Conditions &conditions = one.conditions;
        return conditions.hypervisor.empty() ? yes_or_no(conditions.is_virtual)
                                             : conditions.hypervisor;
    });
    return table;
}

}  // namespace quant::cli::report
