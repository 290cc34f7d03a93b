// The order is what makes an output whole or absent, also after a power cut: its bytes, its record
// in the journal, its name.
#include "batch/publisher.h"

#include <exception>

#include <sys/stat.h>

#include "base/failure.h"

namespace quant::cli {
namespace {

// Returns whether the path still leads to the file that was read.
bool is_same(const std::string &path, const struct stat &file) {
    struct stat now;
    return ::stat(path.c_str(), &now) == 0 && now.st_dev == file.st_dev &&
           now.st_ino == file.st_ino && stamp_of(now) == stamp_of(file);
}

// Does something with an output, and makes a failed result of a failure.
template <typename Action>
void attempt(Finished &finished, Action &&action) {
    try {
        action();
    } catch (const std::exception &) {
        note_failure(finished);
    }
}

}  // namespace

void Publisher::publish(std::vector<Finished> &group) {
    if (options_.sync != Sync::none)
        for (Finished &finished : group) sync(finished);
    write_journal(group);
    for (Finished &finished : group) name(finished);
    if (options_.sync == Sync::file) finish();
}

void Publisher::sync(Finished &finished) {
    if (finished.file) attempt(finished, [&] { finished.file->sync(); });
}

void Publisher::write_journal(std::vector<Finished> &group) {
    if (!journal_) return;
    std::vector<JournalRecord> records;
    for (Finished &finished : group)
        if (finished.record) records.push_back(std::move(*finished.record));
    try {
        journal_->append(records, options_.sync != Sync::none);
    } catch (const MachineFailure &) {
        for (Finished &finished : group)
            if (finished.record) note_failure(finished);
    }
}

void Publisher::name(Finished &finished) {
    if (!finished.file) return;
    attempt(finished, [&] {
        if (finished.replaced && !is_same(finished.file->path(), *finished.replaced))
            throw Failure("was changed while it was converted");
        try {
            finished.file->publish(finished.overwrite);
        } catch (const FailureOf &) {
            context_.check_output_folder();
            throw;
        }
        if (options_.sync != Sync::none) folders_.insert(folder_of(finished.file->path()));
        finished.file.reset();
    });
}

void Publisher::finish() {
    for (const std::string &folder : folders_) sync_folder(folder);
    folders_.clear();
}

}  // namespace quant::cli
