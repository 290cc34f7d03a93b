// The order is what makes an output whole or absent, also after a power cut: its bytes and its
// record in the journal, then its name.
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

// Does something for all outputs of a group.
template <typename Action>
void attempt_all(std::vector<Finished> &group, Action &&action) {
    try {
        action();
    } catch (const std::exception &) {
        for (Finished &finished : group)
            if (finished.file || finished.record) note_failure(finished);
    }
}

}  // namespace

void Publisher::publish(std::vector<Finished> &group) {
    write_journal(group);
    if (options_.sync != Sync::none) sync(group);
    for (Finished &finished : group) name(finished);
    if (options_.sync == Sync::file) finish();
}

// A record of an output that then does not get its name is that of no file.
void Publisher::write_journal(std::vector<Finished> &group) {
    if (!journal_) return;
    std::vector<JournalRecord> records;
    for (Finished &finished : group)
        if (finished.record) records.push_back(std::move(*finished.record));
    attempt_all(group, [&] { journal_->append(records); });
}

void Publisher::sync(std::vector<Finished> &group) {
    std::vector<OutputFile *> files;
    for (Finished &finished : group)
        if (finished.file) files.push_back(&*finished.file);
    if (files.empty()) return;
    const auto synced =
        sync_files(files, [&group](OutputFile &file, const std::exception_ptr &failure) {
            for (Finished &finished : group)
                if (finished.file && &*finished.file == &file)
                    attempt(finished, [&] { std::rethrow_exception(failure); });
        });
    if (journal_) attempt_all(group, [&] { journal_->sync(synced); });
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
    folders_.merge(context_.take_changed_folders());
    if (options_.sync != Sync::none)
        for (const std::string &folder : folders_) sync_folder(folder);
    folders_.clear();
}

}  // namespace quant::cli
