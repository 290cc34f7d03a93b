// Creates a temporary file, writes and syncs it, gives it the final name, and syncs the folder.
#include "base/output_file.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/fd.h"
#include "base/signals.h"

namespace quant::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char *kExistsMessage = "exists (use --force to overwrite)";

std::string folder_of(const std::string &path) {
    const fs::path folder = fs::path(path).parent_path();
    return folder.empty() ? "." : folder.string();
}

[[noreturn]] void fail_publish() {
    if (errno == EEXIST) throw Failure(kExistsMessage);
    throw Failure("cannot create: " + errno_text());
}

// A file that has no name yet, so that nothing is left of it if the program ends early. Where such
// files are not supported, or if `named` is true, it has a random name.
class Temporary {
public:
    Temporary(const std::string &path, bool named) : folder_(folder_of(path)) {
        if (!named) fd_.reset(::open(folder_.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
        // EISDIR: a kernel without O_TMPFILE takes this for opening a folder to write to it.
        if (!fd_ && (named || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
            open_named();
        if (!fd_) throw Failure("cannot create: " + errno_text());
    }
    ~Temporary() {
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    Temporary(const Temporary &) = delete;
    Temporary &operator=(const Temporary &) = delete;

    void write(std::span<const std::uint8_t> bytes) {
        write_all(fd_.get(), bytes);
        if (::fsync(fd_.get()) != 0) throw Failure(errno_text());
    }

    // Returns false if the file without a name cannot get one here. That needs /proc, and some file
    // systems support O_TMPFILE but no link to such a file.
    bool publish(const std::string &path, bool overwrite) {
        const signals::Block block;
        const bool anonymous = name_.empty();
        if (anonymous && !overwrite) {
            if (!link_to(path)) return false;
        } else {
            if (anonymous && !link_to_random_name()) return false;
            // A network file system reports a full disk here at the latest.
            if (::close(fd_.release()) != 0) throw Failure(errno_text());
            rename_to(path, overwrite);
        }
        if (fd_ && ::close(fd_.release()) != 0) throw Failure(errno_text());
        const Fd folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder) ::fsync(folder.get());
        return true;
    }

private:
    void open_named() {
        name_ = folder_ + "/.quant-XXXXXX";
        fd_.reset(::mkostemp(name_.data(), O_CLOEXEC));
        if (!fd_) {
            name_.clear();
            return;
        }
        const mode_t mask = ::umask(0);
        ::umask(mask);
        ::fchmod(fd_.get(), 0666 & ~mask);
    }

    int link_fd(const std::string &path) {
        const std::string self = "/proc/self/fd/" + std::to_string(fd_.get());
        return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW);
    }
    static bool cannot_link() { return errno == EPERM || errno == ENOENT || errno == EOPNOTSUPP; }
    bool link_to(const std::string &path) {
        if (link_fd(path) == 0) return true;
        if (!cannot_link()) fail_publish();
        return false;
    }
    bool link_to_random_name() {
        for (int attempt = 0; attempt < 100; ++attempt) {
            std::uint64_t random = 0;
            if (::getentropy(&random, sizeof random) != 0) throw Failure(errno_text());
            name_ = folder_ + "/.quant-" + std::to_string(random);
            if (link_fd(name_) == 0) return true;
            name_.clear();
            if (cannot_link()) return false;
            if (errno != EEXIST) throw Failure("cannot create: " + errno_text());
        }
        throw Failure("cannot create: no free temporary name");
    }
    void rename_to(const std::string &path, bool overwrite) {
        if (overwrite) {
            if (::rename(name_.c_str(), path.c_str()) != 0) fail_publish();
        } else if (::renameat2(AT_FDCWD, name_.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) !=
                   0) {
            if (errno != EINVAL && errno != ENOSYS) fail_publish();
            if (::link(name_.c_str(), path.c_str()) != 0) fail_publish();
            return;  // the destructor removes the temporary name
        }
        name_.clear();
    }

    std::string folder_;
    std::string name_;
    Fd fd_;
};

void write_special(const std::string &path, std::span<const std::uint8_t> bytes) {
    Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!fd && errno == EINTR) signals::check();
    if (!fd) throw Failure("cannot open: " + errno_text());
    write_all(fd.get(), bytes, signals::check);
    if (::close(fd.release()) != 0) throw Failure(errno_text());
}

}  // namespace

bool is_special(const std::string &path) {
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 &&
           (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

void check_destination(const std::string &path, bool overwrite) {
    struct stat status;
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        throw FailureOf(path, "is a folder");
    if (::stat(path.c_str(), &status) == 0 && S_ISBLK(status.st_mode))
        throw FailureOf(path, "is a block device");
    if (is_special(path)) return;
    if (!overwrite && ::lstat(path.c_str(), &status) == 0) throw FailureOf(path, kExistsMessage);
}

void write_file(const std::string &path, std::span<const std::uint8_t> bytes, bool overwrite) {
    check_destination(path, overwrite);
    try {
        if (is_special(path)) return write_special(path, bytes);
        for (const bool named : {false, true}) {
            Temporary file(path, named);
            file.write(bytes);
            if (file.publish(path, overwrite)) return;
        }
    } catch (const Failure &failure) {
        throw FailureOf(path, failure.what());
    }
}

void make_folder(const std::string &path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) throw FailureOf(path, "cannot create the folder: " + error.message());
}

}  // namespace quant::cli
