// machine.cpp: null and missing are the same; another type is an error.
#include "report/machine.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/failure.h"

namespace quant::cli::report {
namespace {

using nlohmann::json;

const json *find(const json &object, const char *key) {
    if (!object.is_object()) throw Failure("there is something else where an object belongs");
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

template <typename T>
void read(const json &object, const char *key, T &target) {
    const json *value = find(object, key);
    if (!value) return;
    try {
        target = value->get<T>();
    } catch (const json::exception &) {
        throw Failure(std::string("'") + key + "' has a value of the wrong type");
    }
}

// A negative count would wrap around.
template <typename T>
void read_count(const json &object, const char *key, T &target) {
    double value = 0;
    read(object, key, value);
    if (value < 0 || value > 9e15) throw Failure(std::string("'") + key + "' is out of its range");
    target = static_cast<T>(value);
}

template <typename T>
void read_count(const json &object, const char *key, std::optional<T> &target) {
    if (find(object, key)) read_count(object, key, target.emplace());
}

template <typename Use>
void each(const json &object, const char *key, Use use) {
    const json *list = find(object, key);
    if (!list) return;
    if (!list->is_array()) throw Failure(std::string("'") + key + "' is not a list");
    for (const json &item : *list) use(item);
}

BenchOptions read_options(const json &object) {
    BenchOptions options;
    read(object, "preset", options.preset);
    read(object, "k", options.k);
    read(object, "threads", options.threads);
    read_count(object, "runs", options.runs);
    read_count(object, "warmup", options.warmup);
    read(object, "engines", options.engines);
    read_count(object, "limit", options.limit);
    read_count(object, "sample_seed", options.sample_seed);
    read_count(object, "budget_seconds", options.budget_seconds);
    return options;
}

MachineDataSet read_data_set(const json &object) {
    MachineDataSet set;
    read(object, "name", set.name);
    if (set.name.empty() || set.name[0] == '.' || set.name.find('/') != std::string::npos)
        throw Failure("'" + set.name + "' cannot be the name of a data set");
    read(object, "directory", set.directory);
    read(object, "synthetic", set.synthetic);
    read_count(object, "available", set.available);
    read_count(object, "images", set.images);
    read(object, "complete", set.complete);
    each(object, "failed", [&](const json &item) {
        FailedFile &file = set.failed.emplace_back();
        read(item, "file", file.file);
        read(item, "error", file.error);
    });
    return set;
}

std::vector<Ceiling> read_ceilings(const json &object, const char *key, const char *rate) {
    std::vector<Ceiling> ceilings;
    each(object, key, [&](const json &item) {
        Ceiling ceiling;
        read_count(item, "threads", ceiling.threads);
        read(item, rate, ceiling.per_second);
        if (ceiling.threads > 0 && ceiling.per_second > 0) ceilings.push_back(ceiling);
    });
    std::sort(ceilings.begin(), ceilings.end(),
              [](const Ceiling &a, const Ceiling &b) { return a.threads < b.threads; });
    return ceilings;
}

}  // namespace

Machine parse_machine(std::string_view text) {
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded()) throw Failure("is not JSON");
    Machine machine;
    for (const auto &[key, target] :
         {std::pair("version", &machine.version), std::pair("isa", &machine.isa),
          std::pair("cpu", &machine.cpu), std::pair("kernel", &machine.kernel),
          std::pair("compiler", &machine.compiler), std::pair("openmp", &machine.openmp),
          std::pair("highway", &machine.highway), std::pair("openimageio", &machine.openimageio),
          std::pair("git_revision", &machine.git_revision), std::pair("date", &machine.date)})
        read(object, key, *target);
    read_count(object, "cores", machine.cores);
    read_count(object, "threads", machine.threads);
    read(object, "cpu_quota", machine.cpu_quota.emplace());
    if (!(*machine.cpu_quota > 0)) machine.cpu_quota.reset();
    read_count(object, "memory_bytes", machine.memory_bytes);
    each(object, "caches", [&](const json &item) {
        Cache &cache = machine.caches.emplace_back();
        read_count(item, "level", cache.level);
        read(item, "type", cache.type);
        read_count(item, "bytes", cache.bytes);
        read_count(item, "shared_by", cache.shared_by);
        read_count(item, "instances", cache.instances);
    });
    if (const json *options = find(object, "options")) machine.options = read_options(*options);
    each(object, "datasets",
         [&](const json &item) { machine.datasets.push_back(read_data_set(item)); });
    if (const json *ceilings = find(object, "ceilings")) {
        machine.bandwidth = read_ceilings(*ceilings, "bandwidth", "bytes_per_second");
        machine.arithmetic = read_ceilings(*ceilings, "arithmetic", "operations_per_second");
    }
    return machine;
}

std::uint64_t Machine::last_level_cache() const {
    unsigned last = 0;
    for (const Cache &cache : caches) last = std::max(last, cache.level);
    std::uint64_t bytes = 0;
    for (const Cache &cache : caches) {
        if (cache.level != last) continue;
        // Earlier results do not have the instances.
        const unsigned by_sharing = cache.shared_by > 0 ? threads / cache.shared_by : 1;
        bytes += cache.bytes * (cache.instances > 0 ? cache.instances : std::max(by_sharing, 1U));
    }
    return bytes;
}

}  // namespace quant::cli::report
