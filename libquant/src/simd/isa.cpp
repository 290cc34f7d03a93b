// Chooses among the forms of the kernels by name, and lays out centroids for them.
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <string>

#include "simd/kernels.h"

namespace quant::core {
namespace {

bool same_name(const char *a, const char *b) {
    const auto upper = [](char c) { return std::toupper(static_cast<unsigned char>(c)); };
    for (; *a && *b; ++a, ++b)
        if (upper(*a) != upper(*b)) return false;
    return *a == *b;
}

const Kernels *find_kernels(const char *name) {
    for (std::size_t i = 0; const Kernels *candidate = available_kernels(i); ++i)
        if (same_name(candidate->name, name)) return candidate;
    return nullptr;
}

// Returns the value of QUANT_FORCE_ISA when it was first needed.
const std::string &forced_name() {
    static const std::string name = [] {
        const char *value = std::getenv("QUANT_FORCE_ISA");
        return std::string(value ? value : "");
    }();
    return name;
}

// Holds null if QUANT_FORCE_ISA names no available form.
std::atomic<const Kernels *> &selected() {
    static std::atomic<const Kernels *> kernels{
        forced_name().empty() ? available_kernels(0) : find_kernels(forced_name().c_str())};
    return kernels;
}

}  // namespace

const Kernels *available_kernels(std::size_t index) {
#ifndef QUANT_SCALAR_ONLY
    std::size_t vector = 0;
    for (; const Kernels *found = vector_kernels(vector); ++vector)
        if (vector == index) return found;
    index -= vector;
#endif
    return index == 0 ? &scalar_kernels() : nullptr;
}

const Kernels &kernels() {
    const Kernels *found = selected().load(std::memory_order_relaxed);
    return found ? *found : scalar_kernels();
}

const char *unknown_isa() {
    return selected().load(std::memory_order_relaxed) ? nullptr : forced_name().c_str();
}

bool select_isa(const char *name) {
    const Kernels *found = name ? find_kernels(name) : available_kernels(0);
    if (found) selected().store(found, std::memory_order_relaxed);
    return found != nullptr;
}

CentroidTable::CentroidTable(std::span<const Centroid> centroids) : size(centroids.size()) {
    for (std::size_t k = 0; k < size; ++k) {
        id[k] = static_cast<std::uint8_t>(k);
        const auto &x = centroids[k].x;
        rg[k] = pair_of(x[0], x[1]);
        ba[k] = pair_of(x[2], x[3]);
        norm[k] = core::norm(centroids[k]);
    }
}

}  // namespace quant::core
