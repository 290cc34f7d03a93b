// Error diffusion: the neighbors of a pixel that follow it compensate for its error. Threads take
// strips of rows in their order, and each stays some pixels behind the thread above it.
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "map/diffusion_strip.h"

namespace quant::core {

StripRows::StripRows(const ImageView &image, const DitherPalette &palette, const DrawnTiles *drawn)
    : image_(image),
      palette_(palette),
      drawn_(drawn),
      width_(image.width()),
      points_(std::min(kStripRows, image.height()) * width_),
      settled_(points_.size()) {}

void StripRows::load(std::size_t y, std::size_t rows, Team &team) {
    const std::size_t begin = y * width_, count = rows * width_;
    for (std::size_t first = 0; first < count; first += kUnitPixels) {
        const std::size_t some = std::min(kUnitPixels, count - first);
        palette_.space.load_points(image_, begin + first, some, &points_[first]);
        if (team.is_stopped()) return;
    }
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t first = 0; first < width_; first += kSettled) {
            settle(y + row, row, first, std::min(first + kSettled, width_));
            if (first % kUnitPixels == 0 && team.is_stopped()) return;
        }
    }
}

// Settles the pixels first .. last-1 of a row, which are in one tile. Those before them must be
// settled.
void StripRows::settle(std::size_t y, std::size_t row, std::size_t first, std::size_t last) {
    const Point *const points = &points_[row * width_];
    std::int16_t *const settled = &settled_[row * width_];
    if (drawn_ && drawn_->is_drawn(first, y)) {
        std::array<std::uint8_t, kSettled> entries;
        kernels().look_up(palette_.nearest.grid(), points + first, last - first, entries.data());
        std::copy_n(entries.begin(), last - first, settled + first);
        if (palette_.opaque())
            for (std::size_t x = first; x < last; ++x) settled[x] = palette_.entry_of(points[x]);
    } else {
        std::fill(settled + first, settled + last, kFree);
        settle_runs(y, row, first, last);
    }
    if (!image_.has_alpha()) return;
    for (std::size_t x = first; x < last; ++x)
        if (points[x].x[3] == 0) settled[x] = palette_.transparent;
}

void StripRows::settle_runs(std::size_t y, std::size_t row, std::size_t first, std::size_t last) {
    const Point *const points = &points_[row * width_];
    std::int16_t *const settled = &settled_[row * width_];
    // Gives the pixels from x on the entry of their run.
    const auto go_on = [&](std::size_t x, const Point &color, std::int16_t entry) {
        for (; x < last && points[x] == color; ++x) settled[x] = entry;
    };
    if (first > 0) go_on(first, points[first - 1], settled[first - 1]);
    // Looks for where a run can begin without branches, because nobody could foresee them.
    std::array<std::uint32_t, kSettled> begins;
    std::size_t runs = 0;
    bool is_first = first == 0 || !(points[first - 1] == points[first]);
    for (std::size_t x = first; x < std::min(last, width_ - std::min(kRun - 1, width_)); ++x) {
        const bool goes_on = points[x + 1] == points[x];
        begins[runs] = static_cast<std::uint32_t>(x - first);
        runs += static_cast<std::size_t>(is_first) & static_cast<std::size_t>(goes_on) &
                static_cast<std::size_t>(points[x + kRun - 1] == points[x]);
        is_first = !goes_on;
    }
    for (std::size_t i = 0; i < runs; ++i) {
        const std::size_t x = first + begins[i];
        const auto is_equal = [&](const Point &other) { return other == points[x]; };
        if (!std::all_of(points + x, points + x + kRun, is_equal)) continue;
        const std::uint8_t entry = palette_.entry_of(points[x]);
        if (is_near(y * width_ + x, entry)) go_on(x, points[x], entry);
    }
}

