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

int trial_level(Compression compression) { return compression == Compression::max ? 6 : 1; }

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

// Joins strip(first row, rows) of some rows of a picture, or of all if it is small.
template <typename Strip>
Bytes strips(std::size_t width, std::size_t height, Compression compression, Strip &&strip) {
    constexpr std::size_t kStrips = 8;
    const std::size_t pixels = std::size_t{1} << (compression == Compression::max ? 19 : 12);
    const std::size_t rows = pixels / width + 1;
    Bytes joined;
    const auto append = [&](std::size_t first, std::size_t count) {
        const std::span<const std::uint8_t> part = strip(first, count);
        joined.insert(joined.end(), part.begin(), part.end());
    };
    if (rows * kStrips >= height) {
        append(0, height);
    } else {
        for (std::size_t i = 0; i < kStrips; ++i) append((height - rows) * i / (kStrips - 1), rows);
    }
    return joined;
}

// An indexed picture that is encoded.
class Indexed {
public:
    Indexed(std::size_t width, std::span<const std::uint8_t> indices, const EncodeOptions &options)
        : width_(width), indices_(indices), options_(options) {}

    // Returns the ways to try, those first that are taken if others are no smaller.
    std::vector<Storage> storages(const FilePalette &palette, bool may_be_gray) const {
        const unsigned bits = bits_for(palette.colors.size());
        Storage plain{palette, bits, RowFilter::none};
        if (options_.keeps_palette) return {plain};
        const bool tries = options_.compression != Compression::fast && bits == 8;
        if (const auto grays = may_be_gray ? as_grays(palette, bits) : std::nullopt) {
            std::vector<Storage> all{*grays};
            if (tries) {
                add_filters(*grays, all);
                all.push_back(plain);
            }
            return all;
        }
        std::vector<Storage> all{plain};
        if (!tries || options_.compression != Compression::max) return all;
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
        const int trial = trial_level(options_.compression);
        storage = storages[0];
        if (storages.size() == 1) return whole_stream(storage);
        const Bytes tried = sample();
        std::vector<std::size_t> sizes(storages.size());
        share(storages.size(), options_.threads, [&](std::size_t i) {
            sizes[i] = stream_of(storages[i], tried, trial, 1).size() +
                       3 * storages[i].palette.colors.size();
        });
        // At the quick level of a trial, rows that are filtered look better than they are.
        const double clearly_less = options_.compression == Compression::max ? 1 : 0.9;
        const auto least = std::ranges::min_element(sizes);
        if (static_cast<double>(*least) < clearly_less * static_cast<double>(sizes[0]))
            storage = storages[static_cast<std::size_t>(least - sizes.begin())];
        return whole_stream(storage);
    }

private:
    void add_filters(Storage storage, std::vector<Storage> &all) const {
        for (const RowFilter filter : {RowFilter::sub, RowFilter::up, RowFilter::paeth}) {
            storage.filter = filter;
            all.push_back(storage);
        }
    }
    std::vector<std::uint8_t> neighbors_order(const FilePalette &palette) const {
        Bytes stored(indices_.size());
        store_row(indices_, palette.index, 8, stored.data());
        return order_by_neighbors(palette.colors, stored, width_);
    }
    Bytes stream_of(const Storage &storage, std::span<const std::uint8_t> indices, int level,
                    unsigned threads) const {
        const std::size_t row_bytes = stored_bytes(width_, storage.bits);
        const auto store = [&](std::size_t y, std::uint8_t *out) {
            store_row(indices.subspan(y * width_, width_), storage.palette.index, storage.bits,
                      out);
        };
        const auto write = [&](std::size_t first, std::size_t count, std::uint8_t *out) {
            if (storage.filter == RowFilter::none) {
                for (std::size_t y = first; y < first + count; ++y, out += row_bytes + 1) {
                    out[0] = static_cast<std::uint8_t>(RowFilter::none);
                    store(y, out + 1);
                }
                return;
            }
            // A filter needs the row above, too.
            const std::size_t above = first > 0 ? 1 : 0;
            Bytes stored((above + count) * row_bytes);
            for (std::size_t i = 0; i < above + count; ++i)
                store(first - above + i, stored.data() + i * row_bytes);
            filter_rows({stored, row_bytes, 1}, storage.filter, above, count, out);
        };
        return zlib_stream({indices.size() / width_, row_bytes + 1, write}, level, threads);
    }
    // Returns the stream of all rows. What the normal level makes much smaller, as it does drawings
    // and interfaces, a higher one makes up to half of that, in little more time.
    Bytes whole_stream(const Storage &storage) const {
        constexpr std::size_t kMuch = 5;
        constexpr int kHigher = 7;
        Bytes stream =
            stream_of(storage, indices_, deflate_level(options_.compression), options_.threads);
        const std::size_t rows = indices_.size() / width_;
        const std::size_t bytes = rows * (stored_bytes(width_, storage.bits) + 1);
        if (options_.compression != Compression::normal || stream.size() > bytes / kMuch)
            return stream;
        Bytes other = stream_of(storage, indices_, kHigher, options_.threads);
        return other.size() < stream.size() ? other : stream;
    }
    // Returns the rows by which ways are compared.
    Bytes sample() const {
        const auto strip = [&](std::size_t first, std::size_t rows) {
            return indices_.subspan(first * width_, rows * width_);
        };
        return strips(width_, indices_.size() / width_, options_.compression, strip);
    }

