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

struct FormatInfo {
    Format format;
    WorkerKind reader;
    const char *name;        // OpenImageIO's name of the format
    const char *extensions;  // each between blanks; the usual one is first
    bool writable;           // with --truecolor
    bool alpha;              // the writer keeps transparency
    bool gray;               // the writer takes one color channel
    bool deep;               // the writer takes 16 bits
    bool labels;             // the writer keeps the color profile and the resolution
    const char *frames;      // the word for more than one of its pictures
};

std::span<const FormatInfo> formats();
const FormatInfo &info_of(Format format);

// Returns the format of an extension such as ".JPG", or nullptr.
const FormatInfo *format_of_extension(std::string_view extension);

// Returns "png, jpeg, ..." with all readable or all writable formats, for messages.
std::string format_list(bool writable_only);

// recognize() needs this many bytes from the beginning of a file.
constexpr std::size_t kRecognizeBytes = 32;

// Returns the format of a file from its first bytes. Throws Failure if the file is empty, or if its
// format is not enabled or not known.
Format recognize(std::span<const std::byte> bytes);

}  // namespace quant::cli
