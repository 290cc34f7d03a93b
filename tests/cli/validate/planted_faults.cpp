// A libquant with faults inside: some sources of the library are compiled again here, under other
// names for the functions that this file puts in their place. The other sources are those of the
// library. QUANT_FAULT names the fault; without it, the results are right. Nothing of this is in
// the library that is installed.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "base/random.h"
#include "cluster/lloyd.h"
#include "cluster/seeding.h"
#include "simd/kernels.h"
#include "simd/load_points.h"

#define run_lloyd right_run_lloyd
#include "cluster/lloyd.cpp"
#undef run_lloyd

#define make_openmp_engine right_make_openmp_engine
#include "cluster/lloyd_openmp.cpp"
#undef make_openmp_engine

#define seed_random right_seed_random
#include "cluster/seeding_random.cpp"
#undef seed_random

// `kernels` is also the name of a variable in that file.
#define kernels() right_kernels()
#include "simd/isa.cpp"
#undef kernels

namespace quant::core {
namespace {

bool has_fault(const char *name) {
    static const char *const fault = std::getenv("QUANT_FAULT");
    return fault && std::strcmp(fault, name) == 0;
}

// ---- Iterations that end too early -------------------------------------------------------------

// Returns whether the fault of this name, or of this name for one engine, is planted in a run.
bool is_planted_in(const quant_options &options, const char *fault) {
    std::string of_engine(fault);
    of_engine += " in ";
    of_engine += quant_engine_name(static_cast<quant_engine>(options.engine));
    return has_fault(fault) || has_fault(of_engine.c_str());
}

// ---- Seeds that are not random -----------------------------------------------------------------

// Returns the seeds for the pixels of these ranks, among all pixels in the order of their colors.
std::vector<Centroid> seeds_of_ranks(const Histogram &histogram,
                                     const std::vector<std::uint64_t> &ranks) {
    std::vector<Centroid> seeds(ranks.size());
    std::uint64_t before = 0;
    for (const Cell &cell : histogram.cells())
        for (const WeightedColor &color : sorted_colors(histogram, cell)) {
            for (std::size_t i = 0; i < ranks.size(); ++i)
                if (ranks[i] >= before && ranks[i] < before + color.weight)
                    seeds[i] = centroid_of(color.point);
            before += color.weight;
        }
    return seeds;
}

// Returns the first ranks, each of which is the first pixel of another color, of `count` colors
// that are drawn.
std::vector<std::uint64_t> ranks_of_colors(const Histogram &histogram, std::size_t count,
                                           std::uint64_t seed) {
    std::vector<std::uint64_t> first;
    std::uint64_t before = 0;
    for (const Cell &cell : histogram.cells())
        for (const WeightedColor &color : sorted_colors(histogram, cell)) {
            first.push_back(before);
            before += color.weight;
        }
    std::vector<std::uint64_t> ranks;
    for (const std::uint64_t i : distinct_ranks(first.size(), count, seed))
        ranks.push_back(first[i]);
    return ranks;
}

// ---- Kernels that forget the last pixels -------------------------------------------------------

// A fault of this kind has a name such as "label at a rest of 7": the last item of a block is
// treated wrongly if the block leaves so many items to the last vectors of 64.
constexpr std::size_t kLanes = 64;

bool is_planted_at_a_rest() {
    static const char *const fault = std::getenv("QUANT_FAULT");
    static const bool is_planted = fault && std::strstr(fault, " at a rest of ");
    return is_planted;
}

bool forgets(const char *what, std::size_t count) {
    std::string name(what);
    name += " at a rest of ";
    name += std::to_string(count % kLanes);
    return count > 1 && has_fault(name.c_str());
}

void assign_wrongly(const Point *points, std::size_t count, const CentroidTable &centroids,
                    std::uint8_t *labels, std::int32_t *scores) {
    right_kernels().assign(points, count, centroids, labels, scores);
    if (forgets("label", count)) labels[count - 1] = labels[0];
}

void accumulate_wrongly(const Point *points, const std::uint8_t *labels, std::size_t count,
                        LabelSumTable *tables) {
    right_kernels().accumulate(points, labels, forgets("sum", count) ? count - 1 : count, tables);
}

void load_wrongly(const std::uint8_t *pixels, const PixelLayout &layout, std::size_t count,
                  Point *points) {
    right_kernels().points_of_pixels(pixels, layout, count, points);
    if (forgets("point", count)) points[count - 1] = points[0];
}

void split_wrongly(const std::uint8_t *pixels, unsigned channels, std::size_t count,
                   std::uint16_t *keys, std::uint16_t *residues) {
    right_kernels().split_keys(pixels, channels, count, keys, residues);
    if (!forgets("key", count)) return;
    keys[count - 1] = keys[0];
    residues[count - 1] = residues[0];
}

// ---- A fault of three threads ------------------------------------------------------------------

// Forgets the last pixel of the second of three threads in the sums.
class ForgetfulEngine : public Engine {
public:
    ForgetfulEngine(std::unique_ptr<Engine> engine, const ImageView &image,
                    const std::uint8_t *labels)
        : engine_(std::move(engine)),
          labels_(labels),
          forgotten_(part_of(image.pixels(), 1, 3).last - 1) {
        image.load_points(forgotten_, 1, &point_);
    }
    std::vector<Moments> assign(std::span<const Centroid> centroids) override {
        std::vector<Moments> clusters = engine_->assign(centroids);
        Moments forgotten;
        forgotten.add(point_);
        clusters[labels_[forgotten_]] -= forgotten;
        evaluations_ = engine_->evaluations();
        return clusters;
    }
    void map(const std::array<std::uint8_t, 256> &order) override { engine_->map(order); }
    unsigned threads() const override { return engine_->threads(); }

private:
    std::unique_ptr<Engine> engine_;
    const std::uint8_t *labels_;
    std::size_t forgotten_;
    Point point_;
};

}  // namespace

Clustering run_lloyd(Engine &engine, const Histogram &histogram, const ColorSpace &space,
                     std::vector<Centroid> seeds, std::size_t fixed, const quant_options &options,
                     Team &team, const std::function<void(unsigned, double)> &progress) {
    constexpr unsigned few = 7;
    quant_options wrong = options;
    if (is_planted_in(options, "stops early") || is_planted_in(options, "claims to converge"))
        wrong.max_iterations = std::min(wrong.max_iterations, few);
    if (is_planted_in(options, "coarse tolerance")) wrong.tolerance = 1;
    Clustering result =
        right_run_lloyd(engine, histogram, space, std::move(seeds), fixed, wrong, team, progress);
    if (is_planted_in(options, "claims to converge") && result.iterations == few)
        result.converged = true;
    if (is_planted_in(options, "never converges")) {  // and so goes on without any movement
        result.iterations = options.max_iterations;
        result.converged = false;
    }
    return result;
}

std::vector<Centroid> seed_random(const Histogram &histogram, std::size_t count, std::uint64_t seed,
                                  Team *team) {
    const auto pixels = histogram.total().n;
    std::vector<std::uint64_t> ranks(count);
    if (pixels < 4 * count) return right_seed_random(histogram, count, seed, team);
    if (has_fault("same seeds")) return right_seed_random(histogram, count, 0, team);
    if (has_fault("first colors")) {
        std::iota(ranks.begin(), ranks.end(), std::uint64_t{0});
        return seeds_of_ranks(histogram, ranks);
    }
    if (has_fault("neighboring seeds")) {
        std::iota(ranks.begin(), ranks.end(), Random(seed).below(pixels - count));
        return seeds_of_ranks(histogram, ranks);
    }
    if (has_fault("seeds by color"))
        return seeds_of_ranks(histogram, ranks_of_colors(histogram, count, seed));
    if (has_fault("seeds of a part"))
        return seeds_of_ranks(histogram, distinct_ranks(pixels - pixels / 4, count, seed));
    return right_seed_random(histogram, count, seed, team);
}

std::unique_ptr<Engine> make_openmp_engine(const ImageView &image, Team &team,
                                           std::uint8_t *indices) {
    auto engine = right_make_openmp_engine(image, team, indices);
    if (has_fault("three threads") && engine->threads() == 3)
        return std::make_unique<ForgetfulEngine>(std::move(engine), image, indices);
    return engine;
}

// The scalar form has no vectors, and so no rests.
const Kernels &kernels() {
    if (!is_planted_at_a_rest() || right_kernels().assign == scalar_kernels().assign)
        return right_kernels();
    static thread_local Kernels wrong;
    wrong = right_kernels();
    wrong.assign = assign_wrongly;
    wrong.accumulate = accumulate_wrongly;
    wrong.points_of_pixels = load_wrongly;
    wrong.split_keys = split_wrongly;
    return wrong;
}

}  // namespace quant::core
