// Lists the variants, and makes engines of them.
#include "variants.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/failure.h"
#include "results/extras.h"
#include "simd/load_points.h"

namespace quant::experiment {
namespace {

using core::Moments;

// Says of one pixel that it belongs to another cluster.
std::vector<Moments> faulty_pass(const Pass &pass) {
    std::vector<Moments> total = baseline_pass(pass);
    total.front().n += 1;
    return total;
}

using PassFunction = decltype(Variant::pass);

PassFunction pass_named(std::string_view name) {
    constexpr std::pair<std::string_view, PassFunction> kPasses[] = {
        {"baseline", baseline_pass}, {"dynamic", dynamic_pass},           {"guided", guided_pass},
        {"unpadded", unpadded_pass}, {"critical", critical_pass},         {"unfused", unfused_pass},
        {"plain", plain_pass},       {"side-by-side", side_by_side_pass}, {"atomic", atomic_pass},
        {"lock", lock_pass},
    };
    for (const auto &[known, pass] : kPasses)
        if (known == name) return pass;
    return nullptr;  // the engine of the library
}

class VariantEngine : public core::Engine {
public:
    VariantEngine(const Variant &variant, const Problem &problem, unsigned colors, unsigned threads,
                  std::uint8_t *labels)
        : variant_(variant),
          size_(problem.pixels()),
          threads_(static_cast<int>(threads)),
          points_(std::make_unique_for_overwrite<core::Point[]>(size_)),
          labels_(labels),
          room_(threads, colors) {
        // As in the engine, each thread is the first to write the points that it will work on.
#pragma omp parallel for schedule(static) num_threads(threads_)
        for (std::size_t first = 0; first < size_; first += kBlockPixels)
            core::load_points(problem.view(), first, std::min(kBlockPixels, size_ - first),
                              points_.get() + first);
    }

    std::vector<Moments> assign(std::span<const core::Centroid> centroids) override {
        const core::CentroidTable table(centroids);
        return variant_.pass({points_.get(), size_, table, labels_, threads_, room_});
    }
    void map(const std::array<std::uint8_t, 256> &order) override {
#pragma omp parallel for schedule(static) num_threads(threads_)
        for (std::size_t i = 0; i < size_; ++i) labels_[i] = order[labels_[i]];
    }
    unsigned threads() const override { return static_cast<unsigned>(threads_); }

private:
    Variant variant_;
    std::size_t size_;
    int threads_;
    std::unique_ptr<core::Point[]> points_;
    std::uint8_t *labels_;
    Room room_;
};

}  // namespace

std::vector<Variant> choose_variants(const std::vector<std::string> &names) {
    std::vector<Variant> all;
    for (const quant::cli::results::KnownVariant &known : quant::cli::results::known_variants())
        all.push_back({known.name, known.what, pass_named(known.name)});
    if (names.empty()) return all;
    all.push_back({"faulty", "wrong on purpose", faulty_pass});
    std::vector<Variant> chosen;
    for (const std::string &name : names) {
        const auto found =
            std::ranges::find_if(all, [&](const Variant &variant) { return variant.name == name; });
        if (found == all.end())
            throw quant::cli::UsageError("--variants: there is no variant '" + name +
                                         "' (--help lists them)");
        chosen.push_back(*found);
    }
    return chosen;
}

std::unique_ptr<core::Engine> make_variant(const Variant &variant, const Problem &problem,
                                           unsigned colors, unsigned threads, core::Team &team,
                                           std::uint8_t *labels) {
    if (!variant.pass) return core::make_openmp_engine(problem.view(), team, labels);
    return std::make_unique<VariantEngine>(variant, problem, colors, threads, labels);
}

}  // namespace quant::experiment
