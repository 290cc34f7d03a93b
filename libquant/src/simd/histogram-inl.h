// The kernels of the passes that build a compact histogram. kernels.cpp includes this file once per
// instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

using DU8 = hn::ScalableTag<std::uint8_t>;
using VU8 = hn::Vec<DU8>;
using DU16 = hn::Repartition<std::uint16_t, DU8>;
using VU16 = hn::Vec<DU16>;

HWY_INLINE void StoreKeys(VU16 r, VU16 g, VU16 b, std::uint16_t *keys, std::uint16_t *residues) {
    const DU16 d;
    const VU16 low = hn::Set(d, 7);
    const VU16 high = hn::Set(d, 0xF8);
    const VU16 key = hn::Or(hn::ShiftLeft<7>(hn::And(r, high)),
                            hn::Or(hn::ShiftLeft<2>(hn::And(g, high)), hn::ShiftRight<3>(b)));
    const VU16 residue = hn::Or(hn::ShiftLeft<6>(hn::And(r, low)),
                                hn::Or(hn::ShiftLeft<3>(hn::And(g, low)), hn::And(b, low)));
    hn::StoreU(key, d, keys);
    hn::StoreU(residue, d, residues);
}

// Splits one vector of pixels, channel by channel, into cells and residues.
HWY_INLINE void SplitVector(const std::uint8_t *pixels, unsigned channels, std::uint16_t *keys,
                            std::uint16_t *residues) {
    const DU8 d;
    VU8 r, g, b, a;
    switch (channels) {
        case 1: r = g = b = hn::LoadU(d, pixels); break;
        case 2:
            hn::LoadInterleaved2(d, pixels, r, a);
            g = b = r;
            break;
        case 3: hn::LoadInterleaved3(d, pixels, r, g, b); break;
        default: hn::LoadInterleaved4(d, pixels, r, g, b, a); break;
    }
    const DU16 d16;
    const hn::Half<DU8> half;
    const std::size_t lanes = hn::Lanes(d16);
    const auto lower = [&](VU8 v) HWY_ATTR { return hn::PromoteTo(d16, hn::LowerHalf(half, v)); };
    const auto upper = [&](VU8 v) HWY_ATTR { return hn::PromoteTo(d16, hn::UpperHalf(half, v)); };
    StoreKeys(lower(r), lower(g), lower(b), keys, residues);
    StoreKeys(upper(r), upper(g), upper(b), keys + lanes, residues + lanes);
}

void SplitKeys(const std::uint8_t *pixels, unsigned channels, std::size_t count,
               std::uint16_t *keys, std::uint16_t *residues) {
    const std::size_t lanes = hn::Lanes(DU8());
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        SplitVector(pixels + i * channels, channels, keys + i, residues + i);
    scalar_kernels().split_keys(pixels + i * channels, channels, count - i, keys + i, residues + i);
}

bool AddCounts(const std::uint8_t *block, std::uint8_t *sum) {
    const DU8 d;
    VU8 highest = hn::Zero(d);
    for (std::size_t i = 0; i < kColorsPerCell; i += hn::Lanes(d)) {
        const VU8 total = hn::SaturatedAdd(hn::LoadU(d, block + i), hn::LoadU(d, sum + i));
        hn::StoreU(total, d, sum + i);
        highest = hn::Max(highest, total);
    }
    return hn::AllFalse(d, hn::Eq(highest, hn::Set(d, 255)));
}

std::size_t ListCounts(const std::uint8_t *block, std::uint16_t *residues, std::uint16_t *weights) {
    const DU8 d;
    static_assert(HWY_MAX_BYTES <= 64);  // a mask has at most 64 bits
    std::size_t listed = 0;
    for (std::size_t i = 0; i < kColorsPerCell; i += hn::Lanes(d)) {
        std::uint64_t bits = 0;
        hn::StoreMaskBits(d, hn::Ne(hn::LoadU(d, block + i), hn::Zero(d)),
                          reinterpret_cast<std::uint8_t *>(&bits));
        for (; bits != 0; bits &= bits - 1) {
            const std::size_t residue = i + static_cast<std::size_t>(std::countr_zero(bits));
            residues[listed] = static_cast<std::uint16_t>(residue);
            weights[listed++] = block[residue];
        }
    }
    return listed;
}

