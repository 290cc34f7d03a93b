// The GEGL operation quant:kmeans: it does as a node of a graph what the GIMP plug-ins do in place.
//
// K-Means needs all pixels. The operation therefore asks for the whole input, computes the whole
// output once, and makes GEGL cache it: the tiles that a host asks for after that take no more
// computing. GEGL's headers include this file several times, first to read the properties from it.
#include <glib/gi18n-lib.h>

// The numbers and names must be those of the library; tests/plugin compares them.
#ifdef GEGL_PROPERTIES
// clang-format off

enum_start(quant_kmeans_preset)
    enum_value(QUANT_KMEANS_PAPER, "paper", N_("Published experiment"))
    enum_value(QUANT_KMEANS_FAST, "fast", N_("Fast"))
    enum_value(QUANT_KMEANS_BALANCED, "balanced", N_("Balanced"))
    enum_value(QUANT_KMEANS_BEST, "best", N_("Best"))
    enum_value(QUANT_KMEANS_INSTANT, "instant", N_("Instant"))
enum_end(QuantKmeansPreset)

enum_start(quant_kmeans_space)
    enum_value(QUANT_KMEANS_SRGB, "srgb", N_("RGB values"))
    enum_value(QUANT_KMEANS_LINEAR, "linear", N_("Linear light"))
    enum_value(QUANT_KMEANS_OKLAB, "oklab", N_("Oklab"))
    enum_value(QUANT_KMEANS_LAB, "lab", N_("CIE Lab"))
    enum_value(QUANT_KMEANS_AUTO, "auto", N_("Automatic"))
enum_end(QuantKmeansSpace)

enum_start(quant_kmeans_dither)
    enum_value(QUANT_KMEANS_NONE, "none", N_("None"))
    enum_value(QUANT_KMEANS_FLOYD_STEINBERG, "floyd-steinberg", N_("Floyd-Steinberg"))
    enum_value(QUANT_KMEANS_BLUE_NOISE, "blue-noise", N_("Blue noise"))
    enum_value(QUANT_KMEANS_BAYER, "bayer", N_("Bayer"))
    enum_value(QUANT_KMEANS_DITHER_AUTO, "auto", N_("Automatic"))
    enum_value(QUANT_KMEANS_ATKINSON, "atkinson", N_("Atkinson"))
    enum_value(QUANT_KMEANS_JARVIS, "jarvis", N_("Jarvis, Judice, Ninke"))
    enum_value(QUANT_KMEANS_STUCKI, "stucki", N_("Stucki"))
    enum_value(QUANT_KMEANS_SIERRA, "sierra", N_("Sierra"))
    enum_value(QUANT_KMEANS_SIERRA_LITE, "sierra-lite", N_("Sierra Lite"))
enum_end(QuantKmeansDither)

property_int(colors, _("Colors"), 16)
    description(_("Maximum number of colors"))
    value_range(1, 256)
    ui_range(2, 64)
    ui_gamma(2.0)

property_enum(preset, _("Quality"), QuantKmeansPreset, quant_kmeans_preset, QUANT_KMEANS_BALANCED)
    description(_("Trade-off between quality and computing time"))

property_enum(space, _("Color space"), QuantKmeansSpace, quant_kmeans_space, QUANT_KMEANS_AUTO)
    description(_("Color space in which colors are compared and averaged"))

property_enum(dither, _("Dithering"), QuantKmeansDither, quant_kmeans_dither, QUANT_KMEANS_NONE)
    description(_("How palette colors are mixed to imitate other colors"))

property_double(dither_strength, _("Dithering strength"), 1.0)
    description(_("Strength of the dithering: 0 is none, 1 is full"))
    value_range(0.0, 1.0)

property_enum(dither_space, _("Dithering space"), QuantKmeansSpace, quant_kmeans_space,
              QUANT_KMEANS_AUTO)
    description(_("Color space in which dithering compares and mixes colors"))

property_int(bayer_size, _("Bayer matrix"), 8)
    description(_("Side of the matrix of Bayer's dithering: 2, 4, 8 or 16"))
    value_range(2, 16)

property_boolean(serpentine, _("Alternating rows"), FALSE)
    description(_("Error diffusion goes from left to right and from right to left in turn; it then "
                  "uses one thread only"))

property_double(protect, _("Protect rare colors"), 0.0)
    description(_("How much colors of small areas are protected: 0 counts every pixel, 1 counts "
                  "every color once"))
    value_range(0.0, 1.0)

property_double(target_psnr, _("Target PSNR"), 0.0)
    description(_("The fewest colors are chosen that reach this PSNR in dB without dithering, but "
                  "not more than the number of colors; 0 turns this off"))
    value_range(0.0, 100.0)

property_string(keep_colors, _("Locked colors"), "")
    description(_("Colors that the palette always contains: \"#rrggbb #rrggbb ...\""))

property_string(palette_colors, _("Palette"), "")
    description(_("Colors to use instead of choosing any: \"#rrggbb #rrggbb ...\""))

