// Converts measurements to and from CSV by the positions of the columns, and checks and selects
// them.
#include "results/measurements.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "base/csv.h"
#include "base/failure.h"

namespace quant::cli::results {
namespace {

constexpr std::string_view kMeasurementColumns =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,evaluations";

std::string describe(const Task &task) {
    return std::string(quant_engine_name(task.engine)) + " with " + std::to_string(task.threads) +
           (task.threads == 1 ? " thread" : " threads");
}

Failure failure_at(const CsvRecord &record, const std::string &what) {
    return Failure("line " + std::to_string(record.line) + ": " + what);
}

// Returns the engine of this name. `auto` is refused: it is no engine of its own.
quant_engine engine_named(const std::string &name, const CsvRecord &record) {
    const int engine = quant_engine_of_name(name.c_str());
    if (engine <= QUANT_ENGINE_AUTO) throw failure_at(record, "'" + name + "' is not an engine");
    return static_cast<quant_engine>(engine);
}

ImageMeasurements read_image(const CsvFields &fields) {
    ImageMeasurements image;
    image.name = fields.text(0);
    image.width = fields.count(1);
    image.height = fields.count(2);
    image.unique_colors = fields.count(3);
    return image;
}

Measurement read_measurement(const CsvFields &fields, const CsvRecord &record) {
    Measurement measurement;
    measurement.task = {fields.positive(4), engine_named(fields.text(5), record),
                        fields.positive(6)};
    measurement.run = fields.small_count(7);
    measurement.seconds = fields.number(8);
    measurement.iterations = fields.small_count(9);
    measurement.inertia = fields.number(10);
    measurement.evaluations = fields.count(11);
    return measurement;
}

}  // namespace

bool ImageMeasurements::has(const Task &task, unsigned run) const {
    return std::any_of(measurements.begin(), measurements.end(),
                       [&](const Measurement &one) { return one.run == run && one.task == task; });
}

void check_agreement(const ImageMeasurements &image, const Measurement &measurement) {
    const auto first = std::find_if(
        image.measurements.begin(), image.measurements.end(),
        [&](const Measurement &other) { return other.task.colors == measurement.task.colors; });
    if (first == image.measurements.end()) return;
    const auto fail = [&](const char *what, const std::string &a, const std::string &b) {
        throw FailureOf(image.name, "K = " + std::to_string(measurement.task.colors) + ": the " +
                                        what + " of " + describe(measurement.task) + " is " + b +
                                        ", that of " + describe(first->task) + " is " + a +
                                        ": an engine is wrong, or the picture has changed");
    };
    if (first->inertia != measurement.inertia)
        fail("inertia", number_text(first->inertia), number_text(measurement.inertia));
    if (first->iterations != measurement.iterations)
        fail("number of iterations", std::to_string(first->iterations),
             std::to_string(measurement.iterations));
}

void check_agreement(const ImageMeasurements &image) {
    for (const Measurement &measurement : image.measurements) check_agreement(image, measurement);
}

std::vector<ImageMeasurements> whole_runs(const std::vector<ImageMeasurements> &images,
                                          const std::vector<Task> &planned) {
    std::set<Task> tasks(planned.begin(), planned.end());
    for (const ImageMeasurements &image : images)
        for (const Measurement &measurement : image.measurements) tasks.insert(measurement.task);
    std::vector<ImageMeasurements> whole;
    for (const ImageMeasurements &image : images) {
        std::map<unsigned, std::size_t> measured;  // a run measures a task once
        for (const Measurement &measurement : image.measurements) ++measured[measurement.run];
        ImageMeasurements kept = image;
        std::erase_if(kept.measurements, [&](const Measurement &measurement) {
            return measured[measurement.run] < tasks.size();
        });
        if (!kept.measurements.empty()) whole.push_back(std::move(kept));
    }
    if (whole.empty())
        std::copy_if(images.begin(), images.end(), std::back_inserter(whole),
                     [](const ImageMeasurements &image) { return !image.measurements.empty(); });
    return whole;
}

std::string measurements_csv(const std::vector<ImageMeasurements> &images) {
    std::string text(kMeasurementColumns);
    text += '\n';
    for (const ImageMeasurements &image : images) {
        const std::string first = csv_field(image.name) + ',' + std::to_string(image.width) + ',' +
                                  std::to_string(image.height) + ',' +
                                  std::to_string(image.unique_colors) + ',';
        for (const Measurement &one : image.measurements) {
            text += first + std::to_string(one.task.colors) + ',' +
                    quant_engine_name(one.task.engine) + ',' + std::to_string(one.task.threads) +
                    ',' + std::to_string(one.run) + ',' + number_text(one.seconds) + ',' +
                    std::to_string(one.iterations) + ',' + number_text(one.inertia) + ',' +
                    std::to_string(one.evaluations) + '\n';
        }
    }
    return text;
}

std::vector<ImageMeasurements> parse_measurements(std::string_view csv) {
    const CsvTable table(csv, kMeasurementColumns);
    if (!csv.ends_with('\n')) throw Failure("the last line is cut off");
    std::vector<ImageMeasurements> images;
    std::map<std::string, std::size_t> places;
    std::set<std::tuple<std::size_t, Task, unsigned>> known_runs;  // by picture
    for (const CsvRecord &record : table.records()) {
        const CsvFields fields = table.fields(record);
        const ImageMeasurements image = read_image(fields);
        const Measurement measurement = read_measurement(fields, record);
        const auto [place, is_new] = places.emplace(image.name, images.size());
        if (is_new) images.push_back(image);
        ImageMeasurements &known = images[place->second];
        if (known.width != image.width || known.height != image.height)
            throw failure_at(record, "the picture had another size before");
        if (!known_runs.emplace(place->second, measurement.task, measurement.run).second)
            throw failure_at(record, "this measurement is there twice");
        known.measurements.push_back(measurement);
    }
    return images;
}

}  // namespace quant::cli::results
