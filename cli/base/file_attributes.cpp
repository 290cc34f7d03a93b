// Reads and sets permissions, owners and times.
#include "base/file_attributes.h"

#include <unistd.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr mode_t kOwnerMayUse = 0600;
constexpr mode_t kAllMayUse = 0666;
constexpr mode_t kGroup = 0070;
constexpr mode_t kPermissions = 0777;

// Is read once, because reading it means to change it for a moment, for all threads.
mode_t process_umask() {
    static const mode_t mask = [] {
        const mode_t before = ::umask(077);
        ::umask(before);
        return before;
    }();
    return mask;
}

// Returns whether the file now has the group.
bool set_owner(int fd, const FileAttributes::Owner &owner) {
    struct stat now;
    if (::fstat(fd, &now) != 0) throw Failure(errno_text());
    if (now.st_uid == owner.user && now.st_gid == owner.group) return true;
    return ::fchown(fd, owner.user, owner.group) == 0 || now.st_gid == owner.group ||
           ::fchown(fd, static_cast<uid_t>(-1), owner.group) == 0;
}

}  // namespace

FileStamp stamp_of(const struct stat &status) {
    constexpr std::int64_t kNanoseconds = 1'000'000'000;
    return {static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec};
}

FileAttributes new_attributes() { return {kAllMayUse & ~process_umask(), {}, {}}; }

FileAttributes attributes_from(const struct stat &original) {
    const mode_t permissions = (original.st_mode & kAllMayUse) | kOwnerMayUse;
    return {permissions & ~process_umask(), {}, {}};
}

FileAttributes attributes_of(const struct stat &status, bool with_times) {
    FileAttributes attributes{
        status.st_mode & kPermissions, FileAttributes::Owner{status.st_uid, status.st_gid}, {}};
    if (with_times) attributes.times = {status.st_atim, status.st_mtim};
    return attributes;
}

void set_attributes(int fd, const FileAttributes &attributes) {
    mode_t permissions = attributes.permissions;
    if (attributes.owner && !set_owner(fd, *attributes.owner)) permissions &= ~kGroup;
    if (attributes.times && ::futimens(fd, attributes.times->data()) != 0)
        throw Failure("cannot set its times: " + errno_text());
    // Fails on file systems without permissions, such as FAT.
    ::fchmod(fd, permissions);
}

}  // namespace quant::cli
