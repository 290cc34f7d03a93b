// Prunes lists of centroids and splits cells: the kernels of the engine `cells`. kernels.cpp
// includes this file once per instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

using DI16 = hn::Repartition<std::int16_t, DI32>;
using VI16 = hn::Vec<DI16>;

// One centroid in each lane, with its position in its list.
struct CentroidLanes {
    VI32 rg, ba, norm, position;
};

// Returns the centroid of the list that is nearest to the point in each lane, the middle of a box.
HWY_INLINE CentroidLanes NearestToMiddle(VI32 rg, VI32 ba, const CentroidTable &list) {
    const DI32 d;
    const VI32 zero = hn::Zero(d);
    CentroidLanes nearest{zero, zero, zero, zero};
    VI32 best = hn::Set(d, INT32_MAX);
    for (std::size_t k = 0; k < list.size; ++k) {
        const VI32 c_rg = hn::Set(d, list.rg[k]);
        const VI32 c_ba = hn::Set(d, list.ba[k]);
        const VI32 c_norm = hn::Set(d, list.norm[k]);
        const VI32 s = hn::Sub(c_norm, PairDot(ba, c_ba, PairDot(rg, c_rg, zero)));
        const auto lower = hn::Lt(s, best);
        best = hn::Min(s, best);
        nearest.rg = hn::IfThenElse(lower, c_rg, nearest.rg);
        nearest.ba = hn::IfThenElse(lower, c_ba, nearest.ba);
        nearest.norm = hn::IfThenElse(lower, c_norm, nearest.norm);
        nearest.position =
            hn::IfThenElse(lower, hn::Set(d, static_cast<std::int32_t>(k)), nearest.position);
    }
    return nearest;
}

// Returns, for each coordinate of a pair, the end of the box that lies farther in a direction.
HWY_INLINE VI32 FarEnd(VI16 direction, VI32 lo, VI32 hi) {
    const DI32 d;
    const DI16 d16;
    const auto positive = hn::Gt(direction, hn::Zero(d16));
    return hn::BitCast(d, hn::IfThenElse(positive, hn::BitCast(d16, hi), hn::BitCast(d16, lo)));
}

void Prune(const BoxLanes &boxes, const CentroidTable &list, Candidates &candidates) {
    const DI32 d;
    const DI16 d16;
    const hn::RebindToUnsigned<DI32> du32;
    const hn::RebindToUnsigned<DI16> du16;
    static_assert(kMostLanes <= kBoxLanes);
    const auto middle = [&](VI32 lo, VI32 hi) HWY_ATTR {
        return hn::BitCast(d, hn::AverageRound(hn::BitCast(du16, lo), hn::BitCast(du16, hi)));
    };
    const auto difference = [&](VI32 a, VI32 b) HWY_ATTR {
        return hn::Sub(hn::BitCast(d16, a), hn::BitCast(d16, b));
    };
    for (std::size_t lane = 0; lane < kBoxLanes; lane += hn::Lanes(d)) {
        const VI32 lo_rg = hn::Load(d, boxes.lo_rg + lane), hi_rg = hn::Load(d, boxes.hi_rg + lane);
        const VI32 lo_ba = hn::Load(d, boxes.lo_ba + lane), hi_ba = hn::Load(d, boxes.hi_ba + lane);
        const CentroidLanes likely =
            NearestToMiddle(middle(lo_rg, hi_rg), middle(lo_ba, hi_ba), list);
        hn::Store(hn::BitCast(du32, likely.position), du32, candidates.likely + lane);
        for (std::size_t word = 0; word * 32 < list.size; ++word) {
            const std::size_t end = std::min(list.size, word * 32 + 32);
            VI32 mask = hn::Zero(d);
            for (std::size_t k = word * 32; k < end; ++k) {
                const VI16 to_rg = difference(hn::Set(d, list.rg[k]), likely.rg);
                const VI16 to_ba = difference(hn::Set(d, list.ba[k]), likely.ba);
                const VI32 dot = PairDot(
                    hn::BitCast(d, to_ba), FarEnd(to_ba, lo_ba, hi_ba),
                    PairDot(hn::BitCast(d, to_rg), FarEnd(to_rg, lo_rg, hi_rg), hn::Zero(d)));
                // The least value over the box of the score of the k-th centroid minus the score of
                // the likely one. It is a difference of two scores, so it fits in 32 bits although
                // an intermediate result may wrap.
                const VI32 lead = hn::Sub(hn::Sub(hn::Set(d, list.norm[k]), likely.norm), dot);
                // k is a candidate if lead < 0, or if lead <= 0 and k is not above the likely
                // position.
                const VI32 position = hn::Set(d, static_cast<std::int32_t>(k));
                const auto above = hn::Lt(likely.position, position);
                const VI32 limit = hn::IfThenElse(above, hn::Zero(d), hn::Set(d, 1));
                const VI32 bit = hn::Set(d, static_cast<std::int32_t>(1U << k % 32));
                mask = hn::Or(mask, hn::IfThenElseZero(hn::Lt(lead, limit), bit));
            }
            hn::Store(hn::BitCast(du32, mask), du32, candidates.masks[word] + lane);
        }
    }
}

