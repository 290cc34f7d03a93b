// Finds nearest centroids in a grid, and diffuses errors. A vector holds the coordinates of one
// pixel. kernels.cpp includes this file once per instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

// The coordinates of a pixel in 16 and in 32 bits, and those of two pixels side by side.
using DHalf = hn::FixedTag<std::int16_t, 4>;
using DHalfUnsigned = hn::FixedTag<std::uint16_t, 4>;
using DFull = hn::FixedTag<std::int32_t, 4>;
using DTwo = hn::FixedTag<std::int16_t, 8>;
using VHalf = hn::Vec<DHalf>;
using VHalfUnsigned = hn::Vec<DHalfUnsigned>;
using VFull = hn::Vec<DFull>;

HWY_INLINE VHalf LoadHalf(const std::int16_t *x) { return hn::Load(DHalf(), x); }
HWY_INLINE VHalfUnsigned LoadHalf(const std::uint16_t *x) { return hn::Load(DHalfUnsigned(), x); }

// The constants of a grid in registers.
struct GridAxes {
    VHalfUnsigned first, scale;
    VHalf last, stride;

    HWY_INLINE explicit GridAxes(const ColorGrid &grid)
        : first(LoadHalf(grid.first.data())),
          scale(LoadHalf(grid.scale.data())),
          last(hn::BitCast(DHalf(), LoadHalf(grid.last.data()))),
          stride(hn::BitCast(DHalf(), LoadHalf(grid.stride.data()))) {}

    // Returns the index of the cell of a color.
    HWY_INLINE std::size_t CellOf(VHalfUnsigned color) const {
        const hn::FixedTag<std::int32_t, 2> d;
        const auto place =
            hn::Min(hn::BitCast(DHalf(), hn::MulHigh(hn::SaturatedSub(color, first), scale)), last);
        const auto sums = PairDot(d, hn::BitCast(d, place), hn::BitCast(d, stride), hn::Zero(d));
        return static_cast<std::uint32_t>(hn::GetLane(hn::Add(sums, hn::Shuffle2301(sums))));
    }
};

// As many centroids of a block as fit in a vector.
using DBlock = hn::CappedTag<std::int32_t, kBlockCentroids>;
using VBlock = hn::Vec<DBlock>;
inline constexpr std::size_t kBlockVectors = kBlockCentroids / hn::MaxLanes(DBlock());

// Returns the place of the first of the nearest centroids in a block, and its score in each lane.
// `rg` and `ba` have the color in each lane.
HWY_INLINE std::size_t FindInBlock(const CentroidBlock &block, VBlock rg, VBlock ba,
                                   VBlock &least) {
    const DBlock d;
    VBlock scores[kBlockVectors];
    for (std::size_t i = 0; i < kBlockVectors; ++i) {
        const std::size_t at = i * hn::MaxLanes(d);
        const VBlock dot = PairDot(d, ba, hn::Load(d, block.ba.data() + at),
                                   PairDot(d, rg, hn::Load(d, block.rg.data() + at), hn::Zero(d)));
        scores[i] = hn::Sub(hn::Load(d, block.norm.data() + at), dot);
    }
    least = scores[0];
    for (std::size_t i = 1; i < kBlockVectors; ++i) least = hn::Min(least, scores[i]);
    least = hn::MinOfLanes(d, least);
    std::uint32_t equal = 0;
    for (std::size_t i = 0; i < kBlockVectors; ++i) {
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(d, hn::Eq(scores[i], least), bits);
        equal |= std::uint32_t{bits[0]} << i * hn::MaxLanes(d);
    }
    return static_cast<std::size_t>(std::countr_zero(equal));
}

// Looks through several blocks. Returns 256 * the number of blocks before the one of the nearest
// centroid, plus its place. The values come and go in registers.
HWY_NOINLINE std::size_t FindInBlocks(const CentroidBlock *blocks, std::uint32_t count, VBlock rg,
                                      VBlock ba) {
    VBlock least;
    std::size_t found = FindInBlock(blocks[0], rg, ba, least);
    for (std::size_t i = 1; i < count; ++i) {
        VBlock other;
        const std::size_t place = FindInBlock(blocks[i], rg, ba, other);
        // The comparison is strict, so that the lowest id wins a tie.
        if (hn::GetLane(other) < hn::GetLane(least)) {
            least = other;
            found = 256 * i + place;
        }
    }
    return found;
}

// A centroid by its block and its place there.
struct Found {
    const CentroidBlock *block;
    std::size_t place;

