// Formats of the picture files that the program reads and writes. The content of a file decides its
// format, never its name, and only files in one of these formats reach a decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace quant::cli {

// The values are part of the protocol between processes.
enum class Format : std::uint32_t { png, jpeg, tiff, bmp, targa, pnm, gif, webp, openexr, hdr };

// The worker programs. Each has a set of libraries, so that none loads more than it needs.
enum class WorkerKind { decode, tiff, oiio };

// What quant can write in a format. The values are bits.
enum Writes : std::uint32_t {
    writes_truecolor = 1,
    writes_alpha = 2,  // in true color
    writes_gray = 4,   // one color channel instead of three, in true color
    writes_deep = 8,   // 16 bits, in true color
    writes_palette = 16,
    writes_palette_alpha = 32,  // transparent colors of a palette
    writes_labels = 64,         // the color profile and the resolution
};

struct FormatInfo {
    Format format;
    WorkerKind reader;
    const char *name;        // OpenImageIO's name of the format
    const char *extensions;  // each between blanks; the usual one is first
    const char *frames;      // the word for more than one of its pictures
    std::uint32_t written;   // bits of Writes; 0 if quant only reads it

    bool has(Writes what) const { return (written & what) != 0; }
};

std::span<const FormatInfo> formats();
const FormatInfo &info_of(Format format);

// Returns the format of an extension such as ".JPG", or nullptr.
const FormatInfo *format_of_extension(std::string_view extension);

// Returns "png, jpeg, ..." with all formats of which quant writes all of this, bits of Writes, or
// with all that it reads.
std::string format_list(std::uint32_t written = 0);

// recognize() needs this many bytes from the beginning of a file.
constexpr std::size_t kRecognizeBytes = 32;

// Returns the format of a file from its first bytes. Throws Failure if the file is empty, or if its
// format is not enabled or not known.
Format recognize(std::span<const std::byte> bytes);

}  // namespace quant::cli
