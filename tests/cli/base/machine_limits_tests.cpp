// Tests the limits of control groups in made-up folders, as no test can set real ones.
#include "base/machine_limits.h"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

#include "temporary_folder.h"

using namespace quant::cli;

BOOST_AUTO_TEST_SUITE(machine_limits_tests)

namespace {

class Root : public quant::test::TemporaryFolder {
public:
    void write(const std::string &name, const std::string &text) const {
        add(name);
        std::ofstream(path() + "/" + name) << text;
    }
};

constexpr const char *kMount2 = "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n";

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_known) {
    const Root root;
    BOOST_TEST(!machine_limits(root.path()).processors);
    BOOST_TEST(!machine_limits(root.path()).memory_bytes);
}

BOOST_AUTO_TEST_CASE(version_2_nested) {
    const Root root;
    root.write("proc/self/cgroup", "0::/outer/inner\n");
    root.write("proc/self/mountinfo", kMount2);
    root.write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
    root.write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
    BOOST_TEST(!machine_limits(root.path()).processors);
    BOOST_TEST(!machine_limits(root.path()).memory_bytes);
    root.write("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
    root.write("sys/fs/cgroup/outer/memory.max", "1073741824\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 1.5);
    BOOST_TEST(machine_limits(root.path()).memory_bytes.value() == 1073741824U);
    root.write("sys/fs/cgroup/outer/inner/cpu.max", "50000 100000\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 0.5);
    root.write("sys/fs/cgroup/outer/inner/cpu.max", "400000 100000\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 1.5);
}

BOOST_AUTO_TEST_CASE(version_2_at_the_root_of_a_container) {
    const Root root;
    root.write("proc/self/cgroup", "0::/\n");
    root.write("proc/self/mountinfo", kMount2);
    root.write("sys/fs/cgroup/cpu.max", "200000 100000\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 2);
}

BOOST_AUTO_TEST_CASE(version_1_in_a_container) {
    const Root root;
    root.write("proc/self/cgroup",
               "12:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n");
    root.write(
        "proc/self/mountinfo",
        "40 30 0:31 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
        "41 30 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
    root.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    root.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    BOOST_TEST(!machine_limits(root.path()).processors);
    BOOST_TEST(!machine_limits(root.path()).memory_bytes);
    root.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "250000\n");
    root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 2.5);
    BOOST_TEST(machine_limits(root.path()).memory_bytes.value() == 536870912U);
}

BOOST_AUTO_TEST_CASE(group_whose_name_only_begins_as_that_of_the_mount) {
    const Root root;
    root.write("proc/self/cgroup", "4:cpu:/docker/abcdef\n");
    root.write("proc/self/mountinfo",
               "40 30 0:31 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n");
    root.write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    root.write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    BOOST_TEST(machine_limits(root.path()).processors.value() == 0.5);
}

BOOST_AUTO_TEST_CASE(group_outside_of_what_is_mounted) {
    const Root root;
    root.write("proc/self/cgroup", "0::/../elsewhere\n");
    root.write("proc/self/mountinfo", kMount2);
    root.write("sys/fs/cgroup/cpu.max", "max 100000\n");
    BOOST_TEST(!machine_limits(root.path()).processors);
}

BOOST_AUTO_TEST_SUITE_END()
