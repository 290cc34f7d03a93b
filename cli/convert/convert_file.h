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
#include "png/encode.h"

namespace quant::cli {

struct Seconds {
    double decode = 0;
    double cluster = 0;  // histogram, seeding, iterations
    double map = 0;
    double encode = 0;  // encoding and writing
    double total = 0;
};

// What is known about a file. If the work ends early, the later values are missing.
struct FileResult {
    std::string input;
    std::string output;
    std::string error;  // empty if the file was converted
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

inline bool is_damaged(const FileResult &result) {
    return result.info && result.info->damaged != 0;
}

struct ConvertSettings {
    Options quantize;  // keep_alpha only with truecolor
    std::optional<ImportanceMap> importance;
    bool truecolor = false;
    bool force = false;
    std::uint32_t frame = 0;  // from 1; 0 if the user did not choose one
    Compression compression = Compression::normal;
};

// Converts the file result.input. Throws Failure and Interrupted; `result` then has what was known
// before.
void convert_file(const ConvertSettings &settings, const Destination &destination, Decoder &decoder,
                  const ShowActivity &show, FileResult &result);

}  // namespace quant::cli