    // Returns the point of the centroid.
    HWY_INLINE VHalf Entry() const {
        // Reads a neighbor too, which is in the block.
        const hn::FixedTag<std::int32_t, 2> d;
        const auto rg_ba = hn::InterleaveLower(d, hn::LoadU(d, block->rg.data() + place),
                                               hn::LoadU(d, block->ba.data() + place));
        const VHalf centroid = hn::BitCast(DHalf(), rg_ba);
        return hn::Add(centroid, centroid);
    }
};

HWY_INLINE Found FindNearest(const GridAxes &axes, const ColorGrid &grid, VHalfUnsigned color) {
    const DBlock d;
    const hn::FixedTag<std::int32_t, 2> pairs;
    const std::uint32_t list = grid.cells[axes.CellOf(color)];
    const auto rg_ba = hn::BitCast(pairs, color);
    const VBlock rg = hn::Set(d, hn::GetLane(rg_ba));
    const VBlock ba = hn::Set(d, hn::GetLane(hn::Shuffle2301(rg_ba)));
    const CentroidBlock *block;
    std::size_t place;
    const std::uint32_t more = ColorGrid::more_blocks(list);
    if (HWY_LIKELY(more == 0)) {
        VBlock least;
        block = grid.only_block(list);
        place = FindInBlock(*block, rg, ba, least);
    } else {
        block = grid.first_block(list);
        place = FindInBlocks(block, more + 1, rg, ba);
        block += place / 256;
        place %= 256;
    }
    return {block, place};
}

void LookUp(const ColorGrid &grid, const Point *points, std::size_t count, std::uint8_t *ids) {
    const GridAxes axes(grid);
    for (std::size_t i = 0; i < count; ++i) {
        const auto color = hn::BitCast(DHalfUnsigned(), LoadHalf(points[i].x.data()));
        const Found found = FindNearest(axes, grid, color);
        ids[i] = found.block->id[found.place];
    }
}

// Dithers pixels of one row by a kernel of 2 * Pairs shares.
template <std::size_t Pairs>
class RowDiffuser {
public:
    HWY_INLINE RowDiffuser(const DiffusionRules &diffusion, const DiffusedRow &row, int direction)
        : row_(row) {
        for (std::size_t i = 0; i + 1 < 2 * Pairs; ++i) {
            const ErrorShare &share = diffusion.shares[2 * Pairs - 1 - i];
            errors_[i] = row.errors[static_cast<std::size_t>(share.dy)] - direction * share.dx;
        }
    }

    // Dithers a pixel. Takes the error of the pixel before it, and returns its own.
    template <typename Rules>
    HWY_INLINE VHalf DoPixel(const Rules &rules, std::ptrdiff_t x, VHalf before) const {
        const DHalf d16;
        if (HWY_UNLIKELY(row_.settled[x] != DiffusedRow::kFree)) {
            row_.indices[x] = static_cast<std::uint8_t>(row_.settled[x]);
            hn::Store(hn::Zero(d16), d16, row_.errors[0][x].x.data());
            return hn::Zero(d16);
        }
        const VHalf point = LoadHalf(row_.points[x].x.data());
        const auto error = [&](std::size_t i) HWY_ATTR { return LoadHalf(errors_[i][x].x.data()); };
        // The shares are in pairs, and so are the point with one of them and the pixel before with
        // what rounds the sum.
        VFull sum = rules.Sum(0, point, error(0));
        for (std::size_t i = 1; i < Pairs; ++i)
            sum = hn::Add(sum, rules.Sum(i, error(2 * i - 1), error(2 * i)));
        sum = hn::Add(sum, rules.Sum(Pairs, before, rules.one));
        // Values below 0 become 0.
        const auto is_opaque = hn::Eq(point, rules.opaque);
        const VHalf color = hn::IfThenElse(
            is_opaque, rules.opaque,
            hn::BitCast(d16, hn::Min(hn::DemoteTo(DHalfUnsigned(), hn::ShiftRight<kErrorBits>(sum)),
                                     rules.most)));
        VHalf entry;
        if (HWY_UNLIKELY(rules.opaque_entries != nullptr) && row_.points[x].x[3] == rules.alpha) {
            entry = rules.OpaqueEntry(color, row_.indices[x]);
        } else {
            const Found found =
                FindNearest(rules.axes, rules.grid, hn::BitCast(DHalfUnsigned(), color));
            row_.indices[x] = found.block->id[found.place];
            entry = found.Entry();
        }
        const VHalf own = hn::IfThenZeroElse(is_opaque, hn::Sub(color, entry));
        hn::Store(own, d16, row_.errors[0][x].x.data());
        return own;
    }

private:
    DiffusedRow row_;
    const PixelError *errors_[2 * Pairs - 1];  // from which the first pixel gets its shares
};

