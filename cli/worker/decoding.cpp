// Checks limits before memory is taken, and collects what the user should know.
#include "worker/decoding.h"

#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/failure.h"
#include "worker/orientation.h"

namespace quant::cli {

void append_line(std::span<char> lines, const char *line) noexcept {
    const std::size_t used = std::strlen(lines.data());
    if (used + std::strlen(line) + 2 <= lines.size())
        std::snprintf(lines.data() + used, lines.size() - used, "%s\n", line);
}

std::size_t Decoding::choose_frame(std::size_t count) {
    if (count < 1) throw Failure("the file has no picture");
    const std::uint32_t wanted = request_.frame == 0 ? 1 : request_.frame;
    if (wanted > count)
        throw Failure("there is no frame " + std::to_string(wanted) + ": the file has " +
                      std::to_string(count));
    reply_.info.frames = static_cast<std::uint32_t>(count);
    reply_.info.frame = wanted;
    return wanted - 1;
}

void Decoding::set_resolution(double x_per_meter, double y_per_meter) {
    constexpr double most = 0x7fffffff;  // of PNG
    const auto is_valid = [](double value) { return value >= 1 && value <= most; };
    if (!is_valid(x_per_meter) || !is_valid(y_per_meter)) return;
    reply_.layout.resolution = {static_cast<std::uint32_t>(std::lround(x_per_meter)),
                                static_cast<std::uint32_t>(std::lround(y_per_meter))};
}

void Decoding::set_size(std::uint64_t width, std::uint64_t height, unsigned channels,
                        unsigned bits) {
    Layout &layout = reply_.layout;
    layout.width = width;
    layout.height = height;
    layout.channels = channels;
    layout.bits = bits;
    check_layout(layout, request_.max_pixels);
    if (request_.frame > reply_.info.frames) choose_frame(1);
    if (request_.operation == Operation::inspect) throw Inspected{};
    if (request_.memory > 0 && memory_for(layout) > request_.memory) throw Larger{};
}

std::byte *Decoding::allocate(std::uint64_t width, std::uint64_t height, unsigned channels,
                              unsigned bits) {
    set_size(width, height, channels, bits);
    Layout &layout = reply_.layout;
    if (!profile_.empty() &&
        (profile_.size() > kMaxProfileBytes || !profile_fits(profile_, channels < 3))) {
        note("its color profile does not fit its channels and is not kept");
        profile_ = {};
    }
    layout.profile_bytes = profile_.size();
    pixels_ = out_.resize(layout.pixel_bytes() + profile_.size());
    if (!profile_.empty())
        std::memcpy(pixels_ + layout.pixel_bytes(), profile_.data(), profile_.size());
    return pixels_;
}

void Decoding::note(const std::string &text) {
    if (!std::strstr(reply_.notes.data(), (text + '\n').c_str()))
        append_line(reply_.notes, text.c_str());
}

void Decoding::damage(const std::string &text) {
    if (request_.accept_damaged == 0) throw Failure("the file is damaged: " + text);
    reply_.info.damaged = 1;
    note("the file is damaged: " + text);
}

void Decoding::count_unusual(std::uint64_t above_1, std::uint64_t not_a_number) {
    reply_.info.above_1 += above_1;
    reply_.info.not_a_number += not_a_number;
}

void Decoding::finish() {
    if (!pixels_) throw Failure("the file has no picture");
    apply_orientation(pixels_, reply_.layout, orientation_);
}

}  // namespace quant::cli
