// The engines that a benchmark compares: those of the library, and the program's own reference.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <quant/quant.hpp>

namespace quant::cli::results {

enum class Engine : std::uint8_t {
    sequential,
    openmp,
    cells,
    doubles  // sequential K-Means in double precision, which shares no code with the library
};

// Every engine, in the order of tables.
inline constexpr Engine kEngines[] = {Engine::sequential, Engine::openmp, Engine::cells,
                                      Engine::doubles};
inline constexpr Engine kParallelEngines[] = {Engine::openmp, Engine::cells};

// Returns the name that options and files use: "sequential", "openmp", "cells" or "double".
const char *name_of(Engine engine);

// Returns nothing for any other text.
std::optional<Engine> engine_of_name(std::string_view name);

inline bool is_parallel(Engine engine) {
    return engine == Engine::openmp || engine == Engine::cells;
}

}  // namespace quant::cli::results