    std::size_t width_;
    std::span<const std::uint8_t> indices_;
    const EncodeOptions &options_;
};

// Returns the zlib stream of rows with one filter, or with one for each.
Bytes stream_of_rows(const Rows &rows, std::optional<RowFilter> filter, int level,
                     unsigned threads) {
    const auto write = [&](std::size_t first, std::size_t count, std::uint8_t *out) {
        filter_rows(rows, filter, first, count, out);
    };
    return zlib_stream({rows.count(), rows.row_bytes + 1, write}, level, threads);
}

// Returns the filter of a picture in true color that promises the smallest file. Photographs are
// smallest with filters that change from row to row, and pictures of few colors without any.
std::optional<RowFilter> best_filter(const Rows &rows, std::size_t width,
                                     const EncodeOptions &options) {
    if (options.compression == Compression::fast) return std::nullopt;
    const Bytes some =
        strips(width, rows.count(), options.compression, [&](std::size_t first, std::size_t count) {
            return rows.bytes.subspan(first * rows.row_bytes, count * rows.row_bytes);
        });
    std::vector<std::optional<RowFilter>> filters{std::nullopt, RowFilter::none};
    if (options.compression == Compression::max)
        filters.insert(filters.end(),
                       {RowFilter::sub, RowFilter::up, RowFilter::average, RowFilter::paeth});
    std::vector<std::size_t> sizes(filters.size());
    share(filters.size(), options.threads, [&](std::size_t i) {
        const Rows tried{some, rows.row_bytes, rows.step, rows.swaps};
        const int level = trial_level(options.compression);
        sizes[i] = stream_of_rows(tried, filters[i], level, 1).size();
    });
    return filters[static_cast<std::size_t>(std::ranges::min_element(sizes) - sizes.begin())];
}

}  // namespace

// The size of photographs without filters, relative to level 6, and ns per pixel (Kodak suite):
//   level     1        2         4         5         6      7         9         12
//   K = 16    1.05, 3  1.04, 4   1.03, 5   1.01, 7   1, 9   0.99, 13  0.99, 42  0.95, 130
//   K = 64    1.05, 5  1.05, 9   1.03, 11  1.01, 15  1, 21  0.99, 33  0.99, 98
//   K = 256   1.05, 7  1.02, 10  1.01, 12  1.00, 16  1, 18  1.00, 23  1.00, 42  0.95, 500
int deflate_level(Compression compression) {
    switch (compression) {
        case Compression::fast: return 2;
        case Compression::normal: return 5;
        case Compression::max: break;
    }
    return 12;
}

std::vector<std::uint8_t> encode_png_indexed(std::size_t width, std::size_t height,
                                             std::span<const std::uint8_t> indices,
                                             const FilePalette &palette, const ColorInfo &color,
                                             const EncodeOptions &options) {
    const Indexed picture(width, indices, options);
    Storage storage;
    // A profile is written as one for RGB.
    const auto storages = picture.storages(palette, color.profile.empty());
    const Bytes stream = picture.smallest(storages, storage);
    return png_file({width, height, 1, storage.bits}, storage.palette.colors, color, stream);
}

std::vector<std::uint8_t> encode_png_truecolor(const Layout &layout,
                                               std::span<const std::byte> pixels,
                                               const ColorInfo &color,
                                               const EncodeOptions &options) {
    const Rows rows{{reinterpret_cast<const std::uint8_t *>(pixels.data()), layout.pixel_bytes()},
                    layout.row_bytes(),
                    std::size_t{layout.channels} * layout.bits / 8,
                    layout.bits == 16 && std::endian::native == std::endian::little};
    const auto filter = best_filter(rows, layout.width, options);
    return png_file(
        {layout.width, layout.height, layout.channels, layout.bits}, {}, color,
        stream_of_rows(rows, filter, deflate_level(options.compression), options.threads));
}

}  // namespace quant::cli
