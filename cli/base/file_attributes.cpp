// Reads and sets permissions, owners, access lists and times.
#include "base/file_attributes.h"

#include <utility>

#include <sys/xattr.h>
#include <unistd.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr mode_t kOwnerMayUse = 0600;
constexpr mode_t kAllMayUse = 0666;
constexpr mode_t kGroup = 0070;
constexpr mode_t kOthers = 0007;
constexpr unsigned kGroupShift = 3;
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

constexpr const char *kAccessList = "system.posix_acl_access";

// Reads the access list by a function such as fgetxattr(). There rarely is one.
template <typename Get>
std::vector<char> access_list(Get &&get) {
    std::vector<char> list(std::size_t{1} << 12);
    const ssize_t size = get(list.data(), list.size());
    list.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return list;
}

FileAttributes attributes(const struct stat &status, std::vector<char> list, bool with_times) {
    FileAttributes result{status.st_mode & kPermissions,
                          FileAttributes::Owner{status.st_uid, status.st_gid},
                          std::move(list),
                          {}};
    if (with_times) result.times = {status.st_atim, status.st_mtim};
    return result;
}

}  // namespace

FileStamp stamp_of(const struct stat &status) {
    constexpr std::int64_t kNanoseconds = 1'000'000'000;
    return {static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec};
}

FileAttributes new_attributes() { return {kAllMayUse & ~process_umask(), {}, {}, {}}; }

FileAttributes attributes_from(int original, const struct stat &status, int output) {
    mode_t permissions = (status.st_mode & kAllMayUse) | kOwnerMayUse;
    struct stat now;
    const bool same_group = ::fstat(output, &now) == 0 && now.st_gid == status.st_gid;
    // With an access list, what seems to be the group's is the most that anybody in it may do.
    // Where the group is another one, its members are among all others.
    const bool has_list = ::fgetxattr(original, kAccessList, nullptr, 0) > 0;
    if (has_list || !same_group) permissions &= ~kGroup | (permissions & kOthers) << kGroupShift;
    return {permissions & ~process_umask(), {}, {}, {}};
}

mode_t folder_permissions(mode_t original) {
    constexpr mode_t kOwnerMayEnter = 0700;
    return ((original & kPermissions) | kOwnerMayEnter) & ~process_umask();
}

FileAttributes attributes_of(int fd, const struct stat &status, bool with_times) {
    return attributes(status, access_list([fd](char *list, std::size_t most) {
                          return ::fgetxattr(fd, kAccessList, list, most);
                      }),
                      with_times);
}

FileAttributes attributes_of(const std::string &path, const struct stat &status) {
    return attributes(status, access_list([&path](char *list, std::size_t most) {
                          return ::lgetxattr(path.c_str(), kAccessList, list, most);
                      }),
                      false);
}

void set_attributes(int fd, const FileAttributes &attributes) {
    const auto &list = attributes.access_list;
    mode_t permissions = attributes.permissions;
    if (attributes.owner && !set_owner(fd, *attributes.owner)) permissions &= ~kGroup;
    if (attributes.times && ::futimens(fd, attributes.times->data()) != 0)
        throw Failure("cannot set its times: " + errno_text());
    if (!list.empty()) {
        if ((permissions & kGroup) != 0 &&
            ::fsetxattr(fd, kAccessList, list.data(), list.size(), 0) == 0)
            return;  // it has the permissions too
        permissions &= ~kGroup;
    }
    // Fails on file systems without permissions, such as FAT.
    ::fchmod(fd, permissions);
}

}  // namespace quant::cli
