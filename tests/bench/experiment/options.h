// The options that the programs of this folder share.
#pragma once

#include <string>
#include <vector>

namespace quant::experiment {

struct Options {
    std::vector<unsigned> colors{8, 16, 32};
    std::vector<unsigned> threads;
    unsigned runs = 5;
    std::string out = ".";              // folder of the results
    bool force = false;                 // replaces results that are there
    std::vector<std::string> variants;  // empty for all
    std::vector<std::string> pictures;  // files; empty for the built-in ones
    bool help = false;
};

// Reads the arguments of a program. Throws UsageError.
Options parse_options(int count, char **arguments, Options options);

// Returns the number of processors that the process may use.
unsigned processors();

// Returns 1, 2, 4 and so on, up to the number of processors, and that number.
std::vector<unsigned> thread_counts_here();

}  // namespace quant::experiment
