// Names, writes, removes and reads back the files of a benchmark.
#include "results/folder.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/fd.h"
#include "base/json_text.h"
#include "base/output_file.h"
#include "base/text_file.h"
#include "dataset/dataset.h"
#include "results/extras.h"
#include "results/means.h"
#include "results/measurement_file.h"

namespace quant::cli::results {
namespace {

namespace fs = std::filesystem;

// Returns which pictures the sets consist of, as names and folders. The folders are compared as the
// user gave them: results are moved and published, where absolute paths mean nothing.
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

// Throws Failure if the earlier measurements were made under other conditions: such measurements
// must not share a table with new ones.
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
    check("options sample_seed", options_then.at("sample_seed"), options_now.at("sample_seed"));
    // A larger limit, or none, may add pictures of the same sets.
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

// Returns the name without the suffix; empty if the name does not end with it.
std::string without(const std::string &name, std::string_view suffix) {
    return name.size() > suffix.size() && name.ends_with(suffix)
               ? name.substr(0, name.size() - suffix.size())
               : "";
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

std::string ResultFolder::table_file(const std::string &set, Engine engine) const {
    if (engine == Engine::openmp) return file(set + ".csv");
    return file(set + "-" + name_of(engine) + ".csv");
}

std::vector<std::string> ResultFolder::files_of(const std::string &set, const Plan &plan) const {
    std::vector<std::string> files{measurements_file(set), table_file(set, Engine::openmp),
                                   table_file(set, Engine::cells), original_file(set)};
    for (const unsigned colors : plan.colors) files.push_back(quantized_file(set, colors));
    return files;
}

std::vector<std::string> ResultFolder::file_names() const {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator at(path_, error), end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    if (error) throw FailureOf(path_.string(), "cannot be read: " + error.message());
    return names;
}

std::vector<std::string> ResultFolder::sets_by_files() const {
    std::set<std::string> sets;
    for (const std::string &name : file_names()) {
        if (is_extra_file(name)) continue;
        for (const char *suffix : {"-samples.csv", "-cells.csv", ".csv"})
            if (const std::string set = without(name, suffix); !set.empty()) {
                sets.insert(set);
                break;
            }
    }
    return {sets.begin(), sets.end()};
}

std::vector<unsigned> ResultFolder::quantized_colors(const std::string &set) const {
    std::vector<unsigned> all;
    for (const std::string &name : file_names()) {
        const std::string stem = without(name, ".png");
        if (!stem.starts_with(set + "-k")) continue;
        const char *begin = stem.data() + set.size() + 2, *end = stem.data() + stem.size();
        unsigned colors = 0;
        const auto [stop, error] = std::from_chars(begin, end, colors);
        if (error == std::errc() && stop == end && file(name) == quantized_file(set, colors))
            all.push_back(colors);
    }
    std::sort(all.begin(), all.end());
    return all;
}

void ResultFolder::check_free(const Record &record, bool overwrite) const {
    std::set<std::string> files{machine_file()};
    for (const SetResult &set : record.sets)
        for (const std::string &name : files_of(set.name, record.plan))
            if (!files.insert(name).second)
                throw UsageError("--dataset: two of the names lead to the same file " + name);
    for (const std::string &name : files)
        if (!overwrite && exists(name))
            throw FailureOf(name, "exists (--resume goes on with it, --force measures anew)");
}

void ResultFolder::remove_earlier() const {
    if (!exists(machine_file())) return;
    const Json earlier = Json::parse(read_text_file(machine_file()), nullptr, false);
    // Reads nothing but what names files, so that other fields of another version do no harm.
    try {
        Plan plan;
        plan.colors = earlier.at("options").at("k").get<std::vector<unsigned>>();
        if (::unlink(validation_file().c_str()) != 0 && errno != ENOENT)
            throw FailureOf(validation_file(), "cannot remove: " + errno_text());
        for (const Json &entry : earlier.at("datasets")) {
            const auto set = entry.at("name").get<std::string>();
            if (!is_dataset_name(set)) continue;
            for (const std::string &name : files_of(set, plan))
                if (::unlink(name.c_str()) != 0 && errno != ENOENT)
                    throw FailureOf(name, "cannot remove: " + errno_text());
        }
    } catch (const Json::exception &) {
        return;  // written by another program, or damaged: it names no files
    }
}

void ResultFolder::write_measurements(const Record &record) const {
    for (const SetResult &set : record.sets) {
        std::string text = measurements_header();
        for (const ImageMeasurements &image : set.images)
            text += measurements_lines(image, image.measurements);
        write_text(measurements_file(set.name), text);
    }
}

void ResultFolder::lock() {
    folder_.reset(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder_) throw FailureOf(path_.string(), "cannot be opened: " + errno_text());
    if (::flock(folder_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        throw FailureOf(path_.string(), "is in use by another quant bench");
}

// Opens the file in the locked folder, whatever has its path by now.
void ResultFolder::append(const std::string &set, const ImageMeasurements &image,
                          std::span<const Measurement> measurements) const {
    const std::string path = measurements_file(set);
    const std::string name = fs::path(path).filename().string();
    const Fd file(::openat(folder_.get(), name.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    if (!file) throw FailureOf(path, "cannot be opened for writing: " + errno_text());
    try {
        write_all(file.get(), measurements_lines(image, measurements));
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

void ResultFolder::write(const Record &record) const {
    for (const SetResult &set : record.sets) {
        std::vector<ImageMeasurements> images = set.images;
        keep_whole_runs(images, tasks_of(record.plan));
        for (const Engine engine : kParallelEngines)
            if (record.plan.has(engine))
                write_text(table_file(set.name, engine),
                           table_csv(rows_of(record.plan, images, engine)));
    }
    write_text(machine_file(), json_text(record_json(record)));
}

// Reads the measurements of a set, and drops rounds that were cut off. Returns whether the file has
// more than is kept, or fewer columns.
bool ResultFolder::read_measurements_of(SetResult &set,
                                        const std::vector<Invocation> &invocations) const {
    const std::string path = measurements_file(set.name);
    if (!exists(path)) return true;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw FailureOf(path, "cannot be read: " + errno_text());
    try {
        MeasurementFile file = read_measurements(stream);
        bool has_more = file.is_cut_off || file.lacks_columns;
        for (ImageMeasurements &image : file.images) {
            check_agreement(image);
            has_more |= remove_cut_rounds(image, invocations);
        }
        set.images = std::move(file.images);
        return has_more;
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

void ResultFolder::resume(Record &record) {
    const std::string path = machine_file();
    if (!exists(path)) throw FailureOf(path, "is not there: nothing to resume");
    lock();
    Record then;
    try {
        const std::string text = read_text_file(path);
        then = parse_record(text);
        const Json json = Json::parse(text);
        if (then.version.empty() || !json.contains("invocations") || !json.contains("ceilings") ||
            then.plan.colors.empty() || then.plan.threads.empty() || then.plan.engines.empty())
            throw Failure("is not what this version of quant bench writes");
        // As text, in which bytes of names that are not UTF-8 are replaced.
        check_same(record_json(then), Json::parse(json_text(record_json(record))));
    } catch (const FailureOf &) {
        throw;
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
    record.date = then.date;
    record.invocations = then.invocations;
    record.ceilings = then.ceilings;
    record.plan = joined(then.plan, record.plan);
    bool has_more = false;
    for (std::size_t i = 0; i < record.sets.size(); ++i) {
        record.sets[i].picture = then.sets[i].picture;
        has_more |= read_measurements_of(record.sets[i], record.invocations);
    }
    if (has_more) write_measurements(record);
}

}  // namespace quant::cli::results
