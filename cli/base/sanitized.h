// Tells whether a sanitizer watches this build. Sanitizers need terabytes of address space, files
// in /proc, and threads and processes of their own, so that worker processes are less contained
// then.
#pragma once

namespace quant::cli {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

}  // namespace quant::cli
