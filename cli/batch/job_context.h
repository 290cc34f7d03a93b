// What the jobs of a batch share. All functions may be called by several threads.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <sys/types.h>

#include "batch/batch_options.h"
#include "batch/journal.h"
#include "batch/memory_budget.h"
#include "convert/convert_file.h"
#include "inputs/input_list.h"

namespace quant::cli {

class JobContext {
public:
    // The arguments must outlive the object. The inputs are those of all shards. There may be no
    // journal.
    JobContext(const BatchOptions &options, const ConvertSettings &settings,
               const InputList &inputs, const Journal *journal, std::uint64_t memory_bytes,
               unsigned jobs);

    const BatchOptions &options;
    const ConvertSettings &settings;
    const Journal *const journal;
    MemoryBudget memory;
    // What a picture may need without asking for more, so that most pictures are opened once.
    const std::uint64_t usual_memory;

    // Creates the folder for an output, with the permissions that folders of the input have, and
    // finds out whether files can be created there, before time is spent on the picture. With
    // --dry-run it only finds out. Throws FailureOf.
    void prepare_folder(const Input &input, const std::string &output);

    // Returns the folders that got new folders since the last call.
    std::set<std::string> take_changed_folders();

    // Throws MachineFailure if the output folder of the batch is gone.
    void check_output_folder() const;

    // Returns whether the journal says that this batch itself wrote the output.
    bool is_ours(const std::string &input, const std::string &output) const {
        return journal && journal->wrote(input, output, options.verify);
    }

    // Throws FailureOf if the existing file is another input of the batch, or read beside them.
    void spare_inputs(const std::string &output, const struct stat &file, const std::string &input);

private:
    using FileId = std::pair<dev_t, ino_t>;
    static std::optional<FileId> id_of(const std::string &path);
    static void set_permissions(const std::vector<std::string> &created, const Input &input);

    const InputList &inputs_;
    std::mutex mutex_;
    std::set<std::string> folders_;  // that are prepared
    std::set<std::string> changed_folders_;
    std::optional<std::set<FileId>> input_ids_;
    std::set<FileId> side_ids_;
};

}  // namespace quant::cli
