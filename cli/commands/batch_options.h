// Options about many files: what becomes of those that exist, how many are converted at a time,
// and what is reported.
#pragma once

#include "batch/batch_options.h"

namespace CLI {
class App;
}

namespace quant::cli {

// Adds --force, --skip-existing, --update, --in-place, --skip-if-larger, --copy-skipped, --preserve
// and --dry-run.
void add_existing_options(CLI::App &command, BatchOptions &options);

// Adds --jobs, --max-memory, --sync, --journal, --verify, --fail-fast and --max-failures.
void add_batch_options(CLI::App &command, BatchOptions &options);

// Adds --json, --jsonl, --log, --quiet and --verbose.
void add_report_options(CLI::App &command, BatchOptions &options);

}  // namespace quant::cli
