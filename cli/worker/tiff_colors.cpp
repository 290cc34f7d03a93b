// Converts palettes, CMYK, CIE Lab and LogLuv, pixel by pixel.
#include "worker/tiff_colors.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include <quant/quant.hpp>

#include "base/failure.h"

namespace quant::cli {
namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

// From CIE XYZ to linear light of the primaries of sRGB. LogLuv has equal energy as its white, so
// that this matrix makes equal values of equal ones.
constexpr Matrix kLogLuvToRgb{{{2.689655, -1.275862, -0.413793},
                               {-1.022108, 1.978287, 0.043822},
                               {0.061224, -0.224490, 1.163265}}};

// From CIE XYZ, divided by the white D50, to linear sRGB: adapted to D65 as Bradford says.
constexpr Matrix kD50ToRgb{{{3.022116, -1.617198, -0.404918},
                            {-0.943735, 1.916135, 0.027600},
                            {0.069368, -0.228958, 1.159590}}};

Triple multiply(const Matrix &matrix, const Triple &vector) {
    Triple result{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t i = 0; i < 3; ++i) result[row] += matrix[row][i] * vector[i];
    return result;
}

// Undoes the compression of the CIE's lightness curve.
double inverse_lightness(double value) {
    constexpr double delta = 6.0 / 29;
    return value > delta ? value * value * value : 3 * delta * delta * (value - 4.0 / 29);
}

// Returns L, a and b.
Triple lab_values(const std::uint16_t *samples, unsigned bits, bool icc) {
    const double unit = bits == 8 ? 1 : 256;  // of a and b
    const double white = bits == 8 ? 255 : icc ? 65280 : 65535;
    const auto chroma = [&](std::uint16_t sample) {
        if (icc) return sample / unit - 128;
        return bits == 8 ? static_cast<std::int8_t>(sample)
                         : static_cast<std::int16_t>(sample) / unit;
    };
    return {samples[0] * 100 / white, chroma(samples[1]), chroma(samples[2])};
}

// Returns channels from 0 to 1.
Triple lab_to_srgb(const Triple &lab) {
    const double y = (lab[0] + 16) / 116;
    const Triple relative{inverse_lightness(y + lab[1] / 500), inverse_lightness(y),
                          inverse_lightness(y - lab[2] / 200)};
    Triple rgb = multiply(kD50ToRgb, relative);
    for (double &value : rgb) value = linear_to_srgb(std::clamp(value, 0.0, 1.0));
    return rgb;
}

// Reads a color map with 16 bits per entry. Old writers stored 8 bits, and others put them into the
// upper half only, which would make white a little gray.
template <typename Rgb>
std::vector<Rgb> read_color_map(const TiffFile &file, unsigned bits) {
    const std::uint16_t *channels[3] = {};
    if (TIFFGetField(file.handle(), TIFFTAG_COLORMAP, &channels[0], &channels[1], &channels[2]) ==
            0 ||
        !channels[0] || !channels[1] || !channels[2])
        throw Failure("the file is damaged: it has no color map");
    const std::size_t count = std::size_t{1} << bits;
    unsigned high = 0, low = 0;
    for (const std::uint16_t *channel : channels) {
        for (std::size_t i = 0; i < count; ++i) {
            high |= channel[i] >> 8U;
            low |= channel[i] & 0xffU;
        }
    }
    std::vector<Rgb> palette(count);
    for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned value = channels[c][i];
            palette[i][c] = static_cast<std::uint16_t>(high == 0  ? value
                                                       : low == 0 ? value >> 8U
                                                                  : (value + 128) / 257);
        }
    }
    return palette;
}

}  // namespace

TiffColorConverter::TiffColorConverter(const TiffFile &file, const TiffPicture &picture,
                                       CmykConverter *cmyk)
    : picture_(picture), cmyk_(cmyk) {
    if (picture.colors == TiffColors::palette) palette_ = read_color_map<Rgb>(file, picture.bits);
}

bool TiffColorConverter::needs_raw_samples() const {
    return picture_.colors == TiffColors::palette || picture_.colors == TiffColors::cie_lab ||
           picture_.colors == TiffColors::icc_lab;
}