// Returns whether a pixel has the color of an entry to within one 8-bit step a channel.
bool StripRows::is_near(std::size_t pixel, std::uint8_t entry) const {
    std::uint64_t color = 0;
    image_.load_colors(pixel, 1, &color);
    const quant_color16 &to = palette_.colors[entry];
    const std::uint32_t scale = image_.bits() == 8 ? 257 : 1;
    bool near = true;
    for (const std::uint32_t value : {to.r, to.g, to.b, to.a}) {
        const std::uint32_t own = static_cast<std::uint32_t>(color & 0xFFFF) * scale;
        near &= (own < value ? value - own : own - value) <= 257;
        color >>= 16;
    }
    return near;
}

namespace {

// How many columns a thread does before it says so, and looks for the thread above it.
inline constexpr std::size_t kColumns = 128;

// Diffuses errors over a whole image.
template <typename Kernel>
class Diffuser {
public:
    Diffuser(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
             Team &team, std::uint8_t *indices)
        : image_(image),
          palette_(palette),
          method_(method),
          team_(team),
          indices_(indices),
          dither_(palette, image.width(), method.strength, method.serpentine),
          strips_((image.height() + kStripRows - 1) / kStripRows),
          workers_(std::max(1U, team.workers_for(image.pixels(), kLeastDithered))),
          errors_(kStripRows * (workers_ + 1), image.width()),
          done_(workers_ + 1) {}

    void run() {
        team_.run(workers_, [&](unsigned) {
            StripRows rows(image_, palette_, method_.drawn);
            at_work_.fetch_add(1);
            bool has_waited = false;
            while (!(has_waited && leaves())) {
                const std::size_t strip = next_.fetch_add(1);
                if (strip >= strips_) break;
                run_strip(strip, rows, has_waited);
                if (team_.is_stopped(static_cast<double>(strip) / static_cast<double>(strips_)))
                    break;
            }
        });
    }

    void run_serpentine() {
        StripRows rows(image_, palette_, method_.drawn);
        for (std::size_t y = 0; y < image_.height(); ++y) {
            rows.load(y, 1, team_);
            if (!(y % 2 == 0 ? run_row(y, rows) : run_row_leftward(y, rows))) return;
        }
    }

private:
    using Clock = std::chrono::steady_clock;

    // A thread that waited long for another leaves the rest to the others: on a busy machine, the
    // other one has lost its processor, and would do so again. Returns whether it may leave, which
    // the last one may not.
    bool leaves() {
        unsigned others = at_work_.load();
        while (others > 1)
            if (at_work_.compare_exchange_weak(others, others - 1)) return true;
        return false;
    }

    // Sets `has_waited` if the thread had to wait long for the strip above.
    void run_strip(std::size_t strip, StripRows &rows, bool &has_waited) {
        const std::size_t y = strip * kStripRows;
        if (image_.height() - y >= kStripRows) {
            rows.load(y, kStripRows, team_);
            run_columns(strip, y, rows, has_waited);
        } else if (wait_for(strip - 1, SIZE_MAX, has_waited)) {
            for (std::size_t row = y; row < image_.height(); ++row) {
                rows.load(row, 1, team_);
                if (!run_row(row, rows)) return;
            }
        }
    }

    void run_columns(std::size_t strip, std::size_t y, const StripRows &rows, bool &has_waited) {
        constexpr std::size_t kBehind = StripDither<Kernel>::kLag * (kStripRows - 1);
        const std::size_t end = image_.width() + kBehind;
        for (std::size_t first = 0; first < end; first += kColumns) {
            const std::size_t last = std::min(first + kColumns, end);
            if (!wait_for(strip - 1, last + StripDither<Kernel>::kLag, has_waited)) return;
            dither_.template run<kStripRows>(rows, y, first, last, errors_, indices_);
            if (last > kBehind) tell(strip, last - kBehind);
            if (team_.is_stopped()) return;
        }
    }

    // Dithers a row alone. Returns whether the work goes on.
    bool run_row(std::size_t y, const StripRows &rows) {
        for (std::size_t first = 0; first < image_.width(); first += kUnitPixels) {
            const std::size_t last = std::min(first + kUnitPixels, image_.width());
            dither_.template run<1>(rows, y, first, last, errors_, indices_);
            if (team_.is_stopped()) return false;
        }
        return true;
    }

