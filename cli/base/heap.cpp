// The allocator takes memory from the break of the process. Room there is reserved once and marked
// for large pages, which Linux makes when the first byte of each is accessed.
#include "base/heap.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/sanitized.h"

namespace quant::cli {

#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

constexpr std::size_t kLargePage = 2 * kMebibyte;

// With less room for addresses, nothing is reserved.
constexpr rlim_t kLeastRoom = 1024 * kMebibyte;

// Blocks from this size on are not taken from the heap. It is the most that can be set.
constexpr std::size_t kLeastMapped = 32 * kMebibyte;

// By how much more than is needed the heap grows: what the allocator does by itself.
constexpr std::size_t kPadding = std::size_t{1} << 17;

bool is_tight(__rlimit_resource resource) {
    rlimit limit;
    return ::getrlimit(resource, &limit) != 0 || limit.rlim_cur < kLeastRoom;
}

// The size of a block that makes the heap grow, because there is no such room yet. The block is
// never accessed.
constexpr std::size_t kBlock = 16 * kMebibyte;

// Returns where a new block begins. Compilers leave out blocks that are not used.
std::uintptr_t make_block(std::size_t bytes) {
    void *volatile block = std::malloc(bytes);
    return reinterpret_cast<std::uintptr_t>(block);
}

}  // namespace

void use_large_pages(std::size_t kept) {
    if (kSanitized || is_tight(RLIMIT_AS) || is_tight(RLIMIT_DATA)) return;
    ::mallopt(M_MMAP_THRESHOLD, kLeastMapped);
    ::mallopt(M_TRIM_THRESHOLD, static_cast<int>(kept));
    ::mallopt(M_ARENA_MAX, 1);  // others would not have this room
    // If all of it were reserved, the first block that is freed would let the allocator give it
    // back.
    const std::size_t reserved = kept / 2;
    ::mallopt(M_TOP_PAD, static_cast<int>(reserved));
    const std::uintptr_t block = make_block(kBlock), end_of_block = block + kBlock;
    ::mallopt(M_TOP_PAD, kPadding);
    const std::uintptr_t first = (end_of_block / kLargePage + 1) * kLargePage;
    const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
    // Where the break cannot move, the block is elsewhere, or there is none.
    if (block == 0 || first >= end || end - first > kept) return;
    ::madvise(reinterpret_cast<void *>(first), end - first, MADV_HUGEPAGE);
    // Another block keeps others out of the room before the first large page. It ends a little
    // before that, because what the allocator writes behind it would make a small page.
    constexpr std::size_t kRest = 128;
    if (first - end_of_block > kRest) make_block(first - end_of_block - kRest);
}
#else
void use_large_pages(std::size_t) {}
#endif

}  // namespace quant::cli
