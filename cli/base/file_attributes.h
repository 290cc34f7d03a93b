// What a file has besides its name and its bytes.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace quant::cli {

// Tells with good certainty whether a file was written since.
struct FileStamp {
    std::uint64_t size = 0;
    std::int64_t modified = 0;  // nanoseconds since 1970

    bool operator==(const FileStamp &) const = default;
};

FileStamp stamp_of(const struct stat &status);

// What an output file is given.
struct FileAttributes {
    struct Owner {
        uid_t user;
        gid_t group;
    };
    mode_t permissions = 0;                        // the umask is already applied
    std::optional<Owner> owner;                    // as far as the process may choose it
    std::vector<char> access_list;                 // POSIX ACL; empty if there is none
    std::optional<std::array<timespec, 2>> times;  // of the last access and of the last change
};

// Returns what a new file has that is not made from another one.
FileAttributes new_attributes();

// Returns what the open file `output` gets that is made from another one: nobody may read it who
// may not read the original, if they can reach both, and the umask holds too.
FileAttributes attributes_from(int original, const struct stat &status, int output);

// Returns the permissions of a new folder that is made from one with this mode.
mode_t folder_permissions(mode_t original);

// Returns the permissions, the access list and the owner of a file, and its times if `with_times`.
FileAttributes attributes_of(int fd, const struct stat &status, bool with_times);
FileAttributes attributes_of(const std::string &path, const struct stat &status);

// Sets them for an open file that has no permissions for others yet, the permissions last. Where
// the group or the access list cannot be kept, the group gets no permissions: they would be those
// of others. Throws Failure if the times cannot be set.
void set_attributes(int fd, const FileAttributes &attributes);

}  // namespace quant::cli
