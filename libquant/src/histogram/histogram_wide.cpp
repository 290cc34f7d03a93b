// Builds the wide form of a histogram, for points that have too many possible values to count each.
//
// First, the pixels are sorted into cells, tile by tile, by a counting sort, which counts and then
// scatters. Tiles are small enough for the scattered writes to stay in the cache, and are shared
// out to threads. Then the equal points of each cell are found in a hash table; for this pass the
// cells are shared out to threads. The numbers of tiles and of threads change only the order of the
// entries.
#include <algorithm>
#include <utility>

#include "histogram/histogram.h"
#include "simd/load_points.h"

namespace quant::core {
namespace {

inline constexpr std::size_t kTilePixels = std::size_t{1} << 20;

// A tile of fewer pixels is not worth a thread.
inline constexpr std::size_t kLeastTilePixels = std::size_t{1} << 14;

// The points of one tile, cell after cell in Morton order. The points of the cell at place p are
// points[offsets[p]] .. points[offsets[p + 1] - 1].
struct Tile {
    std::vector<std::uint32_t> offsets;
    std::unique_ptr<Point[]> points;
};

Tile sort_tile(const ImageView &image, Range pixels) {
    const auto &order = morton_order(image.has_alpha());
    Point points[kBlockPixels];
    const auto for_each_point = [&](auto &&visit) {
        for (std::size_t first = pixels.first; first < pixels.last; first += kBlockPixels) {
            const std::size_t count = std::min(kBlockPixels, pixels.last - first);
            load_points(image, first, count, points);
            for (std::size_t i = 0; i < count; ++i)
                visit(points[i], cell_key(points[i], image.has_alpha()));
        }
    };
    std::vector<std::uint32_t> heads(order.size());
    for_each_point([&](const Point &, std::uint16_t key) { ++heads[key]; });

    Tile tile;
    tile.offsets.resize(order.size() + 1);
    std::uint32_t position = 0;
    for (std::size_t place = 0; place < order.size(); ++place) {
        std::uint32_t &head = heads[order[place]];
        tile.offsets[place] = position;
        position += std::exchange(head, position);
    }
    tile.offsets[order.size()] = position;

    tile.points = std::make_unique_for_overwrite<Point[]>(pixels.size());
    for_each_point([&](const Point &p, std::uint16_t key) { tile.points[heads[key]++] = p; });
    return tile;
}

std::vector<Tile> sort_into_cells(const ImageView &image, Team &team) {
    const std::size_t pixels = image.pixels();
    const std::size_t parts =
        std::max<std::size_t>((pixels + kTilePixels - 1) / kTilePixels,
                              threads_for(pixels, kLeastTilePixels, team.size()));
    std::vector<Tile> tiles(parts);
    team.share(parts, threads_for(parts, 1, team.size()), [&](std::size_t part, unsigned) {
        tiles[part] = sort_tile(image, part_of(pixels, part, parts));
    });
    return tiles;
}

// A share of the second pass: contiguous places in Morton order, with the positions of their first
// cell and entry in the histogram.
struct Share {
    std::size_t first_place, last_place;
    std::size_t first_cell;
    std::size_t first_entry;
};

// Splits the cells into at most `parts` shares with about equal numbers of pixels. The last element
// is no share; it holds the ends of the places, cells and entries.
std::vector<Share> share_out(const std::vector<Tile> &tiles, std::size_t pixels, unsigned parts) {
    const std::size_t places = tiles[0].offsets.size() - 1;
    std::vector<std::size_t> pixels_before(places + 1);
    for (const Tile &tile : tiles)
        for (std::size_t place = 0; place <= places; ++place)
            pixels_before[place] += tile.offsets[place];
    std::vector<Share> shares{{0, 0, 0, 0}};
    std::size_t cell = 0, entry = 0, before = 0;  // entry includes the gaps
    for (std::size_t place = 0; place < places; ++place) {
        if (shares.size() < parts && before >= part_of(pixels, shares.size(), parts).first) {
            shares.back().last_place = place;
            entry += Histogram::kSlack;  // a thread may read past its last entry
            shares.push_back({place, 0, cell, entry});
        }
        const std::size_t after = pixels_before[place + 1];
        if (after > before && cell++ % Histogram::kCellsPerGap == 0) entry += Histogram::kSlack;
        entry += after - before;
        before = after;
    }
    shares.back().last_place = places;
    shares.push_back({places, places, cell, entry});
    return shares;
}

// Collects the distinct points of one cell after another, which it finds by hashing.
class Entries {
public:
    Entries(Point *points, std::uint32_t *weights, std::size_t first)
        : points_(points), weights_(weights), first_(first) {}

    void leave_gap() { first_ += Histogram::kSlack; }

    void add(const Point &p) {
        std::uint32_t &slot = slot_of(p);
        if (slot != 0) {
            ++weights_[first_ + slot - 1];
            return;
        }
        points_[first_ + unique_] = p;
        weights_[first_ + unique_] = 1;
        slot = static_cast<std::uint32_t>(++unique_);
        if (unique_ * 2 > slots_.size()) grow();
    }

    void finish(Cell &cell) {
        cell.first = first_;
        cell.size = static_cast<std::uint32_t>(unique_);
        first_ += unique_;
        unique_ = 0;
        slots_.assign(kFewSlots, 0);
    }

private:
    static constexpr std::size_t kFewSlots = 64;

    std::uint32_t &slot_of(const Point &p) {
        // Multiplies twice, so that every coordinate reaches the bits that are used.
        std::uint64_t hash = point_key(p) * 0x9E3779B97F4A7C15U;
        hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
        std::size_t slot = hash >> 32 & (slots_.size() - 1);
        while (slots_[slot] != 0 && points_[first_ + slots_[slot] - 1] != p)
            slot = (slot + 1) & (slots_.size() - 1);
        return slots_[slot];
    }
    void grow() {
        slots_.assign(slots_.size() * 4, 0);
        for (std::size_t i = 0; i < unique_; ++i)
            slot_of(points_[first_ + i]) = static_cast<std::uint32_t>(i + 1);
    }

    Point *points_;
    std::uint32_t *weights_;
    std::size_t first_;
    std::size_t unique_ = 0;
    std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(kFewSlots);
};

}  // namespace

void Histogram::build_wide(const ImageView &image, Team &team) {
    const auto &order = morton_order(has_alpha_);
    const auto tiles = sort_into_cells(image, team);
    const unsigned parts = threads_for(image.pixels(), kLeastTilePixels, team.size());
    const auto shares = share_out(tiles, image.pixels(), parts);
    cells_.resize(shares.back().first_cell);
    entries_end_ = shares.back().first_entry + kSlack;
    make_room(false);
    team.share(shares.size() - 1, parts, [&](std::size_t index_of_share, unsigned) {
        const Share &share = shares[index_of_share];
        Entries entries(points_.get(), weights_.get(), share.first_entry);
        std::size_t index = share.first_cell;
        for (std::size_t place = share.first_place; place < share.last_place; ++place) {
            bool begun = false;
            for (const Tile &tile : tiles) {
                for (std::size_t i = tile.offsets[place]; i < tile.offsets[place + 1]; ++i) {
                    if (!begun && index % kCellsPerGap == 0) entries.leave_gap();
                    begun = true;
                    entries.add(tile.points[i]);
                }
            }
            if (!begun) continue;
            Cell &cell = cells_[index++];
            cell.key = order[place];
            entries.finish(cell);
            summarize(cell);
        }
    });
    for (const Cell &cell : cells_) unique_ += cell.size;
}

}  // namespace quant::core
