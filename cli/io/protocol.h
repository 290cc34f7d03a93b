// The messages that the program and its worker processes exchange over a socket. Each message is
// one packet. Pixels are never part of it: they are in a memory file, whose descriptor is sent
// along.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "base/fd.h"
#include "io/format.h"

namespace quant::cli {

constexpr std::uint32_t kProtocolVersion = 1;

// The worker finds its end of the socket at this descriptor.
constexpr int kWorkerSocket = 3;

constexpr std::uint64_t kDefaultMaxPixels = 250'000'000;
constexpr std::uint64_t kMaxProfileBytes = 16U << 20;

// Color information of PNG files that is kept unchanged. 0 means that a value is absent, which is
// why the intent is stored plus 1.
struct ColorTags {
    std::uint32_t gamma = 0;                       // gAMA
    std::uint32_t srgb_intent_plus_1 = 0;          // sRGB
    std::array<std::int32_t, 8> chromaticities{};  // cHRM: white, red, green, blue, each x and y
};

// Describes a picture in a memory file: rows without padding, native byte order, straight alpha.
// The ICC profile follows the pixels.
struct Layout {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::uint32_t channels = 0;  // 1 to 4, as in quant_image
    std::uint32_t bits = 0;      // 8 or 16
    std::uint64_t profile_bytes = 0;
    ColorTags tags;

    std::uint64_t row_bytes() const { return width * channels * (bits / 8); }
    std::uint64_t pixel_bytes() const { return row_bytes() * height; }
};

enum class Operation : std::uint32_t {
    decode = 1,  // descriptors: the picture file, and an empty memory file to decode into
    encode = 2   // descriptors: a memory file as in Layout, and an empty one to encode into
};

struct Request {
    std::uint32_t version = kProtocolVersion;
    Operation operation = Operation::decode;
    Format format = Format::png;
    std::uint32_t reserved = 0;
    std::uint64_t max_pixels = 0;
    Layout layout;  // for encode
};

struct Reply {
    std::uint32_t version = kProtocolVersion;
    std::uint32_t ok = 0;
    Layout layout;  // for decode
    std::array<char, 400> message{};
};

static_assert(std::is_trivially_copyable_v<Request> && std::is_trivially_copyable_v<Reply>);

// Throws Failure unless the layout is possible and has at most max_pixels pixels, so that the
// products of its sizes fit.
void check_layout(const Layout &layout, std::uint64_t max_pixels);

// Returns whether an ICC profile is made for gray pixels if `gray`, otherwise for RGB pixels.
bool profile_fits(std::span<const std::byte> profile, bool gray);

// Returns false if the other side is gone.
bool send_packet(int socket, std::span<const std::byte> packet, std::span<const int> fds = {});

// Returns false if the other side is gone, or if it sent anything but a packet of this size with
// this many descriptors.
bool receive_packet(int socket, std::span<std::byte> packet, std::span<Fd> fds = {});

template <typename T>
std::span<const std::byte> packet_of(const T &value) {
    return std::as_bytes(std::span<const T, 1>(&value, 1));
}
template <typename T>
std::span<std::byte> packet_into(T &value) {
    return std::as_writable_bytes(std::span<T, 1>(&value, 1));
}

}  // namespace quant::cli
