// Sends each file to the worker of its format, and seals the memory file with the answer.
#include "io/decoder.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "base/signals.h"
#include "io/notes.h"

namespace quant::cli {
namespace {

// After this, no process can change the memory file, or shrink it while it is mapped.
void seal(int fd) {
    if (::fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) != 0)
        throw Failure("the decoder still holds the picture: " + errno_text());
}

const char *program_of(WorkerKind kind) {
    switch (kind) {
        case WorkerKind::decode: return "quant-decode";
        case WorkerKind::tiff: return "quant-tiff";
        case WorkerKind::oiio: break;
    }
    return "quant-oiio";
}

}  // namespace

void start_decoder_early(std::span<char *const> arguments) {
    constexpr std::array<std::string_view, 3> kDecoding{"convert", "palette", "compare"};
    if (arguments.empty() || std::ranges::find(kDecoding, arguments[0]) == kDecoding.end()) return;
    const char *program = nullptr;
    std::string_view before;
    for (const std::string_view argument : arguments.subspan(1)) {
        if (argument.starts_with("--decoder") || argument.ends_with("help")) return;
        const std::size_t dot = argument.rfind('.');
        const bool is_input = !argument.starts_with('-') && before != "-o" && before != "--output";
        const FormatInfo *format = is_input && dot != std::string_view::npos
                                       ? format_of_extension(argument.substr(dot))
                                       : nullptr;
        if (format && !program) program = program_of(format->reader);
        before = argument;
    }
    if (program) Worker::start_early(program);
}

Decoder::Decoder(const DecoderOptions &options, Admission admission)
    : options_(options),
      admission_(std::move(admission)),
      decode_(program_of(WorkerKind::decode)),
      tiff_(program_of(WorkerKind::tiff)),
      oiio_(program_of(WorkerKind::oiio)) {}

// OpenImageIO does not count the frames of every format.
Worker &Decoder::reader_of(Format format, Operation operation) {
    if (options_.decoder == DecoderChoice::oiio && operation == Operation::decode) return oiio_;
    switch (info_of(format).reader) {
        case WorkerKind::decode: return decode_;
        case WorkerKind::tiff: return tiff_;
        case WorkerKind::oiio: break;
    }
    return oiio_;
}

Reply Decoder::call(const InputFile &input, Operation operation, std::uint32_t frame, int memory) {
    Request request;
    request.operation = operation;
    request.format = input.format;
    request.max_pixels = options_.max_pixels;
    request.input_bytes = input.size;
    request.frame = frame;
    request.accept_damaged = options_.accept_damaged ? 1 : 0;
    request.tone_mapping = options_.tone_mapping;
    request.threads = options_.threads;
    request.memory = operation == Operation::decode ? admission_.bytes : 0;
    const std::array fds{input.fd.get(), memory};
    Worker *reader = &reader_of(input.format, operation);
    for (;;) {
        const Reply reply = reader->call(request, fds, options_.timeout);
        // A worker may answer so only once each; one that a file has taken over would go on.
        if (reply.answer == Answer::other_worker && reader != &tiff_) {
            reader = &tiff_;
        } else if (reply.answer == Answer::larger && request.memory > 0) {
            check_layout(reply.layout, options_.max_pixels);
            admission_.ask(memory_for(reply.layout));
            request.memory = 0;
        } else if (reply.answer == Answer::done) {
            return reply;
        } else {
            throw Failure("the decoder gave a wrong answer");
        }
    }
}

Picture Decoder::decode(const InputFile &input, std::uint32_t frame) {
    const Fd memory = memory_file("quant-picture");
    const Reply reply = call(input, Operation::decode, frame, memory.get());
    check_layout(reply.layout, options_.max_pixels);
    seal(memory.get());
    const std::uint64_t bytes = reply.layout.pixel_bytes() + reply.layout.profile_bytes;
    if (file_size(memory.get()) != bytes) throw Failure("the decoder gave a wrong answer");
    return {FileContent(memory.get(), bytes), reply.layout, reply.info,
            notes_of(reply.info, reply.notes.data(), input.format, frame != 0)};
}

PictureInfo Decoder::inspect(const InputFile &input) {
    const Fd memory = memory_file("quant-picture");
    return call(input, Operation::inspect, 0, memory.get()).info;
}

void Decoder::spare_animation(const std::string &path) {
    struct stat status;
    if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
    std::uint32_t frames = 1;
    try {
        frames = inspect(open_input(path)).frames;
    } catch (const Failure &) {
        return;
    }
    if (frames > 1)
        throw FailureOf(path, "has " + std::to_string(frames) +
                                  " frames or pages, of which one would be left (--frame N allows "
                                  "it)");
}

Mapping Decoder::encode(Request request, std::span<const std::span<const std::byte>> parts) {
    const Fd memory = memory_file("quant-pixels"), encoded = memory_file("quant-encoded");
    for (const auto part : parts)
        write_all(memory.get(), {reinterpret_cast<const std::uint8_t *>(part.data()), part.size()},
                  signals::check);
    request.operation = Operation::encode;
    request.input_bytes = file_size(memory.get());
    // Its limits of memory stay, and it may have to decode a larger picture later.
    request.max_pixels =
        std::max(options_.max_pixels, request.layout.width * request.layout.height);
    const std::array fds{memory.get(), encoded.get()};
    // The time limit is for files of others.
    constexpr double kNoLimit = 1e6;
    tiff_.call(request, fds, kNoLimit);
    seal(encoded.get());
    const std::uint64_t bytes = file_size(encoded.get());
    if (bytes == 0) throw Failure("the encoder gave no bytes");
    return Mapping(encoded.get(), bytes, PROT_READ);
}

Containment Decoder::containment() {
    const Fd memory = memory_file("quant-picture");
    Request request;
    request.operation = Operation::describe;
    request.max_pixels = options_.max_pixels;
    const std::array fds{memory.get(), memory.get()};
    return decode_.call(request, fds, options_.timeout).containment;
}

}  // namespace quant::cli
