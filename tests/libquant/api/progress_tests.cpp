// Tests the calls of progress functions: that each of them can cancel, in every stage, and what
// they are told. A period of 0 makes every check call the function, so that no test depends on
// time.
#include "base/progress.h"

#include <quant/quant.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "api/quantize.h"
#include "libquant/pictures.h"

namespace {

using quant::core::Canceled;
using quant::test::Picture;

// One call of the library that is watched.
struct Watch {
    long cancel_at = 0;  // the number of the call that cancels, or 0
    long calls = 0;
    std::array<long, 4> calls_of_stage{};
    double done = 0;
    bool is_right = true;  // thread, order and range of what was told
    std::thread::id thread = std::this_thread::get_id();

    static int watch(const quant_progress *progress, void *data) {
        Watch &own = *static_cast<Watch *>(data);
        own.is_right &= std::this_thread::get_id() == own.thread;
        own.is_right &= progress->struct_size == sizeof(quant_progress);
        own.is_right &= progress->done >= own.done && progress->done <= 1;
        own.is_right &= own.calls != own.cancel_at || own.calls == 0;  // canceled before
        own.done = progress->done;
        ++own.calls_of_stage.at(progress->stage);
        return ++own.calls == own.cancel_at ? 1 : 0;
    }
};

struct Job {
    std::string name;
    quant::Image image;
    quant::Options options;
    bool is_tally = false;
};

// Runs a job, and calls the function at every check. Returns whether it ended.
bool ends(const Job &job, Watch &watch) {
    quant::Options options = job.options;
    options.progress = Watch::watch;
    options.user_data = &watch;
    quant::core::Progress progress(options, {});
    try {
        if (job.is_tally) {
            quant::core::ColorTally tally;
            quant::core::Team team(1);
            tally.add(quant::core::ImageView(job.image), team);
            (void)quant::core::quantize(tally, quant::core::RgbSpace::srgb(), options, progress);
        } else {
            (void)quant::core::quantize(job.image, quant::core::RgbSpace::srgb(), options,
                                        progress);
        }
        return true;
    } catch (const Canceled &) {
        return false;
    }
}

// Cancels at some calls of each job, at the first and the last among them.
void check(const Job &job) {
    BOOST_TEST_CONTEXT(job.name) {
        Watch all;
        BOOST_REQUIRE(ends(job, all));
        BOOST_TEST(all.is_right);
        const long step = std::max(1L, all.calls / 3);
        for (long n = 1; n <= all.calls;
             n = n + step > all.calls && n < all.calls ? all.calls : n + step) {
            Watch watch;
            watch.cancel_at = n;
            const bool ended = ends(job, watch);
            // With several threads, the calling one can have less to do than in the first run.
            BOOST_TEST((ended ? job.options.threads != 1 && watch.calls < n : watch.calls == n));
            BOOST_TEST(watch.is_right);
        }
    }
}

// Pictures whose units of work are many: of few colors, of many, translucent, and of 16 bits.
struct Pictures {
    Picture photo = quant::test::photo(260, 130);
    Picture soft = quant::test::noise(260, 130, 4);
    Picture flat{"flat", 260, 130, 1, std::vector<std::uint8_t>(260 * 130, 7)};
    std::vector<std::uint16_t> deep = quant::test::promoted(quant::test::noise(260, 130, 3));
    std::vector<std::uint8_t> map = std::vector<std::uint8_t>(260 * 130, 255);

