// The inner loops of the cells engine. Included once per instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

using DI16 = hn::Repartition<std::int16_t, DI32>;
using VI16 = hn::Vec<DI16>;

// A set of centroids, one in each lane.
struct CentroidLanes {
    VI32 rg, ba, norm, position;
};

// The centroid of the list that is nearest to each middle.
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

// For each pair of coordinates the end of the box that lies farthest in a direction.
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
                // The lead over the likely one at the point of the box where it is least. It is the
                // difference of two scores, so it fits although a step to it may wrap.
                const VI32 lead = hn::Sub(hn::Sub(hn::Set(d, list.norm[k]), likely.norm), dot);
                // lead < 0, or <= 0 where k is not above the likely position.
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

// One vector of entries against the list; move(i, to) is called where the label changes.
template <typename Move>
HWY_INLINE void AssignVector(VI32 rg, VI32 ba, const std::int32_t *norms, const CentroidTable &list,
                             const std::uint8_t *labels, std::size_t left, Move &&move) {
    const DI32 d;
    const hn::Rebind<std::uint8_t, DI32> d8;
    const auto score_of = [&](std::size_t k) HWY_ATTR {
        const VI32 dot =
            PairDot(ba, hn::Set(d, list.ba[k]), PairDot(rg, hn::Set(d, list.rg[k]), hn::Zero(d)));
        return hn::Sub(hn::Set(d, norms[k]), dot);
    };
    VI32 best = score_of(0);
    VI32 id = hn::Set(d, list.id[0]);
    for (std::size_t k = 1; k < list.size; ++k) {
        const VI32 s = score_of(k);
        id = hn::IfThenElse(hn::Lt(s, best), hn::Set(d, list.id[k]), id);
        best = hn::Min(s, best);
    }
    const VI32 old = hn::PromoteTo(d, hn::LoadU(d8, labels));
    const auto changed = hn::And(hn::Ne(id, old), hn::FirstN(d, left));
    if (hn::AllFalse(d, changed)) return;
    HWY_ALIGN std::int32_t ids[kMostLanes];
    std::uint8_t bytes[8] = {};
    hn::Store(id, d, ids);
    hn::StoreMaskBits(d, changed, bytes);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < (hn::Lanes(d) + 7) / 8; ++i)
        bits |= std::uint64_t{bytes[i]} << 8 * i;
    for (; bits != 0; bits &= bits - 1) {
        const auto lane = static_cast<std::size_t>(std::countr_zero(bits));
        move(lane, static_cast<std::uint8_t>(ids[lane]));
    }
}

void AssignCompact(const Point &base, const std::uint16_t *residues, const std::uint16_t *weights,
                   std::uint8_t *labels, std::size_t count, const CentroidTable &list,
                   Moments *clusters) {
    const DI32 d;
    const hn::RebindToUnsigned<DI32> du32;
    const hn::Rebind<std::uint16_t, DI32> d16;
    // Within a cell a point is base + residue: the base's part of the score is the same for all.
    alignas(64) std::int32_t norms[256];
    const VI32 base_rg = hn::Set(d, pair_of(base.x[0], base.x[1]));
    const VI32 base_ba = hn::Set(d, pair_of(base.x[2], base.x[3]));
    for (std::size_t k = 0; k < list.size; k += hn::Lanes(d)) {
        const VI32 dot = PairDot(base_ba, hn::Load(d, list.ba + k),
                                 PairDot(base_rg, hn::Load(d, list.rg + k), hn::Zero(d)));
        hn::Store(hn::Sub(hn::Load(d, list.norm + k), dot), d, norms + k);
    }
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        const auto residue = hn::PromoteTo(du32, hn::LoadU(d16, residues + i));
        // kPointScale = 2^7 times each field of three bits.
        const auto r = hn::ShiftLeft<7>(hn::And(residue, hn::Set(du32, 7U)));
        const auto g = hn::ShiftLeft<20>(hn::And(residue, hn::Set(du32, 7U << 3)));
        const auto b = hn::ShiftLeft<1>(hn::And(residue, hn::Set(du32, 7U << 6)));
        AssignVector(hn::BitCast(d, hn::Or(r, g)), hn::BitCast(d, b), norms, list, labels + i,
                     count - i, [&](std::size_t lane, std::uint8_t to) {
                         Moments moved;
                         moved.add(residue_point(base, residues[i + lane]), weights[i + lane]);
                         clusters[labels[i + lane]] -= moved;
                         clusters[to] += moved;
                         labels[i + lane] = to;
                     });
    }
}

void AssignWide(const Point *points, const std::uint32_t *weights, std::uint8_t *labels,
                std::size_t count, const CentroidTable &list, Moments *clusters) {
    const DI32 d;
    const auto *pairs = reinterpret_cast<const std::int32_t *>(points);
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        VI32 rg, ba;
        hn::LoadInterleaved2(d, pairs + 2 * i, rg, ba);
        AssignVector(rg, ba, list.norm, list, labels + i, count - i,
                     [&](std::size_t lane, std::uint8_t to) {
                         Moments moved;
                         moved.add(points[i + lane], weights[i + lane]);
                         clusters[labels[i + lane]] -= moved;
                         clusters[to] += moved;
                         labels[i + lane] = to;
                     });
    }
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
