// Reads one PNG stream from memory with libpng, as 1 to 4 channels of 8 or 16 bits.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <png.h>

#include "worker/decoding.h"
#include "worker/png_inflate.h"

namespace quant::cli {

class PngReader {
public:
    // Reads what comes before the pixels of a file, or of a stream like one, as a request says. The
    // bytes must outlive the object. If the user accepts damage, no more than a few pixels before
    // the end of an incomplete file are lost, which takes longer. Throws Failure.
    PngReader(std::span<const std::byte> file, const Request &request);
    PngReader(const PngReader &) = delete;
    PngReader &operator=(const PngReader &) = delete;
    ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

    std::uint64_t width() const { return png_get_image_width(png_, info_); }
    std::uint64_t height() const { return png_get_image_height(png_, info_); }

    // Makes the pixels RGB instead of indices, tRNS alpha, and fewer than 8 bits 8. Must be called
    // before the functions below. If `rgba`, the pixels get 4 channels in any case.
    void normalize(bool rgba = false);
    unsigned channels() const {
        return palette_.empty() ? png_get_channels(png_, info_) : channels_;
    }
    unsigned bits() const { return png_get_bit_depth(png_, info_); }

    // Gives the profile, the tags and the resolution to the decoding.
    void describe(Decoding &decoding);

    // Reads all rows, one directly after the other, and what follows them. Returns what is wrong if
    // the file ends before, or is damaged.
    std::optional<std::string> read_rows(std::byte *pixels);

    // Tells the decoding about chunks that are dropped, and about metadata and the orientation,
    // which may follow the pixels.
    void describe_rest(Decoding &decoding);

private:
    template <typename Step>
    bool guarded(Step step);
    void take_palette(bool rgba);
    std::optional<std::string> read_plain_rows(std::byte *pixels);
    template <std::size_t Channels>
    bool expand_indices(std::byte *pixels) const;
    [[noreturn]] static void on_error(png_structp png, png_const_charp message);
    static void on_warning(png_structp png, png_const_charp message);
    static void on_read(png_structp png, png_bytep target, std::size_t count);

    PngStream stream_;
    std::jmp_buf escape_{};
    char message_[200] = "";
    char warnings_[400] = "";  // a line each
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    int passes_ = 1;
    std::vector<std::array<std::byte, 4>> palette_;  // if read_rows() must replace the indices
    unsigned channels_ = 0;                          // then 3 or 4
};

}  // namespace quant::cli
