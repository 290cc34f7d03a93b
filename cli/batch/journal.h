// The journal of a batch: what was done, so that a batch that was stopped can go on. Each line is a
// checksum and a JSON object, and is written before its output gets its name. An output that is as
// its record says is therefore complete, and one without a record does not exist.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

#include "base/fd.h"
#include "base/file_attributes.h"
#include "inputs/shard.h"

namespace quant::cli {

// What is done for one input.
struct JournalRecord {
    std::string input;
    FileStamp input_stamp;
    std::uint64_t input_hash = 0;
    std::uint64_t options = 0;     // hash of all options that change the output
    std::string output;            // the file that was to be written
    bool nothing_written = false;  // then what follows means nothing
    FileStamp output_stamp;
    std::uint64_t output_hash = 0;
};

class Journal {
public:
    // Opens or creates the journal and reads it. A folder, whose name may end in a slash, has a
    // journal for each shard, of which all are read and one is written. If `read_only`, nothing is
    // created, locked or changed. Throws FailureOf, also if another run writes to it.
    Journal(const std::string &path, const std::optional<Shard> &shard, bool read_only);

    // Returns whether a record says that this is done: the input is the one that was read, or the
    // output itself, if it has replaced the input; the options are the same, and the output is as
    // it was written. If `verify`, both are read and compared by their hashes, whatever their
    // times are.
    bool has(const std::string &input, const std::string &output, std::uint64_t options,
             bool verify) const;

    // Returns whether the output is as a record for this input says, so that it may be replaced.
    bool wrote(const std::string &input, const std::string &output, bool verify) const;

    // Appends records. Throws MachineFailure.
    void append(std::span<const JournalRecord> records);
    // Waits until the disk has them, unless the file system that the journal is on has just been
    // synced. Throws MachineFailure.
    void sync(const std::set<dev_t> &synced);

private:
    // A record in the memory that it needs if there are a million of them.
    struct Entry {
        FileStamp input, output;
        std::uint64_t options, input_hash, output_hash;
        bool nothing_written;
    };

    void open(bool read_only);
    bool read(int fd, const std::string &path);
    void read_others(const std::string &folder);
    void read_line(std::string_view line);
    void add(std::string_view text);

    std::string path_;
    Fd fd_;
    bool is_broken_ = false;
    std::unordered_multimap<std::uint64_t, Entry> entries_;  // by input and output
};

}  // namespace quant::cli
