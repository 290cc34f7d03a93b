// Creates a file without a name, writes and syncs it, and gives it the final name.
#include "base/output_file.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/hash.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

// Returns whether the next file would meet the error too.
bool is_of_machine(int error) {
    constexpr std::array kErrors{ENOSPC, EDQUOT, EROFS, EIO, ENODEV, ENXIO, ESTALE, ENOTCONN};
    return std::ranges::find(kErrors, error) != kErrors.end();
}

std::string text_of(int error) {
    rlimit limit;
    const bool limited =
        error == EFBIG && ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return errno_text(error) + (limited ? " (the limit that ulimit -f sets)" : "");
}

[[noreturn]] void fail_of(const std::string &path, const std::string &before, int error) {
    if (is_shortage(error)) throw Shortage(path, before + text_of(error));
    if (is_of_machine(error)) throw MachineFailure(path, before + text_of(error));
    throw FailureOf(path, before + text_of(error));
}

// Returns whether a file without a name cannot get one here: that needs /proc, and some file
// systems have no links, or none to such a file.
bool cannot_link(int error) { return error == EPERM || error == ENOENT || error == EOPNOTSUPP; }

bool is_same_file(int fd, const std::string &path) {
    struct stat open, named;
    return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
           open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

// Removes what a program that was killed left under the temporary name. A living one holds a lock
// on its file, and whoever removes a file holds a lock on it too, so that the name cannot become
// that of another file between the test and the removal.
bool remove_stale(const std::string &name) {
    const Fd fd(::open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    return fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && is_same_file(fd.get(), name) &&
           ::unlink(name.c_str()) == 0;
}

// Calls use(name) with temporary names until it returns true. The first name is always the same
// one for an output, so that the next run for it removes what a killed one left there; it is used
// by somebody else only if two programs write the same output. use() returns false, with EEXIST, if
// there is a file of this name.
template <typename Use>
void with_temporary_name(const std::string &path, Use &&use) {
    const fs::path output(path);
    const std::string begin = folder_of(path) + "/.quant-";
    std::string name = begin + hex64(hash64(output.filename().string()));
    for (int attempt = 0; attempt < 100; ++attempt) {
        if (use(name)) return;
        if (errno != EEXIST) fail_of(path, "cannot create: ", errno);
        if (remove_stale(name)) continue;
        std::uint64_t random = 0;
        if (::getentropy(&random, sizeof random) != 0) fail_of(path, "", errno);
        name = begin + hex64(random);
    }
    throw FailureOf(path, "cannot create: no free temporary name");
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)), folder_(folder_of(path_)) {
    fd_.reset(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd_) return;
    // EISDIR: a kernel without O_TMPFILE takes this for opening a folder to write to it.
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        fail_of(path_, "cannot create: ", errno);
    create_named();
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : path_(std::move(other.path_)),
      folder_(std::move(other.folder_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)) {}

OutputFile::~OutputFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::create_named() {
    with_temporary_name(path_, [this](const std::string &name) {
        Fd fd(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd) return false;
        // Before it is locked, another program may take it for a stale one.
        const bool lost = ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        errno = EEXIST;
        if (lost || !is_same_file(fd.get(), name)) return false;
        fd_ = std::move(fd);
        temporary_ = name;
        return true;
    });
}

void OutputFile::write(std::span<const std::uint8_t> bytes) {
    try {
        write_all(fd_.get(), bytes);
    } catch (const Failure &) {
        fail_of(path_, "", errno);
    }
}

void OutputFile::write_copy(int from, std::uint64_t bytes) {
    std::vector<std::uint8_t> block(std::size_t{1} << 16);
    for (std::uint64_t at = 0; at < bytes;) {
        const auto most = std::min<std::uint64_t>(block.size(), bytes - at);
        const ssize_t count = ::pread(from, block.data(), most, static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw Failure("cannot read: " + errno_text());
        if (count == 0) throw Failure("was cut off while it was read");
        write(std::span(block).first(static_cast<std::size_t>(count)));
        at += static_cast<std::uint64_t>(count);
    }
}

// Is only a hint, and not every file system knows it.
void OutputFile::begin_sync() { ::sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE); }

void OutputFile::set(const FileAttributes &attributes) {
    try {
        set_attributes(fd_.get(), attributes);
    } catch (const Failure &failure) {
        throw FailureOf(path_, failure.what());
    }
}

void OutputFile::sync() {
    if (::fsync(fd_.get()) != 0) fail_of(path_, "", errno);
}

FileStamp OutputFile::stamp() const {
    struct stat status;
    if (::fstat(fd_.get(), &status) != 0) fail_of(path_, "", errno);
    return stamp_of(status);
}

int OutputFile::link_as(const std::string &name) {
    const std::string self = "/proc/self/fd/" + std::to_string(fd_.get());
    return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
}

// Gives the file without a name a temporary one. Returns false if it cannot get one here.
bool OutputFile::link_to_temporary_name() {
    ::flock(fd_.get(), LOCK_EX | LOCK_NB);
    bool can_link = true;
    with_temporary_name(path_, [&](const std::string &name) {
        const bool linked = link_as(name) == 0;
        if (linked) temporary_ = name;
        can_link = linked || !cannot_link(errno);
        return linked || !can_link;
    });
    return can_link;
}

// Makes a file with a name of the one that cannot get one.
void OutputFile::copy_to_named() {
    const Fd unnamed = std::move(fd_);
    create_named();
    struct stat status;
    if (::fstat(unnamed.get(), &status) != 0) fail_of(path_, "", errno);
    write_copy(unnamed.get(), static_cast<std::uint64_t>(status.st_size));
    set(attributes_of(unnamed.get(), status, true));
    sync();
}

void OutputFile::rename_to_path(bool overwrite) {
    if (!is_same_file(fd_.get(), temporary_))
        throw FailureOf(path_, "cannot create: another program took its temporary name");
    const char *from = temporary_.c_str(), *to = path_.c_str();
    int done = overwrite ? ::rename(from, to)
                         : ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (done != 0 && !overwrite && (errno == EINVAL || errno == ENOSYS)) {
        done = ::link(from, to);
        if (done == 0) return;  // the destructor removes the temporary name
    }
    if (done != 0 && errno == EEXIST) fail_existing(path_);
    if (done != 0) fail_of(path_, "cannot create: ", errno);
    temporary_.clear();
}

bool OutputFile::publish_unnamed(bool overwrite) {
    const signals::Block block;
    if (link_as(path_) == 0) return true;
    if (errno == EEXIST && !overwrite) fail_existing(path_);
    if (errno != EEXIST && !cannot_link(errno)) fail_of(path_, "cannot create: ", errno);
    // Replacing a file takes a name that can be renamed.
    if (errno != EEXIST || !link_to_temporary_name()) return false;
    rename_to_path(true);
    return true;
}

void OutputFile::publish(bool overwrite) {
    if (temporary_.empty()) {
        if (publish_unnamed(overwrite)) return;
        copy_to_named();
    }
    rename_to_path(overwrite);
}

std::set<dev_t> sync_files(std::span<OutputFile *const> files,
                           const std::function<void(OutputFile &, std::exception_ptr)> &failed) {
    // A file system syncs all that it has in about the time of a few files, each of which would
    // have the disk empty its cache. The other things that it has may be many, though.
    constexpr std::size_t kMany = 4;
    std::set<dev_t> done;
    for (OutputFile *const file : files) {
        struct stat status;
        if (files.size() < kMany || ::fstat(file->descriptor(), &status) != 0) continue;
        if (!done.contains(status.st_dev) && ::syncfs(file->descriptor()) == 0)
            done.insert(status.st_dev);
    }
    for (OutputFile *const file : files) {
        struct stat status;
        if (::fstat(file->descriptor(), &status) == 0 && done.contains(status.st_dev)) continue;
        try {
            file->sync();
        } catch (const Failure &) {
            failed(*file, std::current_exception());
        }
    }
    return done;
}

bool is_special(const std::string &path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 &&
           (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

void fail_existing(const std::string &path) {
    throw FailureOf(path, "exists (use --force to overwrite)");
}

void check_destination(const std::string &path, bool overwrite) {
    struct stat status;
    if (::lstat(path.c_str(), &status) != 0) return;
    const bool is_link = S_ISLNK(status.st_mode);
    if (is_link && ::stat(path.c_str(), &status) != 0) status.st_mode = S_IFREG;
    if (S_ISDIR(status.st_mode)) throw FailureOf(path, "is a folder");
    if (S_ISBLK(status.st_mode)) throw FailureOf(path, "is a block device");
    if (!overwrite && S_ISREG(status.st_mode)) fail_existing(path);
}

void write_special(const std::string &path, std::span<const std::uint8_t> bytes) {
    Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!fd && errno == EINTR) signals::check();
    if (!fd) throw FailureOf(path, "cannot open: " + errno_text());
    try {
        write_all(fd.get(), bytes, signals::check);
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
    if (::close(fd.release()) != 0) throw FailureOf(path, errno_text());
}

void write_file(const std::string &path, std::span<const std::uint8_t> bytes, bool overwrite) {
    check_destination(path, overwrite);
    if (is_special(path)) return write_special(path, bytes);
    OutputFile file(path);
    file.write(bytes);
    file.set(new_attributes());
    file.sync();
    file.publish(overwrite);
    sync_folder(folder_of(path));
}

std::string folder_of(const std::string &path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

std::vector<std::string> make_folder(const std::string &path) {
    std::vector<std::string> missing;
    struct stat status;
    for (fs::path one(path); !one.empty() && ::stat(one.c_str(), &status) != 0;
         one = one.parent_path())
        missing.push_back(one.string());
    std::ranges::reverse(missing);
    std::error_code error;
    fs::create_directories(path, error);
    if (error) fail_of(path, "cannot create the folder: ", error.value());
    return missing;
}

void sync_folder(const std::string &path) noexcept {
    const Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder) ::fsync(folder.get());
}

}  // namespace quant::cli