    quant::Image deep_view() const { return {deep.data(), 260, 130, 260 * 6, 3, 16}; }
};

const Pictures &pictures() {
    static const Pictures all;
    return all;
}

quant::Options options_of(quant_preset preset, unsigned threads) {
    quant::Options options(preset);
    options.colors = 20;
    options.threads = threads;
    return options;
}

std::vector<Job> jobs(unsigned threads) {
    std::vector<Job> jobs;
    const Pictures &all = pictures();
    const auto add = [&](const std::string &name, const quant::Image &image,
                         const quant::Options &options, bool is_tally = false) {
        jobs.push_back({name + ", threads: " + std::to_string(threads), image, options, is_tally});
    };
    for (int engine = 0; quant_engine_name(engine); ++engine) {
        quant::Options options = options_of(QUANT_PRESET_FAST, threads);
        options.engine = engine;
        add(quant_engine_name(engine), all.photo.view(), options);
        options.space = QUANT_SPACE_OKLAB;
        options.max_iterations = 2;
        add(std::string("oklab, ") + quant_engine_name(engine), all.soft.view(), options);
    }
    for (int dither = 0; quant_dither_name(dither); ++dither) {
        quant::Options options = options_of(QUANT_PRESET_FAST, threads);
        options.dither = dither;
        options.seeding = dither;  // each of the four seedings too
        add(quant_dither_name(dither), all.deep_view(), options);
        options.keep_alpha = 1;
        options.importance = all.map.data();
        options.importance_stride_bytes = 260;
        options.protect = 0.5;
        add(std::string("weights, ") + quant_dither_name(dither), all.soft.view(), options);
    }
    quant::Options options = options_of(QUANT_PRESET_BEST, threads);
    options.colors = 12;
    add("best", all.photo.view(), options);
    options = options_of(QUANT_PRESET_BALANCED, threads);
    add("lossless", all.flat.view(), options);
    add("tally", all.photo.view(), options, true);
    options.space = QUANT_SPACE_LAB;
    add("tally in lab", all.soft.view(), options, true);
    options.target_psnr = 25;
    add("target", all.photo.view(), options);
    return jobs;
}

BOOST_AUTO_TEST_SUITE(progress_tests)

BOOST_AUTO_TEST_CASE(every_call_can_cancel) {
    // Sanitizers make a call take up to a hundred times as long, and see most with many threads.
    const auto numbers = QUANT_IS_SANITIZED ? std::vector{8U} : std::vector{1U, 2U, 8U};
    for (const unsigned threads : numbers)
        for (const Job &job : jobs(threads)) check(job);
}

// Each stage is reported more often than at its start and after its iterations: also while it
// works.
BOOST_AUTO_TEST_CASE(every_stage_calls_while_it_works) {
    for (const Job &job : jobs(1)) {
        BOOST_TEST_CONTEXT(job.name) {
            Watch watch;
            BOOST_REQUIRE(ends(job, watch));
            // An image of 33,800 pixels has two units.
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_HISTOGRAM] >= 2);
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_MAPPING] >= 2);
            BOOST_TEST(watch.done > 0.5);
            if (job.name.starts_with("lossless")) continue;
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_SEARCH] >= 2);
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_ITERATIONS] >= 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_more_pixels_than_a_unit_lie_between_two_calls) {
    // Noise, which has colors in all cells, is gone through twice, and then in groups of 256 cells.
    constexpr long kGroups = 32768 / 256;
    const Picture photo = quant::test::photo(1000, 600), noise = quant::test::noise(1000, 600, 3);
    for (const Picture *large : {&photo, &noise}) {
        for (int dither = 0; quant_dither_name(dither); ++dither) {
            Job job{quant_dither_name(dither), large->view(), options_of(QUANT_PRESET_FAST, 1)};
            job.options.dither = dither;
            Watch watch;
            BOOST_REQUIRE(ends(job, watch));
            const auto units = static_cast<long>(1000 * 600 / (1U << 15));
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_HISTOGRAM] >=
                       (large == &noise ? 2 * units + kGroups : units));
            BOOST_TEST(watch.calls_of_stage[QUANT_STAGE_MAPPING] >= units);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_canceled_call_delivers_nothing) {
    const Picture &picture = pictures().photo;
    const quant::Image image = picture.view();
    quant::Options options = options_of(QUANT_PRESET_FAST, 2);
    Watch watch;
    watch.cancel_at = 2;
    options.progress = Watch::watch;
    options.user_data = &watch;
    quant_error error;
    auto *const some = reinterpret_cast<quant_result *>(&error);
    quant_result *result = some;
    BOOST_TEST(quant_quantize(&image, &options, &result, &error) == QUANT_CANCELED);
    BOOST_TEST(result == nullptr);
    BOOST_TEST(error.status == QUANT_CANCELED);
    BOOST_TEST(watch.calls == 2);
}

