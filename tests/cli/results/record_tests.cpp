// Tests machine.json: what is written reads back, missing fields are not known, and wrong ones are
// refused.
#include "results/record.h"

#include <boost/test/unit_test.hpp>

#include "base/json_text.h"
#include "cli/failure_of.h"

using namespace quant::cli;
using namespace quant::cli::results;

BOOST_AUTO_TEST_SUITE(record_tests)

namespace {

std::string machine_failure(const std::string &text) {
    return quant::test::failure_of([&] { parse_record(text); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
    Record record;
    record.version = "1.2.3";
    record.isa = "AVX2";
    record.preset = "paper";
    record.date = "2026-01-31T23:59:59Z";
    record.machine = {"a CPU", 1, 4, 8, 2.5, {{3, "Unified", 1000, 8, 1}}, 12345, "Linux 6.1"};
    record.build = {"GCC 12", "4.5", "1.0", "2.4", "abc"};
    record.plan = {{8, 16}, {1, 2}, {Engine::sequential, Engine::cells}, 3, 2, 8};
    record.invocations.push_back({7, "2026-02-01T00:00:00Z", record.plan, 12.5, {}});
    Conditions &conditions = record.invocations[0].conditions;
    conditions.variables = {{"OMP_WAIT_POLICY", "passive"}};
    conditions.load = 1.5;
    conditions.busy_during = 0.25;
    conditions.governor = "performance";
    conditions.turbo = false;
    conditions.pinned = true;
    record.limit = 7;
    record.sample_seed = 9;
    record.budget_seconds = 1.5;
    record.ceilings = {{1, 2e9, 3e9}, {2, 4e9, 5e9}};
    SetResult set;
    set.name = "a";
    set.directory = "b/c";
    set.available = 11;
    set.failed = {{"x.png", "is damaged"}};
    set.complete = false;
    set.picture = "y.png";
    record.sets = {set};
    const Json json = record_json(record);
    const Record read = parse_record(json_text(json));
    BOOST_TEST(json_text(record_json(read)) == json_text(json));
    BOOST_TEST((read.machine.caches == record.machine.caches));
    BOOST_TEST(read.sets[0].failed[0].error == "is damaged");
    BOOST_TEST(read.sets[0].measured.value() == 0U);
    BOOST_TEST(read.ceilings[1].arithmetic == 5e9);
}

BOOST_AUTO_TEST_CASE(machines) {
    const Record empty = parse_record("{}");
    BOOST_TEST(empty.machine.cores == 0U);
    BOOST_TEST(empty.machine.last_level_cache_bytes() == 0U);
    BOOST_TEST(empty.plan.engines.empty());
    BOOST_TEST(empty.plan.runs == 0U);
    const Record record = parse_record(R"({"cores": 4, "threads": 8, "git_revision": null,
        "caches": [{"level": 1, "type": "data", "bytes": 32768, "shared_by": 2},
                   {"level": 3, "type": "unified", "bytes": 1000, "shared_by": 4}],
        "datasets": [{"name": "a", "failed": [{"file": "x", "error": "y"}], "complete": false}],
        "ceilings": {"bandwidth": [{"threads": 2, "bytes_per_second": 2e9},
                                   {"threads": 1, "bytes_per_second": 1e9}]}})");
    BOOST_TEST(record.build.git_revision.empty());
    BOOST_TEST(record.machine.last_level_cache_bytes() == 2000U);  // the sum of two caches
    BOOST_TEST(!record.machine.cpu_quota);
    BOOST_TEST(record.sets[0].failed[0].error == "y");
    BOOST_TEST(!record.sets[0].complete);
    BOOST_TEST(record.ceilings.size() == 2U);
    BOOST_TEST(record.ceilings[0].threads == 1U);
    BOOST_TEST(record.ceilings[0].bandwidth == 1e9);
    BOOST_TEST(record.ceilings[0].arithmetic == 0);
}

BOOST_AUTO_TEST_CASE(a_machine_with_a_quota_and_several_caches) {
    const Record record = parse_record(R"({"threads": 8, "cpu_quota": 1.5, "kernel": "Linux 6",
        "caches": [{"level": 2, "bytes": 7, "shared_by": 1, "instances": 8},
                   {"level": 3, "bytes": 1000, "shared_by": 4, "instances": 3},
                   {"level": 3, "bytes": 10, "shared_by": 1, "instances": 2}]})");
    BOOST_TEST(record.machine.cpu_quota.value() == 1.5);
    BOOST_TEST(record.machine.kernel == "Linux 6");
    BOOST_TEST(record.machine.last_level_cache_bytes() == 3020U);
    BOOST_TEST(!parse_record(R"({"cpu_quota": null})").machine.cpu_quota);
    BOOST_TEST(!parse_record(R"({"cpu_quota": -1})").machine.cpu_quota);
}

BOOST_AUTO_TEST_CASE(counts_of_any_size_and_engines_of_other_versions) {
    const Record record = parse_record(
        R"({"options": {"sample_seed": 18446744073709551615, "engines": ["abacus", "cells"]}})");
    BOOST_TEST(record.sample_seed.value() == 18446744073709551615U);
    BOOST_TEST((record.plan.engines == std::vector{Engine::cells}));
    BOOST_TEST(!parse_record("{}").sample_seed);
}

BOOST_AUTO_TEST_CASE(machines_that_are_wrong) {
    BOOST_TEST(machine_failure("{") == "is not JSON");
    BOOST_TEST(machine_failure("[]") == "there is something else where an object belongs");
    BOOST_TEST(machine_failure(R"({"cores": "four"})") == "'cores' has a value of the wrong type");
    BOOST_TEST(machine_failure(R"({"cores": -1})") == "'cores' is out of its range");
    BOOST_TEST(machine_failure(R"({"cores": 4294967296})") == "'cores' is out of its range");
    BOOST_TEST(machine_failure(R"({"options": {"budget_seconds": -5}})") ==
               "'budget_seconds' is out of its range");
    BOOST_TEST(machine_failure(R"({"options": {"k": [8, 257]}})") == "'k' is out of its range");
    BOOST_TEST(machine_failure(R"({"options": {"threads": [0]}})") ==
               "'threads' is out of its range");
    BOOST_TEST(machine_failure(R"({"datasets": {}})") == "'datasets' is not a list");
}

BOOST_AUTO_TEST_SUITE_END()
