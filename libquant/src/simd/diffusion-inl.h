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
        const auto place = hn::Min(
            hn::BitCast(DHalf(), hn::MulHigh(hn::SaturatedSub(color, first), scale)), last);
        const auto sums =
            PairDot(d, hn::BitCast(d, place), hn::BitCast(d, stride), hn::Zero(d));
        return static_cast<std::uint32_t>(hn::GetLane(hn::Add(sums, hn::Shuffle2301(sums))));
    }
};

// As many centroids of a block as fit in a vector.
using DBlock = hn::CappedTag<std::int32_t, kBlockCentroids>;
using VBlock = hn::Vec<DBlock>;
inline constexpr std::size_t kBlockVectors = kBlockCentroids / hn::MaxLanes(DBlock());

// A centroid by its block and its place there, with its score.
struct Found {
    const CentroidBlock *block;
    std::size_t place;
    std::int32_t score;
};

// Returns the first of the nearest centroids of a block. `rg` and `ba` have the color in each lane.
HWY_INLINE Found FindInBlock(const CentroidBlock *block, VBlock rg, VBlock ba) {
    const DBlock d;
    VBlock scores[kBlockVectors];
    for (std::size_t i = 0; i < kBlockVectors; ++i) {
        const std::size_t at = i * hn::MaxLanes(d);
        const VBlock c_rg = hn::Load(d, block->rg.data() + at);
        const VBlock c_ba = hn::Load(d, block->ba.data() + at);
        const VBlock norm = hn::Load(d, block->norm.data() + at);
        const VBlock zero = hn::Zero(d);
        scores[i] = hn::Sub(hn::Sub(norm, PairDot(d, rg, c_rg, zero)), PairDot(d, ba, c_ba, zero));
    }
    VBlock least = scores[0];
    for (std::size_t i = 1; i < kBlockVectors; ++i) least = hn::Min(least, scores[i]);
    least = hn::MinOfLanes(d, least);
    std::uint64_t equal = 0;
    for (std::size_t i = 0; i < kBlockVectors; ++i) {
        std::uint8_t bits[8] = {};
        hn::StoreMaskBits(d, hn::Eq(scores[i], least), bits);
        equal |= std::uint64_t{bits[0]} << i * hn::MaxLanes(d);
    }
    return {block, static_cast<std::size_t>(std::countr_zero(equal)), hn::GetLane(least)};
}

HWY_INLINE Found FindNearest(const GridAxes &axes, const ColorGrid &grid, VHalfUnsigned color) {
    const DBlock d;
    const hn::FixedTag<std::int32_t, 2> pairs;
    const std::uint32_t list = grid.cells[axes.CellOf(color)];
    const CentroidBlock *block = grid.blocks + list / ColorGrid::kMostBlocks;
    const auto rg_ba = hn::BitCast(pairs, color);
    const VBlock rg = hn::Set(d, hn::GetLane(rg_ba));
    const VBlock ba = hn::Set(d, hn::GetLane(hn::Shuffle2301(rg_ba)));
    Found found = FindInBlock(block, rg, ba);
    for (std::uint32_t more = list % ColorGrid::kMostBlocks; HWY_UNLIKELY(more != 0); --more) {
        const Found next = FindInBlock(++block, rg, ba);
        // The comparison is strict, so that the lowest id wins a tie.
        if (next.score < found.score) found = next;
    }
    return found;
}

void LookUp(const ColorGrid &grid, const Point *points, std::size_t count, std::uint8_t *ids) {
    const GridAxes axes(grid);
    for (std::size_t i = 0; i < count; ++i) {
        const auto color = hn::BitCast(DHalfUnsigned(), LoadHalf(points[i].x.data()));
        const Found found = FindNearest(axes, grid, color);
        ids[i] = found.block->id[found.place];
    }
}

// Dithers pixels by a kernel of 2 * Pairs shares.
template <std::size_t Pairs>
class Diffuser {
public:
    HWY_INLINE Diffuser(const Diffusion &diffusion, int direction)
        : diffusion_(diffusion), axes_(diffusion.grid), most_(LoadHalf(diffusion.most.data())) {
        // The share of the pixel before comes last, because it is there last.
        for (std::size_t i = 0; i < 2 * Pairs; ++i) {
            const ErrorShare &share = diffusion.shares[2 * Pairs - 1 - i];
            row_[i] = static_cast<std::size_t>(share.dy);
            beside_[i] = -direction * share.dx;
            weights_[i] = share.weight;
        }
        HWY_ALIGN const std::int16_t alpha[4] = {-1, -1, -1,
                                                 static_cast<std::int16_t>(diffusion.most[3])};
        opaque_ = hn::Load(DHalf(), alpha);
    }

