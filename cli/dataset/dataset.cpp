// Parses NAME=DIR, lists the pictures, and draws as many at random as --limit allows.
#include "dataset/dataset.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "base/failure.h"
#include "inputs/walk.h"

namespace quant::cli {
namespace {

// Returns why a text cannot be the name of a data set, or an empty string if it can. The names of
// result files contain this name.
std::string objection_to(const std::string &name) {
    if (name.empty()) return "give it as NAME=DIR";
    if (name.find('/') != std::string::npos) return "a name has no /";
    if (name.front() == '.' || name.front() == '-') return "a name begins with a letter or digit";
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    if (std::any_of(name.begin(), name.end(), is_control))
        return "a name has no control characters";
    return {};
}

Dataset open_folder(const std::string &text, const std::string &results) {
    const std::size_t equals = text.find('=');
    Dataset set;
    set.name = text.substr(0, equals == std::string::npos ? 0 : equals);
    const std::string objection = objection_to(set.name);
    if (!objection.empty()) throw UsageError("--dataset " + text + ": " + objection);
    set.directory = text.substr(equals + 1);
    if (set.directory.empty()) throw UsageError("--dataset " + text + ": give it as NAME=DIR");
    const std::filesystem::path folder = set.directory;
    std::error_code error;
    if (!std::filesystem::exists(folder, error))
        throw UsageError("--dataset " + text + ": there is no folder " + set.directory);
    if (!std::filesystem::is_directory(folder, error))
        throw UsageError("--dataset " + text + ": " + set.directory +
                         " is not a folder (unpack an archive first)");
    if (!results.empty() && std::filesystem::equivalent(folder, results, error))
        throw UsageError("--dataset " + text + ": results cannot go into the same folder");
    for (std::string &name : pictures_below(set.directory, results)) {
        Entry entry;
        entry.path = (folder / name).string();
        entry.name = std::move(name);
        set.entries.push_back(std::move(entry));
    }
    set.available = set.entries.size();
    if (set.entries.empty())
        throw UsageError("--dataset " + text + ": there are no pictures in " + set.directory);
    return set;
}

std::uint64_t scrambled(std::uint64_t z) {  // the finalizer of SplitMix64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

// Returns a random number for the name. The hash is FNV-1a, so that it does not depend on a
// platform's own hash.
std::uint64_t lot_of(std::string_view name, std::uint64_t seed) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return scrambled(hash ^ scrambled(seed + 0x9E3779B97F4A7C15U));
}

Dataset synthetic(const std::string &name, std::size_t size, std::uint64_t count) {
    Dataset set;
    set.name = name;
    set.synthetic = true;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        const std::string number = std::to_string(seed);
        Entry entry;
        entry.name = "synthetic-" + (number.size() < 2 ? "0" + number : number);
        entry.size = size;
        entry.seed = seed;
        set.entries.push_back(std::move(entry));
    }
    set.available = set.entries.size();
    return set;
}

}  // namespace

bool is_dataset_name(const std::string &name) { return objection_to(name).empty(); }

std::vector<Dataset> synthetic_datasets() {
    return {synthetic("landscape", 1024, 6), synthetic("intel", 150, 12)};
}

void draw_sample(std::vector<Entry> &entries, std::uint64_t limit, std::uint64_t seed) {
    if (limit >= entries.size()) return;
    const auto by_lot = [seed](const Entry &a, const Entry &b) {
        const std::uint64_t lot_a = lot_of(a.name, seed);
        const std::uint64_t lot_b = lot_of(b.name, seed);
        return lot_a != lot_b ? lot_a < lot_b : a.name < b.name;
    };
    std::sort(entries.begin(), entries.end(), by_lot);
    entries.resize(static_cast<std::size_t>(limit));
    std::sort(entries.begin(), entries.end(),
              [](const Entry &a, const Entry &b) { return a.name < b.name; });
}

std::vector<Dataset> open_datasets(const DatasetOptions &options) {
    std::vector<Dataset> sets;
    for (const std::string &text : options.sets) {
        Dataset set = open_folder(text, options.results);
        for (const Dataset &other : sets)
            if (other.name == set.name)
                throw UsageError("--dataset: the name " + set.name + " is given twice");
        sets.push_back(std::move(set));
    }
    if (options.sets.empty()) sets = synthetic_datasets();
    if (options.limit)
        for (Dataset &set : sets) draw_sample(set.entries, *options.limit, options.sample_seed);
    return sets;
}

}  // namespace quant::cli
