#include "label_table.h"

#include <algorithm>

#include "cell_sort.h"
#include "parallel.h"
#include "simd/kernels.h"

namespace quant::core {
namespace {

inline constexpr std::uint32_t kBlock = 512;  // colors in a cell
inline constexpr std::uint32_t kIsBlock = std::uint32_t{1} << 31;

// Fewer pixels than this are not worth a thread.
inline constexpr std::size_t kLeastPixels = std::size_t{1} << 17;

// `out` aliases nothing: otherwise each byte written could change the tables.
void look_up(const std::uint32_t *places, const std::uint8_t *labels, const std::uint16_t *keys,
             const std::uint16_t *residues, std::size_t count, std::uint8_t *__restrict out) {
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t place = places[keys[i]];
        // All ones where the entry is a block: no branch to mispredict.
        const std::uint32_t mask = std::uint32_t{0} - (place >> 31);
        out[i] = labels[(place & ~kIsBlock) + (residues[i] & mask)];
    }
}

}  // namespace

// The first places hold the order itself, for cells with one label.
LabelTable::LabelTable(const std::array<std::uint8_t, 256> &order, std::size_t blocks)
    : places_(std::size_t{1} << 15),
      labels_(std::make_unique_for_overwrite<std::uint8_t[]>(order.size() + blocks * kBlock)) {
    std::ranges::copy(order, labels_.get());
}

void LabelTable::set(const Cell &cell, const Histogram &compact, const std::uint8_t *labels) {
    places_[cell.key] = next_ | kIsBlock;
    for (std::size_t i = 0; i < cell.size; ++i)
        labels_[next_ + compact.residues()[cell.first + i]] = labels_[labels[i]];
    next_ += kBlock;
}

void LabelTable::map(const ImageView &image, unsigned most_threads, std::uint8_t *indices) const {
    const unsigned threads = threads_for(image.pixels(), kLeastPixels, most_threads);
    parallel(threads, [&](unsigned thread) {
        std::uint16_t keys[kKeyBlock], residues[kKeyBlock];
        const Range range = part_of(image.pixels(), thread, threads);
        std::uint8_t *out = indices + range.first;
        image.for_each_run(
            range.first, range.size(), [&](const std::uint8_t *bytes, std::size_t run) {
                while (run > 0) {
                    const std::size_t count = std::min(run, kKeyBlock);
                    kernels().split_keys(bytes, image.channels(), count, keys, residues);
                    look_up(places_.data(), labels_.get(), keys, residues, count, out);
                    out += count;
                    bytes += count * image.channels();
                    run -= count;
                }
            });
    });
}

}  // namespace quant::core
