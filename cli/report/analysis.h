// Offers the results in the forms that plots, tables and rules need.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/comparison.h"
#include "report/images.h"
#include "report/outliers.h"
#include "report/rules.h"
#include "report/scaling.h"
#include "results/read_results.h"

namespace quant::cli::report {

struct SetAnalysis {
    const results::DataSet *set = nullptr;
    std::vector<results::ImageMeasurements> images;  // those of DataSet
    std::vector<Scaling> openmp, cells;
    std::vector<ImageTime> times;
    Outliers outliers;
    std::optional<SetSize> size;

    // Returns "landscape" or "landscape (synthetic)": everything shown of a synthetic set must say
    // so.
    std::string title() const;
    std::vector<unsigned> colors() const;  // every K that was measured
    // Compares two tasks by the runs of these pictures.
    Comparison compare(const results::Task &a, const results::Task &b) const {
        return report::compare(images, a, b);
    }
    // Returns the fastest engine and thread count with this K, and after it all others that cannot
    // be told to be slower.
    std::vector<Contender> best(unsigned k) const;
    // Returns null if there is none.
    const Scaling *scaling(results::Engine engine, unsigned k) const;
};

// Returns the mean seconds of a task over the pictures of a set; NaN if it was not measured.
double mean_seconds(const SetAnalysis &set, const results::Task &task);

struct Analysis {
    const results::Results *results = nullptr;
    Processor processor;
    std::vector<SetAnalysis> sets;

    // The numbers of pixels of the published sets.
    static constexpr double kLargePixels = 1024.0 * 1024;
    static constexpr double kSmallPixels = 150.0 * 150;

    // Returns the number of the first of the three published plots of this set: 1 for the set of
    // large pictures, 4 for that of small ones, 0 for others.
    unsigned first_plot(const SetAnalysis &set) const {
        return &set == of_about(kLargePixels) ? 1 : &set == of_about(kSmallPixels) ? 4 : 0;
    }
    // Returns the data set with the smallest pictures; null if no size is known.
    const SetAnalysis *smallest() const;
    // Returns the data set whose mean number of pixels is the nearest within a factor of 1.5; null
    // if there is none.
    const SetAnalysis *of_about(double pixels) const;
};

// Computes the analysis. It refers to `results`, which must outlive it, and takes their
// measurements.
Analysis analyze(results::Results &results);

}  // namespace quant::cli::report
