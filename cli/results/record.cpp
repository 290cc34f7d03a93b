// Writes and reads machine.json, with one line of code for each field in each direction.
#include "results/record.h"

#include <limits>
#include <map>
#include <utility>

#include "base/failure.h"
#include "base/json_text.h"

namespace quant::cli::results {
namespace {

Json caches_json(const std::vector<Cache> &caches) {
    Json json = Json::array();
    for (const Cache &cache : caches)
        json.push_back({{"level", cache.level},
                        {"type", cache.type},
                        {"bytes", cache.bytes},
                        {"shared_by", cache.shared_by},
                        {"instances", cache.instances}});
    return json;
}

Json plan_json(const Plan &plan) {
    Json engines = Json::array();
    for (const Engine engine : plan.engines) engines.push_back(name_of(engine));
    return {{"k", plan.colors},      {"threads", plan.threads}, {"runs", plan.runs},
            {"warmup", plan.warmup}, {"engines", engines},      {"most_copies", plan.most_copies}};
}

Json options_json(const Record &record) {
    Json json = plan_json(record.plan);
    json["preset"] = record.preset;
    json["limit"] = value_or_null(record.limit);
    json["sample_seed"] = value_or_null(record.sample_seed);
    json["budget_seconds"] = value_or_null(record.budget_seconds);
    return json;
}

Json conditions_json(const Conditions &conditions) {
    return {{"variables", conditions.variables},
            {"load", value_or_null(conditions.load)},
            {"busy_before", value_or_null(conditions.busy_before)},
            {"busy_during", value_or_null(conditions.busy_during)},
            {"stolen", value_or_null(conditions.stolen)},
            {"governor", text_or_null(conditions.governor)},
            {"turbo", value_or_null(conditions.turbo)},
            {"virtual", value_or_null(conditions.is_virtual)},
            {"hypervisor", text_or_null(conditions.hypervisor)},
            {"pinned", conditions.pinned}};
}

Json invocations_json(const std::vector<Invocation> &invocations) {
    Json json = Json::array();
    for (const Invocation &one : invocations)
        json.push_back({{"number", one.number},
                        {"date", one.date},
                        {"seconds", one.seconds},
                        {"options", plan_json(one.plan)},
                        {"conditions", conditions_json(one.conditions)}});
    return json;
}

Json set_json(const SetResult &set, const Plan &plan) {
    Json failed = Json::array();
    for (const FailedFile &file : set.failed)
        failed.push_back({{"file", file.name}, {"error", file.error}});
    return {{"name", set.name},
            {"directory", set.directory},
            {"synthetic", set.synthetic},
            {"available", value_or_null(set.available)},
            {"images", count_whole(set.images, tasks_of(plan))},
            {"failed", failed},
            {"complete", set.complete},
            {"picture", text_or_null(set.picture)}};
}

Json ceilings_json(const std::vector<Ceiling> &ceilings) {
    Json bandwidth = Json::array(), arithmetic = Json::array();
    for (const Ceiling &ceiling : ceilings) {
        bandwidth.push_back(
            {{"threads", ceiling.threads}, {"bytes_per_second", ceiling.bandwidth}});
        arithmetic.push_back(
            {{"threads", ceiling.threads}, {"operations_per_second", ceiling.arithmetic}});
    }
    return {{"bandwidth", bandwidth}, {"arithmetic", arithmetic}};
}

const Json *find(const Json &object, const char *key) {
    if (!object.is_object()) throw Failure("there is something else where an object belongs");
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

template <typename T>
void read(const Json &object, const char *key, T &target) {
    const Json *value = find(object, key);
    if (!value) return;
    try {
        target = value->get<T>();
    } catch (const Json::exception &) {
        throw Failure(std::string("'") + key + "' has a value of the wrong type");
    }
}

// Throws Failure for a number that is negative or too large for T, which would wrap around.
template <typename T>
void read_count(const Json &object, const char *key, T &target) {
    const Json *value = find(object, key);
    if (!value) return;
    if (!value->is_number())
        throw Failure(std::string("'") + key + "' has a value of the wrong type");
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    const bool fits = value->is_number_unsigned()
                          ? value->get<std::uint64_t>() <= most
                          : value->get<double>() >= 0 && value->get<double>() <= 9e15 &&
                                static_cast<std::uint64_t>(value->get<double>()) <= most;
    if (!fits) throw Failure(std::string("'") + key + "' is out of its range");
    target = value->is_number_unsigned() ? value->get<T>() : static_cast<T>(value->get<double>());
}

template <typename T>
void read_count(const Json &object, const char *key, std::optional<T> &target) {
    if (find(object, key)) read_count(object, key, target.emplace());
}

template <typename Use>
void each(const Json &object, const char *key, Use use) {
    const Json *list = find(object, key);
    if (!list) return;
    if (!list->is_array()) throw Failure(std::string("'") + key + "' is not a list");
    for (const Json &item : *list) use(item);
}

void read_machine(const Json &object, Machine &machine) {
    read(object, "cpu", machine.cpu);
    read(object, "kernel", machine.kernel);
    read_count(object, "sockets", machine.sockets);
    read_count(object, "cores", machine.cores);
    read_count(object, "threads", machine.threads);
    read(object, "cpu_quota", machine.cpu_quota.emplace());
    if (!(*machine.cpu_quota > 0)) machine.cpu_quota.reset();
    read_count(object, "memory_bytes", machine.memory_bytes);
    each(object, "caches", [&](const Json &item) {
        Cache &cache = machine.caches.emplace_back();
        read_count(item, "level", cache.level);
        read(item, "type", cache.type);
        read_count(item, "bytes", cache.bytes);
        read_count(item, "shared_by", cache.shared_by);
        read_count(item, "instances", cache.instances);
    });
}

void read_build(const Json &object, Build &build) {
    read(object, "compiler", build.compiler);
    read(object, "openmp", build.openmp);
    read(object, "highway", build.highway);
    read(object, "openimageio", build.openimageio);
    read(object, "git_revision", build.git_revision);
}

// Those of the command line.
constexpr unsigned kMostThreads = 1024, kMostRuns = 1000;

void check_range(const char *key, const std::vector<unsigned> &values, unsigned most) {
    for (const unsigned value : values)
        if (value < 1 || value > most)
            throw Failure(std::string("'") + key + "' is out of its range");
}

Plan read_plan(const Json &object) {
    Plan plan{{}, {}, {}, 0, 0, 0};
    read(object, "k", plan.colors);
    read(object, "threads", plan.threads);
    read_count(object, "runs", plan.runs);
    read_count(object, "warmup", plan.warmup);
    read_count(object, "most_copies", plan.most_copies);
    std::vector<std::string> engines;
    read(object, "engines", engines);
    for (const std::string &name : engines)
        if (const auto engine = engine_of_name(name)) plan.engines.push_back(*engine);
    check_range("k", plan.colors, QUANT_MAX_COLORS);
    check_range("threads", plan.threads, kMostThreads);
    check_range("most_copies", {plan.most_copies + 1}, kMostThreads + 1);
    check_range("runs", {plan.runs + 1}, kMostRuns + 1);
    return plan;
}

template <typename T>
void read(const Json &object, const char *key, std::optional<T> &target) {
    if (find(object, key)) read(object, key, target.emplace());
}

Conditions read_conditions(const Json &object) {
    Conditions conditions;
    read(object, "variables", conditions.variables);
    read(object, "load", conditions.load);
    read(object, "busy_before", conditions.busy_before);
    read(object, "busy_during", conditions.busy_during);
    read(object, "stolen", conditions.stolen);
    read(object, "governor", conditions.governor);
    read(object, "turbo", conditions.turbo);
    read(object, "virtual", conditions.is_virtual);
    read(object, "hypervisor", conditions.hypervisor);
    read(object, "pinned", conditions.pinned);
    return conditions;
}

Invocation read_invocation(const Json &object) {
    Invocation one;
    read_count(object, "number", one.number);
    read(object, "date", one.date);
    read(object, "seconds", one.seconds);
    if (const Json *options = find(object, "options")) one.plan = read_plan(*options);
    if (const Json *conditions = find(object, "conditions"))
        one.conditions = read_conditions(*conditions);
    return one;
}

void read_options(const Json &object, Record &record) {
    read(object, "preset", record.preset);
    record.plan = read_plan(object);
    read_count(object, "limit", record.limit);
    read_count(object, "sample_seed", record.sample_seed);
    if (find(object, "budget_seconds"))
        read(object, "budget_seconds", record.budget_seconds.emplace());
    if (record.budget_seconds && *record.budget_seconds < 0)
        throw Failure("'budget_seconds' is out of its range");
}

SetResult read_set(const Json &object) {
    SetResult set;
    read(object, "name", set.name);
    read(object, "directory", set.directory);
    read(object, "synthetic", set.synthetic);
    read_count(object, "available", set.available);
    read_count(object, "images", set.measured);
    read(object, "complete", set.complete);
    read(object, "picture", set.picture);
    each(object, "failed", [&](const Json &item) {
        FailedFile &file = set.failed.emplace_back();
        read(item, "file", file.name);
        read(item, "error", file.error);
    });
    return set;
}

// Joins the two lists by the number of threads.
std::vector<Ceiling> read_ceilings(const Json &object) {
    std::map<unsigned, Ceiling> ceilings;
    const auto read_list = [&](const char *key, const char *rate, double Ceiling::*member) {
        each(object, key, [&](const Json &item) {
            unsigned threads = 0;
            double per_second = 0;
            read_count(item, "threads", threads);
            read(item, rate, per_second);
            if (threads > 0 && per_second > 0) ceilings[threads].*member = per_second;
        });
    };
    read_list("bandwidth", "bytes_per_second", &Ceiling::bandwidth);
    read_list("arithmetic", "operations_per_second", &Ceiling::arithmetic);
    std::vector<Ceiling> list;
    for (auto &[threads, ceiling] : ceilings) {
        ceiling.threads = threads;
        list.push_back(ceiling);
    }
    return list;
}

}  // namespace

Json record_json(const Record &record) {
    const Machine &machine = record.machine;
    const Build &build = record.build;
    Json json;
    json["version"] = record.version;
    json["isa"] = record.isa;
    json["cpu"] = machine.cpu;
    json["sockets"] = machine.sockets;
    json["cores"] = machine.cores;
    json["threads"] = machine.threads;
    json["cpu_quota"] = value_or_null(machine.cpu_quota);
    json["caches"] = caches_json(machine.caches);
    json["memory_bytes"] = machine.memory_bytes;
    json["kernel"] = text_or_null(machine.kernel);
    json["compiler"] = build.compiler;
    if (!build.openmp.empty()) json["openmp"] = build.openmp;
    if (!build.highway.empty()) json["highway"] = build.highway;
    json["openimageio"] = build.openimageio;
    json["git_revision"] = text_or_null(build.git_revision);
    json["date"] = record.date;
    json["options"] = options_json(record);
    json["invocations"] = invocations_json(record.invocations);
    json["datasets"] = Json::array();
    for (const SetResult &set : record.sets) json["datasets"].push_back(set_json(set, record.plan));
    json["ceilings"] = ceilings_json(record.ceilings);
    return json;
}

Record parse_record(std::string_view text) {
    const Json object = Json::parse(text, nullptr, false);
    if (object.is_discarded()) throw Failure("is not JSON");
    Record record;
    read(object, "version", record.version);
    read(object, "isa", record.isa);
    read(object, "date", record.date);
    read_machine(object, record.machine);
    read_build(object, record.build);
    if (const Json *options = find(object, "options")) read_options(*options, record);
    each(object, "invocations",
         [&](const Json &item) { record.invocations.push_back(read_invocation(item)); });
    each(object, "datasets", [&](const Json &item) { record.sets.push_back(read_set(item)); });
    if (const Json *ceilings = find(object, "ceilings")) record.ceilings = read_ceilings(*ceilings);
    return record;
}

}  // namespace quant::cli::results
