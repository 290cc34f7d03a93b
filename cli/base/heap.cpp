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

// Returns a new block. Compilers leave out blocks that are not used.
char *make_block(std::size_t bytes) {
    void *volatile block = std::malloc(bytes);
    return static_cast<char *>(block);
}

// Returns how far the next large page is.
std::size_t to_next_page(const char *place) {
    return kLargePage - reinterpret_cast<std::uintptr_t>(place) % kLargePage;
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
    char *const block = make_block(kBlock);
    ::mallopt(M_TOP_PAD, kPadding);
    if (!block) return;
    const std::size_t rest = to_next_page(block + kBlock);
    char *const first = block + kBlock + rest, *const end = static_cast<char *>(::sbrk(0));
    // Where the break cannot move, the block is elsewhere.
    if (first >= end || static_cast<std::size_t>(end - first) > kept) return;
    ::madvise(first, static_cast<std::size_t>(end - first), MADV_HUGEPAGE);
    // Another block keeps others out of the room before the first large page. It ends a little
    // before that, because what the allocator writes behind it would make a small page.
    constexpr std::size_t kLeft = 128;
    if (rest > kLeft) make_block(rest - kLeft);
}
#else
void use_large_pages(std::size_t) {}
#endif

}  // namespace quant::cli
