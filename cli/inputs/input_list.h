// Which pictures a command works on: files, folders and lists of names become one list of inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "inputs/shard.h"
#include "inputs/walk.h"

namespace quant::cli {

// What the user named.
struct InputOptions {
    std::vector<std::string> operands;      // files, folders, or "-" = standard input
    bool recursive = false;                 // folders with everything below them
    std::optional<std::string> files_from;  // a list of files and folders; "-" = standard input
    bool null_separated = false;  // each name of the list ends in a NUL, not in a line end
    std::vector<std::string> include, exclude;  // patterns for what is found in folders
    std::optional<Shard> shard;                 // a part of the whole list
};

// Where this run writes, so that no folder gives its own results back.
struct OwnResults {
    std::string folder;  // left out with everything below it; empty if there is none
    std::string suffix;  // of the stems of results, beside -quant; empty if there is none
};

// An input, as a view into its list.
struct Input {
    std::string_view path;   // ends in a NUL; "-" = standard input
    std::string_view below;  // its end that is below an input folder; empty if the user named it
    std::size_t number = 0;  // from 1, in the whole list, of which this may be a shard
};

// Says that there are no inputs in the folders and lists that the user named, which is right for
// some commands and wrong for others.
struct NoInputs : UsageError {
    using UsageError::UsageError;
};

// Holds the inputs in one piece of memory, as there may be a million of them.
class InputList {
public:
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }
    Input operator[](std::size_t index) const;

    // Returns the number of inputs in the whole list, of which this may be a shard.
    std::size_t whole_size() const { return whole_size_; }

    // Folders below an input folder whose pictures are missing here.
    std::vector<UnreadFolder> unread;

    // Appends an input. `below` is the length of the end of the path that is below a folder.
    void add(std::string_view path, std::size_t below = 0);
    void remove_last();

    // Keeps the inputs whose rank in the sorted list of all paths belongs to the shard, in the
    // order that they have.
    void keep(const Shard &shard);

private:
    struct Entry {
        std::size_t begin;  // of the path in names_
        std::uint32_t below;
        std::uint32_t number;
    };

    std::string names_;  // each path with a NUL at its end
    std::vector<Entry> entries_;
    std::size_t whole_size_ = 0;
};

// Returns how many of the inputs and lists are standard input, which can be read once only.
std::size_t readers_of_standard_input(const InputOptions &options);

// Returns the inputs: operands in the order given, then the names of the list in theirs. A folder
// gives the pictures in it, sorted byte by byte. What is named is taken whatever its name is, also
// if it does not exist, so that it fails as an input. A path that comes again is left out. Throws
// NoInputs; UsageError if the list is not one of names; FailureOf for a list or a
// folder that the user named and that cannot be read; and Interrupted.
InputList list_inputs(const InputOptions &options, const OwnResults &own = {});

}  // namespace quant::cli
