// K-Means in doubles with a bound on how far the centroids of the library can be from it.
//
// The library rounds each mean to steps of 1/64, so by at most 1/128 a channel. This moves a
// centroid a little, and gives pixels that are nearly as far from another centroid to that one,
// which moves both again: Lloyd's algorithm amplifies every difference. Here each centroid carries
// a radius within which that of the library must be. A color may belong to every centroid that is
// nearest for some positions within the radii. If S is the cluster in doubles and c its mean, the
// library's cluster S' differs by such uncertain colors only, and therefore its mean by
//
//     |mean(S') - c| = |sum over S' of (x - c)| / |S'|
//                   <= (sum over the uncertain colors of |x - c|) / (certain pixels),
//
// because the sum over S is 0. The next radius is this, and sqrt(3) / 128 for the rounding. The
// bound is small in the first iterations, and then it grows until it says nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "validate/reference.h"

namespace quant::cli::validate {

class Enclosure {
public:
    // Begins with seeds that have been checked, and with the clusters that the library gave them: a
    // pixel in the middle between two seeds may belong to either. `picture` must outlive the
    // object. Of `clusters`, those that are not among the seeds have no pixels.
    Enclosure(const DistinctColors &picture, const Clustering &seeds, std::size_t clusters);

    // Makes one iteration.
    void advance();

    // Returns the part of the pixels whose cluster is certain.
    double certainty() const { return certainty_; }

    // Checks the clustering of the library after as many iterations: each color whose cluster is
    // certain must have a centroid within the radius of that cluster. Returns what is wrong, or an
    // empty string.
    std::string check(const Clustering &found) const;

private:
    struct Candidate {
        std::uint32_t color;
        std::uint32_t cluster;
    };

    void find_clusters();
    std::vector<double> uncertain_sums(const std::vector<Vector> &means) const;

    const DistinctColors &picture_;
    std::vector<Vector> centroids_;
    std::vector<double> radii_;
    std::vector<std::uint32_t> nearest_;  // the cluster of each color in doubles
    std::vector<bool> is_certain_;        // and whether the library's must be the same
    std::vector<Candidate> candidates_;   // the possible clusters of the colors that are uncertain
    double certainty_ = 1;
};

}  // namespace quant::cli::validate
