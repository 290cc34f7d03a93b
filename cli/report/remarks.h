// Says once what holds for several K or several subjects.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "report/scaling.h"

namespace quant::cli::report {

using Sentence = std::optional<std::string>;

// Applies the rule to each K, and returns one sentence for all K with the same result, such as
// "K = 8 and 16: ...".
std::vector<std::string> by_k(const std::vector<Scaling> &all,
                              const std::function<Sentence(const Scaling &)> &rule);

// A statement on a subject with one K. merged() returns one sentence for all subjects and K with
// the same statement: "openmp (K = 8 and 16); cells (K = 8): ...".
struct Remark {
    std::string subject;
    unsigned k = 0;
    std::string text;
};
std::vector<std::string> merged(const std::vector<Remark> &remarks);

}  // namespace quant::cli::report
