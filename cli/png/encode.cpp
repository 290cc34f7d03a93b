// Tries the ways to store a picture that may be small, quickly, and stores it in the smallest one.
#include "png/encode.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/share.h"
#include "png/deflate.h"
#include "png/filters.h"
#include "png/palette_order.h"

namespace quant::cli {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Levels of libdeflate: of the file, and of the trials before. Bits and ns per pixel of photographs
// without filters, for each level, and the same of zlib:
//   level     1          5          6          7          9          12         zlib 5
//   K = 16    1.03, 4    0.98, 10   0.97, 12   0.97, 18   0.96, 54   0.92, 130  1, 18
//   K = 256   1.04, 10   0.99, 25   0.99, 28   0.99, 33   0.99, 58   0.94, 500  1, 24
struct Levels {
    int file, trial;
};
Levels levels_of(Compression compression) {
    switch (compression) {
        case Compression::fast: return {2, 1};
        case Compression::normal: return {6, 1};
        case Compression::max: break;
    }
    return {12, 6};
}

// A way to store indices. `palette.index` tells the value that is stored for each of them; the
// palette has no colors if the values are grays.
struct Storage {
    FilePalette palette;
    unsigned bits = 8;
    RowFilter filter = RowFilter::none;
};

unsigned bits_for(std::size_t colors) {
    return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8;
}

// Returns the rows of stored values, several of which may share a byte.
Bytes stored_rows(std::span<const std::uint8_t> indices, std::size_t width,
                  const std::array<std::uint8_t, 256> &value_of, unsigned bits) {
    const std::size_t each = 8 / bits, row_bytes = (width + each - 1) / each;
    Bytes rows(indices.size() / width * row_bytes);
    for (std::size_t y = 0; y < indices.size() / width; ++y) {
        const std::uint8_t *in = indices.data() + y * width;
        std::uint8_t *out = rows.data() + y * row_bytes;
        if (bits == 8) {
            for (std::size_t x = 0; x < width; ++x) out[x] = value_of[in[x]];
            continue;
        }
        for (std::size_t x = 0; x < width; ++x) {
            const auto shift = static_cast<unsigned>(8 - bits * (x % each + 1));
            out[x / each] = static_cast<std::uint8_t>(out[x / each] | value_of[in[x]] << shift);
        }
    }
    return rows;
}

// Returns the values of a gray file of at most so many bits, if the palette allows it.
std::optional<Storage> as_grays(const FilePalette &palette, unsigned most_bits) {
    const auto is_gray = [](const Color &c) { return c.a == 255 && c.r == c.g && c.g == c.b; };
    if (!std::ranges::all_of(palette.colors, is_gray)) return std::nullopt;
    for (const unsigned bits : {1U, 2U, 4U, 8U}) {
        const unsigned step = 255 / ((1U << bits) - 1);
        const auto fits = [&](const Color &c) { return c.r % step == 0; };
        if (bits > most_bits || !std::ranges::all_of(palette.colors, fits)) continue;
        Storage grays{{}, bits, RowFilter::none};
        for (std::size_t i = 0; i < palette.index.size(); ++i) {
            const std::size_t entry = palette.index[i];
            if (entry < palette.colors.size())
                grays.palette.index[i] = static_cast<std::uint8_t>(palette.colors[entry].r / step);
        }
        return grays;
    }
    return std::nullopt;
}

// An indexed picture that is encoded.
class Indexed {
public:
    Indexed(std::size_t width, std::span<const std::uint8_t> indices, const PngOptions &options)
        : width_(width), indices_(indices), options_(options) {}

    // Returns the ways to try, those first that are taken if others are no smaller.
    std::vector<Storage> storages(const FilePalette &palette, bool may_be_gray) const {
        const unsigned bits = bits_for(palette.colors.size());
        Storage plain{palette, bits, RowFilter::none};
        if (options_.keeps_palette) return {plain};
        const auto grays = may_be_gray ? as_grays(palette, bits) : std::nullopt;
        if (grays) plain = *grays;  // which needs no palette, and no more bits
        std::vector<Storage> all{plain};
        if (options_.compression == Compression::fast || plain.bits < 8) return all;
        if (grays) add_filters(plain, all);
        if (grays || options_.compression != Compression::max) return all;
        // Neighboring indices are no neighbors as colors, unless the palette is sorted.
        for (const auto &order : {order_by_luminance(palette.colors), neighbors_order(palette)}) {
            plain.palette = reordered(palette, order);
            all.push_back(plain);
            add_filters(plain, all);
        }
        return all;
    }

