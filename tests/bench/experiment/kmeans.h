// Runs the published K-Means with any engine, so that variants of an engine can be measured and
// compared.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <quant/quant.hpp>

#include "cluster/lloyd.h"
#include "color/image.h"
#include "histogram/histogram.h"

namespace quant::experiment {

namespace core = quant::core;

// Returns the options of the published experiment.
quant::Options paper_options(unsigned colors);

// A picture as all variants get it. The pixels must outlive the object.
class Problem {
public:
    explicit Problem(const Image &image);

    std::size_t pixels() const { return view_.pixels(); }
    const core::ImageView &view() const { return view_; }
    const core::Histogram &histogram() const { return histogram_; }

    // Throws Failure if the picture has no more colors than `most`: K-Means would have nothing to
    // do.
    void check_colors(unsigned most) const;

private:
    core::ImageView view_;
    core::Team team_{1};
    core::Histogram histogram_;
};

// All that a run decides: every assignment of every variant must come to the same.
struct Outcome {
    std::vector<std::vector<core::Moments>> sums;  // of each iteration, and of the last assignment
    std::vector<std::uint8_t> labels;              // after map()

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

// Runs the iterations of the preset `paper` from random seeds, the last assignment and the mapping,
// by an engine that writes to outcome.labels. Returns the seconds that this takes, which are those
// that `quant bench` measures.
double run_kmeans(const Problem &problem, core::Engine &engine, unsigned colors, Outcome &outcome);

// Starts so many threads in advance, as they are in a program that quantizes many pictures. Throws
// FailureOf if OpenMP does not give so many.
void wake_openmp(unsigned threads);

}  // namespace quant::experiment
