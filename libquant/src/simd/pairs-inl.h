// Compares pairs of colors, four channels of 16 bits each. kernels.cpp includes this file once per
// instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

PairCounts CountPairs(const std::uint64_t *a, const std::uint64_t *b, std::size_t count,
                      std::uint16_t near) {
    const hn::ScalableTag<std::uint64_t> d;
    const hn::Repartition<std::uint16_t, decltype(d)> d16;
    const auto most = hn::Set(d16, near);
    const std::size_t lanes = hn::Lanes(d);
    PairCounts counts{};
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        const auto u = hn::BitCast(d16, hn::LoadU(d, a + i));
        const auto v = hn::BitCast(d16, hn::LoadU(d, b + i));
        const auto differences = hn::Or(hn::SaturatedSub(u, v), hn::SaturatedSub(v, u));
        const auto beyond = hn::SaturatedSub(differences, most);
        counts.equal += hn::CountTrue(d, hn::Eq(hn::BitCast(d, differences), hn::Zero(d)));
        counts.near += hn::CountTrue(d, hn::Eq(hn::BitCast(d, beyond), hn::Zero(d)));
    }
    counts.near -= counts.equal;
    const PairCounts rest = scalar_kernels().count_pairs(a + i, b + i, count - i, near);
    return {counts.equal + rest.equal, counts.near + rest.near};
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
