// Tests that memory comes in large pages, as far as the system has them.
#include "base/heap.h"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>
#include <vector>

#include <sys/resource.h>

#include "base/sanitized.h"

using namespace quant::cli;

namespace {

std::string setting(const std::string &name) {
    std::ifstream file("/sys/kernel/mm/transparent_hugepage/" + name);
    std::string text;
    std::getline(file, text);
    return text;
}

// Returns whether the system gives large pages of the usual size to programs that ask for them, and
// to no others.
boost::test_tools::assertion_result has_large_pages(boost::unit_test::test_unit_id) {
    const bool are_given = setting("enabled").find("[madvise]") != std::string::npos &&
                           setting("hpage_pmd_size") == "2097152";
    boost::test_tools::assertion_result result(are_given && !kSanitized);
    result.message() << "the system has no large pages for programs that ask for them, or a "
                        "sanitizer watches";
    return result;
}

long page_faults() {
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

// Returns the number of page faults of writing to new memory.
long faults_of_writing(std::size_t bytes) {
    const long before = page_faults();
    const std::vector<char> memory(bytes, 1);
    return page_faults() - before;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(heap_tests)

BOOST_AUTO_TEST_CASE(new_memory_has_few_pages, *boost::unit_test::precondition(has_large_pages)) {
    use_large_pages(std::size_t{128} << 20);
    constexpr std::size_t kSmall = std::size_t{1} << 20, kMuch = std::size_t{24} << 20;
    BOOST_TEST(faults_of_writing(kSmall) < 12);
    BOOST_TEST(faults_of_writing(kMuch) < 24);
}

BOOST_AUTO_TEST_SUITE_END()
