// Composes what `quant report A B` says: a document, and the same as JSON.
#pragma once

#include <string>
#include <vector>

#include "report/compare_results.h"
#include "report/document.h"

namespace quant::cli::report {

// How many names, or other results, the document shows of each kind. JSON has all.
inline constexpr std::size_t kMostShown = 20;

// Return one sentence for all tasks of which the same is to be said.
std::vector<std::string> time_sentences(const ResultComparison &comparison);
// Say whether the results are the same, and where other numbers of threads worked.
std::vector<std::string> result_sentences(const ResultComparison &comparison);
std::vector<std::string> thread_sentences(const ResultComparison &comparison);

// Returns "openmp with 1, 2 and 4 threads (K = 8 and 16); cells with 1 thread (K = 8)".
std::string tasks_text(const std::vector<results::Task> &tasks);

// Returns the number with up to six digits and no zeros at its end: 5, 2.5.
std::string short_number(double value);

Document compose_comparison(const ResultComparison &comparison);
std::string comparison_json(const ResultComparison &comparison, const Document &document);

}  // namespace quant::cli::report
