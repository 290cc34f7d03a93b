// Averages the runs of each picture first, and the pictures of a data set afterwards.
#include "report/images.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace quant::cli::report {
namespace {

using Key = std::tuple<std::string, unsigned, std::string, unsigned>;

struct Sum {
    ImageTime time;
    double runs = 0;
};

}  // namespace

std::vector<ImageTime> image_times(const std::vector<results::ImageMeasurements> &images) {
    std::map<Key, Sum> sums;
    for (const results::ImageMeasurements &image : images) {
        for (const results::Measurement &one : image.measurements) {
            const std::string engine = quant_engine_name(one.task.engine);
            Sum &sum = sums[{image.name, one.task.colors, engine, one.task.threads}];
            if (sum.runs == 0) {
                sum.time.image = image.name;
                sum.time.pixels =
                    static_cast<double>(image.width) * static_cast<double>(image.height);
                sum.time.unique_colors = static_cast<double>(image.unique_colors);
                sum.time.k = one.task.colors;
                sum.time.engine = engine;
                sum.time.threads = one.task.threads;
                sum.time.inertia = one.inertia;
            }
            sum.time.seconds += one.seconds;
            sum.time.iterations += one.iterations;
            sum.time.evaluations += static_cast<double>(one.evaluations);
            ++sum.runs;
        }
    }
    std::vector<ImageTime> times;
    for (auto &[key, sum] : sums) {
        sum.time.seconds /= sum.runs;
        sum.time.iterations /= sum.runs;
        sum.time.evaluations /= sum.runs;
        times.push_back(std::move(sum.time));
    }
    return times;
}

ImageSpeedUps speed_ups(const std::vector<ImageTime> &times, const std::string &engine, unsigned k,
                        unsigned threads) {
    std::map<std::string, double> sequential;
    for (const ImageTime &time : times)
        if (time.engine == "sequential" && time.k == k) sequential[time.image] = time.seconds;
    ImageSpeedUps result;
    for (const ImageTime &time : times) {
        if (time.engine != engine || time.k != k || time.threads != threads) continue;
        const auto base = sequential.find(time.image);
        if (base == sequential.end() || !(time.seconds > 0)) continue;
        result.speed_ups.push_back(base->second / time.seconds);
        result.unique_colors.push_back(time.unique_colors);
    }
    return result;
}

const Work *find_work(const std::vector<Work> &all, unsigned k) {
    const auto found =
        std::find_if(all.begin(), all.end(), [k](const Work &work) { return work.k == k; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<Work> work_of(const std::vector<ImageTime> &times, const std::string &engine) {
    // One entry for each picture is enough: the work does not depend on the number of threads.
    std::map<unsigned, std::map<std::string, const ImageTime *>> chosen;
    for (const ImageTime &time : times)
        if (time.engine == engine) chosen[time.k].emplace(time.image, &time);
    std::vector<Work> result;
    for (const auto &[k, images] : chosen) {
        Work work;
        work.k = k;
        work.images = images.size();
        for (const auto &[name, time] : images) {
            work.pixels += time->pixels;
            work.iterations += time->iterations;
            work.operations += kOperationsPerScore * time->pixels * k * time->iterations;
            work.scores += time->pixels * k * (time->iterations + 1);
            work.evaluations += time->evaluations;
        }
        const auto count = static_cast<double>(work.images);
        for (double *sum :
             {&work.pixels, &work.iterations, &work.operations, &work.scores, &work.evaluations})
            *sum /= count;
        result.push_back(work);
    }
    return result;
}

std::optional<SetSize> size_of(const std::vector<ImageTime> &times) {
    std::map<std::string, double> pixels;
    for (const ImageTime &time : times) pixels[time.image] = time.pixels;
    if (pixels.empty()) return std::nullopt;
    SetSize size;
    size.images = pixels.size();
    size.least_pixels = std::numeric_limits<double>::infinity();
    for (const auto &[name, count] : pixels) {
        size.pixels += count / static_cast<double>(pixels.size());
        size.least_pixels = std::min(size.least_pixels, count);
        size.most_pixels = std::max(size.most_pixels, count);
    }
    return size;
}

InertiaDifference compare_inertia(const std::vector<ImageTime> &times) {
    std::map<std::pair<std::string, unsigned>, double> sequential;
    for (const ImageTime &time : times)
        if (time.engine == "sequential") sequential[{time.image, time.k}] = time.inertia;
    InertiaDifference result;
    for (const ImageTime &time : times) {
        const auto base = sequential.find({time.image, time.k});
        if (time.engine == "sequential" || base == sequential.end()) continue;
        if (std::isnan(base->second) || std::isnan(time.inertia)) continue;
        ++result.compared;
        const double difference = std::fabs(time.inertia - base->second);
        if (difference > 0)
            result.largest = std::max(result.largest, difference / std::max(base->second, 1e-300));
    }
    return result;
}

}  // namespace quant::cli::report