void TiffColorConverter::convert(const std::uint16_t *samples, std::size_t count,
                                 std::uint16_t *pixels) const {
    const unsigned used = picture_.color_samples() + (picture_.alpha > 0 ? 1U : 0U);
    const unsigned channels = picture_.channels();
    if (!needs_raw_samples() && picture_.colors != TiffColors::cmyk) {
        std::copy_n(samples, count * channels, pixels);
        return;
    }
    if (picture_.colors == TiffColors::cmyk && cmyk_) return convert_cmyk(samples, count, pixels);
    for (std::size_t i = 0; i < count; ++i, samples += used, pixels += channels) {
        std::ranges::copy(convert_color(samples), pixels);
        if (picture_.alpha > 0) pixels[3] = samples[used - 1];
    }
}

TiffColorConverter::Rgb TiffColorConverter::convert_color(const std::uint16_t *samples) const {
    const std::uint32_t most = picture_.target_bits() == 8 ? 255 : 65535;
    Rgb rgb{};
    if (picture_.colors == TiffColors::palette) return palette_[samples[0]];
    if (picture_.colors == TiffColors::cmyk) {
        for (std::size_t c = 0; c < 3; ++c)
            rgb[c] = static_cast<std::uint16_t>(
                (std::uint64_t{most - samples[c]} * (most - samples[3]) + most / 2) / most);
        return rgb;
    }
    const bool icc = picture_.colors == TiffColors::icc_lab;
    const Triple values = lab_to_srgb(lab_values(samples, picture_.bits, icc));
    for (std::size_t c = 0; c < 3; ++c)
        rgb[c] = static_cast<std::uint16_t>(std::lround(values[c] * most));
    return rgb;
}

// Converts pixels by the profile.
void TiffColorConverter::convert_cmyk(const std::uint16_t *samples, std::size_t count,
                                      std::uint16_t *pixels) const {
    constexpr std::size_t kBlock = 256;
    const unsigned used = 4 + (picture_.alpha > 0 ? 1U : 0U), channels = picture_.channels();
    const unsigned scale = picture_.target_bits() == 8 ? 257 : 1;
    std::array<std::uint16_t, 4 * kBlock> inks;
    std::array<std::uint16_t, 3 * kBlock> colors;
    for (std::size_t first = 0; first < count; first += kBlock) {
        const std::size_t some = std::min(kBlock, count - first);
        for (std::size_t i = 0; i < some; ++i)
            for (std::size_t ink = 0; ink < 4; ++ink)
                inks[4 * i + ink] = static_cast<std::uint16_t>(samples[i * used + ink] * scale);
        cmyk_->convert(inks.data(), some, colors.data());
        for (std::size_t i = 0; i < some; ++i, samples += used, pixels += channels) {
            for (std::size_t c = 0; c < 3; ++c)
                pixels[c] = static_cast<std::uint16_t>((colors[3 * i + c] + scale / 2) / scale);
            if (picture_.alpha > 0) pixels[3] = samples[used - 1];
        }
    }
}

void convert_float_colors(const TiffPicture &picture, const float *samples, std::size_t count,
                          float *pixels) {
    const unsigned colors = picture.color_samples();
    const unsigned used = colors + (picture.alpha > 0 ? 1U : 0U);
    const unsigned channels = picture.channels();
    for (std::size_t i = 0; i < count; ++i, samples += used, pixels += channels) {
        std::copy_n(samples, std::min(colors, 3U), pixels);
        if (picture.colors == TiffColors::inverted_gray) pixels[0] = 1 - samples[0];
        if (picture.colors == TiffColors::cmyk)
            for (std::size_t c = 0; c < 3; ++c) pixels[c] = (1 - samples[c]) * (1 - samples[3]);
        if (picture.colors == TiffColors::log_luv) {
            const Triple rgb = multiply(kLogLuvToRgb, {samples[0], samples[1], samples[2]});
            for (std::size_t c = 0; c < 3; ++c) pixels[c] = static_cast<float>(rgb[c]);
        }
        if (picture.alpha > 0) pixels[channels - 1] = samples[used - 1];
    }
}

}  // namespace quant::cli
