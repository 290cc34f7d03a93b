// Reads the fields that the report shows.
#include "results/validation.h"

#include "base/failure.h"
#include "base/json_text.h"

namespace quant::cli::results {

Validation parse_validation(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) throw Failure("is not JSON");
    try {
        Validation validation;
        json.at("passed").get_to(validation.passed);
        json.at("complete").get_to(validation.complete);
        json.at("checks").get_to(validation.checks);
        json.at("failed").get_to(validation.failed);
        json.at("threads").get_to(validation.threads);
        json.at("instruction_sets").get_to(validation.isas);
        for (const Json &row : json.at("rows"))
            validation.rows.push_back(
                {row.at("dataset").get<std::string>(), row.at("k").get<unsigned>(),
                 row.at("images").get<std::uint64_t>(), row.at("checks").get<std::uint64_t>(),
                 row.at("failed").get<std::uint64_t>()});
        return validation;
    } catch (const Json::exception &) {
        throw Failure("is not what quant validate writes");
    }
}

}  // namespace quant::cli::results
