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
#include "io/picture_info.h"

namespace quant::cli {

constexpr std::uint32_t kProtocolVersion = 4;

// The worker finds its end of the socket at this descriptor.
constexpr int kWorkerSocket = 3;

constexpr std::uint64_t kDefaultMaxPixels = 250'000'000;
constexpr std::uint64_t kMaxProfileBytes = 16U << 20;

enum class Operation : std::uint32_t {
    decode = 1,  // descriptors: the picture file, and an empty memory file to decode into
    // Descriptors: a memory file with pixels as in Layout, the palette, RGBA, and the profile, and
    // an empty one to encode into. With a palette, a pixel is an index of one byte.
    encode = 2,
    inspect = 3,  // as decode, but stops before the pixels: the memory file stays empty
    describe = 4  // says how the worker is contained; descriptors: any two
};

struct Request {
    std::uint32_t version = kProtocolVersion;
    Operation operation = Operation::decode;
    Format format = Format::png;
    ToneMapping tone_mapping = ToneMapping::clip;
    std::uint64_t max_pixels = 0;
    std::uint64_t memory = 0;          // of memory_for(); 0 if it does not matter
    std::uint64_t input_bytes = 0;     // the size of the first file: a worker cannot ask for it
    std::uint32_t frame = 0;           // from 1; 0 if the user did not choose one
    std::uint32_t accept_damaged = 0;  // 1: a picture with missing pixels is not an error
    std::uint32_t threads = 1;         // at most
    Layout layout;                     // this and all below for encode
    std::uint32_t palette_colors = 0;  // 0 in true color
    std::uint32_t deflate_level = 0;   // of libdeflate, from 1 to 12
};

constexpr std::uint64_t palette_bytes(const Request &request) {
    return std::uint64_t{4} * request.palette_colors;
}

enum class Answer : std::uint32_t {
    failed,  // the message says why
    done,
    other_worker,  // the request is one for quant-tiff
    larger         // the picture takes more memory than the request says; its layout is there
};

// What keeps a worker process from doing anything but decoding.
enum class Guard : std::uint32_t {
    no_new_privileges,
    no_capabilities,
    memory,
    cpu_time,
    file_size,
    processes,  // by a limit; seccomp forbids them too
    landlock,
    seccomp
};

struct Containment {
    std::uint32_t guards = 0;    // a bit for each guard that is in force
    std::uint32_t landlock = 0;  // the version of its interface, from 1

    void add(Guard guard) { guards |= 1U << static_cast<std::uint32_t>(guard); }
    bool has(Guard guard) const { return (guards >> static_cast<std::uint32_t>(guard) & 1U) != 0; }
};

struct Reply {
    std::uint32_t version = kProtocolVersion;
    Answer answer = Answer::failed;
    Containment containment;  // for describe
    Layout layout;            // this and all below for decode
    PictureInfo info;
    std::array<char, 400> message{};  // what is wrong, if it failed
    std::array<char, 600> notes{};    // what the user should know, a line each
};

static_assert(std::is_trivially_copyable_v<Request> && std::is_trivially_copyable_v<Reply>);

// Throws Failure unless the layout is possible and has at most max_pixels pixels, so that the
// products of its sizes fit.
void check_layout(const Layout &layout, std::uint64_t max_pixels);

// Returns about how many bytes the whole program takes at most while it converts a picture: the
// pixels, the colors and the indices that are made of them, and what is encoded.
inline std::uint64_t memory_for(const Layout &layout) {
    constexpr std::uint64_t kBytesPerPixel = 8;
    return layout.pixel_bytes() + kBytesPerPixel * layout.width * layout.height;
}

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
