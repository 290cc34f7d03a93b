// Names the engines.
#include "results/engine.h"

namespace quant::cli::results {

const char *name_of(Engine engine) {
    switch (engine) {
        case Engine::sequential: return "sequential";
        case Engine::openmp: return "openmp";
        case Engine::cells: return "cells";
        case Engine::doubles: return "double";
    }
    return "";
}

std::optional<Engine> engine_of_name(std::string_view name) {
    for (const Engine engine : kEngines)
        if (name == name_of(engine)) return engine;
    return {};
}

}  // namespace quant::cli::results
