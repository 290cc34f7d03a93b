// A library that is loaded before libquant (LD_PRELOAD) and falsifies its results in the way that
// QUANT_FAULT names, so that a test sees `quant validate` fail.
#include <quant/quant.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>

namespace {

bool has_fault(const char *name) {
    const char *fault = std::getenv("QUANT_FAULT");
    return fault && std::strcmp(fault, name) == 0;
}

// Returns the same pointer without const: the library owns the memory of a result, which is not
// constant itself.
template <typename T>
T *writable(const T *pointer) {
    return const_cast<T *>(pointer);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

void spoil(const quant_options &options, quant_result *result) {
    const bool one_of_many = options.engine == QUANT_ENGINE_OPENMP && options.threads == 2;
    const quant_stats *stats = quant_result_stats(result);
    if (stats->colors < 2) return;
    std::uint8_t *last = writable(quant_result_indices(result)) + (stats->pixels - 1);
    const auto flip = [&] { *last = *last == 0 ? 1 : 0; };
    if (has_fault("label") && one_of_many) flip();
    if (has_fault("label everywhere")) flip();
    if (has_fault("palette") && one_of_many) writable(quant_result_palette(result))->g ^= 1;
    if (has_fault("inertia") && one_of_many) writable(stats)->inertia *= 1.0005;
    if (has_fault("much inertia") && one_of_many) writable(stats)->inertia *= 1.002;
    if (has_fault("fourth iteration") && options.max_iterations == 4) {
        // Moves a centroid by one step, the same in every run that stops at this iteration.
        quant_color16 *color = writable(quant_result_palette16(result));
        color->r = static_cast<std::uint16_t>(color->r < 32768 ? color->r + 4 : color->r - 4);
    }
}

}  // namespace

extern "C" QUANT_API quant_status quant_quantize(const quant_image *image,
                                                 const quant_options *options,
                                                 quant_result **result, quant_error *error) {
    using Function = quant_status (*)(const quant_image *, const quant_options *, quant_result **,
                                      quant_error *);
    static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "quant_quantize"));
    if (has_fault("no memory") && options->engine == QUANT_ENGINE_CELLS && options->threads == 1) {
        *result = nullptr;
        *error = {QUANT_OUT_OF_MEMORY, "out of memory"};
        return QUANT_OUT_OF_MEMORY;
    }
    const quant_status status = real(image, options, result, error);
    if (status == QUANT_OK) spoil(*options, *result);
    return status;
}
