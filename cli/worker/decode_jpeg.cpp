// Reads every kind of JPEG with 8 bits per channel as gray or RGB. libjpeg reports errors by
// longjmp(), which skips destructors. Each call into libjpeg that may fail is therefore made inside
// jpeg_guarded(): neither its frame nor the lambdas passed to it have objects that need a
// destructor.
#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include <jpeglib.h>
// This one needs the types of the one above.
#include <jerror.h>

#include "base/failure.h"
#include "worker/cmyk.h"
#include "worker/decoders.h"
#include "worker/exif.h"

namespace quant::cli {
namespace {

constexpr int kExif = JPEG_APP0 + 1;
constexpr int kProfile = JPEG_APP0 + 2;
constexpr std::string_view kExifName("Exif\0\0", 6);
constexpr std::string_view kXmpName = "http://ns.adobe.com/xap/1.0/";

// A file of a few kilobytes can ask for so many passes over a large picture that they take hours.
constexpr int kMaxScans = 500;

struct JpegReader {
    explicit JpegReader(Decoding &target) : decoding(target) {}
    JpegReader(const JpegReader &) = delete;
    JpegReader &operator=(const JpegReader &) = delete;
    ~JpegReader() { jpeg_destroy_decompress(&jpeg); }

    Decoding &decoding;
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf escape{};
    char damage[JMSG_LENGTH_MAX] = "";  // what is wrong with the pixels
    bool out_of_memory = false;
    bool unsupported = false;
    bool ended_early = false;
    bool header_is_read = false;
    bool lacks_scans = false;
    bool skipped_in_header = false;
    bool skipped_in_scans = false;
    std::unique_ptr<CmykConverter> cmyk;  // null if there is no profile for it
    std::size_t intact_bytes = 0;         // the part of the file that was decoded without an error
    unsigned components_seen = 0;         // bits
};

JpegReader &reader_of(j_common_ptr jpeg) { return *static_cast<JpegReader *>(jpeg->client_data); }

// Writes what is wrong to reader.damage, in words of its own for what is not supported.
void describe_error(JpegReader &reader) {
    const int *detail = reader.errors.msg_parm.i;
    const auto say = [&reader](const char *format, int value = 0) {
        reader.unsupported = true;
        std::snprintf(reader.damage, sizeof reader.damage, format, value);
    };
    switch (reader.errors.msg_code) {
        case JERR_OUT_OF_MEMORY: reader.out_of_memory = true; return;
        case JERR_BAD_PRECISION: say("%d bits per channel", detail[0]); return;
        case JERR_COMPONENT_COUNT: say("%d color channels", detail[0]); return;
        case JERR_EMPTY_IMAGE: say("its header does not tell its size"); return;
        case JERR_IMAGE_TOO_BIG: say("wider or higher than %d pixels", detail[0]); return;
        case JERR_ARITH_NOTIMPL: say("arithmetic coding"); return;
        case JERR_CCIR601_NOTIMPL:
        case JERR_FRACT_SAMPLE_NOTIMPL: say("its channels differ in size by a fraction"); return;
        case JERR_SOF_UNSUPPORTED:
            say(detail[0] == 0xc3 || detail[0] == 0xcb ? "lossless" : "hierarchical");
            return;
        case JERR_UNKNOWN_MARKER:
            if (detail[0] == 0xf7) return say("JPEG-LS");
            break;
        default: break;
    }
    if (reader.ended_early)
        std::snprintf(reader.damage, sizeof reader.damage, "it ends too early");
    else
        reader.errors.format_message(reinterpret_cast<j_common_ptr>(&reader.jpeg), reader.damage);
}

[[noreturn]] void on_jpeg_error(j_common_ptr jpeg) {
    JpegReader &reader = reader_of(jpeg);
    describe_error(reader);
    std::longjmp(reader.escape, 1);
}

// Returns what a warning says about the pixels; nullptr if none of them is missing.
const char *damage_of_warning(const JpegReader &reader) {
    const int marker = reader.errors.msg_parm.i[1];
    switch (reader.errors.msg_code) {
        case JWRN_HIT_MARKER:
            return reader.ended_early ? "it ends too early" : "some of its pixels are missing";
        case JWRN_HUFF_BAD_CODE:
        case JWRN_ARITH_BAD_CODE: return "some of its pixels cannot be decoded";
        case JWRN_MUST_RESYNC: return "some of its pixels are not where they should be";
        case JWRN_BOGUS_PROGRESSION: return "its scans contradict each other";
        case JWRN_EXTRANEOUS_DATA:  // is padding at most, but not between parts of a scan
            return reader.header_is_read && marker >= JPEG_RST0 && marker < JPEG_EOI
                       ? "some of its pixels cannot be decoded"
                       : nullptr;
        default: return nullptr;
    }
}

// Is called for warnings and traces. libjpeg goes on after both, which is of no use if the user
// does not accept damage.
void on_jpeg_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    JpegReader &reader = reader_of(jpeg);
    if (reader.errors.msg_code == JWRN_JPEG_EOF) reader.ended_early = true;
    if (reader.errors.msg_code == JWRN_EXTRANEOUS_DATA)
        (reader.header_is_read ? reader.skipped_in_scans : reader.skipped_in_header) = true;
    const char *text = damage_of_warning(reader);
    if (!text || reader.damage[0] != '\0') return;
    std::snprintf(reader.damage, sizeof reader.damage, "%s", text);
    if (reader.decoding.request().accept_damaged == 0) std::longjmp(reader.escape, 1);
}

// Is called between parts of a scan.
void on_progress(j_common_ptr jpeg) {
    JpegReader &reader = reader_of(jpeg);
    if (reader.jpeg.input_scan_number <= kMaxScans) {
        for (int i = 0; i < reader.jpeg.comps_in_scan; ++i)
            reader.components_seen |= 1U << reader.jpeg.cur_comp_info[i]->component_index;
        reader.intact_bytes = reader.decoding.file().size() - reader.jpeg.src->bytes_in_buffer;
        return;
    }
    reader.unsupported = true;
    std::snprintf(reader.damage, sizeof reader.damage, "more than %d scans", kMaxScans);
    std::longjmp(reader.escape, 1);
}

// Returns whether all went well. Otherwise reader.damage says what did not.
template <typename Step>
bool jpeg_attempted(JpegReader &reader, Step step) {
    if (setjmp(reader.escape) != 0) return false;
    step();
    return true;
}

[[noreturn]] void fail_jpeg(const JpegReader &reader) {
    if (reader.out_of_memory) throw std::bad_alloc();
    throw Failure((reader.unsupported ? "an unsupported kind of JPEG: " : "the file is damaged: ") +
                  std::string(reader.damage));
}

template <typename Step>
void jpeg_guarded(JpegReader &reader, Step step) {
    if (!jpeg_attempted(reader, step)) fail_jpeg(reader);
}

// Reads the header of the first `bytes` of the file.
void open_jpeg(JpegReader &reader, std::size_t bytes) {
    reader.jpeg.err = jpeg_std_error(&reader.errors);
    reader.errors.error_exit = on_jpeg_error;
    reader.errors.emit_message = on_jpeg_message;
    reader.progress.progress_monitor = on_progress;
    reader.jpeg.client_data = &reader;
    reader.header_is_read = false;
    jpeg_guarded(reader, [&reader, bytes] {
        jpeg_create_decompress(&reader.jpeg);
        reader.jpeg.progress = &reader.progress;
        jpeg_mem_src(&reader.jpeg,
                     reinterpret_cast<const unsigned char *>(reader.decoding.file().data()), bytes);
        for (const int marker : {kExif, kProfile, JPEG_COM})
            jpeg_save_markers(&reader.jpeg, marker, 0xffff);
        jpeg_read_header(&reader.jpeg, TRUE);
    });
    if (reader.jpeg.data_precision != 8)
        throw Failure("an unsupported kind of JPEG: " + std::to_string(reader.jpeg.data_precision) +
                      " bits per channel");
    reader.header_is_read = true;
}

// JFIF has the resolution of most files. Those of cameras have it in EXIF data only.
void read_jpeg_resolution(const JpegReader &reader, const Exif &exif) {
    constexpr double centimeters_per_meter = 100;
    const auto &jpeg = reader.jpeg;
    if (jpeg.saw_JFIF_marker && (jpeg.density_unit == 1 || jpeg.density_unit == 2)) {
        const double units = jpeg.density_unit == 1 ? 1 / kMetersPerInch : centimeters_per_meter;
        reader.decoding.set_resolution(jpeg.X_density * units, jpeg.Y_density * units);
    } else {
        reader.decoding.set_resolution(exif.x_per_meter, exif.y_per_meter);
    }
}

void read_jpeg_metadata(const JpegReader &reader) {
    std::span<const std::byte> data_of_exif;
    for (auto *marker = reader.jpeg.marker_list; marker; marker = marker->next) {
        const std::string_view data(reinterpret_cast<const char *>(marker->data),
                                    marker->data_length);
        if (marker->marker == JPEG_COM) {
            reader.decoding.has_metadata(metadata_text);
        } else if (marker->marker == kExif && data.starts_with(kXmpName)) {
            reader.decoding.has_metadata(metadata_xmp);
        } else if (marker->marker == kExif && data.starts_with(kExifName)) {
            reader.decoding.has_metadata(metadata_exif);
            if (data_of_exif.empty())
                data_of_exif = std::as_bytes(std::span(data)).subspan(kExifName.size());
        }
    }
    const Exif exif = read_exif(data_of_exif);
    reader.decoding.set_orientation(exif.orientation);
    read_jpeg_resolution(reader, exif);
}

using JpegProfile = std::unique_ptr<JOCTET, decltype(&std::free)>;

// Returns the color profile, which the decoding keeps or the converter of CMYK uses.
JpegProfile read_jpeg_profile(JpegReader &reader) {
    JOCTET *data = nullptr;
    unsigned size = 0;
    bool found = false;
    jpeg_guarded(reader, [&] { found = jpeg_read_icc_profile(&reader.jpeg, &data, &size) != 0; });
    JpegProfile profile(found ? data : nullptr, &std::free);
    if (reader.errors.msg_code == JWRN_BOGUS_ICC)
        reader.decoding.note("its color profile is damaged and not kept");
    const auto bytes = std::as_bytes(std::span(profile.get(), profile ? size : 0));
    if (reader.jpeg.num_components == 4)
        reader.cmyk = cmyk_converter_of(bytes, reader.decoding);
    else if (profile)
        reader.decoding.set_profile(bytes);
    return profile;
}

// Programs store the inverse of CMYK values, as Adobe does, whether or not they say so.
void cmyk_to_rgb(CmykConverter *converter, const JSAMPLE *cmyk, std::byte *rgb, std::size_t width) {
    constexpr std::size_t kBlock = 256;
    if (!converter) {
        for (std::size_t x = 0; x < width; ++x, cmyk += 4)
            for (int i = 0; i < 3; ++i)
                *rgb++ = static_cast<std::byte>((2 * cmyk[i] * cmyk[3] + 255) / 510);
        return;
    }
    std::array<std::uint16_t, 4 * kBlock> inks;
    std::array<std::uint16_t, 3 * kBlock> colors;
    for (std::size_t x = 0; x < width; x += kBlock) {
        const std::size_t count = std::min(kBlock, width - x);
        for (std::size_t i = 0; i < 4 * count; ++i)
            inks[i] = static_cast<std::uint16_t>((255 - *cmyk++) * 257);
        converter->convert(inks.data(), count, colors.data());
        for (std::size_t i = 0; i < 3 * count; ++i)
            *rgb++ = static_cast<std::byte>((colors[i] + 128) / 257);
    }
}

bool attempt_jpeg_scans(JpegReader &reader) {
    if (reader.jpeg.num_components == 4) reader.jpeg.out_color_space = JCS_CMYK;
    return jpeg_attempted(reader, [&reader] { jpeg_start_decompress(&reader.jpeg); });
}

// Decodes all scans, unless there is only one, whose rows are decoded one by one. If an error ends
// that, and the user accepts damage, decodes only what precedes the error.
void decode_jpeg_scans(JpegReader &reader) {
    if (attempt_jpeg_scans(reader)) return;
    if (reader.out_of_memory || reader.unsupported || reader.intact_bytes == 0 ||
        reader.decoding.request().accept_damaged == 0)
        fail_jpeg(reader);
    jpeg_destroy_decompress(&reader.jpeg);
    open_jpeg(reader, reader.intact_bytes);
    if (!attempt_jpeg_scans(reader)) fail_jpeg(reader);
}

// Returns whether a file with several scans lacks some. A file need not store what is 0 everywhere,
// so that scans of details are missed only if the file has no proper end.
bool lacks_scans(JpegReader &reader) {
    auto &jpeg = reader.jpeg;
    if (!jpeg_has_multiple_scans(&jpeg)) return false;
    if (reader.components_seen != (1U << jpeg.num_components) - 1) return true;
    if (!jpeg.progressive_mode || !reader.ended_early) return false;
    for (int component = 0; component < jpeg.num_components; ++component)
        for (const int missing_bits : jpeg.coef_bits[component])
            if (missing_bits != 0) return true;
    return false;
}

// Reads the rows until an error.
bool read_jpeg_rows(JpegReader &reader, std::byte *pixels) {
    return jpeg_attempted(reader, [&reader, pixels] {
        auto &jpeg = reader.jpeg;
        reader.lacks_scans = lacks_scans(reader);
        const std::size_t row_bytes = reader.decoding.layout().row_bytes();
        const bool is_cmyk = jpeg.out_color_space == JCS_CMYK;
        JSAMPARRAY buffer = (*jpeg.mem->alloc_sarray)(reinterpret_cast<j_common_ptr>(&jpeg),
                                                      JPOOL_IMAGE, jpeg.output_width * 4, 1);
        while (jpeg.output_scanline < jpeg.output_height) {
            std::byte *target = pixels + jpeg.output_scanline * row_bytes;
            JSAMPROW row = is_cmyk ? buffer[0] : reinterpret_cast<JSAMPROW>(target);
            jpeg_read_scanlines(&jpeg, &row, 1);
            if (is_cmyk) cmyk_to_rgb(reader.cmyk.get(), row, target, jpeg.output_width);
        }
    });
}

// Reads what follows the rows, for what it tells about them. An error there does not harm them.
void finish_jpeg(JpegReader &reader) {
    if (!jpeg_attempted(reader, [&reader] { jpeg_finish_decompress(&reader.jpeg); }))
        reader.damage[0] = '\0';
}

// Says what was found while the pixels were decoded.
void report_jpeg(JpegReader &reader) {
    if (reader.out_of_memory) throw std::bad_alloc();
    Decoding &decoding = reader.decoding;
    if (reader.damage[0] != '\0')
        decoding.damage(reader.damage);
    else if (reader.ended_early && reader.jpeg.arith_code)
        // The decoder of arithmetic coding does not notice that its data has ended.
        decoding.damage("it ends too early");
    else if (reader.lacks_scans)
        decoding.damage("some of its scans are missing");
    else if (reader.ended_early)
        decoding.note("its end is missing, but none of its pixels");
    if (reader.skipped_in_header) decoding.note("some bytes of its header have no meaning");
    if (reader.skipped_in_scans)
        decoding.note("it has more data than its pixels need, so that they may be wrong");
}

}  // namespace

void decode_jpeg(Decoding &decoding) {
    JpegReader reader(decoding);
    open_jpeg(reader, decoding.file().size());
    const int channels = reader.jpeg.num_components;
    if (channels == 2 || channels > 4)
        throw Failure("an unsupported kind of JPEG: " + std::to_string(channels) +
                      " color channels");
    read_jpeg_metadata(reader);
    const JpegProfile profile = read_jpeg_profile(reader);
    std::byte *pixels = decoding.allocate(reader.jpeg.image_width, reader.jpeg.image_height,
                                          channels == 1 ? 1 : 3, 8);
    decode_jpeg_scans(reader);
    if (read_jpeg_rows(reader, pixels) && reader.damage[0] == '\0') finish_jpeg(reader);
    report_jpeg(reader);
}

}  // namespace quant::cli
