// Tests whether colors lie on a line by cross products of integers, and turns runs of positions
// into centroids.
#include "cluster/line.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "cluster/line_runs.h"

namespace quant::core {
namespace {

using Difference = std::array<int, kDimensions>;

Difference difference(const Point &a, const Point &b) {
    Difference d;
    for (std::size_t i = 0; i < kDimensions; ++i) d[i] = a.x[i] - b.x[i];
    return d;
}

// Collects colors as long as they lie on the line through the first two.
class LineBuilder {
public:
    explicit LineBuilder(std::span<const Point> given) {
        for (const Point &p : given) given_.push_back(point_key(p));
        std::ranges::sort(given_);
    }

    // Returns whether the color lies on the line. A color may come in several parts.
    bool add(const Point &p, std::uint64_t weight) {
        if (!given_.empty() && std::ranges::binary_search(given_, point_key(p))) return true;
        if (colors_.empty()) origin_ = p;
        const Difference d = difference(p, origin_);
        if (axis_ == kDimensions) set_step(d);
        // The steps have no common divisor. Therefore a point of the line that has integer
        // coordinates is a whole number of steps away.
        const int t = axis_ == kDimensions ? 0 : d[axis_] / step_[axis_];
        for (std::size_t i = 0; i < kDimensions; ++i)
            if (std::int64_t{step_[i]} * t != d[i]) return false;
        colors_.emplace_back(t, weight);
        return true;
    }

    // Returns the line. It begins at its end with the lower point_key(), whatever the order was.
    Line finish() {
        Line line;
        std::ranges::sort(colors_);
        for (const auto &[t, weight] : colors_) {
            const auto position = static_cast<std::uint32_t>(t - colors_.front().first);
            if (!line.positions.empty() && line.positions.back() == position) {
                line.weights.back() += weight;
            } else {
                line.positions.push_back(position);
                line.weights.push_back(weight);
            }
        }
        for (std::size_t i = 0; i < kDimensions; ++i) {
            const int first = colors_.empty() ? 0 : colors_.front().first * step_[i];
            line.origin.x[i] = static_cast<std::int16_t>(origin_.x[i] + first);
            line.step[i] = static_cast<std::int16_t>(step_[i]);
        }
        return line;
    }

private:
    // Sets the step to a difference without its common divisor, unless the difference is zero.
    void set_step(const Difference &d) {
        int divisor = 0;
        for (const int v : d) divisor = std::gcd(divisor, v);
        if (divisor == 0) return;
        axis_ = static_cast<std::size_t>(std::ranges::find_if(d, [](int v) { return v != 0; }) -
                                         d.begin());
        if (d[axis_] < 0) divisor = -divisor;
        for (std::size_t i = 0; i < kDimensions; ++i) step_[i] = d[i] / divisor;
    }

    std::vector<std::uint64_t> given_;
    Point origin_{};
    Difference step_{};
    std::size_t axis_ = kDimensions;  // the first one in which the step is not 0
    std::vector<std::pair<int, std::uint64_t>> colors_;
};

// Returns the squared distance of each color to its nearest fixed centroid, times its weight.
std::vector<std::uint64_t> errors_of(const Line &line, std::span<const Centroid> fixed) {
    if (fixed.empty()) return {};
    // A score is linear in t. Its terms may overflow 32 bits, but the score itself fits.
    std::vector<std::int32_t> scores(line.positions.size(),
                                     std::numeric_limits<std::int32_t>::max());
    for (const Centroid &c : fixed) {
        const auto start = static_cast<std::uint32_t>(score(line.origin, c, norm(c)));
        std::int64_t slope = 0;
        for (std::size_t i = 0; i < kDimensions; ++i) slope += std::int64_t{line.step[i]} * c.x[i];
        for (std::size_t n = 0; n < scores.size(); ++n) {
            const std::uint32_t s = start - line.positions[n] * static_cast<std::uint32_t>(slope);
            scores[n] = std::min(scores[n], static_cast<std::int32_t>(s));
        }
    }
    std::vector<std::uint64_t> errors;
    errors.reserve(scores.size());
    for (std::size_t n = 0; n < scores.size(); ++n) {
        Point p = line.origin;
        for (std::size_t i = 0; i < kDimensions; ++i)
            p.x[i] = static_cast<std::int16_t>(p.x[i] + line.step[i] * int(line.positions[n]));
        errors.push_back(line.weights[n] * squared_distance(p, scores[n]));
    }
    return errors;
}

Centroid centroid_of_run(const Line &line, const Run &run) {
    Moments m;
    std::uint64_t sum = 0;
    for (std::size_t n = run.first; n < run.last; ++n) {
        m.n += line.weights[n];
        sum += line.weights[n] * line.positions[n];
    }
    for (std::size_t i = 0; i < kDimensions; ++i)
        m.sum[i] = static_cast<std::int64_t>(m.n) * line.origin.x[i] +
                   static_cast<std::int64_t>(sum) * line.step[i];
    return centroid_of(m);
}

}  // namespace

std::uint64_t Line::unit() const {
    std::uint64_t sum = 0;
    for (const std::int64_t v : step) sum += static_cast<std::uint64_t>(v * v);
    return sum;
}

std::optional<Line> line_of(const Histogram &histogram, std::span<const Point> given) {
    // This is the number of points on the longest line.
    if (histogram.unique_colors() > kPointMax + 1 + given.size()) return std::nullopt;
    LineBuilder builder(given);
    std::vector<Point> points(Histogram::kBlock);
    std::vector<std::uint32_t> weights(Histogram::kBlock);
    for (const Cell &cell : histogram.cells()) {
        for (std::size_t first = 0; first < cell.size; first += Histogram::kBlock) {
            const std::size_t count = std::min<std::size_t>(Histogram::kBlock, cell.size - first);
            histogram.load(cell, first, count, points.data(), weights.data());
            for (std::size_t i = 0; i < count; ++i)
                if (!builder.add(points[i], weights[i])) return std::nullopt;
        }
    }
    return builder.finish();
}

std::vector<Centroid> best_centroids(const Line &line, std::span<const Centroid> fixed,
                                     std::size_t most, Team *team) {
    const std::vector<std::uint64_t> errors = errors_of(line, fixed);
    std::vector<Centroid> centroids;
    for (const Run &run :
         best_runs({line.positions, line.weights, errors, line.unit()}, most, team))
        centroids.push_back(centroid_of_run(line, run));
    centroids.erase(std::unique(centroids.begin(), centroids.end()), centroids.end());
    return centroids;
}

}  // namespace quant::core
