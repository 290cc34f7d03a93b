// Tests the progress that a reduction reports, and that it stops when it is told to.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "layers.h"

namespace quant::plugin {
namespace {

struct Job {
    std::string name;
    std::vector<Layer> layers;
    Parameters parameters;
};

std::vector<Job> jobs() {
    std::vector<Job> all;
    for (int preset = 0; quant_preset_name(preset); ++preset) {
        for (const std::size_t count : {1U, 3U}) {
            Job job{quant_preset_name(preset), {}, {}};
            job.name += ", layers: " + std::to_string(count);
            for (std::size_t i = 0; i < count; ++i)
                job.layers.push_back(test::landscape(60, 40, i + 1));
            job.parameters.preset = preset;
            job.parameters.mode = Mode::indexed;
            job.parameters.colors = 6;
            all.push_back(std::move(job));
        }
    }
    return all;
}

std::vector<double> progress_of(const Job &job) {
    std::vector<double> parts;
    reduce(job.layers, job.parameters, [&](double done) {
        parts.push_back(done);
        return true;
    });
    return parts;
}

BOOST_AUTO_TEST_SUITE(progress_tests)

BOOST_AUTO_TEST_CASE(it_goes_up_from_0_to_1) {
    for (const Job &job : jobs()) {
        const std::vector<double> parts = progress_of(job);
        BOOST_TEST_CONTEXT(job.name) {
            BOOST_REQUIRE(parts.size() >= 3U);
            BOOST_TEST(parts.front() == 0);
            BOOST_TEST(parts.back() == 1);
            BOOST_TEST(std::is_sorted(parts.begin(), parts.end()));
            BOOST_TEST(std::count(parts.begin(), parts.end(), 1.0) == 1);
            BOOST_TEST(std::any_of(parts.begin(), parts.end(),
                                   [](double part) { return part > 0.5 && part < 0.9; }));
        }
    }
}

BOOST_AUTO_TEST_CASE(several_layers_come_one_after_another) {
    for (const Job &job : jobs()) {
        if (job.layers.size() == 1) continue;
        const std::vector<double> parts = progress_of(job);
        BOOST_TEST(std::count_if(parts.begin(), parts.end(),
                                 [](double part) { return part > 0 && part < 0.3; }) >= 2);
        BOOST_TEST(std::count_if(parts.begin(), parts.end(),
                                 [](double part) { return part > 0.7 && part < 1; }) >= 2);
    }
}

BOOST_AUTO_TEST_CASE(each_call_can_cancel) {
    for (const Job &job : jobs()) {
        const std::size_t calls = progress_of(job).size();
        std::size_t wrong = 0;
        for (std::size_t last = 1; last <= calls; ++last) {
            std::size_t made = 0;
            bool canceled = false;
            try {
                reduce(job.layers, job.parameters, [&](double) { return ++made < last; });
            } catch (const Canceled &) {
                canceled = true;
            }
            // How many calls there are can depend on the threads: a run may end before this one.
            wrong += (canceled ? made != last : made >= last) ? 1 : 0;
        }
        BOOST_TEST_CONTEXT(job.name) BOOST_TEST(wrong == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
