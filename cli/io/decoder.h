// Decodes and encodes pictures in worker processes, so that a damaged file cannot harm the program.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "io/input_file.h"
#include "io/protocol.h"
#include "io/worker_client.h"

namespace quant::cli {

struct Picture {
    FileContent memory;
    Layout layout;
    PictureInfo info;
    std::vector<std::string> notes;  // what the user should know about the file, without its name

    std::span<const std::byte> pixels() const { return memory.bytes().first(layout.pixel_bytes()); }
    std::span<const std::byte> profile() const {
        return memory.bytes().subspan(layout.pixel_bytes());
    }
};

// Which library decodes. OpenImageIO is slower, tells less about a file, and reads some kinds
// wrong; it is for comparing, and for a file that the reader of its format should read and does
// not.
enum class DecoderChoice { by_format, oiio };

struct DecoderOptions {
    std::uint64_t max_pixels = kDefaultMaxPixels;
    double timeout = 120;         // seconds for one file
    bool accept_damaged = false;  // a picture with missing pixels is not a Failure
    ToneMapping tone_mapping = ToneMapping::clip;
    DecoderChoice decoder = DecoderChoice::by_format;
    unsigned threads = 1;  // at most, of a worker
};

// How much memory a picture may take.
struct Admission {
    // What a picture may take without asking; 0 if there is no limit.
    std::uint64_t bytes = 0;
    // Is called with what a larger one takes, and returns when that is there. May throw Failure.
    std::function<void(std::uint64_t bytes)> ask;
};

// Starts the process that will probably decode the first picture, if these are the arguments of a
// command that decodes some; it takes as long to start as it takes to read the options.
void start_decoder_early(std::span<char *const> arguments);

class Decoder {
public:
    explicit Decoder(const DecoderOptions &options, Admission admission = {});

    // Decodes a frame, from 1. 0 is the first one too, but with a note if there are more. Throws
    // Failure and Interrupted.
    Picture decode(const InputFile &input, std::uint32_t frame = 0);

    // Throws FailureOf if a still picture would replace a file with several frames, and
    // Interrupted. A file that cannot be read is not spared.
    void spare_animation(const std::string &path);

    // Returns the bytes of an encoded TIFF file. The request says what the parts are: pixels,
    // palette, profile. Throws Failure and Interrupted.
    Mapping encode(Request request, std::span<const std::span<const std::byte>> parts);

    // Returns what contains the worker processes: all kinds of them are contained in the same way.
    // Throws Failure and Interrupted.
    Containment containment();

private:
    PictureInfo inspect(const InputFile &input);
    Reply call(const InputFile &input, Operation operation, std::uint32_t frame, int memory);
    Worker &reader_of(Format format, Operation operation);

    DecoderOptions options_;
    Admission admission_;
    Worker decode_, tiff_, oiio_;
};

}  // namespace quant::cli
