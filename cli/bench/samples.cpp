// samples.cpp: the agreement of engines, and the samples as CSV.
#include "bench/samples.h"

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "base/failure.h"
#include "bench/columns.h"

namespace quant::cli::bench {
namespace {

std::string describe(const Task &task) {
    return std::string(quant_engine_name(task.engine)) + " with " + std::to_string(task.threads) +
           (task.threads == 1 ? " thread" : " threads");
}

bool read_engine(std::string_view name, quant_engine &engine) {
    for (int i = QUANT_ENGINE_SEQUENTIAL; quant_engine_name(i); ++i) {
        if (name != quant_engine_name(i)) continue;
        engine = static_cast<quant_engine>(i);
        return true;
    }
    return false;
}

// False unless all fields are as samples_csv() writes them.
bool read_row(const std::vector<std::string> &fields, ImageSamples &image, Sample &sample) {
    if (fields.size() != 12) return false;
    image.name = fields[0];
    return read_number(fields[1], image.width) && read_number(fields[2], image.height) &&
           read_number(fields[3], image.unique_colors) &&
           read_number(fields[4], sample.task.colors) &&
           read_engine(fields[5], sample.task.engine) &&
           read_number(fields[6], sample.task.threads) && read_number(fields[7], sample.run) &&
           read_number(fields[8], sample.seconds) && read_number(fields[9], sample.iterations) &&
           read_number(fields[10], sample.inertia) && read_number(fields[11], sample.evaluations) &&
           sample.seconds >= 0;
}

}  // namespace

bool ImageSamples::has(const Task &task, unsigned run) const {
    return std::any_of(samples.begin(), samples.end(), [&](const Sample &sample) {
        return sample.run == run && sample.task == task;
    });
}

void check_agreement(const ImageSamples &image, const Sample &sample) {
    const auto first =
        std::find_if(image.samples.begin(), image.samples.end(),
                     [&](const Sample &other) { return other.task.colors == sample.task.colors; });
    if (first == image.samples.end()) return;
    const auto fail = [&](const char *what, const std::string &a, const std::string &b) {
        throw FailureOf(image.name, "K = " + std::to_string(sample.task.colors) + ": the " + what +
                                        " of " + describe(sample.task) + " is " + b + ", that of " +
                                        describe(first->task) + " is " + a +
                                        ": an engine is wrong, or the picture has changed");
    };
    if (first->inertia != sample.inertia)
        fail("inertia", number_text(first->inertia), number_text(sample.inertia));
    if (first->iterations != sample.iterations)
        fail("number of iterations", std::to_string(first->iterations),
             std::to_string(sample.iterations));
}

void check_agreement(const ImageSamples &image) {
    for (const Sample &sample : image.samples) check_agreement(image, sample);
}

std::string samples_csv(const std::vector<ImageSamples> &images) {
    std::string text(sample_columns);
    text += '\n';
    for (const ImageSamples &image : images) {
        const std::string first = csv_field(image.name) + ',' + std::to_string(image.width) + ',' +
                                  std::to_string(image.height) + ',' +
                                  std::to_string(image.unique_colors) + ',';
        for (const Sample &sample : image.samples) {
            text += first + std::to_string(sample.task.colors) + ',' +
                    quant_engine_name(sample.task.engine) + ',' +
                    std::to_string(sample.task.threads) + ',' + std::to_string(sample.run) + ',' +
                    number_text(sample.seconds) + ',' + std::to_string(sample.iterations) + ',' +
                    number_text(sample.inertia) + ',' + std::to_string(sample.evaluations) + '\n';
        }
    }
    return text;
}

std::vector<ImageSamples> read_samples_csv(std::string_view text) {
    const std::vector<CsvRecord> records = parse_csv(text);
    if (records.empty() || records[0].fields != parse_csv(sample_columns)[0].fields)
        throw Failure("the first line is not that of a table of samples");
    if (!text.ends_with('\n')) throw Failure("the last line is cut off");
    std::vector<ImageSamples> images;
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 1; i < records.size(); ++i) {
        const std::string line = "line " + std::to_string(records[i].line);
        ImageSamples image;
        Sample sample;
        if (!read_row(records[i].fields, image, sample)) throw Failure(line + " is not a sample");
        const auto [place, is_new] = places.emplace(image.name, images.size());
        if (is_new) images.push_back(image);
        ImageSamples &known = images[place->second];
        if (known.width != image.width || known.height != image.height)
            throw Failure(line + ": the picture had another size before");
        if (known.has(sample.task, sample.run)) throw Failure(line + " is there twice");
        known.samples.push_back(sample);
    }
    return images;
}

}  // namespace quant::cli::bench
