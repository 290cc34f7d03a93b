// Teams of threads that tests share.
#pragma once

#include <map>

#include "base/parallel.h"

namespace quant::test {

// Returns a team of this many threads, which lives until the program ends.
inline quant::core::Team &team_of(unsigned threads) {
    static std::map<unsigned, quant::core::Team> teams;
    return teams.try_emplace(threads, threads).first->second;
}

}  // namespace quant::test
