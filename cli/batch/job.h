// Converts one file after another, up to a complete output that has no name yet.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "batch/batch_options.h"
#include "batch/job_context.h"
#include "batch/journal.h"
#include "convert/convert_file.h"
#include "inputs/input_list.h"
#include "io/decoder.h"

namespace quant::cli {

// What became of an input, and its output, if that waits for its name.
struct Finished {
    std::size_t index = 0;  // of the input in its list
    FileResult result;
    std::optional<OutputFile> file;
    bool overwrite = false;
    std::optional<struct stat> replaced;  // the input as it was read, if its output replaces it
    std::optional<JournalRecord> record;
    bool stops_batch = false;      // the next input would fail in the same way
    bool lacks_resources = false;  // another try may go well, if fewer jobs are at work
};

// Puts the exception that is being handled into the result, and drops the output.
void note_failure(Finished &finished);

// A job has decoder processes of its own, which end with the thread that started them. It must
// therefore be used by one thread only.
class Job {
public:
    Job(JobContext &context, const DecoderOptions &decoder);
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;

    // Converts an input with at most so many threads. Puts a failure into the result. Throws
    // Interrupted.
    Finished run(const Input &input, unsigned threads, const ShowActivity &show);

private:
    void convert(const Input &input, unsigned threads, const ShowActivity &show,
                 Finished &finished);
    std::vector<std::uint8_t> convert_unchanged(const InputFile &file,
                                                const Destination &destination, unsigned threads,
                                                const ShowActivity &show, FileResult &result);
    void write_directly(std::span<const std::uint8_t> bytes, FileResult &result);
    void write(const Input &input, const InputFile &file, std::span<const std::uint8_t> bytes,
               Finished &finished);
    void note_nothing_written(const InputFile &file, Finished &finished);
    void keep_original(const Input &input, const InputFile &file, Finished &finished);
    JournalRecord record_of(const InputFile &file, const FileResult &result) const;
    template <typename Write>
    void stage(const InputFile &input, Finished &finished, Write &&write);

    JobContext &context_;
    const BatchOptions &options_;
    std::optional<MemoryBudget::Share> share_;
    Decoder decoder_;
};

}  // namespace quant::cli
