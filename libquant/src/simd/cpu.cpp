// Reads the features of the processor that Highway's targets need (hwy/targets.h names them), and
// whether the operating system saves the registers.
#include "simd/cpu.h"

#include <hwy/detect_targets.h>

#if HWY_ARCH_X86
#include <cpuid.h>
#elif HWY_ARCH_ARM_A64 && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace quant::core {
namespace {

#if HWY_ARCH_X86
constexpr unsigned bits(auto... places) { return (0U | ... | (1U << places)); }
constexpr bool has_all(unsigned value, unsigned wanted) { return (value & wanted) == wanted; }

// The registers ebx, ecx and edx of a leaf, or zeros if the processor does not have it.
struct Leaf {
    explicit Leaf(unsigned number) {
        if (__get_cpuid_count(number, 0, &eax, &ebx, &ecx, &edx) == 0) ebx = ecx = edx = 0;
    }
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// Returns which registers the operating system saves.
unsigned saved_registers() {
    unsigned low = 0, high = 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

std::int64_t detected_targets() {
    const Leaf basic(1), extended(7), amd(0x80000001);
    std::int64_t targets = 0;
    const unsigned ssse3 = bits(0, 9), sse4 = bits(19, 20), aes = bits(1, 25);
    if (!has_all(basic.ecx, ssse3)) return targets;
    targets |= HWY_SSSE3;
    if (!has_all(basic.ecx, sse4 | aes)) return targets;
    targets |= HWY_SSE4;
    const unsigned osxsave = bits(27), fma_avx_f16c = bits(12, 28, 29);
    if (!has_all(basic.ecx, osxsave | fma_avx_f16c)) return targets;
    const unsigned saved = saved_registers(), avx_state = 0x6, avx512_state = 0xe6;
    const unsigned bmi_avx2 = bits(3, 5, 8), lzcnt = bits(5);
    if (!has_all(saved, avx_state) || !has_all(extended.ebx, bmi_avx2) || !has_all(amd.ecx, lzcnt))
        return targets;
    targets |= HWY_AVX2;
    const unsigned f_dq_cd_bw_vl = bits(16, 17, 28, 30, 31);
    if (!has_all(saved, avx512_state) || !has_all(extended.ebx, f_dq_cd_bw_vl)) return targets;
    targets |= HWY_AVX3;
    // VBMI, VBMI2, GFNI, VAES, VPCLMULQDQ, VNNI, BITALG, VPOPCNTDQ
    if (has_all(extended.ecx, bits(1, 6, 8, 9, 10, 11, 12, 14))) targets |= HWY_AVX3_DL;
    return targets;
}
#elif HWY_ARCH_ARM_A64 && defined(__linux__)
std::int64_t detected_targets() {
    constexpr unsigned long kAes = 1UL << 3;  // HWCAP_AES
    return (::getauxval(AT_HWCAP) & kAes) != 0 ? HWY_NEON : 0;
}
#else
std::int64_t detected_targets() { return 0; }
#endif

}  // namespace

std::int64_t supported_targets() {
    static const std::int64_t targets = HWY_STATIC_TARGET | detected_targets();
    return targets;
}

}  // namespace quant::core
