// The kernels of the wide form of a histogram: pixels become points, cells of points are summed up
// and split. kernels.cpp includes this file once per instruction set, after cells-inl.h.

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

using DWide = hn::ScalableTag<std::uint16_t>;
using VWide = hn::Vec<DWide>;

// The channels of a vector of pixels, in 16 bits each. `a` is not set if there is no alpha.
struct Channels {
    VWide r, g, b, a;
};

HWY_INLINE VWide InWords(hn::Vec<hn::Rebind<std::uint8_t, DWide>> v) {
    return hn::PromoteTo(DWide(), v);
}
HWY_INLINE VWide InWords(VWide v) { return v; }

template <typename Sample, unsigned Count>
HWY_INLINE Channels LoadChannels(const std::uint8_t *pixels) {
    const hn::Rebind<Sample, DWide> d;
    const auto *samples = reinterpret_cast<const Sample *>(pixels);
    hn::Vec<decltype(d)> r, g, b, a;
    if constexpr (Count == 1) {
        r = hn::LoadU(d, samples);
        return {InWords(r), InWords(r), InWords(r), hn::Zero(DWide())};
    } else if constexpr (Count == 2) {
        hn::LoadInterleaved2(d, samples, r, a);
        return {InWords(r), InWords(r), InWords(r), InWords(a)};
    } else if constexpr (Count == 3) {
        hn::LoadInterleaved3(d, samples, r, g, b);
        return {InWords(r), InWords(g), InWords(b), hn::Zero(DWide())};
    } else {
        hn::LoadInterleaved4(d, samples, r, g, b, a);
        return {InWords(r), InWords(g), InWords(b), InWords(a)};
    }
}

// Returns v / 255 and v / 257, rounded down: 0x8081 / 2^23 and 0xFF01 / 2^24 are so little above
// 1/255 and 1/257 that the quotients are right for all v.
HWY_INLINE VWide By255(VWide v) {
    return hn::ShiftRight<7>(hn::MulHigh(v, hn::Set(DWide(), 0x8081)));
}
HWY_INLINE VWide By257(VWide v) {
    return hn::ShiftRight<8>(hn::MulHigh(v, hn::Set(DWide(), 0xFF01)));
}

// Returns scaled<65535>(v) = (128 v + 128) / 257. With v = 257 q + s, that is
// 128 q + (128 s + 128) / 257, whose terms fit in 16 bits.
HWY_INLINE VWide Scaled16(VWide v) {
    const DWide d;
    const VWide q = By257(v);
    const VWide s = hn::Sub(v, hn::Mul(q, hn::Set(d, 257)));
    return hn::Add(hn::ShiftLeft<7>(q), By257(hn::Add(hn::ShiftLeft<7>(s), hn::Set(d, 128))));
}

// Returns over_middle<255>() of a color channel: (128 v a + 64 * 255 (255 - a) + 127) / 255. With
// v a = 255 q + s, that is 64 (255 - a) + 128 q + (128 s + 127) / 255.
HWY_INLINE VWide OverMiddle8(VWide v, VWide a) {
    const DWide d;
    const VWide product = hn::Mul(v, a);
    const VWide q = By255(product);
    const VWide s = hn::Sub(product, hn::Mul(q, hn::Set(d, 255)));
    const VWide rounded = By255(hn::Add(hn::ShiftLeft<7>(s), hn::Set(d, 127)));
    const VWide middle = hn::ShiftLeft<6>(hn::Sub(hn::Set(d, 255), a));
    return hn::Add(middle, hn::Add(hn::ShiftLeft<7>(q), rounded));
}

// Returns (x a + m (65535 - a) + 32767) / 65535 in each lane, where m is `middle`. With the
// dividend n = 65536 high + low, the quotient is high, or one more if high + low is 65535 or more.
HWY_INLINE VWide OverMiddle16(VWide x, VWide a, std::uint16_t middle) {
    const DWide d;
    const hn::RepartitionToWide<DWide> d32;
    const auto quotient = [&](auto x32, auto a32) HWY_ATTR {
        const auto rest = hn::Sub(hn::Set(d32, 65535U), a32);
        const auto n = hn::Add(hn::Add(hn::Mul(x32, a32), hn::Mul(rest, hn::Set(d32, middle))),
                               hn::Set(d32, 32767U));
        const auto high = hn::ShiftRight<16>(n);
        const auto low = hn::And(n, hn::Set(d32, 0xFFFFU));
        // high + low + 1 has the bit 16 if high + low is 65535 or more, and no higher one.
        return hn::Add(high, hn::ShiftRight<16>(hn::Add(hn::Add(high, low), hn::Set(d32, 1U))));
    };
    const auto even = [&](VWide v)
                          HWY_ATTR { return hn::And(hn::BitCast(d32, v), hn::Set(d32, 0xFFFFU)); };
    const auto odd = [&](VWide v) HWY_ATTR { return hn::ShiftRight<16>(hn::BitCast(d32, v)); };
    return hn::BitCast(
        d, hn::Or(quotient(even(x), even(a)), hn::ShiftLeft<16>(quotient(odd(x), odd(a)))));
}

