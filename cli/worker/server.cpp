// Receives requests, limits the memory for each of them, and sends the answers.
#include "worker/server.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <csignal>

#include "base/failure.h"
#include "worker/decoding.h"

namespace quant::cli {
namespace {

// AddressSanitizer itself needs terabytes of address space.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// Limits the address space to what the libraries, the picture and the decoder's own buffers need
// (at most a second copy of the picture as float RGBA). A file that makes a decoder ask for more is
// refused.
void limit_memory(std::uint64_t max_pixels) {
    constexpr std::uint64_t base = std::uint64_t{2} << 30;
    constexpr std::uint64_t per_pixel = 8 + 16;
    rlimit limit;
    if (kSanitized || ::getrlimit(RLIMIT_AS, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, base + max_pixels * per_pixel);
    ::setrlimit(RLIMIT_AS, &limit);
}

void handle(const Handlers &handlers, const Request &request, std::span<const Fd> fds,
            Reply &reply) {
    const int in = fds[0].get();
    const std::uint64_t in_size = file_size(in);
    const Mapping input(in, in_size, PROT_READ);
    SharedBuffer output(fds[1].get(), request.threads);
    if (request.operation != Operation::encode) {
        Decoding decoding(input.bytes(), request, output, reply);
        try {
            handlers.decode(decoding);
            decoding.finish();
        } catch (const Inspected &) {
            // The description was all that was asked for.
        }
    } else {
        if (!handlers.encode) throw Failure("this process does not encode");
        check_layout(request.layout, request.max_pixels);
        if (in_size !=
            request.layout.pixel_bytes() + palette_bytes(request) + request.layout.profile_bytes)
            throw Failure("the picture to encode has the wrong size");
        handlers.encode(input.bytes(), request, output);
    }
    reply.answer = Answer::done;
}

void set_message(Reply &reply, const std::string &text) {
    std::snprintf(reply.message.data(), reply.message.size(), "%s", text.c_str());
}

// Unmaps all memory before it returns, because the program then seals it against writing.
Reply answer(const Handlers &handlers, const Request &request, std::span<const Fd> fds) {
    Reply reply;
    try {
        handle(handlers, request, fds, reply);
    } catch (const OtherWorker &) {
        reply.answer = Answer::other_worker;
    } catch (const Larger &) {
        reply.answer = Answer::larger;
    } catch (const std::bad_alloc &) {
        set_message(reply, "not enough memory to decode it");
    } catch (const std::exception &failure) {
        set_message(reply, failure.what());
    }
    return reply;
}

}  // namespace

std::byte *SharedBuffer::resize(std::uint64_t bytes) {
    if (mapping_.size() != 0 && bytes > mapping_.size())
        throw Failure("the decoded size is not the announced one");
    ahead_ = {};
    if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0)
        throw Failure("no room for " + std::to_string(bytes) + " decoded bytes: " + errno_text());
    if (mapping_.size() == 0) {
        mapping_ = Mapping(fd_, bytes, PROT_READ | PROT_WRITE, true);
        // Smaller ones are accessible at once.
        constexpr std::uint64_t kManyBytes = std::uint64_t{64} << 20;
        if (threads_ > 1 && bytes > kManyBytes) touch_ahead();
    }
    return mapping_.data();
}

// Half of the time that a JPEG decoder needs for a large picture goes to the first access to pages,
// which another thread can do. It needs no longer than the decoder, and ends if that fails.
void SharedBuffer::touch_ahead() {
    static constexpr std::size_t kStep = std::size_t{4} << 20;
    const std::span<std::byte> all(mapping_.data(), mapping_.size());
    try {
        ahead_ = std::jthread([all](const std::stop_token &stop) {
            for (std::size_t at = 0; at < all.size() && !stop.stop_requested(); at += kStep)
                if (::madvise(all.data() + at, std::min(kStep, all.size() - at),
                              MADV_POPULATE_WRITE) != 0)
                    return;  // before Linux 5.14
        });
    } catch (const std::system_error &) {
        // The decoder does it alone.
    }
}

int serve(const Handlers &handlers) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    for (;;) {
        Request request;
        std::array<Fd, 2> fds;
        if (!receive_packet(kWorkerSocket, packet_into(request), fds)) return 0;
        if (request.version != kProtocolVersion) return 1;
        limit_memory(request.max_pixels);
        const Reply reply = answer(handlers, request, fds);
        if (!send_packet(kWorkerSocket, packet_of(reply))) return 0;
    }
}

}  // namespace quant::cli
