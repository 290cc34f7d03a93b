// Reads a picture with OpenImageIO as gray or RGB, with alpha if the file has it.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <OpenImageIO/filesystem.h>
#include <OpenImageIO/imageio.h>

#include "base/failure.h"
#include "worker/float_pixels.h"
#include "worker/oiio.h"

namespace quant::cli {
namespace {

struct Channels {
    unsigned colors;
    int alpha;  // index of the alpha channel in the file; -1 if there is none

    unsigned count() const { return colors + (alpha >= 0 ? 1U : 0U); }
};

// Returns the first line of OpenImageIO's message, without the name "image", which is not the
// user's but the one that decode_oiio() gives to every picture.
std::string first_line(std::string error) {
    error.resize(std::min(error.size(), error.find('\n')));
    for (const char *name : {" (\"image\")", " \"image\"", " of \"image\""})
        if (const auto at = error.find(name); at != std::string::npos)
            error.erase(at, std::strlen(name));
    while (!error.empty() && (error.back() == ' ' || error.back() == '.')) error.pop_back();
    return error.empty() ? "OpenImageIO does not say why" : error;
}

bool is_linear(const OIIO::ImageSpec &spec, Format format) {
    const std::string space(spec.get_string_attribute("oiio:ColorSpace"));
    if (space.empty()) return format == Format::openexr;
    return OIIO::Strutil::iequals(space, "linear") ||
           OIIO::Strutil::iequals(space, "scene_linear") ||
           OIIO::Strutil::istarts_with(space, "lin_");
}

Channels channels_of(const OIIO::ImageSpec &spec, std::uint64_t max_pixels) {
    if (spec.deep || spec.depth > 1) throw Failure("volumes and deep images are not supported");
    if (spec.nchannels < 1 || spec.width < 1 || spec.height < 1)
        throw Failure("the image has no pixels");
    int alpha = spec.alpha_channel < spec.nchannels ? spec.alpha_channel : -1;
    const int colors = spec.nchannels - (alpha >= 0 ? 1 : 0);
    if (colors < 1) alpha = -1;  // alpha alone is read as gray
    // A file may have any number of channels, and OpenImageIO's readers decode them all.
    const auto pixels =
        static_cast<std::uint64_t>(spec.width) * static_cast<std::uint64_t>(spec.height);
    if (pixels > max_pixels * 16 / static_cast<std::uint64_t>(spec.nchannels))
        throw Failure("the image has too many channels for its size");
    return {colors >= 3 ? 3U : 1U, alpha};
}

// Reads the channels into pixels of this type, alpha last. Some readers return true for a file that
// ends too early, and report an error all the same.
void read_pixels(OIIO::ImageInput &input, const Channels &channels, OIIO::TypeDesc type,
                 std::byte *pixels, Decoding &decoding) {
    const int level = 0;
    const std::size_t pixel_bytes = channels.count() * type.size();
    const auto read = [&](int begin, int end, std::byte *target) {
        const bool ok = input.read_image(input.current_subimage(), level, begin, end, type, target,
                                         static_cast<OIIO::stride_t>(pixel_bytes));
        if (!ok || input.has_error()) decoding.damage(first_line(input.geterror()));
    };
    const int colors = static_cast<int>(channels.colors);
    const int first = channels.alpha == 0 ? 1 : 0;
    read(first, first + colors, pixels);
    if (channels.alpha >= 0)
        read(channels.alpha, channels.alpha + 1, pixels + channels.colors * type.size());
}

// Reads what has at most 16 bits as it is, and everything else as floating-point numbers.
void decode_pixels(OIIO::ImageInput &input, const OIIO::ImageSpec &spec, Format format,
                   const Channels &channels, Decoding &decoding) {
    const auto width = static_cast<std::uint64_t>(spec.width);
    const auto height = static_cast<std::uint64_t>(spec.height);
    const bool associated =
        channels.alpha >= 0 && spec.get_int_attribute("oiio:UnassociatedAlpha") == 0;
    const unsigned bits = spec.format == OIIO::TypeDesc::UINT8    ? 8
                          : spec.format == OIIO::TypeDesc::UINT16 ? 16
                                                                  : 0;
    if (bits != 0 && !associated) {
        std::byte *pixels = decoding.allocate(width, height, channels.count(), bits);
        read_pixels(input, channels, spec.format, pixels, decoding);
        return;
    }
    decoding.set_size(width, height, channels.count(), 16);
    std::vector<float> pixels(width * height * channels.count());
    read_pixels(input, channels, OIIO::TypeDesc::FLOAT,
                reinterpret_cast<std::byte *>(pixels.data()), decoding);
    store_floats(pixels, width, height, channels.count(), {is_linear(spec, format), associated},
                 decoding);
}

void describe(const OIIO::ImageSpec &spec, Decoding &decoding) {
    decoding.set_orientation(spec.get_int_attribute("Orientation", 1));
    const double unit =
        spec.get_string_attribute("ResolutionUnit") == "cm" ? 100 : 1 / kMetersPerInch;
    decoding.set_resolution(spec.get_float_attribute("XResolution") * unit,
                            spec.get_float_attribute("YResolution") * unit);
    const OIIO::ParamValue *profile = spec.find_attribute("ICCProfile");
    if (profile && profile->type().basetype == OIIO::TypeDesc::UINT8)
        decoding.set_profile({static_cast<const std::byte *>(profile->data()),
                              static_cast<std::size_t>(profile->datasize())});
}

// A file in memory that OpenImageIO has open.
class OiioFile {
public:
    explicit OiioFile(const Decoding &decoding)
        : memory_(decoding.file().data(), decoding.file().size()) {
        const std::string name = info_of(decoding.request().format).name;
        input_ = OIIO::ImageInput::create(name);
        if (!input_) throw Failure("OpenImageIO cannot read " + name + " here");
        OIIO::ImageSpec config, spec;
        config.attribute("oiio:UnassociatedAlpha", 1);
        OIIO::Filesystem::IOProxy *proxy = &memory_;
        config.attribute("oiio:ioproxy", OIIO::TypeDesc::PTR, &proxy);
        if (!input_->open("image", spec, config))
            throw Failure("the file is damaged or of an unsupported kind of " + name + ": " +
                          first_line(input_->geterror()));
    }

    OIIO::ImageInput &input() { return *input_; }

    std::size_t count_subimages() {
        const int most = 1 << 16;
        int count = 0;
        while (count < most && input_->seek_subimage(count, 0)) ++count;
        input_->geterror();  // that the last one does not exist is no error
        return static_cast<std::size_t>(count);
    }

private:
    OIIO::Filesystem::IOMemReader memory_;
    std::unique_ptr<OIIO::ImageInput> input_;
};

}  // namespace

void prepare_oiio() {
    OIIO::attribute("threads", 1);
    OIIO::attribute("exr_threads", -1);  // none of their own
}

void decode_oiio(Decoding &decoding) {
    // Some readers cannot go back, so that the frames are counted by a reader of their own.
    const auto frame =
        static_cast<int>(decoding.choose_frame(OiioFile(decoding).count_subimages()));
    OiioFile file(decoding);
    if (!file.input().seek_subimage(frame, 0))
        throw Failure("the file is damaged: " + first_line(file.input().geterror()));
    const OIIO::ImageSpec spec = file.input().spec();
    const Format format = decoding.request().format;
    const Channels channels = channels_of(spec, decoding.request().max_pixels);
    describe(spec, decoding);
    decode_pixels(file.input(), spec, format, channels, decoding);
}

}  // namespace quant::cli
