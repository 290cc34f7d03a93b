// Tests the energy meter with files made by hand, and that hardware counters either count or say
// why they do not.
#include "counters.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

using namespace quant::experiment;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(counters_tests)

namespace {

// A folder as the power capping framework has it, which is removed at the end.
class Powercap {
public:
    Powercap() { fs::create_directory(path_); }
    ~Powercap() { fs::remove_all(path_); }
    Powercap(const Powercap &) = delete;
    Powercap &operator=(const Powercap &) = delete;

    void set(const std::string &zone, const std::string &file, const std::string &content) const {
        fs::create_directory(path_ / zone);
        std::ofstream(path_ / zone / file) << content << '\n';
    }
    std::string path() const { return path_.string(); }

private:
    fs::path path_ = fs::temp_directory_path() / ("quant-powercap-" + std::to_string(::getpid()));
};

}  // namespace

BOOST_AUTO_TEST_CASE(energy_of_two_processors) {
    const Powercap folder;
    for (const char *zone : {"intel-rapl:0", "intel-rapl:1", "intel-rapl:0:0"}) {
        folder.set(zone, "max_energy_range_uj", "9999999");
        folder.set(zone, "energy_uj", "9000000");
    }
    EnergyMeter meter(folder.path());
    BOOST_TEST(meter.why_not() == "");
    BOOST_TEST(meter.joules() == 0);
    folder.set("intel-rapl:0", "energy_uj", "9500000");
    folder.set("intel-rapl:0:0", "energy_uj", "9900000");  // a part of the processor, counted in it
    BOOST_TEST(meter.joules() == 0.5, boost::test_tools::tolerance(1e-9));
    folder.set("intel-rapl:1", "energy_uj", "1000000");  // it has started from zero again
    BOOST_TEST(meter.joules() == 2.5, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(no_energy) {
    const Powercap folder;
    EnergyMeter none(folder.path());
    BOOST_TEST(none.why_not().find("no energy counters") != std::string::npos);
    BOOST_TEST(std::isnan(none.joules()));
    // Without one of the processors, the sum would be wrong.
    folder.set("intel-rapl:0", "max_energy_range_uj", "9999999");
    folder.set("intel-rapl:0", "energy_uj", "1");
    folder.set("intel-rapl:1", "max_energy_range_uj", "9999999");
    EnergyMeter half(folder.path());
    BOOST_TEST(half.why_not().find("may not be read") != std::string::npos);
    BOOST_TEST(std::isnan(half.joules()));
}

BOOST_AUTO_TEST_CASE(hardware_counts_or_says_why_not) {
    const HardwareCounters counters;
    Counts before{}, after{};
    counters.read(before);
    volatile unsigned sum = 0;
    for (unsigned i = 0; i < 1000000; ++i) sum = sum + i;
    counters.read(after);
    if (std::isnan(after.instructions))
        BOOST_TEST(counters.why_not().find("no instructions") != std::string::npos);
    else
        BOOST_TEST((after - before).instructions > 1e6);
}

BOOST_AUTO_TEST_SUITE_END()
