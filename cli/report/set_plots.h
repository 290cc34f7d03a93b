// set_plots.h: the plots of one data set. A plot without data is empty().
#pragma once

#include <string>
#include <vector>

#include "report/analysis.h"
#include "report/plot.h"

namespace quant::cli::report {

// Against threads, a line for each K.
Plot speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                   const Processor &processor);
Plot own_speed_up_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                       const Processor &processor);
Plot efficiency_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                     const Processor &processor);
Plot time_plot(const SetAnalysis &set, const std::vector<Scaling> &all, const Processor &processor);

// Speed-up against K, a line for each number of threads.
Plot colors_plot(const SetAnalysis &set, const std::vector<Scaling> &all,
                 const Processor &processor);

// Speed-up of each picture against threads, a box for each K.
Plot images_plot(const SetAnalysis &set, const std::string &engine, const Processor &processor);

// Seconds of all engines side by side, a row for each K.
Plot engines_plot(const SetAnalysis &set, const Processor &processor);

}  // namespace quant::cli::report
