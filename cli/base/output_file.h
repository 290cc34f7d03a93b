// Writes output files that appear complete or not at all.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace quant::cli {

// Writes a new file. With `overwrite`, it replaces an existing file or link. Without, an existing
// file stays as it is, even if it appears only while the new one is written. Character devices and
// pipes are written to directly. Throws FailureOf with the name of the file.
void write_file(const std::string &path, std::span<const std::uint8_t> bytes, bool overwrite);

// Throws FailureOf if write_file() would refuse the name, so that callers know before they work.
void check_destination(const std::string &path, bool overwrite);

// Returns whether `path` names a character device, a pipe or a socket.
bool is_special(const std::string &path);

// Creates the folder and its missing parents. Throws FailureOf.
void make_folder(const std::string &path);

}  // namespace quant::cli
