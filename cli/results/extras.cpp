// Converts the measurements of the programs of tests/bench/experiment to and from CSV by the
// positions of the columns.
#include "results/extras.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>

#include <quant/quant.h>

#include "base/csv.h"
#include "base/failure.h"
#include "base/text_file.h"

namespace quant::cli::results {
namespace {

constexpr std::string_view kVariantColumns =
    "image,width,height,K,variant,threads,run,seconds,cycles,instructions,cache_misses,joules";
constexpr std::string_view kSeedColumns =
    "image,width,height,K,seed,run,seconds,iterations,inertia";
constexpr std::string_view kPhaseColumns = "image,width,height,K,threads,run,thread,phase,seconds";
constexpr std::string_view kProjectionColumns =
    "image,width,height,K,engine,threads,run,seconds_one,serial,longest,projected_speed_up,"
    "measured_speed_up";

constexpr KnownVariant kVariants[] = {
    {"baseline", nullptr,
     "static schedule, private and padded sums, one loop, as the engine does it"},
    {"engine", "baseline", "the engine of the library itself"},
    {"dynamic", "baseline", "dynamic schedule, by blocks of 1024 pixels"},
    {"guided", "baseline", "guided schedule, by at least a block of 1024 pixels"},
    {"unpadded", "baseline", "the private sums without padding"},
    {"critical", "baseline", "the private sums added up in a critical section"},
    {"unfused", "baseline", "assignment and update in two loops"},
    {"plain", "baseline", "sums added to pixel by pixel, and not by the kernel"},
    {"side-by-side", "plain", "the sums of the threads share cache lines: false sharing"},
    {"atomic", "plain", "common sums, added to by atomic operations"},
    {"lock", "plain", "common sums, with a lock for each cluster"},
};

// The first column after those of the subject.
constexpr std::size_t kOwn = 4;

Failure wrong_line(const CsvRecord &record, const std::string &what) {
    return Failure("line " + std::to_string(record.line) + ": " + what);
}

std::string subject_text(const ExtraSubject &subject) {
    return csv_field(subject.image) + ',' + std::to_string(subject.width) + ',' +
           std::to_string(subject.height) + ',' + std::to_string(subject.colors);
}

ExtraSubject read_subject(const CsvFields &fields, const CsvRecord &record) {
    ExtraSubject subject{fields.text(0), fields.small_count(1), fields.small_count(2),
                         fields.positive(3)};
    if (subject.width == 0 || subject.height == 0)
        throw wrong_line(record, "a picture has no pixels");
    return subject;
}

// Times are divided by each other, and their logarithms taken.
double read_time(const CsvFields &fields, const CsvRecord &record, std::size_t column) {
    const double seconds = fields.number(column);
    if (seconds <= 0) throw wrong_line(record, "a time must be above 0");
    return seconds;
}

// Returns an empty field for NaN: the machine does not tell the figure.
std::string figure_text(double value) { return std::isnan(value) ? "" : number_text(value); }

template <typename Line, typename Write>
std::string csv_of(std::string_view columns, const std::vector<Line> &lines, Write write) {
    std::string text(columns);
    text += '\n';
    for (const Line &line : lines) text += subject_text(line.subject) + ',' + write(line) + '\n';
    return text;
}

// Returns read(fields, record) of each record, with its subject. The columns of the subject and
// `keys` more say what was measured, which must not be there twice. Throws Failure.
template <typename Read>
auto lines_of(std::string_view csv, std::string_view columns, std::size_t keys, Read read) {
    const CsvTable table(csv, columns);
    if (!csv.ends_with('\n')) throw Failure("the last line is cut off");
    std::vector<decltype(read(table.fields(table.records()[0]), table.records()[0]))> lines;
    std::set<std::vector<std::string>> known;
    for (const CsvRecord &record : table.records()) {
        const CsvFields fields = table.fields(record);
        const auto begin = record.fields.begin();
        if (!known.emplace(begin, begin + static_cast<std::ptrdiff_t>(kOwn + keys)).second)
            throw wrong_line(record, "this measurement is there twice");
        lines.push_back(read(fields, record));
        lines.back().subject = read_subject(fields, record);
    }
    return lines;
}

Phase phase_named(const std::string &name, const CsvRecord &record) {
    const auto *const found = std::find_if(std::begin(kPhases), std::end(kPhases),
                                           [&](Phase phase) { return phase_name(phase) == name; });
    if (found == std::end(kPhases)) throw wrong_line(record, "'" + name + "' is not a phase");
    return *found;
}

}  // namespace

std::span<const KnownVariant> known_variants() { return kVariants; }

const char *phase_name(Phase phase) {
    constexpr const char *kNames[] = {"assign", "update", "map", "wait", "serial"};
    return kNames[static_cast<std::size_t>(phase)];
}

bool is_extra_file(std::string_view name) {
    return name == kVariantsFile || name == kSeedsFile || name == kPhasesFile ||
           name == kProjectionFile;
}

std::string variants_csv(const std::vector<VariantRun> &runs) {
    return csv_of(kVariantColumns, runs, [](const VariantRun &one) {
        return csv_field(one.variant) + ',' + std::to_string(one.threads) + ',' +
               std::to_string(one.run) + ',' + number_text(one.seconds) + ',' +
               figure_text(one.cycles) + ',' + figure_text(one.instructions) + ',' +
               figure_text(one.cache_misses) + ',' + figure_text(one.joules);
    });
}

std::string seeds_csv(const std::vector<SeedRun> &runs) {
    return csv_of(kSeedColumns, runs, [](const SeedRun &one) {
        return std::to_string(one.seed) + ',' + std::to_string(one.run) + ',' +
               number_text(one.seconds) + ',' + std::to_string(one.iterations) + ',' +
               number_text(one.inertia);
    });
}

std::string phases_csv(const std::vector<PhaseTime> &times) {
    return csv_of(kPhaseColumns, times, [](const PhaseTime &one) {
        return std::to_string(one.threads) + ',' + std::to_string(one.run) + ',' +
               std::to_string(one.thread) + ',' + phase_name(one.phase) + ',' +
               number_text(one.seconds);
    });
}

std::string projection_csv(const std::vector<Projection> &projections) {
    return csv_of(kProjectionColumns, projections, [](const Projection &one) {
        return csv_field(one.engine) + ',' + std::to_string(one.threads) + ',' +
               std::to_string(one.run) + ',' + number_text(one.seconds_one) + ',' +
               number_text(one.serial) + ',' + number_text(one.longest) + ',' +
               number_text(one.projected) + ',' + figure_text(one.measured);
    });
}

std::vector<VariantRun> parse_variants(std::string_view csv) {
    return lines_of(csv, kVariantColumns, 3, [](const CsvFields &fields, const CsvRecord &record) {
        VariantRun one;
        one.variant = fields.text(kOwn);
        one.threads = fields.positive(kOwn + 1);
        one.run = fields.small_count(kOwn + 2);
        one.seconds = read_time(fields, record, kOwn + 3);
        one.cycles = fields.number_or_nan(kOwn + 4);
        one.instructions = fields.number_or_nan(kOwn + 5);
        one.cache_misses = fields.number_or_nan(kOwn + 6);
        one.joules = fields.number_or_nan(kOwn + 7);
        if (one.variant.empty()) throw wrong_line(record, "the variant has no name");
        return one;
    });
}

std::vector<SeedRun> parse_seeds(std::string_view csv) {
    return lines_of(csv, kSeedColumns, 2, [](const CsvFields &fields, const CsvRecord &record) {
        SeedRun one;
        one.seed = fields.count(kOwn);
        one.run = fields.small_count(kOwn + 1);
        one.seconds = read_time(fields, record, kOwn + 2);
        one.iterations = fields.small_count(kOwn + 3);
        one.inertia = fields.number(kOwn + 4);
        return one;
    });
}

std::vector<PhaseTime> parse_phases(std::string_view csv) {
    return lines_of(csv, kPhaseColumns, 4, [](const CsvFields &fields, const CsvRecord &record) {
        PhaseTime one;
        one.threads = fields.positive(kOwn);
        one.run = fields.small_count(kOwn + 1);
        one.thread = fields.small_count(kOwn + 2);
        one.phase = phase_named(fields.text(kOwn + 3), record);
        one.seconds = fields.number(kOwn + 4);
        if (one.thread >= one.threads)
            throw wrong_line(record, "there is no thread " + std::to_string(one.thread) + " of " +
                                         std::to_string(one.threads));
        return one;
    });
}

std::vector<Projection> parse_projection(std::string_view csv) {
    return lines_of(csv, kProjectionColumns, 3,
                    [](const CsvFields &fields, const CsvRecord &record) {
                        Projection one;
                        one.engine = fields.text(kOwn);
                        one.threads = fields.positive(kOwn + 1);
                        one.run = fields.small_count(kOwn + 2);
                        one.seconds_one = read_time(fields, record, kOwn + 3);
                        one.serial = fields.number(kOwn + 4);
                        one.longest = fields.number(kOwn + 5);
                        one.projected = read_time(fields, record, kOwn + 6);
                        one.measured = fields.number_or_nan(kOwn + 7);
                        if (::quant_engine_of_name(one.engine.c_str()) <= QUANT_ENGINE_AUTO)
                            throw wrong_line(record, "'" + one.engine + "' is not an engine");
                        if (one.measured == 0)
                            throw wrong_line(record, "a speed-up must be above 0");
                        return one;
                    });
}

Extras read_extras(const std::string &folder, const std::vector<std::string> &sets) {
    const auto read = [&](const char *name, auto parse, auto &lines) {
        const std::string path = (std::filesystem::path(folder) / name).string();
        const bool is_of_set = std::any_of(
            sets.begin(), sets.end(), [&](const std::string &set) { return set + ".csv" == name; });
        std::error_code error;
        if (is_of_set || !std::filesystem::exists(path, error)) return;
        const std::string text = read_text_file(path);
        try {
            lines = parse(text);
        } catch (const Failure &failure) {
            throw FailureOf(path, failure.what());
        }
    };
    Extras extras;
    read(kVariantsFile, parse_variants, extras.variants);
    read(kSeedsFile, parse_seeds, extras.seeds);
    read(kPhasesFile, parse_phases, extras.phases);
    read(kProjectionFile, parse_projection, extras.projections);
    return extras;
}

}  // namespace quant::cli::results
