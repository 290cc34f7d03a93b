// Finds the fewest colors whose palette reaches a target PSNR.
#pragma once

#include <quant/quant.h>

#include <functional>

#include "cluster/cluster.h"

namespace quant::core {

// Returns the largest MSE, a sum over three channels, that has a PSNR of 0 to 200 dB. It is larger
// by a billionth, so that a PSNR that was printed with 15 digits is reached by the result that has
// it.
double largest_mse(double psnr);

// The result of fewest_colors().
struct Fewest {
    unsigned colors;
    bool reached;
};

// Searches the numbers from `least` to `most` for one with an error of at most `largest`. The
// number found has such an error, and one color fewer does not, unless the number is `least`. If
// `most` colors do not have such an error, the result is `most`. The guesses assume that the error
// falls about as 1 / colors. If the error rises somewhere, a still lower number could be good
// enough.
Fewest fewest_colors(unsigned least, unsigned most, double largest,
                     const std::function<double(unsigned)> &error_of);

// Calls cluster() with the fewest colors that reach options.target_psnr, at most options.colors.
// mse_of() must return the MSE of a clustering; it may map the indices. The seconds of seeding and
// iterations are those of all tries together.
Clustered cluster_to_target(const ClusterSource &source, const quant_options &options, Team &team,
                            const std::function<double(Clustered &)> &mse_of, Progress &progress,
                            Stopwatch &watch, quant_stats &stats);

}  // namespace quant::core
