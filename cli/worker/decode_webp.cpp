// Reads WebP: lossy, lossless, and a chosen frame of an animation.
#include <algorithm>
#include <memory>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include <webp/decode.h>
#include <webp/demux.h>

#include "base/failure.h"
#include "worker/blend.h"
#include "worker/decoders.h"
#include "worker/exif.h"

namespace quant::cli {
namespace {

struct WebpDeleter {
    void operator()(WebPDemuxer *demuxer) const { WebPDemuxDelete(demuxer); }
    void operator()(WebPIDecoder *decoder) const { WebPIDelete(decoder); }
};
using WebpDemuxer = std::unique_ptr<WebPDemuxer, WebpDeleter>;
using WebpDecoder = std::unique_ptr<WebPIDecoder, WebpDeleter>;

struct WebpFrame {
    WebPIterator it{};

    WebpFrame(const WebpDemuxer &demuxer, std::size_t index) {
        if (!WebPDemuxGetFrame(demuxer.get(), static_cast<int>(index) + 1, &it))
            throw Failure("the file has no picture");
    }
    WebpFrame(const WebpFrame &) = delete;
    WebpFrame &operator=(const WebpFrame &) = delete;
    ~WebpFrame() { WebPDemuxReleaseIterator(&it); }

    bool clears_canvas() const { return it.dispose_method == WEBP_MUX_DISPOSE_BACKGROUND; }
    bool blends() const { return it.has_alpha != 0 && it.blend_method == WEBP_MUX_BLEND; }
};

struct WebpCanvas {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> pixels{};  // RGBA

