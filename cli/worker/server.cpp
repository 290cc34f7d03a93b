// Receives requests and sends the answers.
#include "worker/server.h"

#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <sys/prctl.h>
#include <unistd.h>
#include <csignal>

#include "base/failure.h"
#include "base/heap.h"
#include "worker/decoding.h"
#include "worker/sandbox.h"

namespace quant::cli {
namespace {

void handle(const Handlers &handlers, const Request &request, std::span<const Fd> fds,
            PageToucher &toucher, Reply &reply) {
    // Of a file that is only inspected, most bytes are never read.
    const bool reads_all = request.operation != Operation::inspect;
    const FileContent input(fds[0].get(), request.input_bytes, reads_all);
    SharedBuffer output(fds[1].get(), request.threads > 1 ? &toucher : nullptr);
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
        if (request.input_bytes !=
            request.layout.pixel_bytes() + palette_bytes(request) + request.layout.profile_bytes)
            throw Failure("the picture to encode has the wrong size");
        handlers.encode(input.bytes(), request, output);
    }
    output.finish();
    reply.answer = Answer::done;
}

void set_message(Reply &reply, const std::string &text) {
    std::snprintf(reply.message.data(), reply.message.size(), "%s", text.c_str());
}

// Unmaps all memory before it returns, because the program then seals it against writing.
Reply answer(const Handlers &handlers, const Request &request, std::span<const Fd> fds,
             PageToucher &toucher) {
    Reply reply;
    try {
        handle(handlers, request, fds, toucher, reply);
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

Reply describe(Containment containment) {
    Reply reply;
    add_limits(containment);
    reply.containment = containment;
    reply.answer = Answer::done;
    return reply;
}

}  // namespace

std::byte *SharedBuffer::resize(std::uint64_t bytes) {
    if (room_ != 0 && bytes > room_) throw Failure("the decoded size is not the announced one");
    stop_touching();
    if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0)
        throw Failure("no room for " + std::to_string(bytes) + " decoded bytes: " + errno_text() +
                      (errno == EFBIG ? " (the limit that ulimit -f sets)" : ""));
    size_ = bytes;
    if (room_ != 0) return data();
    room_ = bytes;
    if (bytes <= kSmallFile) {
        content_ = std::make_unique<std::byte[]>(bytes);
    } else {
        mapping_ = Mapping(fd_, bytes, PROT_READ | PROT_WRITE, true);
        // Smaller ones are accessible at once.
        constexpr std::uint64_t kManyBytes = std::uint64_t{64} << 20;
        if (toucher_ && bytes > kManyBytes) toucher_->start({mapping_.data(), mapping_.size()});
    }
    return data();
}

void SharedBuffer::finish() {
    if (content_) write_at_beginning(fd_, {content_.get(), size_});
}

int serve(const Handlers &handlers) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    constexpr std::size_t kKept = std::size_t{48} << 20;  // each job has workers
    use_large_pages(kKept);
    Containment containment = forbid_files();
    PageToucher toucher;
    forbid_calls(containment);
    for (;;) {
        Request request;
        std::array<Fd, 2> fds;
        if (!receive_packet(kWorkerSocket, packet_into(request), fds)) return 0;
        if (request.version != kProtocolVersion) return 1;
        const Reply reply = request.operation == Operation::describe
                                ? describe(containment)
                                : answer(handlers, request, fds, toucher);
        if (!send_packet(kWorkerSocket, packet_of(reply))) return 0;
    }
}

}  // namespace quant::cli
