// Reads two folders and prints their comparison as Markdown or JSON.
#include "report/print_comparison.h"

#include "base/failure.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "report/compose_comparison.h"
#include "report/format.h"
#include "report/render.h"

namespace quant::cli::report {

namespace {

std::string regression_text(const ResultComparison &comparison) {
    std::vector<std::string> parts;
    if (const std::size_t slower = comparison.count(ChangeVerdict::slower))
        parts.push_back(std::to_string(slower) + " of " +
                        count_text(comparison.times.size(), "time") +
                        (slower == 1 ? " is" : " are") + " longer by more than " +
                        short_number(100 * comparison.threshold) + " %");
    if (const std::size_t wrong = comparison.wrong_results())
        parts.push_back(std::to_string(wrong) + " of " +
                        count_text(comparison.compared_results, "result") +
                        (wrong == 1 ? " differs" : " differ"));
    return list_text(parts);
}

}  // namespace

std::string print_comparison(const CompareFoldersOptions &options) {
    const results::Results a = results::read_results(options.a);
    signals::check();
    const results::Results b = results::read_results(options.b);
    signals::check();
    ResultComparison comparison = compare_results(a, b, options.threshold);
    if (comparison.times.empty())
        throw FailureOf(options.b,
                        "nothing to compare: no picture was measured with the same K, "
                        "engine and number of threads as in " +
                            printable(options.a));
    comparison.name_a = options.a;
    comparison.name_b = options.b;
    const Document document = compose_comparison(comparison);
    print_result(options.json ? comparison_json(comparison, document) : to_markdown(document));
    return regression_text(comparison);
}

}  // namespace quant::cli::report
