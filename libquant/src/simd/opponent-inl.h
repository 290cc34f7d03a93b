// Turns mixtures of light into points of Oklab or L*a*b*. kernels.cpp includes this file once per
// instruction set.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

// Returns the responses to a vector of mixtures.
HWY_INLINE VI32 Responses(const OpponentForm &form, VI32 mixed) {
    const DI32 d;
    const hn::RebindToFloat<DI32> df;
    const VI32 bits = hn::BitCast(d, hn::ConvertTo(df, mixed));
    const VI32 rest = hn::And(bits, hn::Set(d, (1 << OpponentForm::kRestBits) - 1));
    HWY_ALIGN std::int32_t places[kMostLanes];
    HWY_ALIGN OpponentForm::Step steps[kMostLanes];
    hn::Store(hn::ShiftRight<OpponentForm::kRestBits>(bits), d, places);
    const OpponentForm::Step *const from = form.steps.data();
    for (std::size_t i = 0; i < hn::Lanes(d); ++i) steps[i] = from[places[i]];
    VI32 response, rise;
    hn::LoadInterleaved2(d, &steps[0].response, response, rise);
    const VI32 more = hn::ShiftRight<OpponentForm::kRestBits>(hn::Mul(rise, rest));
    return hn::ShiftRight<4>(hn::Add(hn::Add(response, more), hn::Set(d, 8)));
}

// Writes as many points as a vector has lanes.
HWY_INLINE void OpponentBlock(const OpponentForm &form, const std::int32_t *mixtures,
                              std::int32_t *points) {
    const DI32 d;
    VI32 mixed[3], unused, x[3];
    hn::LoadInterleaved4(d, mixtures, mixed[0], mixed[1], mixed[2], unused);
    for (VI32 &v : mixed) v = Responses(form, v);
    for (std::size_t i = 0; i < 3; ++i) {
        VI32 sum = hn::Set(d, form.start[i]);
        for (std::size_t j = 0; j < 3; ++j)
            sum = hn::Add(sum, hn::Mul(mixed[j], hn::Set(d, form.axes[i][j])));
        x[i] = hn::ShiftRight<OpponentForm::kCoordinateBits>(sum);
    }
    // Coordinates are not negative.
    hn::StoreInterleaved2(hn::Or(x[0], hn::ShiftLeft<16>(x[1])), x[2], d, points);
}

void PointsOfMixtures(const OpponentForm &form, const OpponentForm::Mixture *mixtures,
                      std::size_t count, Point *points) {
    const std::size_t lanes = hn::Lanes(DI32());
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        OpponentBlock(form, mixtures[i].data(), reinterpret_cast<std::int32_t *>(points + i));
    if (i == count) return;
    HWY_ALIGN OpponentForm::Mixture padded[kMostLanes] = {};
    HWY_ALIGN Point padded_points[kMostLanes];
    std::copy(mixtures + i, mixtures + count, padded);
    OpponentBlock(form, padded[0].data(), reinterpret_cast<std::int32_t *>(padded_points));
    std::copy_n(padded_points, count - i, points + i);
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
