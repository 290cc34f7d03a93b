// Converts measurements to and from the lines of NAME-samples.csv.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "results/measurements.h"

namespace quant::cli::results {

// Returns the first line of the file.
std::string measurements_header();

// Returns a line for each of these measurements of the picture. Their numbers read back as the same
// bits.
std::string measurements_lines(const ImageMeasurements &image,
                               std::span<const Measurement> measurements);

struct MeasurementFile {
    std::vector<ImageMeasurements> images;
    // Whether the last line has no end, because a run was killed while it wrote. It is left out.
    bool is_cut_off = false;
    bool lacks_columns = false;  // as files of earlier versions do
};

// Reads NAME-samples.csv, also of earlier versions, which lack the last three columns. The lines of
// a picture need not be neighbors. Throws Failure, with the number of the line if one line is
// wrong.
MeasurementFile read_measurements(std::istream &stream);

}  // namespace quant::cli::results
