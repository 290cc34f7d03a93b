// Tests reading the description of the machine from system files that the test writes.
#include "bench/machine.h"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include <sched.h>

#include "temporary_folder.h"

namespace {

using namespace quant::cli::bench;
using namespace quant::cli::results;

class Root : public quant::test::TemporaryFolder {
public:
    void write(const std::string &name, const std::string &text) const {
        add(name);
        std::ofstream(path() + '/' + name) << text << '\n';
    }
};

// Writes the system files of one cache of a processor.
void write_cache(const Root &root, unsigned cpu, const std::string &index, const std::string &level,
                 const std::string &size, const std::string &shared_by) {
    const std::string folder =
        "sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cache/index" + index;
    root.write(folder + "/level", level);
    root.write(folder + "/type", "Unified");
    root.write(folder + "/size", size);
    root.write(folder + "/shared_cpu_list", shared_by);
}

std::vector<unsigned> allowed() {
    cpu_set_t set;
    std::vector<unsigned> list;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return list;
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) list.push_back(cpu);
    return list;
}

BOOST_AUTO_TEST_SUITE(bench_machine_tests)

BOOST_AUTO_TEST_CASE(lists_of_processors) {
    const auto check = [](const std::string &list, std::vector<unsigned> expected) {
        BOOST_TEST(processors_in(list) == expected, boost::test_tools::per_element());
    };
    check("0-3,8", {0, 1, 2, 3, 8});
    check("5", {5});
    check("0-0,2-2", {0, 2});
    check("", {});
    check("1,x", {1});
}

BOOST_AUTO_TEST_CASE(siblings_are_one_core) {
    const Root root;
    const auto processors = allowed();
    root.write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU @ 3 GHz\nflags\t\t: a b");
    for (const unsigned cpu : processors) {
        const std::string folder = "sys/devices/system/cpu/cpu" + std::to_string(cpu);
        root.write(folder + "/topology/physical_package_id", "1");
        root.write(folder + "/topology/core_id", "7");
        root.write(folder + "/cache/index0/level", "1");
        root.write(folder + "/cache/index0/type", "Data");
        root.write(folder + "/cache/index0/size", "48K");
        root.write(folder + "/cache/index0/shared_cpu_list", "0-1");
        root.write(folder + "/cache/index1/level", "3");
        root.write(folder + "/cache/index1/type", "Unified");
        root.write(folder + "/cache/index1/size", "32M");
        root.write(folder + "/cache/index1/shared_cpu_list", "0-5,8");
    }
    root.write("proc/self/cgroup", "0::/");
    root.write("proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");
    root.write("sys/fs/cgroup/cpu.max", "150000 100000");
    root.write("proc/sys/kernel/ostype", "Linux");
    root.write("proc/sys/kernel/osrelease", "6.1.0-9-amd64");
    const Machine machine = this_machine(root.path());
    BOOST_TEST(machine.cpu == "Test CPU @ 3 GHz");
    BOOST_TEST(machine.sockets == 1U);
    BOOST_TEST(machine.cores == 1U);
    BOOST_TEST(machine.threads == processors.size());
    BOOST_TEST(machine.cpu_quota.value() == 1.5);
    BOOST_TEST((machine.caches ==
                std::vector<Cache>{{1, "Data", 48 << 10, 2, 1}, {3, "Unified", 32 << 20, 7, 1}}));
    BOOST_TEST(machine.last_level_cache_bytes() == 32U << 20);
    BOOST_TEST(machine.memory_bytes > 0U);
    BOOST_TEST(machine.kernel == "Linux 6.1.0-9-amd64");
}

// The machine is like one whose processor has several chips, each with its own last-level cache.
BOOST_AUTO_TEST_CASE(caches_are_counted_by_the_processors_that_share_them) {
    const Root root;
    const auto processors = allowed();
    for (const unsigned cpu : processors) {
        write_cache(root, cpu, "0", "2", "512K", "0-63");  // one cache for all processors
        write_cache(root, cpu, "1", "3", "32M", std::to_string(cpu));
    }
    const Machine machine = this_machine(root.path());
    const auto count = static_cast<unsigned>(processors.size());
    BOOST_TEST((machine.caches == std::vector<Cache>{{2, "Unified", 512 << 10, 64, 1},
                                                     {3, "Unified", 32 << 20, 1, count}}));
    BOOST_TEST(machine.last_level_cache_bytes() == count * (std::uint64_t{32} << 20));
}

BOOST_AUTO_TEST_CASE(caches_of_the_last_level_may_differ) {
    Machine machine;
    machine.caches = {
        {2, "Unified", 1000, 1, 8}, {3, "Unified", 300, 4, 1}, {3, "Unified", 20, 4, 2}};
    BOOST_TEST(machine.last_level_cache_bytes() == 340U);
}

BOOST_AUTO_TEST_CASE(a_system_that_tells_nothing_has_a_core_for_each_processor) {
    const Root root;
    root.write("sys/fs/cgroup/cpu.max", "max 100000");
    const Machine machine = this_machine(root.path());
    BOOST_TEST(machine.cpu == "unknown");
    BOOST_TEST(machine.sockets == 1U);
    BOOST_TEST(machine.cores == allowed().size());
    BOOST_TEST(machine.caches.empty());
    BOOST_TEST(machine.last_level_cache_bytes() == 0U);
    BOOST_TEST(!machine.cpu_quota);
    BOOST_TEST(machine.kernel.empty());
}

BOOST_AUTO_TEST_CASE(this_build_has_a_compiler_and_may_have_a_revision) {
    const Build build = this_build();
    BOOST_TEST(!build.compiler.empty());
    BOOST_TEST(build.openimageio.find_first_of("0123456789") == 0U);
    BOOST_TEST(build.highway.find_first_not_of("0123456789.") == std::string::npos);
    const std::string revision = build.git_revision.substr(0, build.git_revision.find('-'));
    BOOST_TEST((revision.empty() || revision.size() == 40U || revision.size() == 64U));
    BOOST_TEST(revision.find_first_not_of("0123456789abcdef") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
