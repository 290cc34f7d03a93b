// Connects libtiff to a file in memory and collects its messages.
#include "worker/tiff_file.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/failure.h"

namespace quant::cli {
namespace {

// A file with more directories is read as if it had this many.
constexpr std::uint32_t kMostDirectories = 1U << 16;

// Libtiff begins some messages with the name of the file.
constexpr const char *kTiffName = "the file";

TiffMemory &memory_of(thandle_t client) { return *static_cast<TiffMemory *>(client); }

tmsize_t on_tiff_read(thandle_t client, void *target, tmsize_t count) {
    TiffMemory &memory = memory_of(client);
    auto *to = static_cast<std::byte *>(target);
    const auto wanted = static_cast<std::uint64_t>(count);
    const std::uint64_t size = memory.file.size();
    const std::uint64_t there = size - std::min(memory.position, size);
    const std::uint64_t copied = std::min(wanted, there);
    const std::uint64_t invented = std::min(wanted - copied, memory.padding);
    if (copied > 0) std::memcpy(to, memory.file.data() + memory.position, copied);
    if (invented > 0) {
        std::memset(to + copied, memory.padding_value, invented);
        memory.padding -= invented;
        memory.padded = true;
    }
    memory.position += copied + invented;
    return static_cast<tmsize_t>(copied + invented);
}

tmsize_t on_tiff_write(thandle_t, void *, tmsize_t) { return -1; }

toff_t on_tiff_seek(thandle_t client, toff_t offset, int origin) {
    TiffMemory &memory = memory_of(client);
    const std::uint64_t base = origin == SEEK_CUR   ? memory.position
                               : origin == SEEK_END ? memory.file.size()
                                                    : 0;
    memory.position = base + offset;
    return memory.position;
}

int on_tiff_close(thandle_t) { return 0; }
toff_t on_tiff_size(thandle_t client) { return memory_of(client).file.size(); }
int on_tiff_map(thandle_t, void **, toff_t *) { return 0; }
void on_tiff_unmap(thandle_t, void *, toff_t) {}

// Keeps the first error of pixels, which the others follow from. Libtiff goes on after some errors
// in a directory: the last one made it stop.
int on_tiff_error(TIFF *, void *client, const char *, const char *format, std::va_list arguments) {
    TiffMemory &memory = memory_of(client);
    if (!memory.decodes_pixels || memory.error[0] == '\0')
        std::vsnprintf(memory.error.data(), memory.error.size(), format, arguments);
    return 1;
}

void keep_warning(TiffMemory &memory, const char *format, std::va_list arguments) {
    char text[200];
    std::vsnprintf(text, sizeof text, format, arguments);
    append_line(memory.warnings, text);
}

// The fax decoders and libjpeg replace bad pixels and only warn.
int on_tiff_warning(TIFF *tiff, void *client, const char *module, const char *format,
                    std::va_list arguments) {
    const std::string_view name(module ? module : "");
    if (memory_of(client).decodes_pixels &&
        (name == "JPEGLib" || name == "LibJpeg" || name.starts_with("Fax")))
        on_tiff_error(tiff, client, module, format, arguments);
    else if (!memory_of(client).decodes_pixels)
        keep_warning(memory_of(client), format, arguments);
    return 1;
}

}  // namespace

TiffFile::TiffFile(const Decoding &decoding)
    // Pixels may be four doubles, and a tile may be larger than a small picture.
    : most_bytes_((std::uint64_t{64} << 20) + decoding.request().max_pixels * 32) {
    memory_.file = decoding.file();
    const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
        TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(most_bytes_));
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_tiff_error, &memory_);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_tiff_warning, &memory_);
    tiff_ =
        TIFFClientOpenExt(kTiffName, "rm", &memory_, on_tiff_read, on_tiff_write, on_tiff_seek,
                          on_tiff_close, on_tiff_size, on_tiff_map, on_tiff_unmap, options.get());
    if (!tiff_)
        throw Failure("the file is damaged or of an unsupported kind of TIFF: " + take_error());
}

TiffFile::~TiffFile() {
    if (tiff_) TIFFClose(tiff_);
}

// libtiff reports a directory that it has seen before as an error, so that this ends.
void TiffFile::choose_page(Decoding &decoding) {
    std::vector<std::uint32_t> pages;
    std::uint32_t count = 0;
    do {
        const auto type = field<std::uint32_t>(TIFFTAG_SUBFILETYPE);
        if ((type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0) pages.push_back(count);
        ++count;
        memory_.error = {};
    } while (count < kMostDirectories && TIFFReadDirectory(tiff_) != 0);
    if (memory_.error[0] != '\0')
        decoding.note("pages that follow page " + std::to_string(count) + " cannot be read");
    const std::size_t index = decoding.choose_frame(pages.empty() ? count : pages.size());
    const std::uint32_t page = pages.empty() ? static_cast<std::uint32_t>(index) : pages[index];
    memory_.warnings = {};
    if (TIFFSetDirectory(tiff_, page) == 0) throw Failure("the file is damaged: " + take_error());
    memory_.error = {};
}

// Without these fields, libtiff gives the pixels another meaning.
void TiffFile::report_fields(Decoding &decoding) const {
    constexpr std::string_view pixels[] = {"ColorMap",
                                           "YCbCr",
                                           "ReferenceBlackWhite",
                                           "ExtraSamples",
                                           "SampleFormat",
                                           "BitsPerSample",
                                           "InkSet",
                                           "PhotometricInterpretation",
                                           "Predictor",
                                           "SamplesPerPixel",
                                           "FillOrder",
                                           "JPEGTables"};
    std::istringstream lines(memory_.warnings.data());
    for (std::string line; std::getline(lines, line);) {
        const bool lost =
            line.find("ignored") != std::string::npos || line.find("IO error") != std::string::npos;
        if (!lost) continue;
        const bool harms = std::ranges::any_of(pixels, [&line](std::string_view name) {
            return line.find(name) != std::string::npos;
        });
        if (harms)
            decoding.damage("a field that its pixels need is lost: " + line);
        else
            decoding.note("a field is damaged and left out: " + line);
    }
}

std::string TiffFile::take_error() {
    std::string text(memory_.error.data());
    memory_.error = {};
    const std::string name = std::string(kTiffName) + ": ";
    if (text.starts_with(name)) text.erase(0, name.size());
    text.resize(std::min(text.size(), text.find('\n')));
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    return text.empty() ? "it cannot be decoded" : text;
}

// libjpeg ends a picture neatly at a marker, and 0xff can only begin one. For the other codecs 0 is
// as good as anything.
void TiffFile::begin_pixels(std::uint64_t bytes) {
    memory_.error = {};
    memory_.padding = bytes;
    const auto compression = field<std::uint16_t>(TIFFTAG_COMPRESSION);
    const bool is_jpeg = compression == COMPRESSION_JPEG || compression == COMPRESSION_OJPEG;
    memory_.padding_value = is_jpeg ? 0xff : 0;
    memory_.padded = false;
    memory_.decodes_pixels = true;
}

std::string TiffFile::end_pixels(bool ok) {
    memory_.padding = 0;
    memory_.decodes_pixels = false;
    if (memory_.padded) return "it ends too early";
    return ok && memory_.error[0] == '\0' ? std::string() : take_error();
}

}  // namespace quant::cli
