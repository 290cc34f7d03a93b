// Compares what the report says of variants, seeds, phases and projections with values computed by
// hand.
#include "report/extras.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "report/compose.h"

using namespace quant::cli;
using namespace quant::cli::report;
using results::Phase;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(report_extras_tests)

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

results::ExtraSubject subject(const std::string &image, std::size_t width = 150, unsigned k = 8) {
    return {image, width, width, k};
}

results::VariantRun variant_run(const std::string &name, unsigned run, double seconds,
                                const std::string &image = "a") {
    return {subject(image), name, 2, run, seconds, kNan, kNan, kNan, kNan};
}

// Returns the phases of a run of two threads: the second one is slower by half.
std::vector<results::PhaseTime> two_threads(double serial) {
    return {
        {subject("a"), 2, 1, 0, Phase::assign, 2},      {subject("a"), 2, 1, 0, Phase::update, 1},
        {subject("a"), 2, 1, 0, Phase::map, 1},         {subject("a"), 2, 1, 0, Phase::wait, 2},
        {subject("a"), 2, 1, 0, Phase::serial, serial}, {subject("a"), 2, 1, 1, Phase::assign, 3},
        {subject("a"), 2, 1, 1, Phase::update, 2},      {subject("a"), 2, 1, 1, Phase::map, 1},
        {subject("a"), 2, 1, 1, Phase::wait, 0}};
}

// Returns all texts of a section, a line for each.
std::string text_of(const Section &section) {
    std::string text = section.title + "\n";
    for (const Block &block : section.blocks) {
        if (const auto *paragraph = std::get_if<Paragraph>(&block)) text += paragraph->text + "\n";
        if (const auto *findings = std::get_if<Findings>(&block))
            for (const std::string &sentence : findings->sentences) text += sentence + "\n";
        if (const auto *table = std::get_if<Table>(&block))
            for (const auto &row : table->rows) {
                for (const std::string &cell : row) text += cell + "|";
                text += "\n";
            }
    }
    return text;
}

std::string section_text(const results::Extras &extras) {
    results::Results all;
    all.extras = extras;
    Analysis analysis;
    analysis.results = &all;
    std::string text;
    for (const Section &section : experiment_sections(analysis)) text += text_of(section);
    BOOST_TEST_MESSAGE(text);
    return text;
}