BOOST_AUTO_TEST_CASE(adding_to_a_histogram_can_be_canceled_and_changes_nothing_then) {
    quant::Histogram histogram;
    for (const quant::Image &image :
         {pictures().photo.view(), pictures().soft.view(), pictures().deep_view()}) {
        std::vector<quant_stage> stages;
        const auto go_on = [&](const quant::Progress &progress) {
            stages.push_back(progress.stage);
            return true;
        };
        const auto bytes = histogram.serialize();
        const auto stop = [](const quant::Progress &) { return false; };
        const auto error = histogram.add(image, quant::Options(), stop);
        BOOST_REQUIRE(error.has_value());
        BOOST_TEST(error->status == QUANT_CANCELED);
        BOOST_TEST((*histogram.serialize() == *bytes));
        const auto fail = [](const quant::Progress &) -> bool { throw std::out_of_range("mine"); };
        BOOST_CHECK_THROW((void)histogram.add(image, quant::Options(), fail), std::out_of_range);
        BOOST_TEST((*histogram.serialize() == *bytes));
        BOOST_TEST(!histogram.add(image, quant::Options(), go_on));
        BOOST_TEST(!stages.empty());
        BOOST_TEST(std::ranges::count(stages, QUANT_STAGE_HISTOGRAM) ==
                   static_cast<std::ptrdiff_t>(stages.size()));
    }
}

// The same at every check within the addition.
BOOST_AUTO_TEST_CASE(every_call_can_cancel_an_addition) {
    for (const quant::Image &image :
         {pictures().photo.view(), pictures().soft.view(), pictures().deep_view()}) {
        quant::core::ColorTally tally;
        for (long n = 1;; n += 3) {
            Watch watch;
            watch.cancel_at = n;
            quant::Options options;
            options.progress = Watch::watch;
            options.user_data = &watch;
            quant::core::Progress progress(options, {});
            quant::core::Team team(1, progress.checks());
            try {
                tally.add(quant::core::ImageView(image, &team), team);
                BOOST_TEST(watch.calls >= 2);
                break;
            } catch (const Canceled &) {
                BOOST_TEST(watch.is_right);
                BOOST_TEST(tally.pixels() == 0U);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(parts_of_parts_add_up) {
    quant::Options options;
    Watch watch;
    options.progress = Watch::watch;
    options.user_data = &watch;
    quant::core::Progress progress(options, {});
    using Part = quant::core::Progress::Part;
    progress.check(0.1);
    BOOST_TEST(watch.done == 0.1);
    {
        const Part half(progress, 0, 0.5);
        progress.check(0);
        BOOST_TEST(watch.done == 0.1);  // it never falls
        {
            const Part steps(progress, 0.5, 1, Part::Steps);
            progress.check(1);
            BOOST_TEST(watch.done == 0.25);
            progress.count(1, 0.5);
            BOOST_TEST(watch.done == 0.375);
        }
        progress.check(0);
        BOOST_TEST(watch.done == 0.5);
    }
    progress.check(0.75);
    BOOST_TEST(watch.done == 0.75);
    progress.check(7);
    BOOST_TEST(watch.done == 1);
    BOOST_TEST(watch.is_right);
}

// Between two checks within the period, the function is not called; it always is when a stage
// begins.
BOOST_AUTO_TEST_CASE(a_period_passes_between_checks) {
    quant::Options options;
    Watch watch;
    options.progress = Watch::watch;
    options.user_data = &watch;
    quant::core::Progress progress(options, std::chrono::hours(1));
    for (int i = 0; i < 1000; ++i) progress.check(0.5);
    BOOST_TEST(watch.calls == 0);
    progress.begin(QUANT_STAGE_MAPPING);
    progress.count(3, 0.5);
    BOOST_TEST(watch.calls == 2);
    quant::core::Progress nobody{quant::Options()};
    BOOST_TEST(!nobody.checks());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
