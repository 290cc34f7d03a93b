// Reads still PNG files, and the frames of animated ones (APNG), which are PNG streams spread over
// chunks of their own.
#include <string>

#include "base/failure.h"
#include "worker/apng.h"
#include "worker/decoders.h"
#include "worker/png_reader.h"

namespace quant::cli {
namespace {

// Reads the picture that a program sees that does not know animations.
void decode_default_image(PngReader &reader, Decoding &decoding) {
    reader.normalize();
    reader.describe(decoding);
    std::byte *pixels =
        decoding.allocate(reader.width(), reader.height(), reader.channels(), reader.bits());
    if (const auto wrong = reader.read_rows(pixels)) decoding.damage(*wrong);
    reader.describe_rest(decoding);
}

void decode_frame(PngReader &reader, const Apng &animation, std::size_t frame, Decoding &decoding) {
    reader.normalize(true);
    reader.describe(decoding);
    std::byte *pixels = decoding.allocate(reader.width(), reader.height(), 4, reader.bits());
    animation.compose(frame, pixels, decoding);
    reader.describe_rest(decoding);
}

}  // namespace

void decode_png(Decoding &decoding) {
    PngReader reader(decoding.file(), decoding.request());
    const Apng animation(decoding.file());
    const std::size_t frame = decoding.choose_frame(animation.frames());
    decoding.set_size(reader.width(), reader.height(), 4, 16);
    if (frame == 0)
        decode_default_image(reader, decoding);
    else
        decode_frame(reader, animation, frame, decoding);
}

}  // namespace quant::cli
