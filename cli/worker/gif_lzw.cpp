// Decodes LZW with codes of 1 to 12 bits. A code that is not defined yet ends the decoding: giflib
// and others read something from it.
#include "worker/gif_lzw.h"

#include <algorithm>

namespace quant::cli {

std::span<const std::byte> GifBytes::take(std::size_t count) {
    const std::size_t left = file.size() - position;
    if (count > left) ended_early = true;
    const auto taken = file.subspan(position, std::min(count, left));
    position += taken.size();
    return taken;
}

std::span<const std::byte> GifBytes::take_block() {
    const auto size = take(1);
    return size.empty() ? size : take(std::to_integer<std::size_t>(size[0]));
}

GifLzw::GifLzw(const GifBytes &bytes, unsigned code_bits) : bytes_(bytes), code_bits_(code_bits) {
    clear();
}

void GifLzw::clear() {
    width_ = code_bits_ + 1;
    next_ = (1U << code_bits_) + 2;
    previous_ = kNone;
}

bool GifLzw::read_code(unsigned &code) {
    while (bit_count_ < width_) {
        if (block_.empty()) block_ = bytes_.take_block();
        if (block_.empty()) return false;
        bits_ |= std::to_integer<unsigned>(block_[0]) << bit_count_;
        bit_count_ += 8;
        block_ = block_.subspan(1);
    }
    code = bits_ & ((1U << width_) - 1);
    bits_ >>= width_;
    bit_count_ -= width_;
    return true;
}

// Makes the pixels of the next code pending. Returns false at the end or if the code is damaged.
bool GifLzw::decode_code() {
    const unsigned clear_code = 1U << code_bits_;
    unsigned code = 0;
    do {
        if (!read_code(code)) return false;
        if (code == clear_code) clear();
    } while (code == clear_code);
    if (code == clear_code + 1) return false;
    if (code >= (previous_ == kNone ? clear_code : next_ + 1)) return false;
    unsigned rest = code;
    // A code that is used while it is defined is the previous one, and that one's first pixel.
    const bool is_new = code == next_;
    if (is_new) {
        rest = previous_;
        ++pending_count_;
    }
    for (; rest > clear_code; rest = prefix_[rest]) pending_[pending_count_++] = last_[rest];
    const auto first = static_cast<std::uint8_t>(rest);
    pending_[pending_count_++] = first;
    if (is_new) pending_[0] = first;
    if (previous_ != kNone && next_ < kMaxCodes) {
        prefix_[next_] = static_cast<std::uint16_t>(previous_);
        last_[next_++] = first;
        if (next_ >= 1U << width_ && width_ < 12) ++width_;
    }
    previous_ = code;
    return true;
}

std::size_t GifLzw::read(std::span<std::uint8_t> pixels) {
    std::size_t count = 0;
    while (count < pixels.size() && (pending_count_ > 0 || decode_code()))
        while (count < pixels.size() && pending_count_ > 0)
            pixels[count++] = pending_[--pending_count_];
    return count;
}

}  // namespace quant::cli
