// Compares every point with all centroids, and sums up the points of each label: the kernels of the
// engine `openmp`. kernels.cpp includes this file once per instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

// Finds the best score and the label of each point in `Vectors` vectors, which hold the coordinates
// in pairs, rg and ba. Several vectors at a time hide the latency of the multiply-adds and share
// the loads of centroids.
template <std::size_t Vectors>
HWY_INLINE void NearestOf(const VI32 (&rg)[Vectors], const VI32 (&ba)[Vectors],
                          const CentroidTable &centroids, VI32 (&best)[Vectors],
                          VI32 (&label)[Vectors]) {
    const DI32 d;
    const auto score_of = [&](std::size_t v, VI32 c_rg, VI32 c_ba, VI32 c_norm) HWY_ATTR {
        return hn::Sub(c_norm, PairDot(ba[v], c_ba, PairDot(rg[v], c_rg, hn::Zero(d))));
    };
    for (std::size_t v = 0; v < Vectors; ++v) {
        best[v] = hn::Set(d, INT32_MAX);
        label[v] = hn::Zero(d);
    }
    for (std::size_t k = 0; k < centroids.size; ++k) {
        const VI32 c_rg = hn::Set(d, centroids.rg[k]);
        const VI32 c_ba = hn::Set(d, centroids.ba[k]);
        const VI32 c_norm = hn::Set(d, centroids.norm[k]);
        const VI32 index = hn::Set(d, static_cast<std::int32_t>(k));
        for (std::size_t v = 0; v < Vectors; ++v) {
            const VI32 s = score_of(v, c_rg, c_ba, c_norm);
            // The comparison is strict, so that the lowest index wins a tie.
            label[v] = hn::IfThenElse(hn::Lt(s, best[v]), index, label[v]);
            best[v] = hn::Min(s, best[v]);
        }
    }
}

template <std::size_t Vectors>
HWY_INLINE void AssignBlock(const Point *points, const CentroidTable &centroids,
                            std::uint8_t *labels, std::int32_t *scores) {
    const DI32 d;
    const hn::Rebind<std::uint8_t, DI32> d8;
    const std::size_t lanes = hn::Lanes(d);
    VI32 rg[Vectors], ba[Vectors], best[Vectors], label[Vectors];
    const auto *pairs = reinterpret_cast<const std::int32_t *>(points);
    for (std::size_t v = 0; v < Vectors; ++v)
        hn::LoadInterleaved2(d, pairs + 2 * v * lanes, rg[v], ba[v]);
    NearestOf<Vectors>(rg, ba, centroids, best, label);
    for (std::size_t v = 0; v < Vectors; ++v) {
        hn::StoreU(hn::DemoteTo(d8, label[v]), d8, labels + v * lanes);
        if (scores) hn::StoreU(best[v], d, scores + v * lanes);
    }
}

void Assign(const Point *points, std::size_t count, const CentroidTable &centroids,
            std::uint8_t *labels, std::int32_t *scores) {
    const std::size_t lanes = hn::Lanes(DI32());
    std::size_t i = 0;
    const auto advance = [&](std::size_t by) {
        i += by;
        if (scores) scores += by;
    };
    for (; i + 4 * lanes <= count; advance(4 * lanes))
        AssignBlock<4>(points + i, centroids, labels + i, scores);
    for (; i + lanes <= count; advance(lanes))
        AssignBlock<1>(points + i, centroids, labels + i, scores);
    if (i == count) return;
    Point padded[kMostLanes] = {};
    std::uint8_t padded_labels[kMostLanes];
    std::int32_t padded_scores[kMostLanes];
    std::copy(points + i, points + count, padded);
    AssignBlock<1>(padded, centroids, padded_labels, padded_scores);
    std::copy_n(padded_labels, count - i, labels + i);
    if (scores) std::copy_n(padded_scores, count - i, scores);
}

// Returns the scores of a point for a vector of centroids of a list, from the k-th on. Lanes past
// the end of the list get the highest score.
HWY_INLINE VI32 ScoresInList(VI32 rg, VI32 ba, const std::int32_t *list, std::size_t size,
                             std::size_t k) {
    const DI32 d;
    const VI32 dot = PairDot(ba, hn::LoadU(d, list + size + k),
                             PairDot(rg, hn::LoadU(d, list + k), hn::Zero(d)));
    return hn::IfThenElse(hn::FirstN(d, size - k), hn::Sub(hn::LoadU(d, list + 2 * size + k), dot),
                          hn::Set(d, INT32_MAX));
}

