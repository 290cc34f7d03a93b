// Averages the runs of each picture first, and the pictures of a data set afterwards.
#include "report/images.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace quant::cli::report {

using namespace results;

namespace {

// The seconds, or another value, of the tasks of one engine with one thread, by picture and K.
using Baseline = std::map<std::pair<std::uint32_t, unsigned>, double>;

Baseline baseline(const std::vector<ImageTime> &times, Engine engine, double ImageTime::*value) {
    Baseline result;
    for (const ImageTime &time : times)
        if (time.task.engine == engine)
            result.emplace_hint(result.end(), std::pair(time.image, time.task.colors), time.*value);
    return result;
}

double relative_difference(double value, double from) {
    return value == from ? 0 : (value - from) / std::max(from, 1e-300);
}

}  // namespace

std::vector<ImageTime> image_times(const std::vector<ImageMeasurements> &images) {
    std::vector<ImageTime> times;
    for (std::size_t index = 0; index < images.size(); ++index) {
        const ImageMeasurements &image = images[index];
        for (auto first = image.measurements.begin(); first != image.measurements.end();) {
            ImageTime time{static_cast<std::uint32_t>(index), first->task};
            time.pixels = static_cast<double>(image.width) * static_cast<double>(image.height);
            time.unique_colors = static_cast<double>(image.unique_colors);
            time.inertia = first->inertia;
            double runs = 0;
            for (; first != image.measurements.end() && first->task == time.task; ++first) {
                ++runs;
                time.seconds += first->seconds;
                time.iterations += first->iterations;
                time.evaluations += static_cast<double>(first->evaluations);
            }
            for (double *sum : {&time.seconds, &time.iterations, &time.evaluations}) *sum /= runs;
            if (time.task.copies == 1) times.push_back(time);
        }
    }
    return times;
}

ImageSpeedUps speed_ups(const std::vector<ImageTime> &times, const Task &task) {
    ImageSpeedUps result;
    std::optional<ImageTime> base;  // comes before the others of its picture and K
    for (const ImageTime &time : times) {
        if (time.task == Task{task.colors, Engine::sequential, 1}) base = time;
        if (time.task != task || !base || base->image != time.image || !(time.seconds > 0))
            continue;
        result.speed_ups.push_back(base->seconds / time.seconds);
        result.unique_colors.push_back(time.unique_colors);
    }
    return result;
}

const Work *find_work(const std::vector<Work> &all, unsigned k) {
    const auto found =
        std::find_if(all.begin(), all.end(), [k](const Work &work) { return work.k == k; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<Work> work_of(const std::vector<ImageTime> &times, Engine engine) {
    // One entry for each picture is enough: the work does not depend on the number of threads.
    std::map<unsigned, Work> sums;
    std::map<unsigned, std::uint32_t> last;  // picture, by K
    for (const ImageTime &time : times) {
        const unsigned k = time.task.colors;
        if (time.task.engine != engine) continue;
        if (const auto seen = last.find(k); seen != last.end() && seen->second == time.image)
            continue;
        last[k] = time.image;
        Work &work = sums[k];
        work.k = k;
        ++work.images;
        work.pixels += time.pixels;
        work.iterations += time.iterations;
        work.operations += kOperationsPerScore * time.pixels * k * time.iterations;
        work.scores += time.pixels * k * (time.iterations + 1);
        work.evaluations += time.evaluations;
    }
    std::vector<Work> result;
    for (auto &[k, work] : sums) {
        const auto count = static_cast<double>(work.images);
        for (double *sum :
             {&work.pixels, &work.iterations, &work.operations, &work.scores, &work.evaluations})
            *sum /= count;
        result.push_back(work);
    }
    return result;
}

std::optional<SetSize> size_of(const std::vector<ImageTime> &times) {
    if (times.empty()) return std::nullopt;
    SetSize size;
    size.least_pixels = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (i > 0 && times[i].image == times[i - 1].image) continue;
        const double pixels = times[i].pixels;
        ++size.images;
        size.pixels += pixels;
        size.least_pixels = std::min(size.least_pixels, pixels);
        size.most_pixels = std::max(size.most_pixels, pixels);
    }
    size.pixels /= static_cast<double>(size.images);
    return size;
}

InertiaDifference compare_inertia(const std::vector<ImageTime> &times) {
    const Baseline sequential = baseline(times, Engine::sequential, &ImageTime::inertia);
    InertiaDifference result;
    for (const ImageTime &time : times) {
        const auto base = sequential.find({time.image, time.task.colors});
        if (!is_parallel(time.task.engine) || base == sequential.end()) continue;
        ++result.compared;
        result.largest =
            std::max(result.largest, std::fabs(relative_difference(time.inertia, base->second)));
    }
    return result;
}

std::vector<double> distances_from_doubles(const std::vector<ImageTime> &times) {
    const Baseline doubles = baseline(times, Engine::doubles, &ImageTime::inertia);
    std::vector<double> distances;
    for (const ImageTime &time : times) {
        const auto base = doubles.find({time.image, time.task.colors});
        if (time.task.engine == Engine::sequential && base != doubles.end())
            distances.push_back(relative_difference(time.inertia, base->second));
    }
    return distances;
}

}  // namespace quant::cli::report
