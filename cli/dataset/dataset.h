// Named data sets of pictures, from folders or built in, for the commands that work through them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quant::cli {

// One picture of a data set, which load() of load.h reads.
struct Entry {
    std::string name;        // path below the folder, with '/'; unique in its data set
    std::string path;        // empty for a synthetic picture
    std::size_t size = 0;    // width and height of a synthetic picture
    std::uint64_t seed = 0;  // seed of a synthetic picture
};

struct Dataset {
    std::string name;
    std::string directory;       // empty for a synthetic set
    bool synthetic = false;      // painted by the program, not photographs: results must say so
    std::size_t available = 0;   // number of pictures before the limit is applied
    std::vector<Entry> entries;  // sorted by name, byte by byte
};

struct DatasetOptions {
    std::vector<std::string> sets;       // NAME=DIR
    std::optional<std::uint64_t> limit;  // most pictures of each data set
    std::uint64_t sample_seed = 0;       // seed that draws them
    std::string results;                 // folder for results, not searched for pictures
};

// Returns the data sets that the options ask for, or the built-in ones if they ask for none. Throws
// UsageError for an invalid name and for folders without pictures, and FailureOf for a folder that
// cannot be read.
std::vector<Dataset> open_datasets(const DatasetOptions &options);

// Returns whether a data set can have this name.
bool is_dataset_name(const std::string &name);

// Returns "landscape" and "intel", whose pictures have the sizes of those in the published data
// sets of these names.
std::vector<Dataset> synthetic_datasets();

// Keeps `limit` entries, drawn by `seed`, sorted by name. A larger limit keeps all entries that a
// smaller one keeps, and which of two pictures is drawn first depends only on their names and the
// seed.
void draw_sample(std::vector<Entry> &entries, std::uint64_t limit, std::uint64_t seed);

}  // namespace quant::cli
