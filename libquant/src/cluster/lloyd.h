// Lloyd's algorithm (S. P. Lloyd, "Least squares quantization in PCM", 1957/1982) around
// interchangeable engines: an engine assigns every pixel to its nearest centroid and sums up the
// clusters; all the rest is here once, so that it cannot differ between engines.
#pragma once

#include <quant/quant.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "color/image.h"
#include "color/point.h"
#include "histogram/histogram.h"

namespace quant::core {

class Engine {
public:
    virtual ~Engine() = default;

    // Assigns every pixel to its nearest centroid and returns the moments of each cluster.
    virtual std::vector<Moments> assign(std::span<const Centroid> centroids) = 0;

    // Writes order[k] for each pixel, k being its cluster by the last assign().
    virtual void map(const std::array<std::uint8_t, 256> &order) = 0;

    // The most threads that it uses.
    virtual unsigned threads() const = 0;

    // Scores computed so far, as quant_stats has them. Does not depend on the threads.
    std::uint64_t evaluations() const { return evaluations_; }

protected:
    std::uint64_t evaluations_ = 0;
};

// The engines read the image (or its histogram) and write to `indices`, one byte a pixel, which
// the pixel engines use as working memory for labels before map(). `converted` are the image's
// colors where it has some (quantize.cpp), else null. `cells` needs an image and indices for map()
// only.
std::unique_ptr<Engine> make_sequential_engine(const ImageView &image, std::uint8_t *indices);
std::unique_ptr<Engine> make_openmp_engine(const ImageView &image, unsigned threads,
                                           std::uint8_t *indices);
class ConvertedColors;
std::unique_ptr<Engine> make_cells_engine(const ImageView *image, const Histogram &histogram,
                                          const ConvertedColors *converted, unsigned threads,
                                          std::uint8_t *indices);

// Whether an iteration over the cells takes less time than one over the pixels of an image. It does
// not for small noisy pictures, in which most pixels have a color and many even a cell of their
// own.
bool cells_pay(const Histogram &histogram, std::size_t colors);

struct Clustering {
    std::vector<Centroid> centroids;
    unsigned iterations = 0;
    bool converged = false;
};

// The sum of squared distances of all points to the centroids that `clusters` were assigned to.
std::uint64_t inertia_of(const Histogram &histogram, std::span<const Centroid> centroids,
                         std::span<const Moments> clusters);

// The largest squared movement of a centroid, in its own units, that counts as none.
std::int64_t squared_tolerance(double tolerance_in_8_bit_units);

// Iterates from the seeds. The first `fixed` of them take part in assignments but stay as they are,
// pixels or none. progress(iterations done) may throw Canceled.
Clustering run_lloyd(Engine &engine, const Histogram &histogram, std::vector<Centroid> seeds,
                     std::size_t fixed, const quant_options &options,
                     const std::function<void(unsigned)> &progress);

}  // namespace quant::core
