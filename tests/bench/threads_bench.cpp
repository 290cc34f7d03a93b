// Projects the speed-up by more threads than the machine has. One thread does the work of 2, 4, 8
// and 16 alone, unit by unit, and the time of each unit is recorded. With n threads, what is not
// shared out takes as long, and the units are given to the thread that is free first, in their
// order, as the library does. What the projection leaves out: waking threads, their memory, and
// caches.
//
//     quant_threads_bench [WIDTH HEIGHT]
#include <quant/quant.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "base/parallel.h"
#include "sample/sample.h"

namespace {

using quant::core::WorkLog;

constexpr int kRounds = 15;

struct Times {
    double whole, shared, longest;  // seconds
    // Compares within one run, because the speed of a machine differs from run to run.
    double speed_up() const { return whole / (whole - shared + longest); }
    double serial() const { return (whole - shared) / whole; }
};

// Returns when the last thread ends.
double makespan(const WorkLog::Work &work) {
    std::vector<double> ends(work.workers);
    for (const double unit : work.units) *std::ranges::min_element(ends) += unit;
    return *std::ranges::max_element(ends);
}

Times measure(const quant_image &image, const quant_options &options) {
    WorkLog log;
    quant::core::work_log = &log;
    const auto begin = std::chrono::steady_clock::now();
    if (!quant::quantize(image, options)) std::exit(1);
    const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - begin;
    quant::core::work_log = nullptr;
    Times times{whole.count(), 0, 0};
    for (const WorkLog::Work &work : log.works) {
        times.shared += std::accumulate(work.units.begin(), work.units.end(), 0.0);
        times.longest += makespan(work);
    }
    return times;
}

// Returns the run of the median speed-up.
Times median(const quant_image &image, const quant_options &options) {
    std::vector<Times> runs;
    for (int round = 0; round < kRounds; ++round) runs.push_back(measure(image, options));
    std::ranges::nth_element(runs, runs.begin() + kRounds / 2, {}, &Times::speed_up);
    return runs[kRounds / 2];
}

void print_row(const quant_image &image, quant_preset preset, unsigned colors) {
    quant::Options options(preset);
    options.colors = colors;
    options.threads = 1;
    std::printf("| %s, K = %u | %.2f |", quant_preset_name(preset), colors,
                median(image, options).whole * 1e3);
    for (const unsigned threads : {2U, 4U, 8U, 16U}) {
        options.threads = threads;
        const Times times = median(image, options);
        std::printf(" %.2f (%.0f %%) |", times.speed_up(), 100 * times.serial());
    }
    std::printf("\n");
}

}  // namespace

int main(int count, char **arguments) {
    const std::size_t width = count == 3 ? std::strtoul(arguments[1], nullptr, 10) : 1024;
    const std::size_t height = count == 3 ? std::strtoul(arguments[2], nullptr, 10) : 1024;
    const auto picture = quant::cli::sample::landscape(width, height, 1);
    const auto image = quant::rgb8(picture.pixels.data(), width, height);
    std::printf(
        "Built-in landscape, %zu x %zu: PROJECTED speed-up over one thread, and the time\n"
        "that is not shared out, in percent of all work.\n\n"
        "| | ms, one thread | 2 threads | 4 | 8 | 16 |\n|---|---:|---:|---:|---:|---:|\n",
        width, height);
    for (const quant_preset preset :
         {QUANT_PRESET_INSTANT, QUANT_PRESET_FAST, QUANT_PRESET_BALANCED})
        for (const unsigned colors : {8U, 32U, 256U}) print_row(image, preset, colors);
}