// Returns the place in the list of the centroid nearest to each point. `Size` is the size of the
// list if it is known at compile time, otherwise 0.
template <std::size_t Size>
HWY_INLINE VI32 NearestInList(VI32 rg, VI32 ba, const std::int32_t *norms,
                              const CentroidTable &list) {
    const DI32 d;
    const std::size_t size = Size != 0 ? Size : list.size;
    const auto score_of = [&](std::size_t k) HWY_ATTR {
        const VI32 dot =
            PairDot(ba, hn::Set(d, list.ba[k]), PairDot(rg, hn::Set(d, list.rg[k]), hn::Zero(d)));
        return hn::Sub(hn::Set(d, norms[k]), dot);
    };
    VI32 best = score_of(0);
    VI32 nearest = hn::Zero(d);
    for (std::size_t k = 1; k < size; ++k) {
        const VI32 s = score_of(k);
        const VI32 place = hn::Set(d, static_cast<std::int32_t>(k));
        nearest = hn::IfThenElse(hn::Lt(s, best), place, nearest);
        best = hn::Min(s, best);
    }
    return nearest;
}

// Writes the sum of the lanes of each of four vectors.
HWY_INLINE void SumsOfLanes(VI32 a, VI32 b, VI32 c, VI32 e, std::int32_t *sums) {
    const DI32 d;
    const hn::Repartition<std::int64_t, DI32> d64;
    const auto pair = [&](VI32 v, VI32 w) HWY_ATTR {
        return hn::BitCast(d64,
                           hn::Add(hn::InterleaveLower(d, v, w), hn::InterleaveUpper(d, v, w)));
    };
    const auto ab = pair(a, b), ce = pair(c, e);
    const VI32 all = hn::Add(hn::BitCast(d, hn::InterleaveLower(d64, ab, ce)),
                             hn::BitCast(d, hn::InterleaveUpper(d64, ab, ce)));
    HWY_ALIGN std::int32_t lanes[kMostLanes];
    hn::Store(all, d, lanes);
    for (std::size_t i = 0; i < 4; ++i) {
        sums[i] = lanes[i];
        for (std::size_t block = 4; block < hn::Lanes(d); block += 4) sums[i] += lanes[block + i];
    }
}

// The moments of residues, in units of residues: n, r, g, b.
using ResidueMoments = std::array<std::int32_t, 4>;

// The number of entries that are summed at a time. It is small enough for the places of their
// centroids to stay in the cache, and for kMostSummed * 32767 * 7 < 2^31.
inline constexpr std::size_t kMostSummed = 1024;

// The fields r, g and b of a vector of residues.
struct Fields {
    VI32 r, g, b;

    HWY_INLINE explicit Fields(const std::uint16_t *residues) {
        const DI32 d;
        const hn::Rebind<std::uint16_t, DI32> d16;
        const VI32 residue = hn::PromoteTo(d, hn::LoadU(d16, residues));
        const VI32 low = hn::Set(d, 7);
        r = hn::ShiftRight<6>(residue);
        g = hn::And(hn::ShiftRight<3>(residue), low);
        b = hn::And(residue, low);
    }
};

template <std::size_t Size>
HWY_INLINE VI32 NearestInList(const Fields &fields, const std::int32_t *norms,
                              const CentroidTable &list) {
    static_assert(kPointScale == 1 << 7);
    const VI32 rg = hn::Or(hn::ShiftLeft<7>(fields.r), hn::ShiftLeft<23>(fields.g));
    return NearestInList<Size>(rg, hn::ShiftLeft<7>(fields.b), norms, list);
}

