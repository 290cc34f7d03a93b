// The passes that build a histogram. Included once per instruction set.

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
    const VU16 residue = hn::Or(hn::And(r, low), hn::Or(hn::ShiftLeft<3>(hn::And(g, low)),
                                                        hn::ShiftLeft<6>(hn::And(b, low))));
    hn::StoreU(key, d, keys);
    hn::StoreU(residue, d, residues);
}

// One vector of pixels, channel by channel.
HWY_INLINE void SplitVector(const std::uint8_t *pixels, unsigned channels, std::uint16_t *keys,
                            std::uint16_t *residues) {
    const DU8 d;
    VU8 r, g, b, a;
    switch (channels) {
        case 1:
            r = g = b = hn::LoadU(d, pixels);
            break;
        case 2:
            hn::LoadInterleaved2(d, pixels, r, a);
            g = b = r;
            break;
        case 3:
            hn::LoadInterleaved3(d, pixels, r, g, b);
            break;
        default:
            hn::LoadInterleaved4(d, pixels, r, g, b, a);
            break;
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

// Sums over the 512 residues of a cell stay below 2^31: at most 512 entries have different residues
// and 7 * 7 * 3 * 32767 * 512 would not, so squares are accumulated block by block.
void SummarizeCell(const std::uint16_t *residues, const std::uint16_t *weights, std::size_t count,
                   Cell &cell) {
    scalar_kernels().summarize_cell(residues, weights, count, cell);
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
