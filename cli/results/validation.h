// What `quant experiment` keeps of the checks of `quant validate`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quant::cli::results {

struct Validation {
    // The counts of one data set and K.
    struct Row {
        std::string set;
        unsigned colors = 0;
        std::uint64_t images = 0, checks = 0, failed = 0;
    };

    bool passed = false, complete = false;
    std::uint64_t checks = 0, failed = 0;
    std::vector<unsigned> threads;
    std::vector<std::string> isas;
    std::vector<Row> rows;
};

// Reads validation.json. Throws Failure if it is not what `quant validate --json` prints.
Validation parse_validation(std::string_view text);

}  // namespace quant::cli::results
