// Turns mixtures of light into points of Oklab or L*a*b*. A vector holds the three values of one
// pixel or of two. kernels.cpp includes this file once per instruction set, after diffusion-inl.h.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

using DPixels = hn::CappedTag<std::int32_t, 8>;
using VPixels = hn::Vec<DPixels>;
inline constexpr std::size_t kVectorPixels = hn::MaxLanes(DPixels()) / 4;

// Returns the values of all pixels in one vector.
template <typename D>
HWY_INLINE hn::Vec<D> Together(D d, const VFull *v) {
    if constexpr (hn::MaxLanes(D()) == 4) {
        (void)d;
        return v[0];
    } else {
        return hn::Combine(d, v[1], v[0]);
    }
}

// Returns the responses to mixtures.
HWY_INLINE VPixels Responses(const OpponentForm::Step *steps, VPixels mixed) {
    const DPixels d;
    const DFull d4;
    const hn::RebindToFloat<DPixels> df;
    const hn::RebindToUnsigned<DPixels> du;
    const hn::FixedTag<std::int32_t, 2> pair;
    constexpr int kRest = OpponentForm::kRestBits;
    const VPixels bits = hn::BitCast(d, hn::ConvertTo(df, mixed));
    const VPixels rest = hn::And(bits, hn::Set(d, (1 << kRest) - 1));
    HWY_ALIGN std::uint32_t places[4 * kVectorPixels];
    hn::Store(hn::BitCast(du, hn::ShiftRight<kRest>(bits)), du, places);
    VFull response[kVectorPixels], rise[kVectorPixels];
    for (std::size_t i = 0; i < kVectorPixels; ++i) {
        const auto step = [&](std::size_t j) HWY_ATTR {
            return hn::LoadU(pair, &steps[places[4 * i + j]].response);
        };
        const VFull first = hn::Combine(d4, step(1), step(0));
        const VFull last = hn::ZeroExtendVector(d4, step(2));
        response[i] = hn::ConcatEven(d4, last, first);
        rise[i] = hn::ConcatOdd(d4, last, first);
    }
    const VPixels more = hn::ShiftRight<kRest>(hn::Mul(Together(d, rise), rest));
    return hn::ShiftRight<4>(hn::Add(hn::Add(Together(d, response), more), hn::Set(d, 8)));
}

class ResponseMixer {
public:
    HWY_INLINE explicit ResponseMixer(const OpponentForm &form)
        : steps_(form.steps.data()),
          axis0_(Triple(form.axes[0][0], form.axes[1][0], form.axes[2][0])),
          axis1_(Triple(form.axes[0][1], form.axes[1][1], form.axes[2][1])),
          axis2_(Triple(form.axes[0][2], form.axes[1][2], form.axes[2][2])),
          start_(Triple(form.start[0], form.start[1], form.start[2])) {}

    // Writes as many points as there are pixels in a vector.
    HWY_INLINE void Write(const std::int32_t *mixtures, std::int16_t *points) const {
        const DPixels d;
        const hn::Rebind<std::int16_t, DPixels> d16;
        const VPixels response = Responses(steps_, hn::LoadU(d, mixtures));
        VPixels sum = hn::Add(start_, hn::Mul(hn::Broadcast<0>(response), axis0_));
        sum = hn::Add(sum, hn::Mul(hn::Broadcast<1>(response), axis1_));
        sum = hn::Add(sum, hn::Mul(hn::Broadcast<2>(response), axis2_));
        sum = hn::ShiftRight<OpponentForm::kCoordinateBits>(sum);
        hn::StoreU(hn::DemoteTo(d16, sum), d16, points);
    }

private:
    static HWY_INLINE VPixels Triple(std::int32_t a, std::int32_t b, std::int32_t c) {
        HWY_ALIGN const std::int32_t v[8] = {a, b, c, 0, a, b, c, 0};
        return hn::Load(DPixels(), v);
    }

    const OpponentForm::Step *steps_;
    VPixels axis0_, axis1_, axis2_, start_;
};

void PointsOfMixtures(const OpponentForm &form, const OpponentForm::Mixture *mixtures,
                      std::size_t count, Point *points) {
    const ResponseMixer mixer(form);
    std::size_t i = 0;
    for (; i + kVectorPixels <= count; i += kVectorPixels)
        mixer.Write(mixtures[i].data(), points[i].x.data());
    if (i == count) return;
    HWY_ALIGN OpponentForm::Mixture padded[kVectorPixels] = {};
    HWY_ALIGN Point padded_points[kVectorPixels];
    padded[0] = mixtures[i];
    mixer.Write(padded[0].data(), padded_points[0].x.data());
    points[i] = padded_points[0];
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