property_int(seed, _("Seed"), 0)
    description(_("Seed of the random numbers; only \"Published experiment\" uses it"))
    value_range(0, G_MAXINT)

// clang-format on
#else

#define GEGL_OP_FILTER
#define GEGL_OP_NAME kmeans
#define GEGL_OP_C_SOURCE kmeans.cpp
#include "gegl-op.h"

#include <exception>

#include "common/hand_picked.h"
#include "common/locale_folder.h"
#include "common/reduction.h"

namespace {

using quant::plugin::Parameters;

// Initialized while the module is loaded, because GEGL reads the texts right after that.
[[maybe_unused]] const bool kHasTexts = (quant::plugin::use_texts(GETTEXT_PACKAGE), true);

Parameters parameters_of(const GeglProperties &properties) {
    Parameters parameters;
    parameters.colors = static_cast<unsigned>(properties.colors);
    parameters.preset = properties.preset;
    parameters.space = properties.space;
    parameters.dither = properties.dither;
    parameters.dither_strength = properties.dither_strength;
    parameters.dither_space = properties.dither_space;
    parameters.bayer_size = static_cast<unsigned>(properties.bayer_size);
    parameters.serpentine = properties.serpentine != FALSE;
    parameters.protect = properties.protect;
    parameters.target_psnr = properties.target_psnr;
    parameters.seed = static_cast<std::uint64_t>(properties.seed);
    const auto colors = [](const char *text, const char *name) {
        return quant::plugin::colors_of_text(text ? text : "", name);
    };
    parameters.keep = colors(properties.keep_colors, "keep-colors");
    parameters.palette = colors(properties.palette_colors, "palette-colors");
    return parameters;
}

// Returns the bounds of the input, or null if it is empty or an infinite plane, which has no set of
// pixels to reduce.
const GeglRectangle *finite_input(GeglOperation *operation) {
    const GeglRectangle *input = gegl_operation_source_get_bounding_box(operation, "input");
    return input && !gegl_rectangle_is_empty(input) && !gegl_rectangle_is_infinite_plane(input)
               ? input
               : nullptr;
}

void prepare(GeglOperation *operation) {
    const Babl *source = gegl_operation_get_source_format(operation, "input");
    const Babl *format =
        source ? quant::plugin::working_format(source) : babl_format("R'G'B'A u16");
    gegl_operation_set_format(operation, "input", format);
    gegl_operation_set_format(operation, "output", format);
}

GeglRectangle whole(GeglOperation *operation, const GeglRectangle *roi) {
    const GeglRectangle *input = finite_input(operation);
    return input ? *input : *roi;
}

GeglRectangle required_for_output(GeglOperation *operation, const char *,
                                  const GeglRectangle *roi) {
    return whole(operation, roi);
}

gboolean process(GeglOperation *operation, GeglBuffer *input, GeglBuffer *output,
                 const GeglRectangle *area, int) {
    try {
        quant::plugin::Layer layer{quant::plugin::read_pixels(input, *area), {}};
        const auto reduction = quant::plugin::reduce(
            {&layer, 1}, parameters_of(*GEGL_PROPERTIES(operation)), [operation](double done) {
                gegl_operation_progress(operation, done, nullptr);
                return true;
            });
        quant::plugin::recolor(layer.pixels, reduction.palette());
        quant::plugin::write_pixels(output, layer.pixels);
        return TRUE;
    } catch (const std::exception &failure) {
        g_warning("quant:kmeans: %s", failure.what());
    }
    return FALSE;
}

gboolean process_or_pass(GeglOperation *operation, GeglOperationContext *context,
                         const char *output, const GeglRectangle *roi, int level) {
    if (!finite_input(operation)) {
        GObject *input = gegl_operation_context_get_object(context, "input");
        if (input)
            gegl_operation_context_take_object(context, "output", G_OBJECT(g_object_ref(input)));
        return TRUE;
    }
    return GEGL_OPERATION_CLASS(gegl_op_parent_class)
        ->process(operation, context, output, roi, level);
}

}  // namespace

static void gegl_op_class_init(GeglOpClass *klass) {
    GeglOperationClass *operation = GEGL_OPERATION_CLASS(klass);
    operation->prepare = prepare;
    operation->get_required_for_output = required_for_output;
    operation->get_invalidated_by_change = required_for_output;
    operation->get_cached_region = whole;
    operation->process = process_or_pass;
    operation->threaded = FALSE;
    operation->opencl_support = FALSE;
    GEGL_OPERATION_FILTER_CLASS(klass)->process = process;
    gegl_operation_class_set_keys(
        operation, "name", "quant:kmeans", "title", _("K-Means Quantize"), "categories",
        "color:quantize", "description",
        _("Reduces a picture to the few colors that represent it best, by K-Means clustering"),
        "gimp:menu-path", "<Image>/Colors/Map", "gimp:menu-label", _("Live K-Means _Filter..."),
        nullptr);
}

#endif