bool says(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(verdicts) {
    BOOST_TEST(verdict({1.1, 1.001, 1.2, 5}) == "slower");
    BOOST_TEST(verdict({0.9, 0.8, 0.999, 5}) == "faster");
    BOOST_TEST(verdict({1.1, 1, 1.2, 5}) == "cannot be told");
    BOOST_TEST(verdict({2, kNan, kNan, 1}) == "cannot be told");
}

// The runs of a picture are paired: the machine is twice as slow in the second run, and the ratio
// is the same.
BOOST_AUTO_TEST_CASE(variants_are_compared_within_a_run) {
    const auto all = compare_variants({variant_run("plain", 1, 3), variant_run("baseline", 1, 1),
                                       variant_run("plain", 2, 6), variant_run("baseline", 2, 2),
                                       variant_run("atomic", 1, 30), variant_run("mine", 2, 2),
                                       variant_run("plain", 3, 9)});
    BOOST_REQUIRE(all.size() == 4U);  // in the order of the known variants
    BOOST_TEST(all[0].variant == "baseline");
    BOOST_TEST(all[0].ratio.pairs == 0U);
    BOOST_TEST(all[0].seconds == 1.5);
    BOOST_TEST(all[1].variant == "plain");
    BOOST_TEST(all[1].reference == "baseline");
    BOOST_TEST(all[1].size == "150 × 150");
    BOOST_TEST(all[1].ratio.pairs == 2U);  // run 3 has no partner
    BOOST_TEST(all[1].ratio.estimate == 3, tt::tolerance(1e-12));
    BOOST_TEST(all[1].ratio.low == 3, tt::tolerance(1e-9));
    BOOST_TEST(all[2].variant == "atomic");
    BOOST_TEST(all[2].reference == "plain");
    BOOST_TEST(all[2].ratio.estimate == 10, tt::tolerance(1e-12));
    BOOST_TEST(std::isnan(all[2].ratio.low));
    BOOST_TEST(all[3].variant == "mine");  // an unknown variant is held against the first one
    BOOST_TEST(all[3].reference == "baseline");
}

BOOST_AUTO_TEST_CASE(pictures_of_many_sizes_are_taken_together) {
    std::vector<results::VariantRun> runs;
    for (std::size_t size = 1; size <= kFewSizes + 1; ++size) {
        runs.push_back(variant_run("baseline", 1, 1, std::to_string(size)));
        runs.back().subject.width = size;
    }
    BOOST_TEST(compare_variants(runs).size() == 1U);
    BOOST_TEST(compare_variants(runs)[0].size == "all sizes");
    runs.pop_back();
    BOOST_TEST(compare_variants(runs).size() == kFewSizes);
}

BOOST_AUTO_TEST_CASE(counters_of_variants) {
    auto one = variant_run("baseline", 1, 2);
    one.cycles = 10;
    one.instructions = 25;
    one.cache_misses = 4;
    const auto all = compare_variants({one});
    BOOST_TEST(all[0].instructions_per_cycle == 2.5);
    BOOST_TEST(all[0].bytes_per_second == 128);  // 4 lines of 64 bytes in 2 s
    BOOST_TEST(std::isnan(all[0].joules));
    BOOST_TEST(says(section_text({{one}, {}, {}, {}}), "128 B/s"));
    BOOST_TEST(!says(section_text({{variant_run("baseline", 1, 2)}, {}, {}, {}}), "B/s"));
}

BOOST_AUTO_TEST_CASE(the_worst_start_over_the_best) {
    const auto effects = start_effects({{subject("a"), 0, 1, 1, 20, 100},
                                        {subject("a"), 0, 2, 3, 20, 100},
                                        {subject("a"), 1, 1, 4, 12, 110},
                                        {subject("b"), 0, 1, 1, 15, 50},
                                        {subject("b"), 1, 1, 1, 18, 65},
                                        {subject("alone"), 0, 1, 1, 2, 50}});
    BOOST_REQUIRE(effects.size() == 1U);
    BOOST_TEST(effects[0].pictures == 2U);
    BOOST_TEST(effects[0].seeds == 2U);
    BOOST_TEST(effects[0].fewest_iterations == 12U);
    BOOST_TEST(effects[0].most_iterations == 20U);
    BOOST_TEST(effects[0].inertia == 1.2, tt::tolerance(1e-12));  // of 1.1 and 1.3
    BOOST_TEST(effects[0].largest_inertia == 1.3, tt::tolerance(1e-12));
    BOOST_TEST(effects[0].seconds == 1.5);  // of 4/2 and 1/1
}

BOOST_AUTO_TEST_CASE(where_the_time_goes) {
    // Two threads take 6 s each in regions and 4 s each in the serial part: 20 s.
    const auto uses = thread_uses(two_threads(4));
    BOOST_REQUIRE(uses.size() == 1U);
    BOOST_TEST(uses[0].assign == 0.25, tt::tolerance(1e-12));
    BOOST_TEST(uses[0].update == 0.15, tt::tolerance(1e-12));
    BOOST_TEST(uses[0].map == 0.1, tt::tolerance(1e-12));
    BOOST_TEST(uses[0].wait == 0.1, tt::tolerance(1e-12));
    BOOST_TEST(uses[0].serial == 0.4, tt::tolerance(1e-12));
    BOOST_TEST(uses[0].imbalance == 1.2, tt::tolerance(1e-12));  // 6 over the mean of 4 and 6
    auto cut_off = two_threads(4);
    cut_off.resize(5);  // the second thread is missing
    BOOST_TEST(thread_uses(cut_off).empty());
    BOOST_TEST(says(section_text({{}, {}, two_threads(4), {}}),
                    "150 × 150, 2 threads (K = 8): more than 5 % of the time is lost, most of it "
                    "because one thread does serial work."));
    BOOST_TEST(says(section_text({{}, {}, two_threads(0), {}}), "because threads wait"));
}

BOOST_AUTO_TEST_CASE(projections_are_checked) {
    std::vector<results::Projection> lines;
    for (unsigned run = 1; run <= 3; ++run) {
        lines.push_back({subject("a"), "openmp", 2, run, 10, 1, 4, 2, 1.5});
        lines.push_back({subject("a"), "openmp", 16, run, 10, 1, 1, 5, kNan});
    }
    const auto all = projected_speed_ups(lines);
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].serial == 0.1, tt::tolerance(1e-12));
    BOOST_TEST(all[0].projected == 2, tt::tolerance(1e-12));
    BOOST_TEST(all[0].measured == 1.5, tt::tolerance(1e-12));
    BOOST_TEST(all[0].check.estimate == 0.75, tt::tolerance(1e-12));
    BOOST_TEST(std::isnan(all[1].measured));
    const std::string text = section_text({{}, {}, {}, lines});
    BOOST_TEST(says(text, "PROJECTED: more cores than here"));
    BOOST_TEST(says(text,
                    "openmp with 2 threads, 150 × 150 (K = 8): the measured speed-up is more "
                    "than 10 % below the projected one."));
    BOOST_TEST(!says(text, "openmp with 16 threads"));
    for (auto &line : lines) line.measured *= 1.9 / 1.5;
    BOOST_TEST(says(section_text({{}, {}, {}, lines}), "is within 10 % of the projected one."));
}

BOOST_AUTO_TEST_CASE(a_sentence_for_each_variant) {
    std::vector<results::VariantRun> runs;
    for (unsigned run = 1; run <= 3; ++run)
        for (const std::string image : {"a", "b", "synthetic-150"}) {
            runs.push_back(variant_run("baseline", run, 1, image));
            runs.push_back(variant_run("dynamic", run, image == "b" ? 0.9 : 1.1, image));
            runs.push_back(variant_run("plain", run, 2 + 0.1 * run, image));
        }
    const std::string text = section_text({runs, {}, {}, {}});
    BOOST_TEST(says(text,
                    "dynamic (dynamic schedule, by blocks of 1024 pixels) against baseline: "
                    "not told apart in 1 of 1 case; it takes 1.03 times as long."));
    BOOST_TEST(says(text, "against baseline: slower in 1 of 1 case; it takes 2.2"));
    BOOST_TEST(says(text, "made by quant, no photographs"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_has_no_section) {
    BOOST_TEST(section_text({}).empty());
    const std::string text = section_text({{}, {{subject("a"), 0, 1, 1, 20, 100}}, {}, {}});
    BOOST_TEST(says(text, "How much the start matters"));
    BOOST_TEST(!says(text, "PROJECTED"));
}

BOOST_AUTO_TEST_SUITE_END()
