// ICC profiles for tests, made from their numbers, and what these say about colors, in doubles.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace quant::test {

using Bytes = std::vector<std::byte>;
using Vector3 = std::array<double, 3>;

// A tag: its four letters, and its data.
using Tag = std::pair<std::string, Bytes>;

// Return the data of tags of the types XYZ, curv (a gamma or samples) and para.
Bytes xyz_data(const Vector3 &xyz);
Bytes gamma_data(double gamma);
Bytes samples_data(const std::vector<std::uint16_t> &samples);
Bytes function_data(unsigned function, const std::vector<double> &values);

// Returns a profile of version 4 for `colors`, "RGB " or "GRAY".
Bytes profile_of(const std::string &colors, const std::vector<Tag> &tags);

// An RGB space: where its primaries and its white are on the chromaticity diagram, and its curve,
// the one of sRGB if gamma is 0.
struct RgbNumbers {
    std::array<std::array<double, 2>, 3> primaries;
    std::array<double, 2> white;
    double gamma;

    double light(double v) const;
    double channel(double light) const;

    // Return X, Y and Z of some light of the three channels, adapted to the white D65 by Bradford's
    // method, and the light at these.
    Vector3 to_xyz(const Vector3 &light) const;
    Vector3 from_xyz(const Vector3 &xyz) const;

    // Returns its profile, whose colors are relative to D50.
    Bytes profile() const;
};

extern const RgbNumbers kSrgb, kDisplayP3, kAdobeRgb, kRec2020, kProPhoto;

}  // namespace quant::test
