// Makes measurements and pictures for tests.
#pragma once

#include <string>
#include <vector>

#include "results/measurements.h"

namespace quant::test {

inline cli::results::Measurement measured(const cli::results::Task &task, unsigned run,
                                          double seconds, double inertia = 1,
                                          unsigned invocation = 1, unsigned iterations = 5) {
    cli::results::Measurement one;
    one.task = task;
    one.run = static_cast<std::uint16_t>(run);
    one.invocation = static_cast<std::uint16_t>(invocation);
    one.threads_used = task.threads;
    one.iterations = static_cast<std::uint16_t>(iterations);
    one.seconds = seconds;
    one.inertia = inertia;
    one.evaluations = 30;
    return one;
}

inline cli::results::ImageMeasurements picture_of(
    const std::string &name, std::vector<cli::results::Measurement> measurements) {
    cli::results::ImageMeasurements image{name, 150, 100, 9000, std::move(measurements)};
    image.sort();
    return image;
}

}  // namespace quant::test
