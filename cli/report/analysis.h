// Offers the results in the forms that plots, tables and rules need.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/images.h"
#include "report/rules.h"
#include "report/scaling.h"
#include "results/read_results.h"

namespace quant::cli::report {

struct SetAnalysis {
    const results::DataSet *set = nullptr;
    std::vector<Scaling> openmp, cells;
    std::vector<ImageTime> times;
    std::optional<SetSize> size;

    // Returns "landscape" or "landscape (synthetic)": everything shown of a synthetic set must say
    // so.
    std::string title() const;
    std::vector<unsigned> colors() const;  // every K that was measured
    // Returns the fastest engine and thread count with this K, and after it all others that are not
    // slower by more than the spread.
    std::vector<Contender> best(unsigned k) const;
    // Returns null if there is none.
    const Scaling *scaling(const std::string &engine, unsigned k) const;
};

// Returns the mean seconds of an engine over the pictures of a set; NaN if it was not measured.
double mean_seconds(const SetAnalysis &set, const std::string &engine, unsigned k,
                    unsigned threads);

struct Analysis {
    const results::Results *results = nullptr;
    Processor processor;
    std::vector<SetAnalysis> sets;

    // The data sets with the smallest and the largest pictures, by mean number of pixels.
    struct SmallAndLarge {
        const SetAnalysis *small = nullptr, *large = nullptr;
    };
    // Returns the two among the data sets that measured `openmp`; nothing unless the large pictures
    // have at least twice as many pixels.
    std::optional<SmallAndLarge> small_and_large() const;
    // Returns the data set with the smallest pictures; null if no size is known.
    const SetAnalysis *smallest() const;
    // Returns the data set whose mean number of pixels is the nearest within a factor of 1.25; null
    // if there is none.
    const SetAnalysis *of_about(double pixels) const;
};

// Computes the analysis. It refers to `results`, which must outlive it.
Analysis analyze(const results::Results &results);

}  // namespace quant::cli::report
