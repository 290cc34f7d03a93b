// Compiles the vector forms of the kernels once per instruction set, and finds those that the
// machine can run.
#include "simd/kernels.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "color/cell.h"
#include "color/image.h"
#include "color/opponent_table.h"
#include "simd/cpu.h"
#include "simd/diffusion.h"

// On these targets the compiler does not know the length of a vector, so that a vector cannot be a
// member or an element of an array.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Highway's targets without vectors are not used, because scalar.cpp takes their place.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using DI32 = hn::ScalableTag<std::int32_t>;
using VI32 = hn::Vec<DI32>;
inline constexpr std::size_t kMostLanes = HWY_MAX_BYTES / sizeof(std::int32_t);

// Returns sum + a.lo * b.lo + a.hi * b.hi in each lane, where lo and hi are the signed 16-bit
// halves.
template <typename D, typename V = hn::Vec<D>>
HWY_INLINE V PairDot(D d, V a, V b, V sum) {
#if HWY_ARCH_X86
    // On x86 this is a multiply-add of neighbors that does not use its second accumulator.
    const hn::Repartition<std::int16_t, D> d16;
    V unused = hn::Zero(d);
    return hn::ReorderWidenMulAccumulate(d, hn::BitCast(d16, a), hn::BitCast(d16, b), sum, unused);
#else
    const auto lo = [](V v) HWY_ATTR { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
    const auto hi = [](V v) HWY_ATTR { return hn::ShiftRight<16>(v); };
    (void)d;
    return hn::Add(sum, hn::Add(hn::Mul(lo(a), lo(b)), hn::Mul(hi(a), hi(b))));
#endif
}
HWY_INLINE VI32 PairDot(VI32 a, VI32 b, VI32 sum) { return PairDot(DI32(), a, b, sum); }

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#include "simd/assign-inl.h"
#include "simd/cells-inl.h"
#include "simd/diffusion-inl.h"
#include "simd/histogram-inl.h"
#include "simd/opponent-inl.h"
#include "simd/pairs-inl.h"
#include "simd/wide-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

const Kernels *Table() {
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
    static const Kernels table{hwy::TargetName(HWY_TARGET),
                               Assign,
                               AssignListed,
                               Distances,
                               Accumulate,
                               SumOfSquares,
                               PointsOfPixels,
                               PointsOfMixtures,
                               KeysOf,
                               SplitKeys,
                               AddCounts,
                               ListCounts,
                               SummarizeCompact,
                               SummarizeWide,
                               Prune,
                               SplitCompact,
                               SplitWide,
                               LookUp,
                               CountPairs,
                               Diffuse};
    return &table;
#else
    return &scalar_kernels();
#endif
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace quant::core {

namespace {

// HWY_EXPORT() would need Highway's library (cpu.h). The order is that of ChosenTarget::GetIndex().
constexpr decltype(&HWY_STATIC_DISPATCH(Table)) kTables[] = {
    nullptr,
#if (HWY_TARGETS & (HWY_TARGETS - 1)) != 0
    HWY_CHOOSE_TARGET_LIST(Table),
#endif
};

const Kernels *table_for(std::int64_t target) {
    if (std::size(kTables) == 1) return HWY_STATIC_DISPATCH(Table)();
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    return kTables[chosen.GetIndex()]();
}

}  // namespace

const Kernels *vector_kernels(std::size_t index) {
    // The vector forms load a pair of coordinates as 32 bits and expect the first one in the lower
    // half.
    if (std::endian::native != std::endian::little) return nullptr;
    // The lowest bit that is set is the best target.
    std::int64_t targets = supported_targets() & HWY_TARGETS & ~(HWY_SCALAR | HWY_EMU128);
    for (; targets != 0 && index > 0; --index) targets &= targets - 1;
    return targets != 0 ? table_for(targets & -targets) : nullptr;
}

}  // namespace quant::core
#endif
