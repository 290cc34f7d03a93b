// Tests the validation of whole pictures: unusual pictures pass, and all checks are counted and
// printed.
#include "validate/experiment.h"

#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "runs.h"
#include "validate/odd_sizes.h"
#include "validate/print.h"
#include "validate/trajectories.h"

namespace {

using namespace quant::cli::validate;
using quant::cli::RgbPicture;
using quant::test::of_grays;
using quant::test::photo;

const auto kSilent = [](const std::string &) {};

Ledger validated(const RgbPicture &picture, const Plan &plan) {
    Ledger ledger([](const Finding &finding) { BOOST_TEST_ERROR(describe(finding)); });
    validate_picture(picture.view(), {"set", "image", "", 0, "", 0, "", 0}, plan, ledger, kSilent);
    return ledger;
}

BOOST_AUTO_TEST_SUITE(experiment_tests)

BOOST_AUTO_TEST_CASE(unusual_pictures_pass) {
    const Plan plan{{1, 2, 8, 256}, {1, 2}, all_isas()};
    validated(of_grays({77}), plan);      // one pixel
    validated(of_grays({0, 255}), plan);  // no more colors than entries
    validated(of_grays(std::vector<std::uint8_t>(999, 255)), plan);
    validated(of_grays({0, 0, 0, 0, 1, 255, 254, 3}), plan);
    validated(photo(7, 1), plan);
    validated(photo(33, 45), plan);
    std::vector<std::uint8_t> ramp(256);
    for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<std::uint8_t>(i);
    validated(of_grays(ramp), plan);
}

BOOST_AUTO_TEST_CASE(every_run_is_checked) {
    const Plan plan{{4, 5}, {1, 2, 3}, all_isas()};
    const RgbPicture picture = photo(30, 30);
    const Ledger ledger = validated(picture, plan);
    BOOST_TEST(ledger.rows().size() == 2U);
    const auto checks = [](const Row &row, Check check) {
        return row.tallies.at(static_cast<std::size_t>(check)).checks;
    };
    for (const Row &row : ledger.rows()) {
        const std::uint64_t runs = 2 * 3 * all_isas().size();
        const std::uint64_t iterations = quant::test::run(picture, row.colors).iterations;
        BOOST_TEST(row.images == 1U);
        BOOST_TEST(checks(row, Check::paper) == runs);
        BOOST_TEST(checks(row, Check::bits) == runs);
        BOOST_TEST(checks(row, Check::reference) == 2 + iterations);  // result, seeds, iterations
        BOOST_TEST(checks(row, Check::precision) == 1U);
        BOOST_TEST(checks(row, Check::ending) == 1U);
        BOOST_TEST(checks(row, Check::seeds) == (row.colors == 5 ? 1U : 0U));  // with the most
        BOOST_TEST(checks(row, Check::doubles) >= 1U);
        BOOST_TEST(row.above_doubles.size() == 1U);
        BOOST_TEST(row.failed() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(odd_sizes_pass) {
    Ledger ledger([](const Finding &finding) { BOOST_TEST_ERROR(describe(finding)); });
    const RgbPicture picture = photo(40, 30);
    const Plan plan{{3, 4, 6}, {1, 16}, {quant_isa()}};
    validate_odd_sizes(picture.view(), {"set", "image", "", 0, "", 0, "", 0}, plan, ledger,
                       kSilent);
    BOOST_REQUIRE(ledger.rows().size() == 3U);
    for (const Row &row : ledger.rows()) {
        // Each of the runs has two checks. Two large copies have two engines and numbers of
        // threads, small ones are checked with the fewest and the most colors and one thread.
        const bool is_extreme = row.colors != 4;
        const std::uint64_t runs = 2 * 2 * 2 + (is_extreme ? 2 * kLargestSmallWidth * 2 : 0);
        BOOST_TEST(row.tallies.back().checks > 2 * runs);
        BOOST_TEST(row.checks() == row.tallies.back().checks);
        BOOST_TEST(row.images == 0U);  // these are no images of the set
        BOOST_TEST(row.above_doubles.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_instruction_set_is_put_back) {
    const std::string best = quant_isa();
    BOOST_TEST(quant_set_isa("SCALAR") == QUANT_OK);
    validated(photo(10, 10), {{4}, {1}, all_isas()});
    BOOST_TEST(std::string(quant_isa()) == "SCALAR");
    quant_set_isa(best.c_str());
}

BOOST_AUTO_TEST_CASE(an_error_of_the_library_is_a_failed_check) {
    Ledger ledger([](const Finding &) {});
    const RgbPicture picture = photo(10, 10);
    validate_picture(picture.view(), {"set", "image", "", 0, "", 0, "", 0},
                     {{257}, {1}, all_isas()}, ledger, kSilent);
    BOOST_TEST(ledger.findings().size() == 2U);  // the sequential run, and the first draw of seeds
    BOOST_TEST(ledger.findings().at(0).what.find("the library says: ") == 0U);
}

struct ReportFixture {
    std::vector<quant::cli::Dataset> sets{{"a", "dir", false, 9, {{"x.png", "dir/x.png", 0, 0}}},
                                          {"synth", "", true, 1, {{"s", "", 10, 1}}}};
    Plan plan{{8}, {1, 2}, {"AVX2", "SCALAR"}};
    Run run{"a", "x.png", "", 8, "openmp", 2, "AVX2", 20};
    std::vector<Finding> seen;
    Ledger ledger{[this](const Finding &finding) { seen.push_back(finding); }};
    std::vector<Unreadable> unreadable;

    ReportFixture() {
        ledger.record(run, Check::paper, "", 0.0005);
        ledger.record(run, Check::bits, "");
        ledger.record(run, Check::precision, "", 0.02);
        ledger.count_image("a", 8);
    }
    Report report() const { return {sets, plan, ledger, unreadable, 1.5, true}; }
};

BOOST_FIXTURE_TEST_CASE(a_report_of_passed_checks, ReportFixture) {
    BOOST_TEST(passed(report()));
    const std::string table = to_table(report());
    BOOST_TEST(table.find("PASSED: 3 checks of 1 image, 0 failed, 1.5 s\n") != std::string::npos);
    BOOST_TEST(table.find("0.0500 %   2.0000 %") != std::string::npos, table);
    BOOST_TEST(table.find("The data set synth is synthetic.") != std::string::npos);
    const auto json = nlohmann::json::parse(to_json(report()));
    BOOST_TEST(json["passed"] == true);
    BOOST_TEST(json["rows"][0]["checks"] == 3);
    BOOST_TEST(json["rows"][0]["worst_parallel_deviation"] == 0.0005);
    BOOST_TEST(json["failures"].empty());
    BOOST_TEST(json["datasets"][1]["synthetic"] == true);
    BOOST_TEST(json["datasets"][1]["directory"].is_null());
}

BOOST_FIXTURE_TEST_CASE(a_report_against_doubles, ReportFixture) {
    BOOST_TEST(to_table(report()).find("in doubles") == std::string::npos);
    for (const double above : {0.0, -0.01, 0.001, 0.0004}) ledger.record_trajectory(run, above);
    run.colors = 16;
    ledger.record_trajectory(run, 0.04);
    const std::string table = to_table(report());
    for (const char *line :
         {"a           8             4              2    -1.0000 %    +0.1000 %    +0.0200 %\n",
          "a          16             1              1    +4.0000 %    +4.0000 %    +4.0000 %\n",
          "all                       5              3    -1.0000 %    +4.0000 %    +0.0400 %\n"})
        BOOST_TEST(table.find(line) != std::string::npos, table);
    const auto json = nlohmann::json::parse(to_json(report()));
    BOOST_TEST(json["rows"][0]["against_doubles"]["apart"] == 2);
    BOOST_TEST(json["rows"][0]["against_doubles"]["lowest"] == -0.01);
    BOOST_TEST(json["against_doubles"]["trajectories"] == 5);
    BOOST_TEST(json["against_doubles"]["highest"] == 0.04);
    BOOST_TEST(json["against_doubles"]["median"] == 0.0004);
    BOOST_TEST(json["against_doubles"]["median_size"] == 0.001);
}

BOOST_AUTO_TEST_CASE(no_trajectories) { BOOST_TEST(summary_of({}).count == 0U); }

BOOST_FIXTURE_TEST_CASE(a_report_of_failed_checks, ReportFixture) {
    ledger.record(run, Check::bits, "the label of pixel 3 is 1, not 2");
    unreadable.push_back({"a", "y.png", "is broken"});
    BOOST_TEST(!passed(report()));
    BOOST_TEST(seen.size() == 1U);
    BOOST_TEST(describe(seen.at(0)) ==
               "K 8, openmp, 2 threads, AVX2, 20 iterations: bits: the label of pixel 3 is 1, "
               "not 2");
    run.size = "149x151";
    BOOST_TEST(describe({run, Check::ending, "what"}) ==
               "scaled to 149x151, K 8, openmp, 2 threads, AVX2, 20 iterations: ending: what");
    BOOST_TEST(to_table(report()).find("FAILED: 4 checks of 1 image, 1 failed, 1 file could not "
                                       "be read") != std::string::npos);
    const auto json = nlohmann::json::parse(to_json(report()));
    BOOST_TEST(json["passed"] == false);
    BOOST_TEST(json["failures"][0]["check"] == "bits");
    BOOST_TEST(json["failures"][0]["threads"] == 2);
    BOOST_TEST(json["failures"][0]["size"].is_null());
    BOOST_TEST(json["rows"][0]["failed"] == 1);
    BOOST_TEST(json["rows"][0]["by_check"]["bits"]["failed"] == 1);
    BOOST_TEST(json["unreadable"][0]["image"] == "y.png");
}

BOOST_FIXTURE_TEST_CASE(nothing_checked_is_not_passed, ReportFixture) {
    const Ledger empty([](const Finding &) {});
    BOOST_TEST(!passed({sets, plan, empty, unreadable, 0, true}));
    BOOST_TEST(!passed({sets, plan, ledger, unreadable, 0, false}));
    BOOST_TEST(to_table({sets, plan, ledger, unreadable, 0, false}).find("INTERRUPTED: 3 checks") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