// What is the same for all pixels.
template <std::size_t Pairs>
struct RuleVectors {
    HWY_INLINE explicit RuleVectors(const DiffusionRules &diffusion)
        : grid(diffusion.grid),
          axes(diffusion.grid),
          most(LoadHalf(diffusion.most.data())),
          opaque_entries(diffusion.opaque),
          entries(diffusion.entries.data()),
          alpha(static_cast<std::int16_t>(diffusion.most[3])) {
        const auto weight = [&](std::size_t i)
                                HWY_ATTR { return diffusion.shares[2 * Pairs - 1 - i].weight; };
        weights[0] = pair_of(1 << kErrorBits, weight(0));
        for (std::size_t i = 1; i < Pairs; ++i)
            weights[i] = pair_of(weight(2 * i - 1), weight(2 * i));
        weights[Pairs] = pair_of(weight(2 * Pairs - 1), 1 << (kErrorBits - 1));
        one = hn::Set(DHalf(), 1);
        HWY_ALIGN const std::int16_t alone[4] = {-1, -1, -1, alpha};
        opaque = hn::Load(DHalf(), alone);
    }

    // Returns the sum of two vectors, each times its weight.
    HWY_INLINE VFull Sum(std::size_t i, VHalf a, VHalf b) const {
        const DFull d;
        const DTwo both;
        const auto pairs =
            hn::InterleaveLower(both, hn::ZeroExtendVector(both, a), hn::ZeroExtendVector(both, b));
        return PairDot(d, hn::BitCast(d, pairs), hn::Set(d, weights[i]), hn::Zero(d));
    }

    // Returns the opaque entry that is nearest to a color, and writes its index.
    HWY_NOINLINE VHalf OpaqueEntry(VHalf color, std::uint8_t &index) const {
        HWY_ALIGN std::int16_t x[4];
        hn::Store(color, DHalf(), x);
        index = opaque_entries->nearest({x[0], x[1], x[2], x[3]});
        return LoadHalf(entries[index].x.data());
    }

    const ColorGrid &grid;
    GridAxes axes;
    VHalfUnsigned most;
    const OpaqueEntries *opaque_entries;
    const Point *entries;
    std::int16_t alpha;
    VHalf opaque;  // a point whose fourth coordinate has the largest value
    VHalf one;
    std::int32_t weights[Pairs + 1];
};

template <std::size_t Pairs>
HWY_INLINE void DiffuseBy(const DiffusionRules &diffusion, const DiffusedRow *rows,
                          std::size_t count, std::size_t columns, int direction) {
    const RuleVectors<Pairs> rules(diffusion);
    using Row = RowDiffuser<Pairs>;
    const auto before = [&](std::size_t r)
                            HWY_ATTR { return LoadHalf(rows[r].errors[0][-direction].x.data()); };
    if (count == kStripRows) {
        static_assert(kStripRows == 4);
        const Row row0(diffusion, rows[0], 1), row1(diffusion, rows[1], 1);
        const Row row2(diffusion, rows[2], 1), row3(diffusion, rows[3], 1);
        VHalf error0 = before(0), error1 = before(1), error2 = before(2), error3 = before(3);
        for (std::ptrdiff_t x = 0; x < static_cast<std::ptrdiff_t>(columns); ++x) {
            error0 = row0.DoPixel(rules, x, error0);
            error1 = row1.DoPixel(rules, x, error1);
            error2 = row2.DoPixel(rules, x, error2);
            error3 = row3.DoPixel(rules, x, error3);
        }
        return;
    }
    for (std::size_t r = 0; r < count; ++r) {
        const Row row(diffusion, rows[r], direction);
        VHalf error = before(r);
        std::ptrdiff_t x = 0;
        for (std::size_t i = 0; i < columns; ++i, x += direction)
            error = row.DoPixel(rules, x, error);
    }
}

void Diffuse(const DiffusionRules &diffusion, const DiffusedRow *rows, std::size_t count,
             std::size_t columns, int direction) {
    switch (diffusion.size) {
        case 4: return DiffuseBy<2>(diffusion, rows, count, columns, direction);
        case 6: return DiffuseBy<3>(diffusion, rows, count, columns, direction);
        case 10: return DiffuseBy<5>(diffusion, rows, count, columns, direction);
        default: return DiffuseBy<6>(diffusion, rows, count, columns, direction);
    }
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
