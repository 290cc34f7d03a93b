// Makes the plots of one data set. A plot without data is empty().
#pragma once

#include <string>
#include <vector>

#include "report/analysis.h"
#include "report/plot.h"

namespace quant::cli::report {

// These five plot a figure against the number of threads, with a line for each K.
Plot speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                   const Processor &processor);
// Plots the published efficiency, the speed-up over `sequential` for each thread.
Plot published_efficiency_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                               const Processor &processor);
Plot own_speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                       const Processor &processor);
Plot efficiency_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                     const Processor &processor);
Plot time_plot(const SetAnalysis &set, const std::vector<Scaling> &all, const Processor &processor);

// Plots speed-up against K, with a line for each number of threads.
Plot colors_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                 const Processor &processor);

// Plots the best speed-up of the engine `openmp` against K, with a line for each of these sets.
Plot sets_plot(const std::vector<const SetAnalysis *> &sets, const Processor &processor);

// Plots the speed-up of single pictures against the number of threads, with a box for each K.
Plot images_plot(const SetAnalysis &set, results::Engine engine, const Processor &processor);

// Plots the time per picture of all engines side by side, with a row for each K.
Plot engines_plot(const SetAnalysis &set, const Processor &processor);

}  // namespace quant::cli::report
