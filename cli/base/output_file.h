// Writes output files that appear complete or not at all.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/file_attributes.h"

namespace quant::cli {

// A file that is complete before it gets its name, so that nothing is left of it if the program
// ends early. Until then only its owner may read it. The functions must be called in their order;
// each throws FailureOf with the name of the file, or MachineFailure.
class OutputFile {
public:
    // Creates the file in the folder of `path`.
    explicit OutputFile(std::string path);
    OutputFile(OutputFile &&other) noexcept;
    OutputFile &operator=(OutputFile &&) = delete;
    ~OutputFile();

    // Writes all bytes, or as many of another file.
    void write(std::span<const std::uint8_t> bytes);
    void write_copy(int from, std::uint64_t bytes);
    void set(const FileAttributes &attributes);
    // Has the disk begin to write the bytes, and does not wait.
    void begin_sync();
    // Waits until the disk has the bytes.
    void sync();
    // Gives the file its name. With `overwrite`, it replaces an existing file or link. Without, an
    // existing file stays as it is, even if it appeared only now. A second signal does not end the
    // program between the two steps that this may take.
    void publish(bool overwrite);

    const std::string &path() const { return path_; }
    int descriptor() const { return fd_.get(); }
    FileStamp stamp() const;

private:
    void create_named();
    void copy_to_named();
    int link_as(const std::string &name);  // as linkat(2)
    bool link_to_temporary_name();
    bool publish_unnamed(bool overwrite);
    void rename_to_path(bool overwrite);

    std::string path_;
    std::string folder_;
    std::string temporary_;  // its name, if it has one
    Fd fd_;
};

// Waits until the disk has the bytes of all these files, at once where that takes less time. A file
// for which it fails is passed to `failed`, with the exception. Returns the file systems of which
// everything is synced.
std::set<dev_t> sync_files(std::span<OutputFile *const> files,
                           const std::function<void(OutputFile &, std::exception_ptr)> &failed);

// Writes and syncs a whole file at once. Character devices and pipes are written to directly.
// Throws FailureOf.
void write_file(const std::string &path, std::span<const std::uint8_t> bytes, bool overwrite);

// Writes to a character device or a pipe. Throws FailureOf and Interrupted.
void write_special(const std::string &path, std::span<const std::uint8_t> bytes);

// Throws FailureOf if a file cannot get the name, so that callers know before they work.
void check_destination(const std::string &path, bool overwrite);

// Throws the FailureOf about a file that exists and must not be replaced.
[[noreturn]] void fail_existing(const std::string &path);

// Returns whether `path` names a character device, a pipe or a socket.
bool is_special(const std::string &path);

// Returns the folder of a file, "." if its path has none.
std::string folder_of(const std::string &path);

// Creates the folder and its missing parents, and returns those that it has created, from the top.
// Throws FailureOf or MachineFailure.
std::vector<std::string> make_folder(const std::string &path);

// Waits until the disk has the names in the folder. Does nothing if it cannot be opened.
void sync_folder(const std::string &path) noexcept;

}  // namespace quant::cli
