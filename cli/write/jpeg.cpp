// Writes JPEG files with libjpeg, at a quality at which the reduced colors stay nearly what they
// are: 95, and color at full resolution. libjpeg reports errors by longjmp(), which skips
// destructors: each call that may fail is made inside attempt(), without objects that need one.
#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <jpeglib.h>
// This one needs the types of the one above.
#include <jerror.h>

#include "base/failure.h"
#include "base/signals.h"
#include "write/writers.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kMostOptimized = std::size_t{1} << 25;

class JpegWriter {
public:
    explicit JpegWriter(const OutputPicture &picture) : picture_(picture) {
        jpeg_.err = jpeg_std_error(&errors_);
        errors_.error_exit = on_error;
        jpeg_.client_data = this;
    }
    JpegWriter(const JpegWriter &) = delete;
    JpegWriter &operator=(const JpegWriter &) = delete;
    ~JpegWriter() { jpeg_destroy_compress(&jpeg_); }

    Bytes encode() {
        constexpr JDIMENSION kRows = 64;
        attempt([this] { begin(); });
        while (jpeg_.next_scanline < jpeg_.image_height) {
            signals::check();
            attempt([this] { write(kRows); });
        }
        attempt([this] { jpeg_finish_compress(&jpeg_); });
        bytes_.resize(bytes_.size() - target_.free_in_buffer);
        return std::move(bytes_);
    }

private:
    static JpegWriter &writer_of(j_compress_ptr jpeg) {
        return *static_cast<JpegWriter *>(jpeg->client_data);
    }
    static void on_start(j_compress_ptr jpeg) { on_full(jpeg); }
    static void on_end(j_compress_ptr) {}

    // jpeg_mem_dest() would leave memory of which nobody knows after an error.
    static boolean on_full(j_compress_ptr jpeg) {
        JpegWriter &writer = writer_of(jpeg);
        const std::size_t used = writer.bytes_.size();
        bool has_room = false;
        try {
            writer.bytes_.resize(std::max<std::size_t>(2 * used, 1 << 16));
            has_room = true;
        } catch (const std::bad_alloc &) {
        }
        if (!has_room) ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
        writer.target_.next_output_byte = writer.bytes_.data() + used;
        writer.target_.free_in_buffer = writer.bytes_.size() - used;
        return TRUE;
    }

    [[noreturn]] static void on_error(j_common_ptr jpeg) {
        std::longjmp(static_cast<JpegWriter *>(jpeg->client_data)->escape_, 1);
    }

    template <typename Step>
    void attempt(Step step) {
        if (setjmp(escape_) == 0) return step();
        if (errors_.msg_code == JERR_OUT_OF_MEMORY) throw std::bad_alloc();
        char text[JMSG_LENGTH_MAX];
        errors_.format_message(reinterpret_cast<j_common_ptr>(&jpeg_), text);
        throw Failure(std::string("cannot encode as jpeg: ") + text);
    }

    void begin() {
        jpeg_create_compress(&jpeg_);
        target_.init_destination = on_start;
        target_.empty_output_buffer = on_full;
        target_.term_destination = on_end;
        jpeg_.dest = &target_;
        jpeg_.image_width = static_cast<JDIMENSION>(picture_.width());
        jpeg_.image_height = static_cast<JDIMENSION>(picture_.height());
        jpeg_.input_components = static_cast<int>(picture_.layout.channels);
        jpeg_.in_color_space = picture_.layout.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
        jpeg_set_defaults(&jpeg_);
        jpeg_set_quality(&jpeg_, 95, TRUE);
        for (int i = 0; i < jpeg_.num_components; ++i)
            jpeg_.comp_info[i].h_samp_factor = jpeg_.comp_info[i].v_samp_factor = 1;
        // That needs six bytes a pixel of memory.
        jpeg_.optimize_coding = picture_.width() * picture_.height() <= kMostOptimized;
        set_resolution();
        jpeg_start_compress(&jpeg_, TRUE);
        const auto profile = picture_.color.profile;
        if (!profile.empty())
            jpeg_write_icc_profile(&jpeg_, reinterpret_cast<const JOCTET *>(profile.data()),
                                   static_cast<unsigned>(profile.size()));
    }

    // JPEG has whole numbers from 1 to 65535, and resolutions are usually whole in inches. One that
    // does not fit is left out.
    void set_resolution() {
        const Resolution &resolution = picture_.color.resolution;
        struct Unit {
            std::uint8_t number;
            double meters;
        };
        for (const Unit unit : {Unit{1, kMetersPerInch}, {2, 0.01}}) {
            const long x = std::lround(resolution.x * unit.meters);
            const long y = std::lround(resolution.y * unit.meters);
            if (std::min(x, y) < 1 || std::max(x, y) > 65535) continue;
            jpeg_.density_unit = unit.number;
            jpeg_.X_density = static_cast<UINT16>(x);
            jpeg_.Y_density = static_cast<UINT16>(y);
            return;
        }
    }

    void write(JDIMENSION rows) {
        const std::size_t row_bytes = picture_.layout.row_bytes();
        for (JDIMENSION i = 0; i < rows && jpeg_.next_scanline < jpeg_.image_height; ++i) {
            const std::byte *pixels = picture_.pixels.data() + jpeg_.next_scanline * row_bytes;
            // libjpeg does not write to it.
            auto *row = reinterpret_cast<JSAMPLE *>(
                const_cast<std::byte *>(pixels));  // NOLINT(*-const-cast)
            jpeg_write_scanlines(&jpeg_, &row, 1);
        }
    }

    const OutputPicture &picture_;
    jpeg_compress_struct jpeg_{};
    jpeg_error_mgr errors_{};
    std::jmp_buf escape_{};
    jpeg_destination_mgr target_{};
    Bytes bytes_;  // the last ones, target_.free_in_buffer, are not used yet
};

}  // namespace

std::vector<std::uint8_t> encode_jpeg(const OutputPicture &picture) {
    return JpegWriter(picture).encode();
}

}  // namespace quant::cli
