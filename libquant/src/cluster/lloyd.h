// Lloyd's algorithm (S. P. Lloyd, "Least squares quantization in PCM", 1957/1982) around
// interchangeable engines. An engine assigns every pixel to its nearest centroid and sums up the
// clusters. All other steps are the same code for all engines.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "color/image.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

// One way to compute assignments.
class Engine {
public:
    virtual ~Engine() = default;

    // Assigns every pixel to its nearest centroid and returns the moments of each cluster.
    virtual std::vector<Moments> assign(std::span<const Centroid> centroids) = 0;

    // Writes order[k] for each pixel, where k is its cluster of the last assign().
    virtual void map(const std::array<std::uint8_t, 256> &order) = 0;

    // Returns the largest number of threads that it uses.
    virtual unsigned threads() const = 0;

    // Returns the number of scores computed so far, as quant_stats defines it. It does not depend
    // on the number of threads.
    std::uint64_t evaluations() const { return evaluations_; }

protected:
    std::uint64_t evaluations_ = 0;
};

// How the engine `cells` orders its cells. `tight` takes as long as a few assignments, and makes
// those to many centroids faster by a third.
enum class CellOrder { quick, tight };

// Return the engines. They read the image (or its histogram) and write to `indices`, one byte for
// each pixel; the pixel engines also use it as working memory for labels before map(). `converted`
// are the converted colors of the image if it has some (image_source.cpp), otherwise null. `cells`
// needs an image and indices only for map().
std::unique_ptr<Engine> make_sequential_engine(const ImageView &image, Team &team,
                                               std::uint8_t *indices);

std::unique_ptr<Engine> make_openmp_engine(const ImageView &image, Team &team,
                                           std::uint8_t *indices);

// Returns an engine that works as `openmp` does, but with the threads of the team.
std::unique_ptr<Engine> make_pixel_engine(const ImageView &image, Team &team,
                                          std::uint8_t *indices);
class ConvertedColors;
std::unique_ptr<Engine> make_cells_engine(const ImageView *image, const Histogram &histogram,
                                          const ConvertedColors *converted, Team &team,
                                          std::uint8_t *indices,
                                          CellOrder order = CellOrder::quick);

// Returns whether an iteration over the cells takes less time than one over the pixels of an image.
// It does not for small noisy images, in which most pixels have a color of their own, and many even
// a cell of their own.
bool cells_pay(const Histogram &histogram, std::size_t colors);

// The centroids that the iterations end with.
struct Clustering {
    std::vector<Centroid> centroids;
    unsigned iterations = 0;
    bool converged = false;
};

// Returns the sum of the squared distances of all points to their centroids. `clusters` must be the
// moments of the assignment to `centroids`.
std::uint64_t inertia_of(const Histogram &histogram, std::span<const Centroid> centroids,
                         std::span<const Moments> clusters);

// Returns the largest squared movement of a centroid, in units of centroids, that counts as none.
std::int64_t squared_tolerance(double tolerance_in_8_bit_units);

// Iterates from the seeds, which are in `space` as the histogram is. The first `fixed` of them take
// part in assignments but never move, with pixels or without. Calls progress(iterations done,
// estimated part of them), which may throw Canceled.
Clustering run_lloyd(Engine &engine, const Histogram &histogram, const ColorSpace &space,
                     std::vector<Centroid> seeds, std::size_t fixed, const quant_options &options,
                     Team &team, const std::function<void(unsigned, double)> &progress);

}  // namespace quant::core