    bool is_covered_by(const WebPIterator &frame) const {
        return frame.x_offset == 0 && frame.y_offset == 0 &&
               static_cast<std::size_t>(frame.width) == width &&
               static_cast<std::size_t>(frame.height) == height;
    }
    std::uint8_t *row(const WebPIterator &frame, std::size_t y) {
        return &pixels[((static_cast<std::size_t>(frame.y_offset) + y) * width +
                        static_cast<std::size_t>(frame.x_offset)) *
                       4];
    }
};

// Decodes a frame. The decoder for incomplete data is used for all files, because it leaves the
// rows that precede the damage.
void decode_webp_frame(Decoding &decoding, const WebPIterator &frame, WEBP_CSP_MODE mode,
                       std::uint8_t *target) {
    const std::size_t stride = static_cast<std::size_t>(frame.width) * (mode == MODE_RGB ? 3 : 4);
    const std::size_t bytes = stride * static_cast<std::size_t>(frame.height);
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) throw Failure("libwebp cannot be used");
    config.output.colorspace = mode;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {target, static_cast<int>(stride), bytes};
    const WebpDecoder decoder(WebPIDecode(nullptr, 0, &config));
    if (!decoder) throw std::bad_alloc();
    const VP8StatusCode status =
        WebPIUpdate(decoder.get(), frame.fragment.bytes, frame.fragment.size);
    if (status == VP8_STATUS_OUT_OF_MEMORY) throw std::bad_alloc();
    if (status == VP8_STATUS_SUSPENDED)
        decoding.damage(frame.complete ? "some of its pixels are missing" : "it ends too early");
    else if (status != VP8_STATUS_OK)
        decoding.damage("some of its pixels cannot be decoded");
}

void draw_webp_frame(Decoding &decoding, const WebpFrame &frame, WebpCanvas &canvas) {
    const auto width = static_cast<std::size_t>(frame.it.width);
    const auto height = static_cast<std::size_t>(frame.it.height);
    std::vector<std::uint8_t> pixels(width * height * 4);
    decode_webp_frame(decoding, frame.it, MODE_RGBA, pixels.data());
    const bool blends = frame.blends();
    for (std::size_t y = 0; y < height; ++y) {
        const std::uint8_t *source = &pixels[y * width * 4];
        std::uint8_t *target = canvas.row(frame.it, y);
        if (!blends)
            std::copy_n(source, width * 4, target);
        else
            for (std::size_t x = 0; x < width; ++x) blend_over(source + x * 4, target + x * 4);
    }
}

void clear_webp_frame(const WebPIterator &frame, WebpCanvas &canvas) {
    for (std::size_t y = 0; y < static_cast<std::size_t>(frame.height); ++y)
        std::fill_n(canvas.row(frame, y), static_cast<std::size_t>(frame.width) * 4, 0);
}

// How to compose the chosen frame of an animation.
struct WebpPlan {
    std::size_t start = 0;  // the frame on which none before it has an influence
    bool opaque = false;
};

WebpPlan plan_webp(const WebpDemuxer &demuxer, const WebpCanvas &canvas, std::size_t chosen) {
    WebpPlan plan;
    for (std::size_t i = 0; i <= chosen; ++i) {
        const WebpFrame frame(demuxer, i);
        const bool cleared = i < chosen && frame.clears_canvas();
        if (!cleared && !frame.blends() && canvas.is_covered_by(frame.it))
            plan = {i, !frame.it.has_alpha};
        else if (cleared || (frame.it.has_alpha && !frame.blends()))
            plan.opaque = false;
    }
    return plan;
}

void decode_webp_animation(Decoding &decoding, const WebpDemuxer &demuxer, WebpCanvas &canvas,
                           std::size_t chosen) {
    const WebpPlan plan = plan_webp(demuxer, canvas, chosen);
    auto *target = reinterpret_cast<std::uint8_t *>(
        decoding.allocate(canvas.width, canvas.height, plan.opaque ? 3 : 4, 8));
    canvas.pixels.resize(canvas.width * canvas.height * 4);
    for (std::size_t i = plan.start; i <= chosen; ++i) {
        const WebpFrame frame(demuxer, i);
        // A frame that does not stay on the canvas need not be drawn for those after it.
        if (i < chosen && frame.clears_canvas())
            clear_webp_frame(frame.it, canvas);
        else
            draw_webp_frame(decoding, frame, canvas);
    }
    const std::size_t channels = decoding.layout().channels;
    for (std::size_t at = 0; at < canvas.pixels.size(); at += 4, target += channels)
        std::copy_n(&canvas.pixels[at], channels, target);
}

void decode_webp_still(Decoding &decoding, const WebpDemuxer &demuxer, const WebpCanvas &canvas) {
    const WebpFrame frame(demuxer, 0);
    if (!frame.it.complete && frame.it.width == 0)
        throw Failure("the file is damaged: it ends too early");
    if (!canvas.is_covered_by(frame.it))
        throw Failure("the file is damaged: its picture has not the size that its header tells");
    const bool alpha = frame.it.has_alpha != 0;
    std::byte *pixels = decoding.allocate(canvas.width, canvas.height, alpha ? 4 : 3, 8);
    decode_webp_frame(decoding, frame.it, alpha ? MODE_RGBA : MODE_RGB,
                      reinterpret_cast<std::uint8_t *>(pixels));
}

// Returns the first chunk with this name; empty if there is none.
std::span<const std::byte> webp_chunk(const WebpDemuxer &demuxer, const char *name) {
    WebPChunkIterator it;
    if (!WebPDemuxGetChunk(demuxer.get(), name, 1, &it)) return {};
    const std::span<const std::uint8_t> data(it.chunk.bytes, it.chunk.size);
    WebPDemuxReleaseChunkIterator(&it);
    return std::as_bytes(data);  // a part of the file
}

void read_webp_metadata(Decoding &decoding, const WebpDemuxer &demuxer) {
    decoding.set_profile(webp_chunk(demuxer, "ICCP"));
    if (!webp_chunk(demuxer, "XMP ").empty()) decoding.has_metadata(metadata_xmp);
    std::span<const std::byte> data = webp_chunk(demuxer, "EXIF");
    if (data.empty()) return;
    decoding.has_metadata(metadata_exif);
    // Some programs write this name, which belongs to JPEG, here too.
    constexpr std::string_view name("Exif\0\0", 6);
    if (std::string_view(reinterpret_cast<const char *>(data.data()), data.size())
            .starts_with(name))
        data = data.subspan(name.size());
    const Exif exif = read_exif(data);
    decoding.set_orientation(exif.orientation);
    decoding.set_resolution(exif.x_per_meter, exif.y_per_meter);
}

}  // namespace

void decode_webp(Decoding &decoding) {
    const auto file = decoding.file();
    const WebPData data{reinterpret_cast<const std::uint8_t *>(file.data()), file.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    const WebpDemuxer demuxer(WebPDemuxPartial(&data, &state));
    const std::size_t count =
        demuxer ? WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT) : std::size_t{0};
    const bool ended_early = state != WEBP_DEMUX_DONE && state != WEBP_DEMUX_PARSE_ERROR;
    if (count == 0 && ended_early) throw Failure("the file is damaged: it ends too early");
    if (!demuxer) throw Failure("the file is damaged: its parts do not fit together");
    const std::size_t chosen = decoding.choose_frame(count);
    if (ended_early) decoding.note("its end is missing");
    WebpCanvas canvas{WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH),
                      WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT)};
    read_webp_metadata(decoding, demuxer);
    if (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & ANIMATION_FLAG)
        decode_webp_animation(decoding, demuxer, canvas, chosen);
    else
        decode_webp_still(decoding, demuxer, canvas);
}

}  // namespace quant::cli
