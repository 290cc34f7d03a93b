// Runs all checks of one picture.
#pragma once

#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "base/terminal.h"
#include "validate/ledger.h"

namespace quant::cli::validate {

// By the rule of the paper, a parallel run is correct if its inertia differs by less than this
// part.
constexpr double kPaperTolerance = 1e-3;

// The inertia from centroids stored in steps of 1/64 must differ from that of unrounded ones by
// less than this part. Lloyd's algorithm amplifies a difference in one tie, so that two runs may
// end in different local minima; docs/reproduce.md has the figures.
constexpr double kPrecisionTolerance = 0.1;

// As long as at least this part of the pixels belongs to the same cluster however the centroids of
// the library are rounded, its iterations must agree with K-Means in doubles within a bound
// (enclosure.h).
constexpr double kLeastCertainty = 0.9;

// A fault that shows in many of the odd sizes need not be reported for all of them.
constexpr std::size_t kEnoughFindings = 20;

struct Plan {
    std::vector<unsigned> colors;
    std::vector<unsigned> threads;
    std::vector<std::string> isas;  // the sequential engine runs with the last one
};

// Returns every instruction set that this build and this machine support, best first.
std::vector<std::string> all_isas();

// Runs and checks the picture (8-bit RGB without padding) with every number of colors, engine,
// number of threads and instruction set of the plan. `picture` must name the data set and the
// image. Calls `show` with the current activity. Throws Interrupted.
void validate_picture(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                      const ShowActivity &show);

// Does the same, but for checks of seeds and against K-Means in doubles, with copies of the picture
// in odd sizes (odd_sizes.h). There are many small ones, which are checked with the fewest and the
// most colors of the plan, at most three threads, and without following the iterations. Ends early
// after kEnoughFindings.
void validate_odd_sizes(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                        const ShowActivity &show);

}  // namespace quant::cli::validate