    // Returns the zlib stream of a picture that is stored in one of these ways, and sets `storage`
    // to it.
    Bytes smallest(std::span<const Storage> storages, Storage &storage) const {
        const Levels levels = levels_of(options_.compression);
        storage = storages[0];
        if (storages.size() == 1)
            return stream_of(storage, indices_, levels.file, options_.threads);
        const Bytes tried = sample();
        std::vector<std::size_t> sizes(storages.size());
        share(storages.size(), options_.threads, [&](std::size_t i) {
            sizes[i] = stream_of(storages[i], tried, levels.trial, 1).size();
        });
        // At the quick level of a trial, rows that are filtered look better than they are.
        const double clearly_less = options_.compression == Compression::max ? 1 : 0.9;
        const auto least = std::ranges::min_element(sizes);
        if (static_cast<double>(*least) < clearly_less * static_cast<double>(sizes[0]))
            storage = storages[static_cast<std::size_t>(least - sizes.begin())];
        return stream_of(storage, indices_, levels.file, options_.threads);
    }

private:
    void add_filters(Storage storage, std::vector<Storage> &all) const {
        for (const RowFilter filter : {RowFilter::sub, RowFilter::up, RowFilter::paeth}) {
            storage.filter = filter;
            all.push_back(storage);
        }
    }
    std::vector<std::uint8_t> neighbors_order(const FilePalette &palette) const {
        const Bytes stored = stored_rows(indices_, width_, palette.index, 8);
        return order_by_neighbors(palette.colors, stored, width_);
    }
    Bytes stream_of(const Storage &storage, std::span<const std::uint8_t> indices, int level,
                    unsigned threads) const {
        const Bytes stored = stored_rows(indices, width_, storage.palette.index, storage.bits);
        const std::size_t row_bytes = stored.size() / (indices.size() / width_);
        const Bytes rows = filtered({stored, row_bytes, 1}, storage.filter);
        return zlib_stream(rows, level, threads);
    }
    // Returns the rows by which ways are compared: some strips of a large picture.
    Bytes sample() const {
        constexpr std::size_t kStrips = 8;
        const bool takes_long = options_.compression == Compression::max;
        const std::size_t pixels = std::size_t{1} << (takes_long ? 19 : 12);  // of a strip
        const std::size_t height = indices_.size() / width_, rows = pixels / width_ + 1;
        if (rows * kStrips >= height) return {indices_.begin(), indices_.end()};
        Bytes sampled;
        for (std::size_t strip = 0; strip < kStrips; ++strip) {
            const std::size_t first = (height - rows) * strip / (kStrips - 1);
            const auto part = indices_.subspan(first * width_, rows * width_);
            sampled.insert(sampled.end(), part.begin(), part.end());
        }
        return sampled;
    }

    std::size_t width_;
    std::span<const std::uint8_t> indices_;
    const PngOptions &options_;
};

std::vector<RowFilter> filters_to_try(Compression compression) {
    if (compression == Compression::normal) return {RowFilter::none};
    return {RowFilter::none, RowFilter::sub, RowFilter::up, RowFilter::average, RowFilter::paeth};
}

// Returns the rows with values of 16 bits in the order of the file.
Bytes big_endian_rows(const Layout &layout, std::span<const std::byte> pixels) {
    Bytes rows(layout.pixel_bytes());
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(pixels.data());
    std::copy_n(bytes, rows.size(), rows.begin());
    if (layout.bits == 16 && std::endian::native == std::endian::little)
        for (std::size_t i = 0; i + 1 < rows.size(); i += 2) std::swap(rows[i], rows[i + 1]);
    return rows;
}

}  // namespace

std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color,
                                             const PngOptions &options) {
    const Indexed picture(width, indices, options);
    Storage storage;
    // A profile is one for RGB.
    const auto storages = picture.storages(palette, color.profile.empty());
    const Bytes stream = picture.smallest(storages, storage);
    return png_file({width, height, 1, storage.bits}, storage.palette.colors, color, stream);
}

std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color, const PngOptions &options) {
    const std::size_t step = std::size_t{layout.channels} * layout.bits / 8;
    const Bytes bytes = big_endian_rows(layout, pixels);
    const Rows rows{bytes, layout.row_bytes(), step};
    const Levels levels = levels_of(options.compression);
    // Photographs are smallest with filters that change from row to row, and pictures of few colors
    // without any.
    Bytes best = filtered_by_rows(rows);
    if (options.compression != Compression::fast) {
        std::size_t least = zlib_stream(best, levels.trial, options.threads).size();
        for (const RowFilter filter : filters_to_try(options.compression)) {
            Bytes tried = filtered(rows, filter);
            const std::size_t size = zlib_stream(tried, levels.trial, options.threads).size();
            if (size >= least) continue;
            least = size;
            best.swap(tried);
        }
    }
    return png_file({layout.width, layout.height, layout.channels, layout.bits}, {}, color,
                    zlib_stream(best, levels.file, options.threads));
}

}  // namespace quant::cli