// Returns the four coordinates of the points.
template <typename Sample, bool Alpha>
HWY_INLINE Channels Coordinates(const Channels &c) {
    const DWide d;
    const bool is_byte = sizeof(Sample) == 1;
    const auto scale = [&](VWide v)
                           HWY_ATTR { return is_byte ? hn::ShiftLeft<7>(v) : Scaled16(v); };
    if constexpr (!Alpha) {
        return {scale(c.r), scale(c.g), scale(c.b), hn::Zero(d)};
    } else if constexpr (sizeof(Sample) == 1) {
        return {OverMiddle8(c.r, c.a), OverMiddle8(c.g, c.a), OverMiddle8(c.b, c.a),
                hn::ShiftLeft<6>(c.a)};
    } else {
        return {OverMiddle16(scale(c.r), c.a, kPointMiddle),
                OverMiddle16(scale(c.g), c.a, kPointMiddle),
                OverMiddle16(scale(c.b), c.a, kPointMiddle),
                OverMiddle16(hn::Set(d, kPointMiddle), c.a, 0)};
    }
}

template <typename Sample, unsigned Count>
void ConvertPixels(const std::uint8_t *pixels, const PixelLayout &layout, std::size_t count,
                   Point *points) {
    const DWide d;
    const auto convert = [&]<bool Alpha>() HWY_ATTR {
        std::size_t i = 0;
        for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
            const Channels x = Coordinates<Sample, Alpha>(
                LoadChannels<Sample, Count>(pixels + i * Count * sizeof(Sample)));
            hn::StoreInterleaved4(x.r, x.g, x.b, x.a, d,
                                  reinterpret_cast<std::uint16_t *>(points + i));
        }
        return i;
    };
    std::size_t done;
    if constexpr (Count % 2 == 0) {
        done = layout.has_alpha ? convert.template operator()<true>()
                                : convert.template operator()<false>();
    } else {
        done = convert.template operator()<false>();
    }
    points_of_pixels(pixels + done * Count * sizeof(Sample), layout, count - done, points + done);
}

void PointsOfPixels(const std::uint8_t *pixels, const PixelLayout &layout, std::size_t count,
                    Point *points) {
    const auto convert = [&]<typename Sample>() HWY_ATTR {
        switch (layout.channels) {
            case 1: return ConvertPixels<Sample, 1>(pixels, layout, count, points);
            case 2: return ConvertPixels<Sample, 2>(pixels, layout, count, points);
            case 3: return ConvertPixels<Sample, 3>(pixels, layout, count, points);
            default: return ConvertPixels<Sample, 4>(pixels, layout, count, points);
        }
    };
    if (layout.bits == 8) {
        convert.template operator()<std::uint8_t>();
    } else {
        convert.template operator()<std::uint16_t>();
    }
}

void KeysOf(const Point *points, std::size_t count, bool has_alpha, std::uint16_t *keys) {
    const DWide d;
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= count; i += hn::Lanes(d)) {
        VWide r, g, b, a;
        hn::LoadInterleaved4(d, reinterpret_cast<const std::uint16_t *>(points + i), r, g, b, a);
        // Each coordinate keeps its upper bits, and shifts them to their place in the key.
        const auto field = [&](VWide x, unsigned mask) HWY_ATTR {
            return hn::And(x, hn::Set(d, static_cast<std::uint16_t>(mask)));
        };
        VWide key;
        if (has_alpha) {
            key = hn::Or(
                hn::Or(hn::ShiftLeft<1>(field(r, 0x7800)), hn::ShiftRight<3>(field(g, 0x7800))),
                hn::Or(hn::ShiftRight<7>(field(b, 0x7800)), hn::ShiftRight<10>(a)));
        } else {
            key = hn::Or(hn::Or(field(r, 0x7C00), hn::ShiftRight<5>(field(g, 0x7C00))),
                         hn::ShiftRight<10>(b));
        }
        hn::StoreU(key, d, keys + i);
    }
    scalar_kernels().keys_of(points + i, count - i, has_alpha, keys + i);
}

// Points in pairs of coordinates, with their weights.
struct Entries32 {
    VI32 rg, ba, weight;

