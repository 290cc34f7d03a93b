// One table for all commands: a rule holds for each command that has both options.
#include "commands/pairs.h"

#include <string>

#include <CLI/CLI.hpp>

#include "base/failure.h"

namespace quant::cli {
namespace {

struct Pair {
    const char *one;
    const char *other;
    const char *reason;
};

constexpr const char *kGiven = "the colors are those of the file";

constexpr const char *kInPlace = "the output is the input";
constexpr const char *kExisting = "each says what becomes of an output that exists";

constexpr const char *kUndithered = "without it nothing is dithered";

constexpr const char *kCompared = "it is for two folders, whose comparison is printed";

constexpr Pair kExcluded[] = {
    {"--palette", "--colors", kGiven},
    {"--palette", "--preset", kGiven},
    {"--palette", "--keep-color", kGiven},
    {"--palette", "--protect", kGiven},
    {"--palette", "--importance", kGiven},
    {"--palette", "--target-psnr", kGiven},
    {"--palette", "--seeding", kGiven},
    {"--palette", "--search", kGiven},
    {"--palette", "--empty", kGiven},
    {"--palette", "--max-iterations", kGiven},
    {"--palette", "--tolerance", kGiven},
    {"--palette", "--inertia-tolerance", kGiven},
    {"--palette", "--seed", kGiven},
    {"--output", "--shard", "there is one input, which is not shared out"},
    {"--output", "--copy-skipped", "the copies go into a folder"},
    {"--output", "--output-dir", "each says where the result goes"},
    {"--output", "--suffix", "the file has the name that is given"},
    {"--output", "--keep-extension", "the file has the name that is given"},
    {"--in-place", "--copy-skipped", "what is skipped is there already"},
    {"--in-place", "--output", kInPlace},
    {"--in-place", "--output-dir", kInPlace},
    {"--in-place", "--suffix", kInPlace},
    {"--in-place", "--keep-extension", kInPlace},
    {"--in-place", "--skip-existing", "the output, which is the input, always exists"},
    {"--in-place", "--update", "the output, which is the input, is never older"},
    {"--skip-existing", "--update", kExisting},
    {"--skip-existing", "--force", kExisting},
    {"--update", "--force", kExisting},
    {"--json", "--jsonl", "both would be on standard output"},
    {"--fail-fast", "--max-failures", "each says how many failures end the batch"},
    {"--quiet", "--verbose", "one wants less and the other more"},
    {"--resume", "--force", "results are either continued or replaced"},
    {"--output", "--threshold", kCompared},
    {"--output", "--fail-on-regression", kCompared},
    {"--force", "--threshold", kCompared},
    {"--force", "--fail-on-regression", kCompared},
    {"--all", "--limit", "each says how many pictures"},
    {"--serpentine", "--bayer-size", "a dither either diffuses errors or has a matrix"},
};

constexpr Pair kNeeded[] = {
    {"--copy-skipped", "--skip-if-larger", "nothing else is skipped and copied"},
    {"--copy-skipped", "--output-dir", "the copies go there"},
    {"--verify", "--journal", "the journal has what files are compared with"},
    {"--keep-alpha", "--truecolor", "a palette has too few entries for every alpha"},
    {"--dither-space", "--dither", kUndithered},
    {"--dither-strength", "--dither", kUndithered},
    {"--serpentine", "--dither", kUndithered},
    {"--bayer-size", "--dither", kUndithered},
    {"--null", "--files-from", "it says how names end there"},
};

bool is_given(const CLI::App &command, const char *name) {
    const CLI::Option *option = command.get_option_no_throw(name);
    return option && option->count() > 0;
}

}  // namespace

void check_pairs(const CLI::App &command) {
    for (const auto &[one, other, reason] : kExcluded)
        if (is_given(command, one) && is_given(command, other))
            throw UsageError(std::string(one) + " and " + other + " exclude each other: " + reason);
    for (const auto &[one, other, reason] : kNeeded)
        if (is_given(command, one) && !is_given(command, other))
            throw UsageError(std::string(one) + " needs " + other + ": " + reason);
}

}  // namespace quant::cli
