// format.h: which image formats the program reads and writes, and how a file is recognized. The
// content decides, never the name, and nothing outside this list reaches a decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace quant::cli {

// Values travel between processes.
enum class Format : std::uint32_t { png, jpeg, tiff, bmp, targa, pnm, gif, webp, openexr, hdr };

struct FormatInfo {
    Format format;
    const char *name;        // as OpenImageIO calls it
    const char *extensions;  // each between blanks, the usual one first
    bool writable;           // with --truecolor
    bool alpha;              // the writer keeps transparency
    bool gray;               // the writer takes one color channel
    bool deep;               // the writer takes 16 bits
};

std::span<const FormatInfo> formats();
const FormatInfo &info_of(Format format);

// The format that an extension such as ".JPG" stands for, or nullptr.
const FormatInfo *format_of_extension(std::string_view extension);

// "png, jpeg, ..." of all readable or all writable formats, for messages.
std::string format_list(bool writable_only);

// Bytes of a file's beginning that recognize() wants to see.
constexpr std::size_t recognize_bytes = 32;

// Throws Failure for an empty file, a format that is not enabled and one that is not known.
Format recognize(std::span<const std::byte> bytes);

}  // namespace quant::cli