    // Dithers a pixel of a row. Takes the error of the pixel before, and returns its own.
    HWY_INLINE VHalf DoPixel(const DiffusedRow &row, std::ptrdiff_t x, VHalf before) const {
        const DHalf d16;
        const DFull d;
        if (HWY_UNLIKELY(row.settled[x] != DiffusedRow::kFree)) {
            row.indices[x] = static_cast<std::uint8_t>(row.settled[x]);
            hn::Store(hn::Zero(d16), d16, row.errors[0][x].x.data());
            return hn::Zero(d16);
        }
        const VHalf point = LoadHalf(row.points[x].x.data());
        VFull sum = hn::Add(hn::ShiftLeft<kErrorBits>(hn::PromoteTo(d, point)),
                            hn::Set(d, 1 << (kErrorBits - 1)));
        const auto error = [&](std::size_t i) HWY_ATTR {
            return LoadHalf(row.errors[row_[i]][x + beside_[i]].x.data());
        };
        for (std::size_t i = 0; i + 1 < Pairs; ++i)
            sum = AddShares(2 * i, error(2 * i), error(2 * i + 1), sum);
        sum = AddShares(2 * Pairs - 2, error(2 * Pairs - 2), before, sum);
        // Values below 0 become 0.
        const auto color =
            hn::Min(hn::DemoteTo(DHalfUnsigned(), hn::ShiftRight<kErrorBits>(sum)), most_);
        const Found found = FindNearest(axes_, diffusion_.grid, color);
        row.indices[x] = found.block->id[found.place];
        const hn::FixedTag<std::int32_t, 1> pair;
        const hn::FixedTag<std::int32_t, 2> pairs;
        const VHalf centroid = hn::BitCast(
            d16, hn::InterleaveLower(pairs, hn::ZeroExtendVector(pairs, hn::Load(pair, &found.block->rg[found.place])),
                                     hn::ZeroExtendVector(pairs, hn::Load(pair, &found.block->ba[found.place]))));
        VHalf own = hn::Sub(hn::Sub(hn::BitCast(d16, color), centroid), centroid);
        own = hn::IfThenZeroElse(hn::Eq(point, opaque_), own);
        hn::Store(own, d16, row.errors[0][x].x.data());
        return own;
    }

private:
    // Returns sum + weight of share i * a + weight of share i+1 * b.
    HWY_INLINE VFull AddShares(std::size_t i, VHalf a, VHalf b, VFull sum) const {
        const DFull d;
        const DTwo both;
        const auto pairs = hn::InterleaveLower(both, hn::ZeroExtendVector(both, a),
                                               hn::ZeroExtendVector(both, b));
        return PairDot(d, hn::BitCast(d, pairs), hn::Set(d, pair_of(weights_[i], weights_[i + 1])),
                       sum);
    }

    const Diffusion &diffusion_;
    GridAxes axes_;
    VHalfUnsigned most_;
    VHalf opaque_;
    std::size_t row_[2 * Pairs];
    std::ptrdiff_t beside_[2 * Pairs];
    std::int16_t weights_[2 * Pairs];
};

template <std::size_t Pairs>
HWY_INLINE void DiffuseBy(const Diffusion &diffusion, const DiffusedRow *rows, std::size_t count,
                          std::size_t columns, int direction) {
    const Diffuser<Pairs> diffuser(diffusion, direction);
    const auto before = [&](std::size_t r)
                            HWY_ATTR { return LoadHalf(rows[r].errors[0][-direction].x.data()); };
    if (count == kStripRows) {
        static_assert(kStripRows == 4);
        const DiffusedRow row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3];
        VHalf error0 = before(0), error1 = before(1), error2 = before(2), error3 = before(3);
        for (std::ptrdiff_t x = 0; x < static_cast<std::ptrdiff_t>(columns); ++x) {
            error0 = diffuser.DoPixel(row0, x, error0);
            error1 = diffuser.DoPixel(row1, x, error1);
            error2 = diffuser.DoPixel(row2, x, error2);
            error3 = diffuser.DoPixel(row3, x, error3);
        }
        return;
    }
    for (std::size_t r = 0; r < count; ++r) {
        const DiffusedRow row = rows[r];
        VHalf error = before(r);
        std::ptrdiff_t x = 0;
        for (std::size_t i = 0; i < columns; ++i, x += direction)
            error = diffuser.DoPixel(row, x, error);
    }
}

void Diffuse(const Diffusion &diffusion, const DiffusedRow *rows, std::size_t count,
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
