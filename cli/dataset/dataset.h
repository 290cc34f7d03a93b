// dataset.h: named sets of pictures, from folders or built in, for the commands that work through
// whole sets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace quant::cli {

// One picture, which is not read before load() is asked to (load.h).
struct Entry {
    std::string name;        // below the folder, with '/': unique in its set
    std::string path;        // empty: a synthetic one
    std::size_t size = 0;    // a synthetic one's width and height
    std::uint64_t seed = 0;  // and what it is painted from
};

struct Dataset {
    std::string name;
    std::string directory;       // empty for a synthetic set
    bool synthetic = false;      // painted by the program, no photographs: results must say so
    std::size_t available = 0;   // pictures that there are, before the limit
    std::vector<Entry> entries;  // bytewise sorted by name
};

struct DatasetOptions {
    std::vector<std::string> sets;       // NAME=DIR
    std::optional<std::uint64_t> limit;  // pictures of each set
    std::uint64_t sample_seed = 0;       // draws them
    std::string results;                 // a folder whose pictures are the command's own
};

// The sets that the options ask for; without any, the built-in ones. Throws UsageError for a name
// that cannot be one and for folders without pictures, FailureOf for what cannot be read.
std::vector<Dataset> open_datasets(const DatasetOptions &options);

// Whether a set can be called so.
bool is_dataset_name(const std::string &name);

// "landscape" and "intel": pictures of the sizes that those published sets have.
std::vector<Dataset> synthetic_datasets();

// Leaves `limit` entries, drawn by `seed`, in their order. A larger limit keeps all that a smaller
// one does, and whether a picture comes before another depends on their names and the seed alone.
void draw_sample(std::vector<Entry> &entries, std::uint64_t limit, std::uint64_t seed);

}  // namespace quant::cli