// The weighted sums of the fields r, g and b of residues and of their squares, and the range of
// each field.
struct ResidueSums {
    std::uint64_t weight = 0, squares = 0;
    std::array<std::uint64_t, 3> fields{};
    std::array<std::uint16_t, 3> lowest{7, 7, 7}, highest{};
};

// The number of entries that are summed up in 32 bits. Each sum, the total of its lanes included,
// stays below kChunk * 32767 * (3 * 7 * 7) < 2^31.
inline constexpr std::size_t kChunk = 256;

HWY_INLINE void SumResidues(const std::uint16_t *residues, const std::uint16_t *weights,
                            std::size_t count, ResidueSums &sums) {
    const DU16 d;
    const DI32 d32;
    const VU16 first = hn::Set(d, residues[0]);
    const VI32 zero = hn::Zero(d32);
    VI32 weight_sum = zero, square_sum = zero, field_sums[3] = {zero, zero, zero};
    VU16 lowest[3], highest[3];
    for (std::size_t f = 0; f < 3; ++f) {
        lowest[f] = hn::Set(d, 7);
        highest[f] = hn::Zero(d);
    }
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        const auto valid = hn::FirstN(d, count - i);
        const VU16 residue = hn::IfThenElse(valid, hn::LoadU(d, residues + i), first);
        const VI32 weight = hn::BitCast(d32, hn::IfThenElseZero(valid, hn::LoadU(d, weights + i)));
        const VU16 low = hn::Set(d, 7);
        const VU16 fields[3] = {hn::ShiftRight<6>(residue),
                                hn::And(hn::ShiftRight<3>(residue), low), hn::And(residue, low)};
        VU16 square = hn::Zero(d);
        for (std::size_t f = 0; f < 3; ++f) {
            lowest[f] = hn::Min(lowest[f], fields[f]);
            highest[f] = hn::Max(highest[f], fields[f]);
            square = hn::Add(square, hn::Mul(fields[f], fields[f]));
            field_sums[f] = PairDot(weight, hn::BitCast(d32, fields[f]), field_sums[f]);
        }
        weight_sum = PairDot(weight, hn::BitCast(d32, hn::Set(d, 1)), weight_sum);
        square_sum = PairDot(weight, hn::BitCast(d32, square), square_sum);
    }
    const auto total = [&](VI32 v) HWY_ATTR {
        return static_cast<std::uint64_t>(hn::GetLane(hn::SumOfLanes(d32, v)));
    };
    sums.weight += total(weight_sum);
    sums.squares += total(square_sum);
    for (std::size_t f = 0; f < 3; ++f) {
        sums.fields[f] += total(field_sums[f]);
        sums.lowest[f] = std::min(sums.lowest[f], hn::GetLane(hn::MinOfLanes(d, lowest[f])));
        sums.highest[f] = std::max(sums.highest[f], hn::GetLane(hn::MaxOfLanes(d, highest[f])));
    }
}

void SummarizeCompact(const std::uint16_t *residues, const std::uint16_t *weights,
                      std::size_t count, Cell &cell) {
    ResidueSums sums;
    for (std::size_t i = 0; i < count; i += kChunk)
        SumResidues(residues + i, weights + i, std::min(kChunk, count - i), sums);

    const Point base = cell_base(cell.key);
    cell.box = {base, base};
    cell.moments = {sums.weight, {}};
    cell.squared = sums.weight * squared_length(base) + sums.squares * kPointScale * kPointScale;
    for (std::size_t f = 0; f < 3; ++f) {
        const auto from = static_cast<std::uint64_t>(base.x[f]);
        const std::uint64_t scaled = sums.fields[f] * kPointScale;
        cell.box.lo.x[f] = static_cast<std::int16_t>(base.x[f] + sums.lowest[f] * kPointScale);
        cell.box.hi.x[f] = static_cast<std::int16_t>(base.x[f] + sums.highest[f] * kPointScale);
        cell.moments.sum[f] = static_cast<std::int64_t>(sums.weight * from + scaled);
        cell.squared += 2 * from * scaled;
    }
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
