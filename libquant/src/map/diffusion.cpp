// Error diffusion: the neighbors of a pixel that follow it compensate for its error. Threads take
// strips of rows in their order, and each stays some pixels behind the thread above it.
#include <atomic>
#include <cstdlib>
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
    for (std::size_t row = 0; row < rows; ++row) settle(y + row, row);
}

void StripRows::settle(std::size_t y, std::size_t row) {
    const Point *const points = &points_[row * width_];
    std::int16_t *const settled = &settled_[row * width_];
    const bool has_alpha = image_.has_alpha();
    for (std::size_t x = 0; x < width_; ++x) {
        settled[x] = kFree;
        if (has_alpha && points[x].x[3] == 0) {
            settled[x] = palette_.transparent;
        } else if (drawn_ && drawn_->is_drawn(x, y)) {
            settled[x] = palette_.nearest(points[x]);
        } else if (x > 0 && points[x] == points[x - 1]) {
            settled[x] = settled[x - 1];
        } else if (run_from(points + x, width_ - x) == kRun) {
            const std::uint8_t entry = palette_.nearest(points[x]);
            if (is_near(y * width_ + x, entry)) settled[x] = entry;
        }
    }
}

// Returns the length of the run of equal pixels from here on, at most kRun.
std::size_t StripRows::run_from(const Point *points, std::size_t most) {
    std::size_t length = 1;
    while (length < std::min(most, kRun) && points[length] == points[0]) ++length;
    return length;
}

// Returns whether a pixel has the color of an entry to within one 8-bit step a channel.
bool StripRows::is_near(std::size_t pixel, std::uint8_t entry) const {
    std::uint64_t color;
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
template <typename Kernel, std::size_t Dims>
class Diffusion {
public:
    Diffusion(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
              Team &team, std::uint8_t *indices)
        : image_(image),
          palette_(palette),
          method_(method),
          team_(team),
          indices_(indices),
          dither_(palette, image.width(), method.strength),
          strips_((image.height() + kStripRows - 1) / kStripRows),
          workers_(std::max(1U, team.workers_for(image.pixels(), kLeastDithered))),
          errors_(kStripRows * (workers_ + 1), image.width()),
          done_(workers_ + 1) {}

    void run() {
        std::vector<std::unique_ptr<StripRows>> rows(workers_);
        team_.share(strips_, workers_, [&](std::size_t strip, unsigned worker) {
            if (!rows[worker])
                rows[worker] = std::make_unique<StripRows>(image_, palette_, method_.drawn);
            run_strip(strip, *rows[worker]);
        });
    }

    void run_serpentine() {
        StripRows rows(image_, palette_, method_.drawn);
        for (std::size_t y = 0; y < image_.height(); ++y) {
            rows.load(y, 1, team_);
            if (y % 2 == 0) {
                if (!run_row(y, rows)) return;
            } else {
                dither_.run_leftward(rows, y, errors_, indices_);
            }
        }
    }

private:
    // A thread takes about this many pixels; fewer are not worth a thread.
    static constexpr std::size_t kLeastDithered = std::size_t{1} << 14;

    void run_strip(std::size_t strip, StripRows &rows) {
        const std::size_t y = strip * kStripRows;
        if (image_.height() - y >= kStripRows) {
            rows.load(y, kStripRows, team_);
            run_columns(strip, y, rows);
        } else if (wait_for_all_of(strip - 1)) {
            for (std::size_t row = y; row < image_.height(); ++row) {
                rows.load(row, 1, team_);
                if (!run_row(row, rows)) return;
            }
        }
    }

    void run_columns(std::size_t strip, std::size_t y, const StripRows &rows) {
        constexpr std::size_t kBehind = StripDither<Kernel, Dims>::kLag * (kStripRows - 1);
        const std::size_t end = image_.width() + kBehind;
        for (std::size_t first = 0; first < end; first += kColumns) {
            const std::size_t last = std::min(first + kColumns, end);
            if (!wait_for(strip - 1, last + StripDither<Kernel, Dims>::kLag)) return;
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
    bool wait_for(std::size_t strip, std::size_t columns) {
        if (strip == SIZE_MAX || workers_ == 1) return true;
        const std::uint64_t count = count_of(strip, std::min(columns, image_.width()));
        for (unsigned looks = 1; done_of(strip).load(std::memory_order_acquire) < count; ++looks) {
            constexpr unsigned kLooks = 64;
            if (looks % kLooks != 0) continue;
            if (team_.is_stopped()) return false;
            std::this_thread::yield();
        }
        return true;
    }
    bool wait_for_all_of(std::size_t strip) { return wait_for(strip, SIZE_MAX); }

    const ImageView &image_;
    const DitherPalette &palette_;
    const DitherMethod &method_;
    Team &team_;
    std::uint8_t *indices_;
    StripDither<Kernel, Dims> dither_;
    std::size_t strips_;
    unsigned workers_;

    // While a strip is dithered, at most as many strips as there are other workers are above it and
    // not done, because they end in their order. Therefore nobody needs the errors of strips that
    // are further above.
    ErrorRows<Dims> errors_;
    struct alignas(64) Done {
        std::atomic<std::uint64_t> count{0};
    };
    std::vector<Done> done_;
};

template <typename Kernel>
void diffuse_by(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
                Team &team, std::uint8_t *indices) {
    const auto run = [&](auto diffusion) {
        method.serpentine ? diffusion.run_serpentine() : diffusion.run();
    };
    if (image.has_alpha()) {
        run(Diffusion<Kernel, 4>(image, palette, method, team, indices));
    } else {
        run(Diffusion<Kernel, 3>(image, palette, method, team, indices));
    }
}

}  // namespace

void diffuse(const ImageView &image, const DitherPalette &palette, const DitherMethod &method,
             Team &team, std::uint8_t *indices) {
    const auto by = [&]<typename Kernel>(Kernel) {
        diffuse_by<Kernel>(image, palette, method, team, indices);
    };
    switch (method.dither) {
        case QUANT_DITHER_ATKINSON: return by(Atkinson());
        case QUANT_DITHER_JARVIS: return by(JarvisJudiceNinke());
        case QUANT_DITHER_STUCKI: return by(Stucki());
        case QUANT_DITHER_SIERRA: return by(Sierra());
        case QUANT_DITHER_SIERRA_LITE: return by(SierraLite());
        default: return by(FloydSteinberg());
    }
}

}  // namespace quant::core
