// Reads the two numbers with nothing around them.
#include "inputs/shard.h"

#include <charconv>
#include <string>

#include "base/failure.h"

namespace quant::cli {
namespace {

bool read_number(std::string_view text, std::size_t &number) {
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end;
}

}  // namespace

Shard parse_shard(std::string_view text) {
    const std::size_t slash = text.find('/');
    Shard shard;
    if (slash == std::string_view::npos || !read_number(text.substr(0, slash), shard.index) ||
        !read_number(text.substr(slash + 1), shard.count))
        throw Failure("'" + std::string(text) + "' is not I/N, such as 0/4");
    if (shard.count == 0) throw Failure("'" + std::string(text) + "': there is no part of 0");
    if (shard.index >= shard.count)
        throw Failure("'" + std::string(text) + "': the parts are 0/" +
                      std::to_string(shard.count) + " to " + std::to_string(shard.count - 1) + "/" +
                      std::to_string(shard.count));
    return shard;
}

}  // namespace quant::cli
