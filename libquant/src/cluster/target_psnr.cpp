// Guesses numbers of colors by interpolation of the error, and clusters with each of them.
#include "cluster/target_psnr.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/power.h"

namespace quant::core {
namespace {

// A number of colors and the error that it gave.
struct Tried {
    unsigned colors;
    double error;
};

// Returns a number of colors, rounded up, within `least` and `most`.
unsigned rounded_up(double colors, unsigned least, unsigned most) {
    return static_cast<unsigned>(std::clamp(std::ceil(colors), double(least), double(most)));
}

// Returns the number of colors at which the error passes a value, if the error is linear in
// 1 / colors.
double crossing(const Tried &more, const Tried &less, double value) {
    const double part = (value - less.error) / (more.error - less.error);
    const double inverse = part / more.colors + (1 - part) / less.colors;
    return 1 / inverse;
}

}  // namespace

double largest_mse(double psnr) {
    constexpr unsigned bits = 32;
    const auto whole = static_cast<unsigned>(psnr / 10);
    const auto part = static_cast<std::uint64_t>((psnr / 10 - whole) * (std::uint64_t{1} << bits));
    double ratio = root_power(10, part, bits);
    for (unsigned i = 0; i < whole; ++i) ratio *= 10;
    return 3.0 * 255 * 255 / ratio * (1 + 1e-9);
}

Fewest fewest_colors(unsigned least, unsigned most, double largest,
                     const std::function<double(unsigned)> &error_of) {
    Tried bad{least, error_of(least)};
    if (bad.error <= largest) return {least, true};
    Tried good{};
    while (good.colors == 0) {
        if (bad.colors >= most) return {bad.colors, false};
        // The number grows by at least half, so that an error that falls slowly does not take many
        // tries.
        const unsigned next = std::min(most, bad.colors + bad.colors / 2 + 1);
        const unsigned colors = rounded_up(bad.colors * (bad.error / largest), next, most);
        const Tried tried{colors, error_of(colors)};
        (tried.error <= largest ? good : bad) = tried;
    }
    for (unsigned tries = 1; good.colors - bad.colors > 1; ++tries) {
        // Every third try halves the range. This bounds the number of tries for any errors.
        const unsigned middle = (good.colors + bad.colors) / 2;
        const double guess = tries % 3 == 0 ? middle : crossing(bad, good, largest);
        const unsigned colors = rounded_up(guess, bad.colors + 1, good.colors - 1);
        const Tried tried{colors, error_of(colors)};
        (tried.error <= largest ? good : bad) = tried;
    }
    return {good.colors, true};
}

Clustered cluster_to_target(const ClusterSource &source, const quant_options &options, Team &team,
                            const std::function<double(Clustered &)> &mse_of, Progress &progress,
                            Stopwatch &watch, quant_stats &stats) {
    const double largest = largest_mse(options.target_psnr);
    const auto kept = static_cast<unsigned>(options.keep ? options.keep_size : 0);
    std::optional<Clustered> best;
    quant_stats of_best{};
    double seconds_seeding = 0, seconds_iterations = 0, left = 1;
    const auto mse_with = [&](unsigned colors) {
        quant_options trying = options;
        trying.colors = colors;
        // How many tries there will be is not known: each takes a quarter of what is left.
        const double first = 1 - left;
        left *= 0.75;
        const Progress::Part part(progress, first, 1 - left);
        Clustered clustered = cluster(source, trying, team, progress, watch, stats);
        seconds_seeding += stats.seconds_seeding;
        seconds_iterations += stats.seconds_iterations;
        const double mse = mse_of(clustered);
        if (mse <= largest || colors == options.colors) {
            best.emplace(std::move(clustered));
            of_best = stats;
        }
        return mse;
    };
    const Fewest found = fewest_colors(std::max(1U, kept), options.colors, largest, mse_with);
    stats = of_best;
    stats.seconds_seeding = seconds_seeding;
    stats.seconds_iterations = seconds_iterations;
    stats.target_missed = found.reached ? 0 : 1;
    // The engines of later tries may have written to the same indices.
    best->engine->assign(best->centroids);
    return std::move(*best);
}

}  // namespace quant::core