    // Loads the entries from i on. Those past the end get the weight 0.
    HWY_INLINE Entries32(const Point *points, const std::uint32_t *weights, std::size_t i,
                         std::size_t count) {
        const DI32 d;
        hn::LoadInterleaved2(d, reinterpret_cast<const std::int32_t *>(points + i), rg, ba);
        weight =
            hn::IfThenElseZero(hn::FirstN(d, count - i),
                               hn::LoadU(d, reinterpret_cast<const std::int32_t *>(weights + i)));
    }
};

// The sums of weights, and of weights times coordinates, in 32 bits.
struct Sums32 {
    VI32 n, x[kDimensions];

    HWY_INLINE Sums32() { n = x[0] = x[1] = x[2] = x[3] = hn::Zero(DI32()); }
    HWY_INLINE void Add(const Entries32 &entries, VI32 weight) {
        // A weight in one half of a lane picks one coordinate of a pair.
        const VI32 upper = hn::ShiftLeft<16>(weight);
        n = hn::Add(n, weight);
        x[0] = PairDot(weight, entries.rg, x[0]);
        x[1] = PairDot(upper, entries.rg, x[1]);
        x[2] = PairDot(weight, entries.ba, x[2]);
        x[3] = PairDot(upper, entries.ba, x[3]);
    }
    HWY_INLINE void AddTo(Moments &moments) const {
        std::int32_t sums[kDimensions];
        SumsOfLanes(x[0], x[1], x[2], x[3], sums);
        moments.n += static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(DI32(), n)));
        for (std::size_t c = 0; c < kDimensions; ++c) moments.sum[c] += sums[c];
    }
};

// Entries whose weights add up to no more can be summed in 32 bits.
inline constexpr std::uint64_t kMostInSums = 32767;
static_assert(kMostInSums * kPointMax < std::uint64_t{1} << 31);

HWY_INLINE bool FitIn32Bits(const std::uint32_t *weights, std::size_t count) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < count; ++i) total += weights[i];
    return total <= kMostInSums;
}

HWY_INLINE void SummarizeChunk(const Point *points, const std::uint32_t *weights, std::size_t count,
                               Cell &cell) {
    const DI32 d;
    const DI16 d16;
    const hn::RebindToUnsigned<DI32> du32;
    const hn::Repartition<std::uint64_t, DI32> d64;
    const VI32 first_rg = hn::Set(d, pair_of(points[0].x[0], points[0].x[1]));
    const VI32 first_ba = hn::Set(d, pair_of(points[0].x[2], points[0].x[3]));
    VI16 lo_rg = hn::BitCast(d16, first_rg), lo_ba = hn::BitCast(d16, first_ba);
    VI16 hi_rg = lo_rg, hi_ba = lo_ba;
    auto squared = hn::Zero(d64);
    Sums32 sums;
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        const Entries32 entries(points, weights, i, count);
        sums.Add(entries, entries.weight);
        const VI32 length =
            PairDot(entries.rg, entries.rg, PairDot(entries.ba, entries.ba, hn::Zero(d)));
        const auto odd = [&](VI32 v) HWY_ATTR {
            return hn::BitCast(du32, hn::ShiftRight<32>(hn::BitCast(d64, v)));
        };
        squared = hn::Add(
            squared, hn::MulEven(hn::BitCast(du32, entries.weight), hn::BitCast(du32, length)));
        squared = hn::Add(squared, hn::MulEven(odd(entries.weight), odd(length)));
        const auto valid = hn::FirstN(d, count - i);
        const VI16 rg = hn::BitCast(d16, hn::IfThenElse(valid, entries.rg, first_rg));
        const VI16 ba = hn::BitCast(d16, hn::IfThenElse(valid, entries.ba, first_ba));
        lo_rg = hn::Min(lo_rg, rg);
        lo_ba = hn::Min(lo_ba, ba);
        hi_rg = hn::Max(hi_rg, rg);
        hi_ba = hn::Max(hi_ba, ba);
    }
    sums.AddTo(cell.moments);
    cell.squared += hn::GetLane(hn::SumOfLanes(d64, squared));
    HWY_ALIGN std::int16_t lanes[4][2 * kMostLanes];
    hn::Store(lo_rg, d16, lanes[0]);
    hn::Store(lo_ba, d16, lanes[1]);
    hn::Store(hi_rg, d16, lanes[2]);
    hn::Store(hi_ba, d16, lanes[3]);
    for (std::size_t i = 0; i < hn::Lanes(d16); ++i) {
        std::int16_t &lo_r = cell.box.lo.x[i % 2], &lo_b = cell.box.lo.x[2 + i % 2];
        std::int16_t &hi_r = cell.box.hi.x[i % 2], &hi_b = cell.box.hi.x[2 + i % 2];
        lo_r = std::min(lo_r, lanes[0][i]);
        lo_b = std::min(lo_b, lanes[1][i]);
        hi_r = std::max(hi_r, lanes[2][i]);
        hi_b = std::max(hi_b, lanes[3][i]);
    }
}

