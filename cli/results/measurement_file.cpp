// Converts measurements by the positions of the columns.
#include "results/measurement_file.h"

#include <algorithm>
#include <istream>
#include <limits>
#include <tuple>
#include <unordered_map>

#include "base/csv.h"
#include "base/failure.h"

namespace quant::cli::results {
namespace {

const std::string kColumns =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,evaluations";
const std::string kMoreColumns = "threads_used,copies,invocation";

Failure failure_at(const CsvRecord &record, const std::string &what) {
    return Failure("line " + std::to_string(record.line) + ": " + what);
}

Engine engine_named(const std::string &name, const CsvRecord &record) {
    const auto engine = engine_of_name(name);
    if (!engine) throw failure_at(record, "'" + name + "' is not an engine");
    return *engine;
}

// Checks that what fits a field fits a member too.
std::uint16_t narrow(unsigned value, const char *column, const CsvRecord &record) {
    if (value > std::numeric_limits<std::uint16_t>::max())
        throw failure_at(record, std::string(column) + " is above 65535");
    return static_cast<std::uint16_t>(value);
}

Measurement read_measurement(const CsvStream &table) {
    const CsvFields fields = table.fields();
    const CsvRecord &record = table.record();
    Measurement one;
    one.task.colors = narrow(fields.positive(4), "K", record);
    one.task.engine = engine_named(fields.text(5), record);
    one.task.threads = narrow(fields.positive(6), "threads", record);
    one.run = narrow(fields.small_count(7), "run", record);
    one.seconds = fields.number(8);
    one.iterations = narrow(fields.small_count(9), "iterations", record);
    one.inertia = fields.number(10);
    one.evaluations = fields.count(11);
    if (!table.has_more()) return one;
    one.threads_used = narrow(fields.small_count(12), "threads_used", record);
    one.task.copies = narrow(fields.positive(13), "copies", record);
    one.invocation = narrow(fields.positive(14), "invocation", record);
    return one;
}

// The measurements of each picture must be sorted.
void check_no_repeats(const std::vector<ImageMeasurements> &images) {
    for (const ImageMeasurements &image : images) {
        const auto twice = std::adjacent_find(image.measurements.begin(), image.measurements.end(),
                                              [](const Measurement &a, const Measurement &b) {
                                                  return std::tie(a.task, a.invocation, a.run) ==
                                                         std::tie(b.task, b.invocation, b.run);
                                              });
        if (twice != image.measurements.end())
            throw Failure("run " + std::to_string(twice->run) + " of " +
                          name_of(twice->task.engine) + " with K = " +
                          std::to_string(twice->task.colors) + " is there twice for " + image.name);
    }
}

}  // namespace

std::string measurements_header() { return kColumns + ',' + kMoreColumns + '\n'; }

std::string measurements_lines(const ImageMeasurements &image,
                               std::span<const Measurement> measurements) {
    const std::string first = csv_field(image.name) + ',' + std::to_string(image.width) + ',' +
                              std::to_string(image.height) + ',' +
                              std::to_string(image.unique_colors) + ',';
    std::string text;
    for (const Measurement &one : measurements) {
        text += first + std::to_string(one.task.colors) + ',' + name_of(one.task.engine) + ',' +
                std::to_string(one.task.threads) + ',' + std::to_string(one.run) + ',' +
                number_text(one.seconds) + ',' + std::to_string(one.iterations) + ',' +
                number_text(one.inertia) + ',' + std::to_string(one.evaluations) + ',' +
                std::to_string(one.threads_used) + ',' + std::to_string(one.task.copies) + ',' +
                std::to_string(one.invocation) + '\n';
    }
    return text;
}

MeasurementFile read_measurements(std::istream &stream) {
    CsvStream table(stream, kColumns, kMoreColumns);
    MeasurementFile file;
    std::unordered_map<std::string, std::size_t> places;
    std::size_t last = 0;
    while (table.next()) {
        const CsvFields fields = table.fields();
        if (file.images.empty() || fields.text(0) != file.images[last].name) {
            // Most pictures are complete when another one begins.
            if (!file.images.empty()) file.images[last].measurements.shrink_to_fit();
            const auto [place, is_new] = places.emplace(fields.text(0), file.images.size());
            last = place->second;
            if (is_new)
                file.images.push_back(
                    {fields.text(0), fields.count(1), fields.count(2), fields.count(3), {}});
        }
        ImageMeasurements &image = file.images[last];
        if (image.width != fields.count(1) || image.height != fields.count(2))
            throw failure_at(table.record(), "the picture had another size before");
        image.measurements.push_back(read_measurement(table));
    }
    file.is_cut_off = table.is_cut_off();
    file.lacks_columns = !table.has_more();
    for (ImageMeasurements &image : file.images) image.sort();
    check_no_repeats(file.images);
    return file;
}

}  // namespace quant::cli::results
