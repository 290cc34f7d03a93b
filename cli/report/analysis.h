// analysis.h: the results in the forms that plots, tables and rules ask for.
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

    // "landscape", "landscape (synthetic)": no figure of a synthetic set goes without the word.
    std::string title() const;
    std::vector<unsigned> colors() const;  // every K that was measured
    // For each K: the fastest of all engines and thread counts, with those that may be it too.
    std::vector<Contender> best(unsigned k) const;
    const Scaling *scaling(const std::string &engine, unsigned k) const;
};

// The mean seconds of an engine over the pictures of a set; NaN: not measured.
double mean_seconds(const SetAnalysis &set, const std::string &engine, unsigned k,
                    unsigned threads);

struct Analysis {
    const results::Results *results = nullptr;
    Processor processor;
    std::vector<SetAnalysis> sets;

    // Those of the fewest and the most pixels per picture, at least twice as many; else none.
    struct SmallAndLarge {
        const SetAnalysis *small = nullptr, *large = nullptr;
    };
    std::optional<SmallAndLarge> small_and_large() const;
    const SetAnalysis *smallest() const;
    // Whose pictures have about so many pixels.
    const SetAnalysis *of_about(double pixels) const;
};

Analysis analyze(const results::Results &results);

}  // namespace quant::cli::report
