// record.cpp: the files of a benchmark, written and taken up again.
#include "bench/record.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <set>
#include <string_view>

#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/json_text.h"
#include "base/output_file.h"
#include "base/text_file.h"
#include "bench/summary.h"

namespace quant::cli::bench {
namespace {

Json machine_part(const Machine &machine) {
    Json json;
    json["cpu"] = machine.cpu;
    json["sockets"] = machine.sockets;
    json["cores"] = machine.cores;
    json["threads"] = machine.threads;
    json["cpu_quota"] = value_or_null(machine.cpu_quota);
    json["caches"] = Json::array();
    for (const Cache &cache : machine.caches)
        json["caches"].push_back({{"level", cache.level},
                                  {"type", cache.type},
                                  {"bytes", cache.bytes},
                                  {"shared_by", cache.shared_by},
                                  {"instances", cache.instances}});
    json["memory_bytes"] = machine.memory_bytes;
    json["kernel"] = machine.kernel.empty() ? Json() : Json(machine.kernel);
    return json;
}

Json options_part(const Record &record) {
    Json engines = Json::array();
    for (const quant_engine engine : record.plan.engines)
        engines.push_back(quant_engine_name(engine));
    return {{"preset", quant_preset_name(QUANT_PRESET_PAPER)},
            {"k", record.plan.colors},
            {"threads", record.plan.threads},
            {"runs", record.plan.runs},
            {"warmup", record.plan.warmup},
            {"engines", engines},
            {"limit", value_or_null(record.limit)},
            {"sample_seed", record.sample_seed},
            {"budget_seconds", value_or_null(record.budget_seconds)}};
}

Json sets_part(const Record &record) {
    Json sets = Json::array();
    for (const SetResult &result : record.sets) {
        Json failed = Json::array();
        for (const FailedFile &file : result.failed)
            failed.push_back({{"file", file.name}, {"error", file.error}});
        const auto counted = whole_runs(record.plan, result.images);
        sets.push_back({{"name", result.set.name},
                        {"directory", result.set.directory},
                        {"synthetic", result.set.synthetic},
                        {"available", result.set.available},
                        {"images", counted.size()},
                        {"failed", failed},
                        {"complete", result.complete},
                        {"picture", result.picture.empty() ? Json() : Json(result.picture)}});
    }
    return sets;
}

Json ceilings_part(const std::vector<Ceiling> &ceilings) {
    Json bandwidth = Json::array(), arithmetic = Json::array();
    for (const Ceiling &ceiling : ceilings) {
        bandwidth.push_back(
            {{"threads", ceiling.threads}, {"bytes_per_second", ceiling.bandwidth}});
        arithmetic.push_back(
            {{"threads", ceiling.threads}, {"operations_per_second", ceiling.arithmetic}});
    }
    return {{"bandwidth", bandwidth}, {"arithmetic", arithmetic}};
}

Json json_of(const Record &record) {
    Json json;
    json["version"] = quant_version();
    json["isa"] = quant_isa();
    json.update(machine_part(record.machine));
    json["compiler"] = record.build.compiler;
    if (!record.build.openmp.empty()) json["openmp"] = record.build.openmp;
    if (!record.build.highway.empty()) json["highway"] = record.build.highway;
    json["openimageio"] = record.build.openimageio;
    json["git_revision"] =
        record.build.git_revision.empty() ? Json() : Json(record.build.git_revision);
    json["date"] = record.date;
    json["options"] = options_part(record);
    json["datasets"] = sets_part(record);
    json["ceilings"] = ceilings_part(record.ceilings);
    return json;
}

std::vector<Ceiling> ceilings_in(const Json &json) {
    std::vector<Ceiling> ceilings;
    const Json &bandwidth = json.at("bandwidth");
    const Json &arithmetic = json.at("arithmetic");
    for (std::size_t i = 0; i < bandwidth.size(); ++i)
        ceilings.push_back({bandwidth.at(i).at("threads").get<unsigned>(),
                            bandwidth.at(i).at("bytes_per_second").get<double>(),
                            arithmetic.at(i).at("operations_per_second").get<double>()});
    return ceilings;
}

// Which pictures the sets are of. Folders count as they were given, since results are moved and
// published, where absolute paths mean nothing.
Json identities(const Json &json) {
    Json sets = Json::array();
    for (const Json &set : json.at("datasets")) {
        std::string identity = set.at("name").get<std::string>();
        if (!set.at("synthetic").get<bool>())
            identity += '=' + set.at("directory").get<std::string>();
        sets.push_back(identity);
    }
    return sets;
}

// Measurements made under other circumstances do not belong into one table.
void check_same(const Json &then, const Json &now) {
    const auto check = [](const std::string &what, const Json &a, const Json &b) {
        if (a != b)
            throw Failure("was measured with " + what + " " + a.dump() + ", and now it is " +
                          b.dump() + ": measure anew with --force, or into another folder");
    };
    for (const char *what :
         {"version", "git_revision", "compiler", "isa", "cpu", "cores", "threads"})
        check(what, then.at(what), now.at(what));
    const Json &options_then = then.at("options"), &options_now = now.at("options");
    for (const char *what : {"k", "threads", "runs", "warmup", "engines", "sample_seed"})
        check(std::string("options ") + what, options_then.at(what), options_now.at(what));
    // More pictures of the same sets may come, with a larger limit or none.
    const Json &limit_then = options_then.at("limit"), &limit_now = options_now.at("limit");
    if (!limit_now.is_null() && (limit_then.is_null() || limit_now < limit_then))
        check("options limit", limit_then, limit_now);
    check("datasets", identities(then), identities(now));
}

bool exists(const std::string &path) {
    struct stat status;
    return ::lstat(path.c_str(), &status) == 0;
}

void write_text(const std::string &path, std::string_view text) {
    write_file(path, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, true);
}

}  // namespace

std::string utc_now() {
    const std::time_t now = std::time(nullptr);
    std::tm fields{};
    ::gmtime_r(&now, &fields);
    char text[32];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &fields);
    return {text, size};
}

