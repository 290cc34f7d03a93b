// Copies the image in parts, one for each thread. A part that begins with hidden pixels takes their
// color from the other parts when all have been copied.
#include "histogram/visible_colors.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "histogram/weights.h"

namespace quant::core {
namespace {

// Pixels of one layout. Each is moved as a whole word, whatever the order of its bytes.
template <typename Sample, unsigned Channels>
struct PixelOf {
    static constexpr std::size_t kBytes = Channels * sizeof(Sample);
    static constexpr std::size_t kColorBytes = kBytes - sizeof(Sample);
    static constexpr std::uint32_t kFull = sizeof(Sample) == 1 ? 255 : 65535;
    using Word = std::conditional_t<kBytes == 8, std::uint64_t,
                                    std::conditional_t<kBytes == 4, std::uint32_t, std::uint16_t>>;

    static Word word(const std::uint8_t *pixel) {
        Word word;
        std::memcpy(&word, pixel, kBytes);  // 16-bit pixels need not be aligned
        return word;
    }
    static Sample alpha(const std::uint8_t *pixel) {
        Sample alpha;
        std::memcpy(&alpha, pixel + kColorBytes, sizeof alpha);
        return alpha;
    }

    // Copies colors without alpha. A hidden pixel gets the color of the last visible pixel before
    // it, or `last` if there is none. Returns the last color.
    static Word copy_colors(const std::uint8_t *from, std::size_t count, Word last,
                            std::uint8_t *to) {
        const std::uint8_t *const end = from + (count - 1) * kBytes;
        for (; from < end; from += kBytes, to += kColorBytes) {
            const Word color = word(from);
            last = alpha(from) != 0 ? color : last;
            std::memcpy(to, &last, kBytes);  // the next color overwrites alpha
        }
        if (alpha(from) != 0) last = word(from);
        std::memcpy(to, &last, kColorBytes);
        return last;
    }

    // Writes the importance of each pixel: its alpha times its value in the map, or its alpha alone
    // if there is no map. A product above 0 is never rounded down to 0.
    static void weigh(const std::uint8_t *from, std::size_t count, const std::uint8_t *map,
                      std::uint8_t *to) {
        if (sizeof(Sample) == 1 && !map) {  // same as below, but faster
            for (std::size_t i = 0; i < count; ++i) to[i] = from[i * kBytes + kColorBytes];
            return;
        }
        for (std::size_t i = 0; i < count; ++i, from += kBytes) {
            const std::uint32_t product = std::uint32_t{alpha(from)} * (map ? map[i] : 255U);
            const std::uint32_t rounded = (product + kFull / 2) / kFull;
            to[i] = static_cast<std::uint8_t>(std::max(rounded, std::min(product, 1U)));
        }
    }
};

// One part of the image, with what the other parts need to know of it.
template <typename Pixel>
struct Part {
    Range pixels;
    std::size_t first_visible;  // the end of the part if there is none
    typename Pixel::Word first_color, last_color;

