// The fewest colors that are good enough.
#pragma once

#include <quant/quant.h>

#include <functional>

#include "cluster/cluster.h"

namespace quant::core {

// The largest MSE, as a sum over three channels, that has this PSNR in dB, 0 to 200; larger by a
// billionth, so that a PSNR which was read somewhere in 15 digits is reached by what has it.
double largest_mse(double psnr);

struct Fewest {
    unsigned colors;
    bool reached;
};

// Looks from `least` to `most` colors for an error of at most `largest`. What it finds has that,
// and one color fewer has not, unless that would be fewer than `least`. If `most` has not, that is
// what is found. An error falls about as 1 / colors, by which a place is guessed; were it to rise
// somewhere, still fewer colors could be good enough.
Fewest fewest_colors(unsigned least, unsigned most, double largest,
                     const std::function<double(unsigned)> &error_of);

// cluster() with as many colors as it takes to reach options.target_psnr, at most options.colors,
// by what mse_of() says of a clustering, from which indices may be mapped. Adds up the seconds.
Clustered cluster_to_target(const ClusterSource &source, const quant_options &options,
                            unsigned threads, const std::function<double(Clustered &)> &mse_of,
                            Stopwatch &watch, quant_stats &stats);

}  // namespace quant::core