std::string machine_json(const Record &record) { return json_text(json_of(record)); }

std::string ResultFolder::table_file(const Dataset &set, quant_engine engine) const {
    if (engine == QUANT_ENGINE_OPENMP) return file(set.name + ".csv");
    return file(set.name + "-" + quant_engine_name(engine) + ".csv");
}

std::vector<std::string> ResultFolder::files_of(const Dataset &set, const Plan &plan) const {
    std::vector<std::string> files{samples_file(set), table_file(set, QUANT_ENGINE_OPENMP),
                                   table_file(set, QUANT_ENGINE_CELLS), original_file(set)};
    for (const unsigned colors : plan.colors) files.push_back(quantized_file(set, colors));
    return files;
}

void ResultFolder::check_free(const Record &record, bool overwrite) const {
    std::set<std::string> files{machine_file()};
    for (const SetResult &result : record.sets)
        for (const std::string &name : files_of(result.set, record.plan))
            if (!files.insert(name).second)
                throw UsageError("--dataset: two of the names lead to the same file " + name);
    for (const std::string &name : files)
        if (!overwrite && exists(name))
            throw FailureOf(name, "exists (--resume goes on with it, --force measures anew)");
}

void ResultFolder::remove_earlier() const {
    if (!exists(machine_file())) return;
    const Json then = Json::parse(read_text_file(machine_file()), nullptr, false);
    try {
        Plan plan;
        plan.colors = then.at("options").at("k").get<std::vector<unsigned>>();
        for (const Json &entry : then.at("datasets")) {
            Dataset set;
            set.name = entry.at("name").get<std::string>();
            if (!is_dataset_name(set.name)) continue;
            for (const std::string &name : files_of(set, plan))
                if (::unlink(name.c_str()) != 0 && errno != ENOENT)
                    throw FailureOf(name, "cannot remove: " + errno_text());
        }
    } catch (const Json::exception &) {
        return;  // of another program, or damaged: it tells of no files
    }
}

void ResultFolder::write(const Record &record) const {
    for (const SetResult &result : record.sets) {
        write_text(samples_file(result.set), samples_csv(result.images));
        const auto images = whole_runs(record.plan, result.images);
        for (const quant_engine engine : {QUANT_ENGINE_OPENMP, QUANT_ENGINE_CELLS})
            if (record.plan.has(engine))
                write_text(table_file(result.set, engine),
                           rows_csv(rows_of(record.plan, images, engine)));
    }
    write_text(machine_file(), machine_json(record));
}

void ResultFolder::resume(Record &record) const {
    std::string path = machine_file();
    if (!exists(path)) throw FailureOf(path, "is not there: nothing to resume");
    try {
        const Json then = Json::parse(read_text_file(path));
        check_same(then, Json::parse(machine_json(record)));
        record.date = then.at("date").get<std::string>();
        record.ceilings = ceilings_in(then.at("ceilings"));
        for (std::size_t i = 0; i < record.sets.size(); ++i) {
            SetResult &result = record.sets[i];
            const Json &picture = then.at("datasets").at(i).at("picture");
            if (picture.is_string()) result.picture = picture.get<std::string>();
            path = samples_file(result.set);
            if (exists(path)) result.images = read_samples_csv(read_text_file(path));
            for (const ImageSamples &image : result.images) check_agreement(image);
        }
    } catch (const Json::exception &) {
        throw FailureOf(path, "is not what quant bench writes");
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

}  // namespace quant::cli::bench
