// The vector forms of the kernels, compiled once per instruction set.
#include "simd/kernels.h"

#include <algorithm>
#include <bit>

#include "color/cell.h"

// Vectors whose length the compiler does not know cannot be members or elements of arrays.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Highway's targets without vectors are not used: scalar.cpp is what they would be.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using DI32 = hn::ScalableTag<std::int32_t>;
using VI32 = hn::Vec<DI32>;
inline constexpr std::size_t kMostLanes = HWY_MAX_BYTES / sizeof(std::int32_t);

// sum + a.lo * b.lo + a.hi * b.hi in each lane, where lo and hi are the signed 16-bit halves.
HWY_INLINE VI32 PairDot(VI32 a, VI32 b, VI32 sum) {
    const DI32 d;
#if HWY_ARCH_X86
    // On x86 this is a multiply-add of neighbors that leaves its second accumulator alone.
    const hn::Repartition<std::int16_t, DI32> d16;
    VI32 unused = hn::Zero(d);
    return hn::ReorderWidenMulAccumulate(d, hn::BitCast(d16, a), hn::BitCast(d16, b), sum, unused);
#else
    const auto lo = [](VI32 v) HWY_ATTR { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
    const auto hi = [](VI32 v) HWY_ATTR { return hn::ShiftRight<16>(v); };
    (void)d;
    return hn::Add(sum, hn::Add(hn::Mul(lo(a), lo(b)), hn::Mul(hi(a), hi(b))));
#endif
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#include "simd/assign-inl.h"
#include "simd/cells-inl.h"
#include "simd/histogram-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace quant::core::HWY_NAMESPACE {

const Kernels *Table() {
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
    static const Kernels table{hwy::TargetName(HWY_TARGET),
                               Assign,
                               Accumulate,
                               SplitKeys,
                               AddCounts,
                               ListCounts,
                               SummarizeCell,
                               Prune,
                               SplitCompact,
                               SplitWide};
    return &table;
#else
    return &scalar_kernels();
#endif
}

}  // namespace quant::core::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace quant::core {

HWY_EXPORT(Table);

namespace {

const Kernels *table_for(std::int64_t target) {
#if (HWY_TARGETS & (HWY_TARGETS - 1)) == 0
    (void)target;
    return HWY_DISPATCH_TABLE(Table)[0]();
#else
    // A choice of our own: hwy::GetChosenTarget() is shared with every other user of Highway in
    // the process, which must not notice QUANT_FORCE_ISA.
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    return HWY_DISPATCH_TABLE(Table)[chosen.GetIndex()]();
#endif
}

}  // namespace

const Kernels *vector_kernels(std::size_t index) {
    // They load pairs of coordinates as 32 bits, the first one lowest.
    if (std::endian::native != std::endian::little) return nullptr;
    // The lowest bit is the best target.
    std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS & ~(HWY_SCALAR | HWY_EMU128);
    for (; targets != 0 && index > 0; --index) targets &= targets - 1;
    return targets != 0 ? table_for(targets & -targets) : nullptr;
}

}  // namespace quant::core
#endif
