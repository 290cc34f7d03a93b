// One request to decode: what is asked for, and the answer that a decoder fills in.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "io/protocol.h"
#include "worker/server.h"

namespace quant::cli {

// Appends a line to zero-terminated lines, unless it does not fit. Allocates nothing, so that the
// callbacks of C libraries can use it.
void append_line(std::span<char> lines, const char *line) noexcept;

// A decoder calls choose_frame() if its format can have several frames, describes the picture with
// the functions that follow it, calls allocate(), and writes the pixels.
class Decoding {
public:
    Decoding(std::span<const std::byte> file, const Request &request, SharedBuffer &out,
             Reply &reply)
        : file_(file), request_(request), out_(out), reply_(reply) {}

    std::span<const std::byte> file() const { return file_; }
    const Request &request() const { return request_; }

    // Takes the number of frames and returns the index, from 0, of the one to decode. Throws
    // Failure if the user has chosen one that the file does not have.
    std::size_t choose_frame(std::size_t count);

    // Takes the ICC profile, which is left out with a note if it does not fit the channels.
    void set_profile(std::span<const std::byte> profile) { profile_ = profile; }
    void set_tags(const ColorTags &tags) { reply_.layout.tags = tags; }
    void set_resolution(double x_per_meter, double y_per_meter);
    // Takes the EXIF orientation of the pixels, 1 to 8. Any other value means 1.
    void set_orientation(int orientation) { orientation_ = orientation; }
    // Says that the file has metadata that is not kept.
    void has_metadata(Metadata kind) { reply_.info.metadata |= kind; }

    // Takes the size of the picture, for decoders that read pixels before they call allocate(). The
    // channels and bits may be the most that the picture can have. Throws Failure if a limit is
    // exceeded or the chosen frame does not exist, and Inspected.
    void set_size(std::uint64_t width, std::uint64_t height, unsigned channels, unsigned bits);

    // Calls set_size(), and returns memory for the pixels, as described in Layout, which is filled
    // with 0. The profile must be set before, and stay valid until then.
    std::byte *allocate(std::uint64_t width, std::uint64_t height, unsigned channels,
                        unsigned bits);
    const Layout &layout() const { return reply_.layout; }

    // Tells the user about something in the file that did not harm the pixels. A note that is
    // already there is not repeated.
    void note(const std::string &text);

    // Says that pixels are missing or may be wrong. Throws Failure unless the user accepts that.
    void damage(const std::string &text);

    // Counts pixels whose values cannot be stored as they are.
    void count_unusual(std::uint64_t above_1, std::uint64_t not_a_number);

    // Turns the pixels upright.
    void finish();

private:
    std::span<const std::byte> file_;
    const Request &request_;
    SharedBuffer &out_;
    Reply &reply_;
    std::span<const std::byte> profile_;
    std::byte *pixels_ = nullptr;
    int orientation_ = 1;
};

// Is thrown by set_size() when only the description of the picture was asked for.
struct Inspected {};

// Is thrown when the picture takes more memory than the request allows.
struct Larger {};

}  // namespace quant::cli