    bool has_visible() const { return first_visible < pixels.last; }
};

template <typename Pixel>
Part<Pixel> scan_part(const ImageView &image, Range range) {
    Part<Pixel> part{range, range.last, 0, 0};
    std::size_t at = range.first;
    image.for_each_run(range.first, range.size(), [&](const std::uint8_t *bytes, std::size_t n) {
        for (std::size_t i = 0; i < n && !part.has_visible(); ++i) {
            const std::uint8_t *pixel = bytes + i * Pixel::kBytes;
            if (Pixel::alpha(pixel) == 0) continue;
            part.first_visible = at + i;
            part.first_color = Pixel::word(pixel);
        }
        at += n;
    });
    return part;
}

// Fills the hidden pixels at the beginning of each part with the last visible color of the parts
// before it, or with the first visible color of the image if there is none.
template <typename Pixel>
void fill_beginnings(const std::vector<Part<Pixel>> &parts, Team &team, std::uint8_t *pixels) {
    typename Pixel::Word color = 0;
    const auto first = std::ranges::find_if(parts, &Part<Pixel>::has_visible);
    if (first != parts.end()) color = first->first_color;
    std::vector<typename Pixel::Word> colors;
    for (const Part<Pixel> &part : parts) {
        colors.push_back(color);
        if (part.has_visible()) color = part.last_color;
    }
    const unsigned workers = team.workers_for(parts.size(), 1);
    team.share(parts.size(), workers, [&](std::size_t index, unsigned) {
        const Part<Pixel> &part = parts[index];
        for (std::size_t i = part.pixels.first; i < part.first_visible; ++i)
            std::memcpy(pixels + i * Pixel::kColorBytes, &colors[index], Pixel::kColorBytes);
    });
}

// Copies the colors, and writes the importance of each pixel unless `importance` is null.
// map.values is null if there is no map.
template <typename Pixel>
void copy(const ImageView &image, const ImportanceMap &map, Team &team, std::uint8_t *pixels,
          std::uint8_t *importance) {
    const unsigned workers = team.workers_for(image.pixels(), kLeastPixels);
    std::vector<Part<Pixel>> parts((image.pixels() + kUnitPixels - 1) / kUnitPixels);
    team.share(parts.size(), workers, [&](std::size_t index, unsigned) {
        const Range range{index * kUnitPixels, std::min((index + 1) * kUnitPixels, image.pixels())};
        Part<Pixel> part = scan_part<Pixel>(image, range);
        std::size_t at = range.first;
        const auto copy_run = [&](const std::uint8_t *bytes, std::size_t count) {
            part.last_color =
                Pixel::copy_colors(bytes, count, part.last_color, pixels + at * Pixel::kColorBytes);
            const std::uint8_t *values =
                map.values ? map.row(at / map.width) + at % map.width : nullptr;
            if (importance) Pixel::weigh(bytes, count, values, importance + at);
            at += count;
        };
        image.for_each_run(range.first, range.size(), copy_run);
        parts[index] = part;
    });
    fill_beginnings(parts, team, pixels);
}

// Returns whether all values are equal.
bool are_all_alike(const std::uint8_t *values, std::size_t count, Team &team) {
    Pace pace(&team);
    for (std::size_t first = 1; first < count; first += kUnitPixels) {
        const std::size_t some = std::min(kUnitPixels, count - first);
        if (std::memcmp(values + first - 1, values + first, some) != 0) return false;
        pace.is_stopped(some);
    }
    return true;
}

}  // namespace

VisibleColors::VisibleColors(const ImageView &image, const quant_options &options, Team &team)
    : options_(options) {
    // The products do not overflow, because the original is larger and fits in the address space.
    const std::size_t pixel_bytes = (image.channels() - 1) * (image.bits() / 8);
    pixels_ = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels() * pixel_bytes);
    if (!options.palette)
        importance_ = std::make_unique_for_overwrite<std::uint8_t[]>(image.pixels());
    const ImportanceMap map{options.importance, options.importance_stride_bytes, image.width(),
                            image.height()};
    const auto copy_as = [&]<typename Sample>() {
        auto *copy_layout =
            image.channels() == 2 ? copy<PixelOf<Sample, 2>> : copy<PixelOf<Sample, 4>>;
        copy_layout(image, map, team, pixels_.get(), importance_.get());
    };
    if (image.bits() == 8) {
        copy_as.template operator()<std::uint8_t>();
    } else {
        copy_as.template operator()<std::uint16_t>();
    }
    image_ = {pixels_.get(),        image.width(),
              image.height(),       static_cast<std::ptrdiff_t>(image.width() * pixel_bytes),
              image.channels() - 1, image.bits()};

    if (importance_ && are_all_alike(importance_.get(), image.pixels(), team)) importance_.reset();
    options_.importance = importance_.get();
    options_.importance_stride_bytes = static_cast<std::ptrdiff_t>(image.width());
}

bool only_hidden_pixels_count(const quant_image &image, const quant_options &options, Team &team) {
    if (options.keep_alpha == 0 || !options.importance || image.channels % 2 != 0) return false;
    const std::size_t sample = image.bits / 8, step = image.channels * sample;
    const ImportanceMap map{options.importance, options.importance_stride_bytes, image.width,
                            image.height};
    bool visible = false;
    Pace pace(&team, image.width * image.height);
    for (std::size_t y = 0; y < image.height; ++y) {
        const auto *alpha = static_cast<const std::uint8_t *>(image.pixels) +
                            static_cast<std::ptrdiff_t>(y) * image.stride_bytes + step - sample;
        const std::uint8_t *values = map.row(y);
        for (std::size_t x = 0; x < image.width; ++x, alpha += step) {
            if ((alpha[0] | alpha[sample - 1]) == 0) continue;
            if (values[x] != 0) return false;
            visible = true;
        }
        pace.is_stopped(image.width);
    }
    return visible;
}

}  // namespace quant::core
