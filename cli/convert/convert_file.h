// convert_file.h: one file from decoding to the written result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <quant/quant.hpp>

#include "base/terminal.h"
#include "convert/importance.h"
#include "convert/output_name.h"
#include "io/decoder.h"

namespace quant::cli {

struct Seconds {
    double decode = 0;
    double cluster = 0;  // histogram, seeding, iterations
    double map = 0;
    double encode = 0;  // and writing
    double total = 0;
};

// Filled as far as the work came.
struct FileResult {
    std::string input;
    std::string output;
    std::string error;  // empty: done
    std::optional<std::uint64_t> width;
    std::optional<std::uint64_t> height;
    std::optional<Stats> stats;
    unsigned colors = 0;        // written ones: two 16-bit colors may be one in 8 bits
    std::optional<double> mse;  // of the written colors, where they are known
    std::optional<std::uint64_t> bytes_in;
    std::optional<std::uint64_t> bytes_out;
    Seconds seconds;
};

struct ConvertSettings {
    Options quantize;  // keep_alpha: only with truecolor
    std::optional<ImportanceMap> importance;
    bool truecolor = false;
    bool force = false;
};

// Throws Failure and Interrupted; `result` then has what was known until there.
void convert_file(const ConvertSettings &settings, const Destination &destination, Decoder &decoder,
                  const ShowActivity &show, FileResult &result);

}  // namespace quant::cli
