// Computes with matrices in its own way, so that an error of the library does not repeat here.
#include "libquant/profiles.h"

#include <cmath>

namespace quant::test {
namespace {

using Rows = std::array<Vector3, 3>;
constexpr Vector3 kD50{0.9642, 1, 0.8249}, kD65{0.95047, 1, 1.08883};

Vector3 times(const Rows &m, const Vector3 &v) {
    Vector3 result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) result[i] += m[i][j] * v[j];
    return result;
}

// Solves m x = v by Cramer's rule.
Vector3 solved(const Rows &m, const Vector3 &v) {
    const auto det = [](const Rows &a) {
        return a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
               a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
               a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
    };
    Vector3 x{};
    for (std::size_t j = 0; j < 3; ++j) {
        Rows with = m;
        for (std::size_t i = 0; i < 3; ++i) with[i][j] = v[i];
        x[j] = det(with) / det(m);
    }
    return x;
}

Vector3 xyz_of(const std::array<double, 2> &xy) {
    return {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]};
}

// Returns the linear map from light to X, Y and Z relative to the space's own white.
Rows own_matrix(const RgbNumbers &numbers) {
    Rows columns{};
    for (std::size_t c = 0; c < 3; ++c) {
        const Vector3 xyz = xyz_of(numbers.primaries[c]);
        for (std::size_t i = 0; i < 3; ++i) columns[i][c] = xyz[i];
    }
    const Vector3 amounts = solved(columns, xyz_of(numbers.white));
    for (auto &row : columns)
        for (std::size_t c = 0; c < 3; ++c) row[c] *= amounts[c];
    return columns;
}

// Adapts a color from one white to another.
Vector3 adapted(const Vector3 &xyz, const Vector3 &from, const Vector3 &to) {
    const Rows cones{
        {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};
    const Vector3 before = times(cones, from), after = times(cones, to);
    Vector3 response = times(cones, xyz);
    for (std::size_t i = 0; i < 3; ++i) response[i] *= after[i] / before[i];
    return solved(cones, response);
}

void append(Bytes &bytes, std::uint32_t number, unsigned size) {
    while (size-- > 0) bytes.push_back(static_cast<std::byte>(number >> 8 * size));
}

void append(Bytes &bytes, const std::string &letters) {
    for (const char letter : letters) bytes.push_back(static_cast<std::byte>(letter));
}

void append_fixed(Bytes &bytes, double value) {
    append(bytes, static_cast<std::uint32_t>(std::lround(value * 65536)), 4);
}

Bytes data_of(const std::string &type) {
    Bytes data;
    append(data, type);
    append(data, 0, 4);
    return data;
}

}  // namespace

Bytes xyz_data(const Vector3 &xyz) {
    Bytes data = data_of("XYZ ");
    for (const double v : xyz) append_fixed(data, v);
    return data;
}

Bytes gamma_data(double gamma) {
    Bytes data = data_of("curv");
    append(data, 1, 4);
    append(data, static_cast<std::uint32_t>(std::lround(gamma * 256)), 2);
    append(data, 0, 2);
    return data;
}

Bytes samples_data(const std::vector<std::uint16_t> &samples) {
    Bytes data = data_of("curv");
    append(data, static_cast<std::uint32_t>(samples.size()), 4);
    for (const std::uint16_t sample : samples) append(data, sample, 2);
    return data;
}

Bytes function_data(unsigned function, const std::vector<double> &values) {
    Bytes data = data_of("para");
    append(data, function, 2);
    append(data, 0, 2);
    for (const double value : values) append_fixed(data, value);
    return data;
}

Bytes profile_of(const std::string &colors, const std::vector<Tag> &tags) {
    Bytes header, entries, data;
    const std::size_t first = 128 + 4 + 12 * tags.size();
    append(entries, static_cast<std::uint32_t>(tags.size()), 4);
    for (const auto &[name, bytes] : tags) {
        append(entries, name);
        append(entries, static_cast<std::uint32_t>(first + data.size()), 4);
        append(entries, static_cast<std::uint32_t>(bytes.size()), 4);
        data.insert(data.end(), bytes.begin(), bytes.end());
        while (data.size() % 4 != 0) data.push_back(std::byte{0});
    }
    append(header, static_cast<std::uint32_t>(first + data.size()), 4);
    append(header, "test");
    append(header, 0x04200000, 4);
    append(header, "mntr" + colors + "XYZ ");
    header.resize(36);
    append(header, "acsp");
    header.resize(128);
    header.insert(header.end(), entries.begin(), entries.end());
    header.insert(header.end(), data.begin(), data.end());
    return header;
}

double RgbNumbers::light(double v) const {
    if (gamma > 0) return std::pow(v, gamma);
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double RgbNumbers::channel(double light) const {
    if (gamma > 0) return std::pow(light, 1 / gamma);
    return light <= 0.0031308 ? light * 12.92 : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

Vector3 RgbNumbers::to_xyz(const Vector3 &light) const {
    return adapted(times(own_matrix(*this), light), xyz_of(white), kD65);
}

Vector3 RgbNumbers::from_xyz(const Vector3 &xyz) const {
    return solved(own_matrix(*this), adapted(xyz, kD65, xyz_of(white)));
}

Bytes RgbNumbers::profile() const {
    const Rows matrix = own_matrix(*this);
    const Bytes curve = gamma > 0
                            ? gamma_data(gamma)
                            : function_data(3, {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
    std::vector<Tag> tags;
    for (std::size_t c = 0; c < 3; ++c) {
        const std::string letter(1, "rgb"[c]);
        const Vector3 own{matrix[0][c], matrix[1][c], matrix[2][c]};
        tags.emplace_back(letter + "XYZ", xyz_data(adapted(own, xyz_of(white), kD50)));
        tags.emplace_back(letter + "TRC", curve);
    }
    return profile_of("RGB ", tags);
}

const RgbNumbers kSrgb{{{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}}}, {0.3127, 0.3290}, 0};
const RgbNumbers kDisplayP3{
    {{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}}}, {0.3127, 0.3290}, 0};
const RgbNumbers kAdobeRgb{
    {{{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}}}, {0.3127, 0.3290}, 563.0 / 256};
const RgbNumbers kRec2020{{{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}}}, {0.3127, 0.3290}, 0};
const RgbNumbers kProPhoto{{{{0.734699, 0.265301}, {0.159597, 0.840403}, {0.036598, 0.000105}}},
                           {0.345704, 0.358540},
                           461.0 / 256};

}  // namespace quant::test
