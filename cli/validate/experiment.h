// experiment.h: all checks of one picture.
#pragma once

#include <string>
#include <vector>

#include <quant/quant.hpp>

#include "base/terminal.h"
#include "validate/ledger.h"

namespace quant::cli::validate {

// The paper's rule: a parallel run is correct when its inertia differs by less than this.
constexpr double paper_tolerance = 1e-3;

// Of the inertia from centroids stored in steps of 1/64 and from unrounded ones. Lloyd amplifies a
// difference in one tie, so that two runs may end in different local minima; docs/reproduce.md has
// the figures.
constexpr double precision_tolerance = 0.1;

struct Plan {
    std::vector<unsigned> colors;
    std::vector<unsigned> threads;
    std::vector<std::string> isas;  // the last one runs the sequential engine
};

// Every instruction set of this build and machine, best first.
std::vector<std::string> all_isas();

// Runs the picture (8-bit RGB without padding) with every number of colors, engine, number of
// threads and instruction set of the plan. `picture` names the set and the image; `show` is called
// with what is being done. Throws Interrupted.
void validate_picture(const Image &image, const Run &picture, const Plan &plan, Ledger &ledger,
                      const ShowActivity &show);

}  // namespace quant::cli::validate
