// Implements the loops twice: with Highway, compiled for every instruction set, and in plain C++
// for the scalar one.
#include "bench/multiply_add.h"

#include <iterator>
#include <string_view>

#include <quant/quant.hpp>

#ifndef QUANT_SCALAR_ONLY
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/multiply_add.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace quant::cli::bench::HWY_NAMESPACE {
// As in the library, Highway's targets without vectors are not used.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;

// The number of independent sums, enough to hide the latency of one instruction behind the others.
// Each sum is a factor of its next value: a product that stays the same would be computed only
// once.
inline constexpr std::size_t kChains = 12;

std::uint64_t MultiplyAdd(std::size_t rounds, std::uint32_t &sink) {
    const hn::ScalableTag<std::int32_t> d;
    const hn::Repartition<std::int16_t, decltype(d)> d16;
    const auto factor = hn::Set(d16, std::int16_t{12345});
    hn::Vec<decltype(d)> sums[kChains];
    for (std::size_t i = 0; i < kChains; ++i)
        sums[i] = hn::Iota(d, static_cast<std::int32_t>(sink % 1000 + i));
    for (std::size_t round = 0; round < rounds; ++round) {
        for (auto &sum : sums) {
            auto other = hn::Zero(d);
            sum = hn::ReorderWidenMulAccumulate(d, hn::BitCast(d16, sum), factor, sum, other);
            // On x86 the whole result is in `sum`, so this addition is left out.
            if (!HWY_ARCH_X86) sum = hn::Add(sum, other);
        }
    }
    auto all = sums[0];
    for (std::size_t i = 1; i < kChains; ++i) all = hn::Add(all, sums[i]);
    // The lanes are shifted because they may be added as signed numbers, which must not overflow.
    sink += static_cast<std::uint32_t>(hn::GetLane(hn::SumOfLanes(d, hn::ShiftRight<8>(all))));
    return std::uint64_t{rounds} * kChains * hn::Lanes(d16) * 2;
}

std::uint64_t Read(std::span<const std::uint64_t> words) {
    const hn::ScalableTag<std::uint64_t> d;
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<decltype(d)> sums[4]{hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    std::size_t i = 0;
    for (; i + 4 * lanes <= words.size(); i += 4 * lanes)
        for (std::size_t j = 0; j < 4; ++j)
            sums[j] = hn::Add(sums[j], hn::LoadU(d, words.data() + i + j * lanes));
    const auto all = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
    std::uint64_t sum = hn::GetLane(hn::SumOfLanes(d, all));
    for (; i < words.size(); ++i) sum += words[i];
    return sum;
}

CeilingLoops Loops() { return {MultiplyAdd, Read}; }

#else
CeilingLoops Loops() { return {nullptr, nullptr}; }
#endif

}  // namespace quant::cli::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#if defined(QUANT_SCALAR_ONLY) || HWY_ONCE
namespace quant::cli::bench {
namespace {

std::uint64_t scalar_multiply_add(std::size_t rounds, std::uint32_t &sink) {
    std::uint32_t sums[8];
    for (std::uint32_t i = 0; i < 8; ++i) sums[i] = sink + 2 * i + 1;
    for (std::size_t round = 0; round < rounds; ++round)
        for (std::uint32_t &sum : sums) sum += sum * 12344U;  // 12345 is odd: no sum becomes 0
    for (const std::uint32_t sum : sums) sink += sum;
    return std::uint64_t{rounds} * 8 * 2;
}

std::uint64_t scalar_read(std::span<const std::uint64_t> words) {
    std::uint64_t sum = 0;
    for (const std::uint64_t word : words) sum += word;
    return sum;
}

}  // namespace

#ifndef QUANT_SCALAR_ONLY
// As in the library, Highway's own library is not needed.
constexpr decltype(&HWY_STATIC_DISPATCH(Loops)) kLoops[] = {
    nullptr,
#if (HWY_TARGETS & (HWY_TARGETS - 1)) != 0
    HWY_CHOOSE_TARGET_LIST(Loops),
#endif
};

static CeilingLoops loops_for(std::int64_t target) {
    if (std::size(kLoops) == 1) return HWY_STATIC_DISPATCH(Loops)();
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    return kLoops[chosen.GetIndex()]();
}
#endif

CeilingLoops ceiling_loops() {
#ifndef QUANT_SCALAR_ONLY
    const std::string_view wanted = quant_isa();
    // The machine runs what the library runs.
    std::int64_t targets = HWY_TARGETS & ~(HWY_SCALAR | HWY_EMU128);
    for (; targets != 0; targets &= targets - 1)
        if (wanted == hwy::TargetName(targets & -targets)) return loops_for(targets & -targets);
#endif
    return {scalar_multiply_add, scalar_read};
}

std::string highway_version() {
#ifdef QUANT_SCALAR_ONLY
    return "";
#else
    return std::to_string(HWY_MAJOR) + '.' + std::to_string(HWY_MINOR) + '.' +
           std::to_string(HWY_PATCH);
#endif
}

}  // namespace quant::cli::bench
#endif
