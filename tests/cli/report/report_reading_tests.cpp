// Tests reading CSV and machine.json, as `quant bench` writes them and with mistakes.
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "base/csv.h"
#include "base/failure.h"
#include "report/results.h"

using namespace quant::cli;
using namespace quant::cli::report;

BOOST_AUTO_TEST_SUITE(report_reading_tests)

namespace {

using Fields = std::vector<std::string>;

const std::string row_header = "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia\n";
const std::string sample_header =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,"
    "evaluations\n";

Fields one(std::string_view text) {
    const auto records = parse_csv(text);
    BOOST_REQUIRE(records.size() == 1U);
    return records[0].fields;
}

// Returns the message of the Failure; empty if there is none.
template <typename Read>
std::string failure_of(Read read) {
    try {
        read();
    } catch (const Failure &failure) {
        return failure.what();
    }
    return "";
}

std::string rows_failure(const std::string &text) {
    return failure_of([&] { parse_rows(text); });
}
std::string machine_failure(const std::string &text) {
    return failure_of([&] { parse_machine(text); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(csv_fields) {
    BOOST_TEST((one("a,b,c") == Fields{"a", "b", "c"}));
    BOOST_TEST((one("a,,\r\n") == Fields{"a", "", ""}));
    BOOST_TEST((one("\"a,\"\"b\"\"\r\nc\",d\n") == Fields{"a,\"b\"\r\nc", "d"}));
    BOOST_TEST((one("\"\",x") == Fields{"", "x"}));
    BOOST_TEST((one("\xef\xbb\xbf"
                    "a,b\n\n") == Fields{"a", "b"}));
    BOOST_TEST(parse_csv("").empty());
}

BOOST_AUTO_TEST_CASE(csv_lines_are_counted_within_quotes) {
    const auto records = parse_csv("a,\"1\n2\"\nb,c\n");
    BOOST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[1].line == 3U);
}

BOOST_AUTO_TEST_CASE(csv_that_is_malformed) {
    const auto failure = [](std::string_view text) { return failure_of([&] { parse_csv(text); }); };
    BOOST_TEST(failure("a\nb,\"c") == "line 2: a quoted field does not end");
    BOOST_TEST(failure("\"a\"b") == "line 1: text after the closing quote of a field");
    BOOST_TEST(failure("a\"b") == "line 1: a quote inside a field that is not quoted");
}

BOOST_AUTO_TEST_CASE(rows) {
    const auto all = parse_rows(row_header + "16,2,4,0.1,2,0.2,2,1,99\n8,1,2,nan,1,,,,\n");
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].k == 8U);  // rows are sorted by K
    BOOST_TEST(std::isnan(all[0].sequential_spread));
    BOOST_TEST(all[0].speed_up == 2);  // an empty speed-up is computed
    BOOST_TEST(all[1].parallel_spread == 0.2);
    BOOST_TEST(parse_rows(row_header + "8,1,2,nan,nan,nan,nan,nan,nan\n").empty());
}

BOOST_AUTO_TEST_CASE(rows_that_are_wrong) {
    BOOST_TEST(rows_failure("K,Threads\n8,1\n").starts_with("line 1: the columns are not K,Th"));
    BOOST_TEST(rows_failure("").starts_with("line 1: the columns are not"));
    BOOST_TEST(rows_failure(row_header + "8,1,2\n") == "line 2: has 3 fields and not 9");
    BOOST_TEST(rows_failure(row_header + "8,1,2,0,x,0,1,1,1\n") ==
               "line 2: T. Par is 'x' and not a number that is not negative");
    BOOST_TEST(!rows_failure(row_header + "8,1,2,0,-1,0,1,1,1\n").empty());
    BOOST_TEST(!rows_failure(row_header + "8,1,2,0,inf,0,1,1,1\n").empty());
    BOOST_TEST(rows_failure(row_header + "8,0,2,0,1,0,1,1,1\n") ==
               "line 2: '0' is not a number of colors or threads");
    BOOST_TEST(!rows_failure(row_header + "8.5,1,2,0,1,0,1,1,1\n").empty());
}

BOOST_AUTO_TEST_CASE(samples) {
    const auto all =
        parse_samples(sample_header + "\"a,\"\"b\"\".jpg\",20,10,7,8,openmp,2,1,0.5,20,1e9,\n");
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(all[0].image == "a,\"b\".jpg");
    BOOST_TEST(all[0].pixels() == 200);
    BOOST_TEST(all[0].engine == "openmp");
    BOOST_TEST(all[0].inertia == 1e9);
    BOOST_TEST(std::isnan(all[0].evaluations));
}

BOOST_AUTO_TEST_CASE(machines) {
    const Machine empty = parse_machine("{}");
    BOOST_TEST(empty.cores == 0U);
    BOOST_TEST(empty.last_level_cache() == 0U);
    const Machine machine = parse_machine(R"({"cores": 4, "threads": 8, "git_revision": null,
        "caches": [{"level": 1, "type": "data", "bytes": 32768, "shared_by": 2},
                   {"level": 3, "type": "unified", "bytes": 1000, "shared_by": 4}],
        "datasets": [{"name": "a", "failed": [{"file": "x", "error": "y"}], "complete": false}],
        "ceilings": {"bandwidth": [{"threads": 2, "bytes_per_second": 2e9},
                                   {"threads": 1, "bytes_per_second": 1e9}]}})");
    BOOST_TEST(machine.git_revision.empty());
    BOOST_TEST(machine.last_level_cache() == 2000U);  // the sum of two caches
    BOOST_TEST(!machine.cpu_quota);
    BOOST_TEST(machine.datasets[0].failed[0].error == "y");
    BOOST_TEST(!machine.datasets[0].complete);
    BOOST_TEST(machine.bandwidth[0].threads == 1U);
    BOOST_TEST(machine.arithmetic.empty());
}

BOOST_AUTO_TEST_CASE(a_machine_with_a_quota_and_several_caches) {
    const Machine machine = parse_machine(R"({"threads": 8, "cpu_quota": 1.5, "kernel": "Linux 6",
        "caches": [{"level": 2, "bytes": 7, "shared_by": 1, "instances": 8},
                   {"level": 3, "bytes": 1000, "shared_by": 4, "instances": 3},
                   {"level": 3, "bytes": 10, "shared_by": 1, "instances": 2}]})");
    BOOST_TEST(machine.cpu_quota.value() == 1.5);
    BOOST_TEST(machine.kernel == "Linux 6");
    BOOST_TEST(machine.last_level_cache() == 3020U);
    BOOST_TEST(!parse_machine(R"({"cpu_quota": null})").cpu_quota);
    BOOST_TEST(!parse_machine(R"({"cpu_quota": -1})").cpu_quota);
}

BOOST_AUTO_TEST_CASE(machines_that_are_wrong) {
    BOOST_TEST(machine_failure("{") == "is not JSON");
    BOOST_TEST(machine_failure("[]") == "there is something else where an object belongs");
    BOOST_TEST(machine_failure(R"({"cores": "four"})") == "'cores' has a value of the wrong type");
    BOOST_TEST(machine_failure(R"({"cores": -1})") == "'cores' is out of its range");
    BOOST_TEST(machine_failure(R"({"datasets": {}})") == "'datasets' is not a list");
    BOOST_TEST(machine_failure(R"({"datasets": [{"name": "../a"}]})") ==
               "'../a' cannot be the name of a data set");
}

BOOST_AUTO_TEST_SUITE_END()