// Returns the place in a list of the centroid that is nearest to a point. Most lists fit in one
// vector.
HWY_INLINE std::size_t NearestOfList(const Point &p, const std::int32_t *list, std::size_t size) {
    const DI32 d;
    const VI32 rg = hn::Set(d, pair_of(p.x[0], p.x[1])), ba = hn::Set(d, pair_of(p.x[2], p.x[3]));
    const VI32 scores = ScoresInList(rg, ba, list, size, 0);
    VI32 lowest = scores;
    for (std::size_t k = hn::Lanes(d); k < size; k += hn::Lanes(d))
        lowest = hn::Min(lowest, ScoresInList(rg, ba, list, size, k));
    lowest = hn::MinOfLanes(d, lowest);
    // The first of equal scores has the lowest index.
    std::intptr_t first = hn::FindFirstTrue(d, hn::Eq(scores, lowest));
    for (std::size_t k = hn::Lanes(d); first < 0; k += hn::Lanes(d)) {
        first = hn::FindFirstTrue(d, hn::Eq(ScoresInList(rg, ba, list, size, k), lowest));
        if (first >= 0) first += static_cast<std::intptr_t>(k);
    }
    return static_cast<std::size_t>(first);
}

void AssignListed(const Point *points, const std::uint16_t *keys, std::size_t count,
                  const std::uint32_t *places, const std::int32_t *lists,
                  std::uint8_t *HWY_RESTRICT labels) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t place = places[keys[i]];
        if ((place & kIsLabel) != 0) {
            labels[i] = static_cast<std::uint8_t>(place);
            continue;
        }
        const std::int32_t *list = lists + place + 1;
        const auto size = static_cast<std::size_t>(lists[place]);
        const std::size_t nearest = NearestOfList(points[i], list, size);
        labels[i] = static_cast<std::uint8_t>(list[3 * size + nearest]);
    }
}

void Distances(const CentroidTable &centroids, std::size_t k, std::int32_t *distances) {
    const DI32 d;
    const VI32 rg = hn::Set(d, centroids.rg[k]), ba = hn::Set(d, centroids.ba[k]);
    const VI32 norm = hn::Set(d, centroids.norm[k]);
    for (std::size_t i = 0; i < centroids.size; i += hn::Lanes(d)) {
        const VI32 dot = PairDot(ba, hn::Load(d, centroids.ba + i),
                                 PairDot(rg, hn::Load(d, centroids.rg + i), hn::Zero(d)));
        const VI32 other = hn::Load(d, centroids.norm + i);
        hn::StoreU(hn::Add(hn::Sub(norm, dot), hn::Sub(other, dot)), d, distances + i);
    }
}

// Adds a point to the four 64-bit sums, and counts it, in one or two vector additions.
HWY_INLINE void AddPoint(const Point &p, LabelSums &sums) {
    const hn::CappedTag<std::int64_t, kDimensions> d;
    const hn::Rebind<std::int16_t, decltype(d)> d16;
    alignas(32) static constexpr std::int64_t kOne[kDimensions] = {0, 0, 0,
                                                                   std::int64_t{1} << kCountShift};
    for (std::size_t i = 0; i < kDimensions; i += hn::Lanes(d)) {
        const auto x = hn::PromoteTo(d, hn::PromoteTo(hn::Rebind<std::int32_t, decltype(d)>(),
                                                      hn::LoadU(d16, p.x.data() + i)));
        const auto sum = hn::Load(d, sums.sum.data() + i);
        hn::Store(hn::Add(sum, hn::Add(x, hn::Load(d, kOne + i))), d, sums.sum.data() + i);
    }
}

void Accumulate(const Point *points, const std::uint8_t *labels, std::size_t count,
                LabelSumTable *tables) {
    std::size_t i = 0;
    for (; i + kSumTables <= count; i += kSumTables)
        for (std::size_t t = 0; t < kSumTables; ++t)
            AddPoint(points[i + t], tables[t][labels[i + t]]);
    for (; i < count; ++i) AddPoint(points[i], tables[0][labels[i]]);
}

std::uint64_t SumOfSquares(const Point *points, std::size_t count) {
    using DU64 = hn::Repartition<std::uint64_t, DI32>;
    const DI32 d;
    const DU64 d64;
    // Two squares add up to less than 2^31.
    const std::size_t lanes = hn::Lanes(d) / 2;  // points in a vector
    auto sums = hn::Zero(d64);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto pairs = hn::LoadU(hn::Repartition<std::int16_t, DI32>(), points[i].x.data());
        const VI32 x = hn::BitCast(d, pairs);
        const auto squares = hn::BitCast(d64, PairDot(x, x, hn::Zero(d)));
        sums = hn::Add(
            sums, hn::Add(hn::And(squares, hn::Set(d64, 0xFFFFFFFF)), hn::ShiftRight<32>(squares)));
    }
    return hn::GetLane(hn::SumOfLanes(d64, sums)) +
           scalar_kernels().sum_of_squares(points + i, count - i);
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
