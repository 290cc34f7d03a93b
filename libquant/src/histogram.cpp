#include "histogram.h"

#include <algorithm>

#include "cell_sort.h"
#include "histogram_builders.h"
#include "parallel.h"
#include "simd/kernels.h"

namespace quant::core {

const std::vector<std::uint16_t> &morton_order(bool has_alpha) {
    const auto make = [](unsigned dims, unsigned side_bits) {
        std::vector<std::uint16_t> order(std::size_t{1} << (dims * side_bits));
        for (std::size_t place = 0; place < order.size(); ++place) {
            std::size_t key = 0;
            for (unsigned d = 0; d < dims; ++d)
                for (unsigned bit = 0; bit < side_bits; ++bit)
                    key |= (place >> (bit * dims + dims - 1 - d) & 1)
                           << ((dims - 1 - d) * side_bits + bit);
            order[place] = static_cast<std::uint16_t>(key);
        }
        return order;
    };
    static const std::vector<std::uint16_t> of_3_dimensions = make(3, 5);
    static const std::vector<std::uint16_t> of_4_dimensions = make(4, 4);
    return has_alpha ? of_4_dimensions : of_3_dimensions;
}

namespace {

// The work of the second half: contiguous places in Morton order, with where their results go.
struct Share {
    std::size_t first_place, last_place;
    std::size_t first_cell;
    std::size_t first_entry;
};

// Splits the cells into `parts` shares of about equal numbers of pixels. most_entries(n) bounds the
// entries that a cell of n pixels can need. The last share is the end of all.
template <typename Item, typename Bound>
std::vector<Share> share_out(const std::vector<Tile<Item>> &tiles, std::size_t pixels,
                             unsigned parts, Bound &&most_entries) {
    const std::size_t places = tiles[0].offsets.size() - 1;
    std::vector<std::size_t> pixels_before(places + 1);
    for (const auto &tile : tiles)
        for (std::size_t place = 0; place <= places; ++place)
            pixels_before[place] += tile.offsets[place];
    std::vector<Share> shares{{0, 0, 0, 0}};
    std::size_t cell = 0, entry = 0, before = 0;  // entry counts the gaps too
    for (std::size_t place = 0; place < places; ++place) {
        if (shares.size() < parts && before >= part_of(pixels, shares.size(), parts).first) {
            shares.back().last_place = place;
            entry += Histogram::kSlack;  // a thread reads past its last entry
            shares.push_back({place, 0, cell, entry});
        }
        const std::size_t after = pixels_before[place + 1];
        if (after > before && cell++ % Histogram::kCellsPerGap == 0) entry += Histogram::kSlack;
        entry += most_entries(after - before);
        before = after;
    }
    shares.back().last_place = places;
    shares.push_back({places, places, cell, entry});
    return shares;
}

// Turns the sorted pixels of each cell into entries, a thread a share. De-duplicator(share's first
// entry) is made once a thread; it is given the runs of a cell, then asked to finish it.
template <typename Item, typename Deduplicator>
std::uint64_t deduplicate(const std::vector<Tile<Item>> &tiles, const std::vector<Share> &shares,
                          std::vector<Cell> &cells, const std::vector<std::uint16_t> &order,
                          Deduplicator make) {
    cells.resize(shares.back().first_cell);
    std::vector<std::uint64_t> unique(shares.size() - 1);
    parallel(static_cast<unsigned>(unique.size()), [&](unsigned thread) {
        const Share &share = shares[thread];
        auto deduplicator = make(share.first_entry);
        std::size_t index = share.first_cell;
        for (std::size_t place = share.first_place; place < share.last_place; ++place) {
            bool begun = false;
            for (const auto &tile : tiles) {
                const std::size_t first = tile.offsets[place];
                const std::size_t count = tile.offsets[place + 1] - first;
                if (count == 0) continue;
                if (!begun && index % Histogram::kCellsPerGap == 0) deduplicator.leave_gap();
                begun = true;
                deduplicator.add(tile.items.get() + first, count);
            }
            if (!begun) continue;
            Cell &cell = cells[index++];
            cell.key = order[place];
            unique[thread] += deduplicator.finish(cell);
        }
    });
    std::uint64_t sum = 0;
    for (const std::uint64_t u : unique) sum += u;
    return sum;
}

}  // namespace

std::uint16_t cell_key(const Point &p, bool has_alpha) {
    // The bits of a coordinate above those within a cell; alpha has half the range of the others.
    const auto part = [&](std::size_t d) {
        return static_cast<unsigned>(p.x[d]) >> (has_alpha && d < 3 ? 11 : 10);
    };
    if (!has_alpha) return static_cast<std::uint16_t>(part(0) << 10 | part(1) << 5 | part(2));
    return static_cast<std::uint16_t>(part(0) << 12 | part(1) << 8 | part(2) << 4 | part(3));
}

Histogram::Histogram(const ImageView &image, unsigned threads) : has_alpha_(image.has_alpha()) {
    const std::size_t pixels = image.pixels();
    const auto &order = morton_order(has_alpha_);
    const unsigned parts = threads_for(pixels, kLeastTilePixels, threads);
    if (image.has_byte_points()) {
        const auto tiles = sort_into_cells<std::uint16_t>(
            pixels, threads, order,
            [&](std::size_t first, std::size_t count, std::uint16_t *keys, std::uint16_t *items) {
                image.for_each_run(first, count, [&](const std::uint8_t *bytes, std::size_t run) {
                    kernels().split_keys(bytes, image.channels(), run, keys, items);
                    keys += run;
                    items += run;
                });
            });
        const auto shares = share_out(tiles, pixels, parts, CompactBuilder::most_entries);
        const std::size_t entries = entries_end_ = shares.back().first_entry + kSlack;
        residues_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries);
        compact_weights_ = std::make_unique_for_overwrite<std::uint16_t[]>(entries);
        unique_ = deduplicate(tiles, shares, cells_, order,
                              [&](std::size_t entry) { return CompactBuilder(*this, entry); });
    } else {
        const auto tiles = sort_into_cells<Point>(
            pixels, threads, order,
            [&](std::size_t first, std::size_t count, std::uint16_t *keys, Point *items) {
                image.load_points(first, count, items);
                for (std::size_t i = 0; i < count; ++i) keys[i] = cell_key(items[i], has_alpha_);
            });
        const auto shares = share_out(tiles, pixels, parts, [](std::size_t n) { return n; });
        const std::size_t entries = entries_end_ = shares.back().first_entry + kSlack;
        points_ = std::make_unique_for_overwrite<Point[]>(entries);
        weights_ = std::make_unique_for_overwrite<std::uint32_t[]>(entries);
        unique_ = deduplicate(tiles, shares, cells_, order,
                              [&](std::size_t entry) { return WideBuilder(*this, entry); });
    }
    add_up_cells();
}

void Histogram::add_up_cells() {
    for (const Cell &cell : cells_) {
        total_ += cell.moments;
        squared_ += cell.squared;
    }
}

unsigned Histogram::coordinate(const Cell &cell, unsigned dimension) const {
    const unsigned bits = has_alpha_ ? 4 : 5;
    return cell.key >> ((dimensions() - 1 - dimension) * bits) & (side() - 1);
}

void Histogram::load(const Cell &cell, std::size_t first, std::size_t count, Point *points,
                     std::uint32_t *weights) const {
    const std::size_t begin = cell.first + first;
    if (!residues_) {
        std::copy_n(points_.get() + begin, count, points);
        std::copy_n(weights_.get() + begin, count, weights);
        return;
    }
    const Point base = cell_base(cell.key);
    for (std::size_t i = 0; i < count; ++i) {
        points[i] = residue_point(base, residues_[begin + i]);
        weights[i] = compact_weights_[begin + i];
    }
}

}  // namespace quant::core