void SummarizeWide(const Point *points, const std::uint32_t *weights, std::size_t count,
                   Cell &cell) {
    if (count <= 4) {
        scalar_kernels().summarize_wide(points, weights, count, cell);
        return;
    }
    cell.box = {points[0], points[0]};
    cell.moments = {};
    cell.squared = 0;
    for (std::size_t first = 0; first < count; first += kMostSummed) {
        const std::size_t some = std::min(kMostSummed, count - first);
        if (FitIn32Bits(weights + first, some)) {
            SummarizeChunk(points + first, weights + first, some, cell);
            continue;
        }
        Cell chunk;
        scalar_kernels().summarize_wide(points + first, weights + first, some, chunk);
        cell.moments += chunk.moments;
        cell.squared += chunk.squared;
        for (std::size_t c = 0; c < kDimensions; ++c) {
            cell.box.lo.x[c] = std::min(cell.box.lo.x[c], chunk.box.lo.x[c]);
            cell.box.hi.x[c] = std::max(cell.box.hi.x[c], chunk.box.hi.x[c]);
        }
    }
}

// Sums up the moments of the entries of `Parts` centroids, which are at `from` and the next places
// of the list. nearest(i, entries) must return the places of the nearest centroids for the vector
// that begins with entry i.
template <std::size_t Parts, typename Nearest>
HWY_INLINE void SumWideParts(const Point *points, const std::uint32_t *weights, std::size_t count,
                             std::size_t from, Moments *parts, Nearest &&nearest) {
    const DI32 d;
    Sums32 sums[Parts];
    for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
        const Entries32 entries(points, weights, i, count);
        const VI32 place = nearest(i, entries);
        for (std::size_t part = 0; part < Parts; ++part) {
            const VI32 wanted = hn::Set(d, static_cast<std::int32_t>(from + part));
            sums[part].Add(entries, hn::IfThenElseZero(hn::Eq(place, wanted), entries.weight));
        }
    }
    for (std::size_t part = 0; part < Parts; ++part) sums[part].AddTo(parts[from + part]);
}

// With more candidates than this, adding each point to its part is faster than masking all points
// for each part.
inline constexpr std::size_t kMostMasked = 6;

HWY_INLINE void SplitChunk(const Point *points, const std::uint32_t *weights, std::size_t count,
                           const CentroidTable &list, Moments *parts) {
    const bool masked = list.size <= kMostMasked && FitIn32Bits(weights, count);
    if (masked && list.size <= 3) {
        const auto in_list = [&]<std::size_t Size>() HWY_ATTR {
            SumWideParts<Size - 1>(points, weights, count, 0, parts,
                                   [&](std::size_t, const Entries32 &entries) HWY_ATTR {
                                       return NearestInList<Size>(entries.rg, entries.ba, list.norm,
                                                                  list);
                                   });
        };
        if (list.size == 2) {
            in_list.template operator()<2>();
        } else {
            in_list.template operator()<3>();
        }
        return;
    }
    std::uint8_t nearest[kMostSummed + kMostLanes];
    Assign(points, count, list, nearest, nullptr);
    if (!masked) {
        for (std::size_t i = 0; i < count; ++i) parts[nearest[i]].add(points[i], weights[i]);
        return;
    }
    const auto place = [&](std::size_t i, const Entries32 &) HWY_ATTR {
        const DI32 d;
        return hn::PromoteTo(d, hn::LoadU(hn::Rebind<std::uint8_t, DI32>(), nearest + i));
    };
    std::size_t from = 0;
    for (; from + 2 < list.size; from += 2)
        SumWideParts<2>(points, weights, count, from, parts, place);
    if (from + 1 < list.size) SumWideParts<1>(points, weights, count, from, parts, place);
}

void SplitWide(const Cell &cell, const Point *points, const std::uint32_t *weights,
               const CentroidTable &list, Moments *parts) {
    if (list.size > 1) {
        std::fill_n(parts, list.size, Moments{});
        for (std::size_t first = 0; first < cell.size; first += kMostSummed)
            SplitChunk(points + first, weights + first, std::min(kMostSummed, cell.size - first),
                       list, parts);
    }
    // The last centroid gets the rest of the moments of the cell.
    Moments &rest = parts[list.size - 1] = cell.moments;
    for (std::size_t k = 0; k + 1 < list.size; ++k) rest -= parts[k];
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
