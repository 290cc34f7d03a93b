// output_file.h: files that appear whole or not at all.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace quant::cli {

// Writes a new file. With `overwrite` it takes the place of an existing one, a link included; else
// an existing one stays, even if it appears only now. Devices and pipes are written to as they are.
// Throws FailureOf with the name of the file.
void write_file(const std::string &path, std::span<const std::uint8_t> bytes, bool overwrite);

// Throws FailureOf if write_file() would refuse the name: to know before the work is done.
void check_destination(const std::string &path, bool overwrite);

// Whether path names a device, a pipe or a socket.
bool is_special(const std::string &path);

// Creates the folder and those above it. Throws FailureOf.
void make_folder(const std::string &path);

}  // namespace quant::cli
