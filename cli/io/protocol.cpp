// Sends and receives packets with file descriptors, and makes the checks that both sides need.
#include "io/protocol.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <sys/socket.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

constexpr std::size_t kMostFds = 2;

// Room for the control message, aligned as the kernel requires.
union Control {
    cmsghdr header;
    std::array<char, CMSG_SPACE(kMostFds * sizeof(int))> bytes;
};

}  // namespace

void check_layout(const Layout &layout, std::uint64_t max_pixels) {
    const std::uint64_t most_side = std::uint64_t{1} << 31;
    if (layout.width < 1 || layout.height < 1) throw Failure("the image has no pixels");
    if (layout.width >= most_side || layout.height >= most_side ||
        layout.width * layout.height > max_pixels)
        throw Failure(std::to_string(layout.width) + " x " + std::to_string(layout.height) +
                      " pixels are more than " + std::to_string(max_pixels) +
                      " (use --max-pixels to allow them)");
    if (layout.channels < 1 || layout.channels > 4 || (layout.bits != 8 && layout.bits != 16))
        throw Failure("the image has an unusable channel layout");
    if (layout.profile_bytes > kMaxProfileBytes) throw Failure("the color profile is too large");
}

bool profile_fits(std::span<const std::byte> profile, bool gray) {
    constexpr std::size_t color_space_at = 16;
    if (profile.size() < 128) return false;
    return std::memcmp(profile.data() + color_space_at, gray ? "GRAY" : "RGB ", 4) == 0;
}

bool send_packet(int socket, std::span<const std::byte> packet, std::span<const int> fds) {
    // sendmsg() only reads the packet, but takes the same non-const structure as recvmsg().
    iovec data{const_cast<std::byte *>(packet.data()),  // NOLINT(*-const-cast)
               packet.size()};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    Control control{};
    if (!fds.empty()) {
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(fds.size_bytes());
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(fds.size_bytes());
        std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
    }
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(packet.size());
}

bool receive_packet(int socket, std::span<std::byte> packet, std::span<Fd> fds) {
    iovec data{packet.data(), packet.size()};
    Control control{};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    ssize_t received = 0;
    do {
        received = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    std::array<int, kMostFds> numbers{};
    std::size_t count = 0;
    for (cmsghdr *header = received < 0 ? nullptr : CMSG_FIRSTHDR(&message); header;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        count = std::min((header->cmsg_len - CMSG_LEN(0)) / sizeof(int), kMostFds);
        std::memcpy(numbers.data(), CMSG_DATA(header), count * sizeof(int));
    }
    // They are owned first, so that unexpected descriptors are closed again.
    std::array<Fd, kMostFds> owned;
    for (std::size_t i = 0; i < count; ++i) owned[i].reset(numbers[i]);
    if (received != static_cast<ssize_t>(packet.size()) ||
        (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) || count != fds.size())
        return false;
    std::move(owned.begin(), owned.begin() + static_cast<std::ptrdiff_t>(count), fds.begin());
    return true;
}

}  // namespace quant::cli
