// A temporary folder for tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <cstdlib>

namespace quant::test {

// Makes a new folder and removes it, with everything in it, on destruction. The constructor throws
// std::runtime_error if the folder cannot be made.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "quant-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

    std::string path() const { return path_.string(); }

    // Makes an empty file and the folders that contain it.
    void add(const std::string &name) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream file(path_ / name);
    }
    // Makes a folder and the folders that contain it.
    void add_folder(const std::string &name) const {
        std::filesystem::create_directories(path_ / name);
    }
    // Makes a symbolic link with this name to the path `to`.
    void link(const std::string &name, const std::string &to) const {
        std::filesystem::create_symlink(to, path_ / name);
    }

private:
    std::filesystem::path path_;
};

}  // namespace quant::test
