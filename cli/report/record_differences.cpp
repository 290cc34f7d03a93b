// Turns each record into the same list of texts, and compares the lists.
#include "report/record_differences.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "report/format.h"

namespace quant::cli::report {

using namespace results;

namespace {

// What a record says, in the order in which it is shown.
class Sayings {
public:
    void add(const std::string &what, const std::string &value) { all_.emplace_back(what, value); }
    void add_count(const std::string &what, std::uint64_t value) {
        add(what, value > 0 ? std::to_string(value) : "");
    }
    template <typename Number>
    void add_optional(const std::string &what, const std::optional<Number> &value) {
        add(what, value ? std::to_string(*value) : "none");
    }
    const std::vector<std::pair<std::string, std::string>> &all() const { return all_; }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

std::string caches_text(const std::vector<Cache> &caches) {
    std::vector<std::string> texts;
    texts.reserve(caches.size());
    for (const Cache &cache : caches) {
        std::string text = "level " + std::to_string(cache.level) + " " + cache.type + " " +
                           bytes_text(static_cast<double>(cache.bytes));
        if (cache.instances > 1) text.insert(0, std::to_string(cache.instances) + " of ");
        texts.push_back(std::move(text));
    }
    return list_text(texts);
}

void add_machine(const Record &record, Sayings &sayings) {
    const Machine &machine = record.machine;
    sayings.add("Processor", machine.cpu);
    sayings.add_count("Sockets", machine.sockets);
    sayings.add_count("Cores", machine.cores);
    sayings.add_count("Hardware threads allowed", machine.threads);
    sayings.add("Processor time allowed",
                machine.cpu_quota ? quota_text(*machine.cpu_quota) : "all");
    sayings.add("Caches", caches_text(machine.caches));
    sayings.add("Memory", machine.memory_bytes > 0
                              ? bytes_text(static_cast<double>(machine.memory_bytes))
                              : "");
    sayings.add("Kernel", machine.kernel);
}

void add_program(const Record &record, Sayings &sayings) {
    const Build &build = record.build;
    sayings.add("Version of quant", record.version);
    sayings.add("Revision", build.git_revision);
    sayings.add("Compiler", build.compiler);
    sayings.add("Instruction set used", record.isa);
    sayings.add("OpenMP", build.openmp);
    sayings.add("Highway", build.highway);
    sayings.add("OpenImageIO", build.openimageio);
}

// Returns the values of all invocations, each once.
template <typename Value>
std::string values_text(const Record &record, Value value) {
    std::vector<std::string> values;
    for (const Invocation &one : record.invocations) {
        const std::string text = value(one.conditions);
        if (!text.empty() && std::find(values.begin(), values.end(), text) == values.end())
            values.push_back(text);
    }
    return list_text(values);
}

std::string yes_no_text(const std::optional<bool> &value) {
    if (!value) return "";
    return *value ? "yes" : "no";
}

// Conditions that are measured, such as the load, are never the same; conditions.h judges them.
void add_conditions(const Record &record, Sayings &sayings) {
    sayings.add("Frequency governor",
                values_text(record, [](const Conditions &one) { return one.governor; }));
    sayings.add("Turbo frequencies",
                values_text(record, [](const Conditions &one) { return yes_no_text(one.turbo); }));
    sayings.add("Hypervisor", values_text(record, [](const Conditions &one) {
                    return one.hypervisor.empty() ? yes_no_text(one.is_virtual) : one.hypervisor;
                }));
    sayings.add("Threads bound to cores", values_text(record, [](const Conditions &one) {
                    return std::string(one.pinned ? "yes" : "no");
                }));
}

void add_options(const Record &record, Sayings &sayings) {
    const Plan &plan = record.plan;
    std::vector<std::string> engines;
    for (const Engine engine : plan.engines) engines.emplace_back(name_of(engine));
    sayings.add("Preset", record.preset);
    sayings.add("K", list_text(plan.colors));
    sayings.add("Thread counts", list_text(plan.threads));
    sayings.add("Engines", list_text(engines));
    sayings.add_count("Runs of each", plan.runs);
    sayings.add("Runs before, not counted", std::to_string(plan.warmup));
    sayings.add("Weak scaling, most copies",
                plan.most_copies > 0 ? std::to_string(plan.most_copies) : "none");
    sayings.add_optional("Pictures of each set, at most", record.limit);
    sayings.add_optional("Sample seed", record.sample_seed);
    sayings.add("Budget of time",
                record.budget_seconds ? seconds_text(*record.budget_seconds) : "none");
}

std::vector<std::pair<std::string, std::string>> sayings_of(const Record &record) {
    Sayings sayings;
    add_machine(record, sayings);
    add_program(record, sayings);
    add_conditions(record, sayings);
    add_options(record, sayings);
    return sayings.all();
}

// Returns the variables of the environment, with the values of all invocations.
std::map<std::string, std::string> variables_of(const Record &record) {
    std::map<std::string, std::string> variables;
    for (const Invocation &invocation : record.invocations)
        for (const auto &[name, value] : invocation.conditions.variables)
            variables[name] = values_text(record, [&, key = name](const Conditions &one) {
                const auto found = one.variables.find(key);
                return found == one.variables.end() ? std::string("not set") : found->second;
            });
    return variables;
}

void add_variables(const Record &a, const Record &b, std::vector<RecordDifference> &differences) {
    if (a.invocations.empty() || b.invocations.empty()) return;  // then they are not known
    const auto variables_a = variables_of(a), variables_b = variables_of(b);
    auto names = variables_a;
    names.insert(variables_b.begin(), variables_b.end());
    const auto value_of = [](const auto &variables, const std::string &name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string("not set") : found->second;
    };
    for (const auto &[name, value] : names)
        if (value_of(variables_a, name) != value_of(variables_b, name))
            differences.push_back(
                {"Variable " + name, value_of(variables_a, name), value_of(variables_b, name)});
}

}  // namespace

std::vector<RecordDifference> differences_of(const Record &a, const Record &b) {
    std::vector<RecordDifference> differences;
    const auto says_a = sayings_of(a), says_b = sayings_of(b);
    for (std::size_t i = 0; i < says_a.size(); ++i)
        if (says_a[i].second != says_b[i].second)
            differences.push_back({says_a[i].first, says_a[i].second, says_b[i].second});
    add_variables(a, b, differences);
    return differences;
}

}  // namespace quant::cli::report