// Sums up the moments of the entries of `Parts` centroids, which are at `from` and the next places
// of the list. nearest(i, fields) must return the places of the nearest centroids for the vector
// that begins with entry i.
template <std::size_t Parts, typename Nearest>
HWY_INLINE void SumParts(const std::uint16_t *residues, const std::uint16_t *weights,
                         std::size_t count, std::size_t from, ResidueMoments *parts,
                         Nearest &&nearest) {
    const DI32 d;
    const hn::Rebind<std::uint16_t, DI32> d16;
    VI32 sums[Parts][4];
    for (auto &part : sums)
        for (VI32 &sum : part) sum = hn::Zero(d);
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        const Fields fields(residues + i);
        const VI32 weight = hn::IfThenElseZero(hn::FirstN(d, count - i),
                                               hn::PromoteTo(d, hn::LoadU(d16, weights + i)));
        const VI32 place = nearest(i, fields);
        for (std::size_t part = 0; part < Parts; ++part) {
            const VI32 wanted = hn::Set(d, static_cast<std::int32_t>(from + part));
            const VI32 own = hn::IfThenElseZero(hn::Eq(place, wanted), weight);
            sums[part][0] = hn::Add(sums[part][0], own);
            // The upper halves of weights and fields are 0, so each PairDot adds one product.
            sums[part][1] = PairDot(own, fields.r, sums[part][1]);
            sums[part][2] = PairDot(own, fields.g, sums[part][2]);
            sums[part][3] = PairDot(own, fields.b, sums[part][3]);
        }
    }
    for (std::size_t part = 0; part < Parts; ++part)
        SumsOfLanes(sums[part][0], sums[part][1], sums[part][2], sums[part][3], parts[part].data());
}

// Sums up the moments for all centroids of the list but the last.
HWY_INLINE void SumAllParts(const std::uint16_t *residues, const std::uint16_t *weights,
                            std::size_t count, const CentroidTable &list, const std::int32_t *norms,
                            ResidueMoments *parts) {
    const auto in_list = [&]<std::size_t Size>() HWY_ATTR {
        SumParts<Size - 1>(residues, weights, count, 0, parts,
                           [&](std::size_t, const Fields &fields)
                               HWY_ATTR { return NearestInList<Size>(fields, norms, list); });
    };
    switch (list.size) {
        case 2: return in_list.template operator()<2>();
        case 3: return in_list.template operator()<3>();
        case 4: return in_list.template operator()<4>();
    }
    const DI32 d;
    HWY_ALIGN std::int32_t places[kMostSummed];
    for (std::size_t i = 0; i < count; i += hn::Lanes(d))
        hn::Store(NearestInList<0>(Fields(residues + i), norms, list), d, places + i);
    const auto sum = [&]<std::size_t Parts>(std::size_t from) HWY_ATTR {
        SumParts<Parts>(residues, weights, count, from, parts + from,
                        [&](std::size_t i, const Fields &)
                            HWY_ATTR { return hn::Load(d, places + i); });
    };
    std::size_t from = 0;
    for (; from + 3 < list.size; from += 3) sum.template operator()<3>(from);
    if (from + 2 < list.size) {
        sum.template operator()<2>(from);
    } else if (from + 1 < list.size) {
        sum.template operator()<1>(from);
    }
}

void SplitCompact(const Cell &cell, const std::uint16_t *residues, const std::uint16_t *weights,
                  const CentroidTable &list, Moments *parts) {
    const DI32 d;
    Moments &rest = parts[list.size - 1] = cell.moments;
    if (list.size == 1) return;
    // Within a cell a point is base + residue. The part of the score that comes from the base is
    // the same for all entries and is included in the norms.
    const Point base = cell_base(cell.key);
    alignas(64) std::int32_t norms[256];
    const VI32 base_rg = hn::Set(d, pair_of(base.x[0], base.x[1]));
    const VI32 base_ba = hn::Set(d, pair_of(base.x[2], base.x[3]));
    for (std::size_t k = 0; k < list.size; k += hn::Lanes(d)) {
        const VI32 dot = PairDot(base_ba, hn::Load(d, list.ba + k),
                                 PairDot(base_rg, hn::Load(d, list.rg + k), hn::Zero(d)));
        hn::Store(hn::Sub(hn::Load(d, list.norm + k), dot), d, norms + k);
    }
    std::fill_n(parts, list.size - 1, Moments{});
    ResidueMoments sums[255];
    for (std::size_t first = 0; first < cell.size; first += kMostSummed) {
        SumAllParts(residues + first, weights + first, std::min(kMostSummed, cell.size - first),
                    list, norms, sums);
        for (std::size_t part = 0; part + 1 < list.size; ++part) {
            const std::int64_t n = sums[part][0];
            parts[part].n += static_cast<std::uint64_t>(n);
            for (std::size_t f = 0; f < 3; ++f)
                parts[part].sum[f] += n * base.x[f] + std::int64_t{kPointScale} * sums[part][f + 1];
        }
    }
    // The last centroid gets the rest of the moments of the cell.
    for (std::size_t part = 0; part + 1 < list.size; ++part) rest -= parts[part];
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
