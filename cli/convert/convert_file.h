// Converts one file for `quant convert`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "base/terminal.h"
#include "convert/importance.h"
#include "convert/output_name.h"
#include "io/decoder.h"
#include "io/input_file.h"
#include "png/encode.h"

namespace quant::cli {

struct Seconds {
    double decode = 0;
    double cluster = 0;  // histogram, seeding, iterations
    double map = 0;
    double encode = 0;  // encoding and writing
    double total = 0;
};

enum class FileStatus { done, skipped, failed, not_tried };

// What is known about a file. If the work ends early, the later values are missing.
struct FileResult {
    std::string input;
    std::uint64_t number = 0;  // of the input, from 1
    std::string output;
    FileStatus status = FileStatus::not_tried;
    std::string error;        // why it failed
    bool names_file = false;  // the error begins with the name of another file
    std::string skipped;      // why it was skipped
    std::optional<std::uint64_t> width;
    std::optional<std::uint64_t> height;
    std::optional<PictureInfo> info;  // of the input, once it is decoded
    std::vector<std::string> notes;   // about the input and what the output cannot hold
    std::optional<Stats> stats;
    unsigned colors = 0;  // number of written colors; two 16-bit colors may be equal in 8 bits
    std::optional<double> mse;  // error of the written colors, if they are known
    std::optional<std::uint64_t> bytes_in;
    std::optional<std::uint64_t> bytes_out;
    Seconds seconds;
};

// Returns whether a damaged file was converted, or would have been if it had become smaller.
inline bool is_damaged(const FileResult &result) {
    return (result.status == FileStatus::done || result.status == FileStatus::skipped) &&
           result.info && result.info->damaged != 0;
}

struct ConvertSettings {
    Options quantize;  // keep_alpha only with truecolor
    std::optional<ImportanceMap> importance;
    bool truecolor = false;
    std::uint32_t frame = 0;  // from 1; 0 if the user did not choose one
    Compression compression = Compression::normal;
};

// Returns the bytes of the converted picture in the format of the destination, with at most so many
// threads, 0 for as many as there are. Throws Failure and Interrupted; `result` then has what was
// known before.
std::vector<std::uint8_t> convert_file(const ConvertSettings &settings, unsigned threads,
                                       const InputFile &input, const Destination &destination,
                                       Decoder &decoder, const ShowActivity &show,
                                       FileResult &result);

}  // namespace quant::cli
