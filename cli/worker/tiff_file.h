// A TIFF file in memory, as libtiff reads it: its pages, its fields, and what libtiff says about
// it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <tiffio.h>

#include "worker/decoding.h"

namespace quant::cli {

// What libtiff's callbacks work on. Errors go to a fixed buffer, because an exception must not pass
// through libtiff.
struct TiffMemory {
    std::span<const std::byte> file;
    std::uint64_t position = 0;
    bool decodes_pixels = false;  // not directories
    std::uint64_t padding = 0;    // bytes that may still be invented behind the end of the file
    int padding_value = 0;
    bool padded = false;               // some were invented
    std::array<char, 200> error{};     // empty if there is none
    std::array<char, 400> warnings{};  // about the current directory, a line each
};

// Owns the handle of libtiff, which prints nothing.
class TiffFile {
public:
    // Throws Failure if the first directory cannot be read.
    explicit TiffFile(const Decoding &decoding);
    TiffFile(const TiffFile &) = delete;
    TiffFile &operator=(const TiffFile &) = delete;
    ~TiffFile();

    TIFF *handle() const { return tiff_; }

    // Makes the page that is asked for the current one. Pages are the directories that are neither
    // masks nor smaller copies of other pages, or all of them if there is no other one.
    void choose_page(Decoding &decoding);

    // Returns the value of a field of the current page, or its default.
    template <typename T>
    T field(std::uint32_t tag, T otherwise = {}) const {
        T value{};
        return TIFFGetFieldDefaulted(tiff_, tag, &value) != 0 ? value : otherwise;
    }
    template <typename T>
    std::span<const T> array_field(std::uint32_t tag) const {
        std::uint32_t count = 0;
        const T *values = nullptr;
        if (TIFFGetField(tiff_, tag, &count, &values) == 0 || !values) return {};
        return {values, count};
    }

    // Tells the decoding about fields of the current page that libtiff has left out.
    void report_fields(Decoding &decoding) const;

    // Calls `step`, which decodes up to `bytes` bytes of pixels with libtiff and returns whether it
    // could. Returns what is wrong with the pixels; empty if nothing is. Data that the end of the
    // file cuts off is replaced, so that libtiff decodes what is there.
    template <typename Step>
    std::string decode(std::uint64_t bytes, Step step) {
        begin_pixels(bytes);
        return end_pixels(step());
    }

    // Returns how many bytes libtiff may decode for a picture.
    std::uint64_t most_bytes() const { return most_bytes_; }

    // Returns and forgets libtiff's error, for a message.
    std::string take_error();

private:
    void begin_pixels(std::uint64_t bytes);
    std::string end_pixels(bool ok);

    TiffMemory memory_;
    std::uint64_t most_bytes_;
    TIFF *tiff_ = nullptr;
};

}  // namespace quant::cli
