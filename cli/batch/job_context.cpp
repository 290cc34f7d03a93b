// Looks at folders and inputs once for all jobs.
#include "batch/job_context.h"

#include <algorithm>
#include <climits>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/failure.h"
#include "base/output_file.h"

namespace quant::cli {
JobContext::JobContext(const BatchOptions &batch_options, const ConvertSettings &convert_settings,
                       const InputList &inputs, const Journal *batch_journal,
                       std::uint64_t memory_bytes, unsigned jobs)
    : options(batch_options),
      settings(convert_settings),
      journal(batch_journal),
      memory(memory_bytes),
      usual_memory(std::max<std::uint64_t>(1, memory.total() / (2 * jobs))),
      inputs_(inputs) {
    for (const std::string &name : options.side_files)
        if (const auto id = id_of(name)) side_ids_.insert(*id);
}

void JobContext::prepare_folder(const Input &input, const std::string &output) {
    const std::string folder = folder_of(output);
    if (output.size() - output.rfind('/') - 1 > NAME_MAX)
        throw FailureOf(output, "cannot create: " + errno_text(ENAMETOOLONG));
    const std::lock_guard lock(mutex_);
    if (folders_.contains(folder)) return;
    if (options.rules.output_dir && !options.dry_run) {
        const auto created = make_folder(folder);
        for (const std::string &one : created) changed_folders_.insert(folder_of(one));
        set_permissions(created, input);
    }
    std::string existing = folder;
    while (options.dry_run && ::access(existing.c_str(), F_OK) != 0 && existing != ".")
        existing = folder_of(existing);
    if (::faccessat(AT_FDCWD, existing.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        throw FailureOf(output, "cannot create: " + errno_text());
    folders_.insert(folder);
}

// Gives the created folders, the last of which is the one for an output, the permissions of those
// that the input is in. The output folder itself and what is above it belong to nobody's input.
void JobContext::set_permissions(const std::vector<std::string> &created, const Input &input) {
    std::string from = folder_of(std::string(input.path));
    auto depth = std::ranges::count(input.below, '/');
    for (auto to = created.rbegin(); to != created.rend() && depth > 0; ++to, --depth) {
        struct stat status;
        if (::stat(from.c_str(), &status) == 0)
            ::chmod(to->c_str(), folder_permissions(status.st_mode));
        from = folder_of(from);
    }
}

std::set<std::string> JobContext::take_changed_folders() {
    const std::lock_guard lock(mutex_);
    return std::exchange(changed_folders_, {});
}

void JobContext::check_output_folder() const {
    const auto &folder = options.rules.output_dir;
    struct stat status;
    if (folder && (::stat(folder->c_str(), &status) != 0 || !S_ISDIR(status.st_mode)))
        throw MachineFailure(*folder, "is gone");
}

std::optional<JobContext::FileId> JobContext::id_of(const std::string &path) {
    struct stat status;
    if (::stat(path.c_str(), &status) != 0) return {};
    return FileId(status.st_dev, status.st_ino);
}

// The inputs are looked up when the first output exists, as most batches write new files only.
void JobContext::spare_inputs(const std::string &output, const struct stat &file,
                              const std::string &input) {
    const FileId id(file.st_dev, file.st_ino);
    const std::lock_guard lock(mutex_);
    if (!input_ids_) {
        input_ids_.emplace();
        for (std::size_t i = 0; i < inputs_.size(); ++i)
            if (const auto one = id_of(std::string(inputs_[i].path))) input_ids_->insert(*one);
    }
    if ((input_ids_->contains(id) && id != id_of(input)) || side_ids_.contains(id))
        throw FailureOf(output, "is an input of this command too");
}

}  // namespace quant::cli