    bool run_row_leftward(std::size_t y, const StripRows &rows) {
        for (std::size_t last = image_.width(); last > 0;) {
            const std::size_t first = last - std::min(kUnitPixels, last);
            dither_.run_leftward(rows, y, first, last, errors_, indices_);
            if (team_.is_stopped()) return false;
            last = first;
        }
        return true;
    }

    // The columns that are done of the last row of a strip, counted on from strip to strip, so that
    // a number that was left by an earlier strip in the same place says that there is none yet.
    std::uint64_t count_of(std::size_t strip, std::size_t columns) const {
        return std::uint64_t{strip} * (image_.width() + 1) + columns;
    }
    std::atomic<std::uint64_t> &done_of(std::size_t strip) {
        return done_[strip % done_.size()].count;
    }
    void tell(std::size_t strip, std::size_t columns) {
        done_of(strip).store(count_of(strip, columns), std::memory_order_release);
    }

    // Waits until a strip has this many columns, or all. Returns whether the work goes on. There is
    // no strip above the first one, whose predecessor is SIZE_MAX.
    bool wait_for(std::size_t strip, std::size_t columns, bool &has_waited) {
        if (strip == SIZE_MAX || workers_ == 1) return true;
        const std::uint64_t count = count_of(strip, std::min(columns, image_.width()));
        std::optional<Clock::time_point> begin;
        for (unsigned looks = 1; done_of(strip).load(std::memory_order_acquire) < count; ++looks) {
            constexpr unsigned kLooks = 64;
            if (looks % kLooks != 0) continue;
            if (team_.is_stopped()) return false;
            std::this_thread::yield();
            const auto now = Clock::now();
            if (!begin) begin = now;
            has_waited |= now - *begin > long_wait();
        }
        return true;
    }

    // Returns a time in which a thread that is not disturbed has done twice what others wait for: a
    // strip.
    Clock::duration long_wait() const {
        constexpr std::size_t kLeastColumns = 6000;
        return std::chrono::nanoseconds(80 * std::max(image_.width(), kLeastColumns));
    }

    std::atomic<std::size_t> next_{0};  // the next strip that nobody has taken
    std::atomic<unsigned> at_work_{0};
    const ImageView &image_;
    const DitherPalette &palette_;
    const DitherMethod &method_;
    Team &team_;
    std::uint8_t *indices_;
    StripDither<Kernel> dither_;
    std::size_t strips_;
    unsigned workers_;

    // While a strip is dithered, at most as many strips as there are other workers are above it and
    // not done, because they end in their order. Therefore nobody needs the errors of strips that
    // are further above.
    ErrorRows errors_;
    struct alignas(64) Done {
        std::atomic<std::uint64_t> count{0};
    };
    std::vector<Done> done_;
};

template <typename Kernel>
void diffuse_with(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
                  // NOLINTNEXTLINE(readability-non-const-parameter): the object writes to them.
                  Team &team, std::uint8_t *indices) {
    Diffuser<Kernel> diffuser(image, palette, method, team, indices);
    method.serpentine ? diffuser.run_serpentine() : diffuser.run();
}

}  // namespace

void diffuse(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
             Team &team, std::uint8_t *indices) {
    const auto kernel = [&] {
        switch (method.dither) {
            case QUANT_DITHER_ATKINSON: return diffuse_with<Atkinson>;
            case QUANT_DITHER_JARVIS: return diffuse_with<JarvisJudiceNinke>;
            case QUANT_DITHER_STUCKI: return diffuse_with<Stucki>;
            case QUANT_DITHER_SIERRA: return diffuse_with<Sierra>;
            case QUANT_DITHER_SIERRA_LITE: return diffuse_with<SierraLite>;
            default: return diffuse_with<FloydSteinberg>;
        }
    }();
    kernel(image, palette, method, team, indices);
}

}  // namespace quant::core
