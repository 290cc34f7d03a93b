// Reads the pixels from GIMP, reduces them, and only then changes the image.
#include "gimp/actions.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "common/colormap.h"
#include "common/text.h"
#include "gimp/checks.h"
#include "gimp/image_profile.h"

namespace quant::plugin {
namespace {

struct Unref {
    void operator()(GeglBuffer *buffer) const { g_object_unref(buffer); }
};
using Buffer = std::unique_ptr<GeglBuffer, Unref>;

// Returns nothing if no part of the drawable is selected.
std::optional<Layer> read_selected(ImageRef image, DrawableRef drawable) {
    GeglRectangle area{};
    if (!gimp_drawable_mask_intersect(drawable, &area.x, &area.y, &area.width, &area.height) ||
        gegl_rectangle_is_empty(&area))
        return std::nullopt;
    Layer layer{read_pixels(Buffer(gimp_drawable_get_buffer(drawable)).get(), area), {}};
    layer.pixels.profile = icc_profile_of_drawable(drawable);
    if (gimp_selection_is_empty(image)) return layer;
    int x = 0;
    int y = 0;
    get_offsets(drawable, x, y);
    layer.selection = read_mask(Buffer(selection_buffer(image)).get(), area, x, y);
    const auto is_selected = [](std::uint8_t value) { return value > 0; };
    if (!layer.selection.empty() &&
        std::none_of(layer.selection.begin(), layer.selection.end(), is_selected))
        return std::nullopt;
    return layer;
}

// Adds the drawable, or the layers in it if it is a group, unless they are there.
void add_layers(Drawables &layers, DrawableRef drawable) {
    if (gimp_item_is_group(item_of(drawable))) {
        for (const DrawableRef layer : layers_in(drawable)) add_layers(layers, layer);
    } else if (std::find(layers.begin(), layers.end(), drawable) == layers.end()) {
        layers.push_back(drawable);
    }
}

Drawables without_groups(const Drawables &chosen) {
    Drawables layers;
    for (const DrawableRef drawable : chosen) add_layers(layers, drawable);
    return layers;
}

Source read_all(ImageRef image) {
    Source source{layers_of(image), {}, {}};
    for (const DrawableRef drawable : source.drawables) {
        check_can_index(drawable);
        const Buffer buffer(gimp_drawable_get_buffer(drawable));
        source.layers.push_back(
            {read_pixels(buffer.get(), *gegl_buffer_get_extent(buffer.get())), {}});
        Pixels &pixels = source.layers.back().pixels;
        pixels.profile = icc_profile_of_drawable(drawable);
        make_alpha_binary(pixels);
        if (pixels.hardened > 0) check_can_change_alpha(drawable);
    }
    if (source.layers.empty()) throw Failure(_("The image has no layers"));
    if (is_indexed(image))
        source.colormap = colormap_of(image, color_format(source.drawables.front()));
    return source;
}

// Returns the mask that says how much pixels count, or null.
Buffer importance_mask(ImageRef image, const std::string &name) {
    if (name.empty()) return nullptr;
    // Where nothing is selected, GIMP takes all for selected.
    if (name == kSelectionImportance && gimp_selection_is_empty(image)) return nullptr;
    if (name == kSelectionImportance) return Buffer(selection_buffer(image));
    for (const DrawableRef channel : channels_of(image))
        if (name_of_item(item_of(channel)) == name)
            return Buffer(gimp_drawable_get_buffer(channel));
    throw Failure(format_text(_("The image has no channel '%1'"), {name}));
}

void read_importance(Source &source, ImageRef image, const std::string &name) {
    const Buffer mask = importance_mask(image, name);
    if (!mask) return;
    for (std::size_t i = 0; i < source.layers.size(); ++i) {
        int x = 0;
        int y = 0;
        get_offsets(source.drawables[i], x, y);
        Layer &layer = source.layers[i];
        layer.importance = read_mask(mask.get(), layer.pixels.area, x, y);
    }
}

bool is_gray(const Color &color) { return color.r == color.g && color.g == color.b; }

// Makes all changes during its lifetime one undo step.
class UndoGroup {
public:
    explicit UndoGroup(ImageRef image) : image_(image) { gimp_image_undo_group_start(image); }
    ~UndoGroup() { gimp_image_undo_group_end(image_); }
    UndoGroup(const UndoGroup &) = delete;
    UndoGroup &operator=(const UndoGroup &) = delete;

private:
    ImageRef image_;
};

void write_in_place(ImageRef image, Source &source, const Reduction &reduction) {
    const UndoGroup group(image);
    for (std::size_t i = 0; i < source.layers.size(); ++i) {
        const DrawableRef drawable = source.drawables[i];
        Pixels &pixels = source.layers[i].pixels;
        recolor(pixels, reduction.layer(i));
        // GIMP reads the shadow buffer after it is released, and mixes old and new pixels by the
        // selection.
        write_pixels(Buffer(gimp_drawable_get_shadow_buffer(drawable)).get(), pixels);
        const GeglRectangle &area = pixels.area;
        if (!gimp_drawable_merge_shadow(drawable, TRUE))
            throw Failure(_("GIMP did not accept the new pixels"));
        gimp_drawable_update(drawable, area.x, area.y, area.width, area.height);
    }
}

// GIMP's conversion maps colors by a metric of its own; our indices then replace those that it has
// chosen. The conversion's undo step restores the state before both.
void write_indexed(ImageRef image, const Source &source, const Reduction &reduction) {
    if (layers_of(image) != source.drawables)
        throw Failure(_("The layers of the image have changed: please try again"));
    // The image keeps even the order of entries of equal colors.
    if (same_colors(source.colormap, reduction.palette().palette())) return;
    const Babl *colors = color_format(source.drawables.front());
    const UndoGroup group(image);
    if ((is_indexed(image) && !gimp_image_convert_rgb(image)) ||
        (gimp_image_get_precision(image) != kEightBits &&
         !gimp_image_convert_precision(image, kEightBits)))
        throw Failure(_("GIMP did not convert the image to 8 bits"));
    make_indexed(image, Colormap(reduction.palette().palette()).rgb, colors);
    for (std::size_t i = 0; i < source.layers.size(); ++i) {
        const DrawableRef drawable = source.drawables[i];
        const Pixels &pixels = source.layers[i].pixels;
        write_indices(Buffer(gimp_drawable_get_buffer(drawable)).get(),
                      gimp_drawable_get_format(drawable), pixels, reduction.layer(i));
        gimp_drawable_update(drawable, 0, 0, pixels.area.width, pixels.area.height);
    }
}

bool are_same(const Source &a, const Source &b) {
    return a.drawables == b.drawables && same_colors(a.colormap, b.colormap) &&
           std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end(),
                      [](const Layer &x, const Layer &y) {
                          return same_pixels(x.pixels, y.pixels) && x.selection == y.selection &&
                                 x.importance == y.importance;
                      });
}

Outcome outcome_of(const Reduction &reduction) {
    Outcome outcome;
    for (const Quantized &palette : reduction.palettes()) {
        const auto colors = static_cast<unsigned>(Colormap(palette.palette()).size());
        outcome.colors = std::max(outcome.colors, colors);
        outcome.palette += (outcome.palette.empty() ? "" : " / ") + hex_colors(palette.palette());
    }
    outcome.psnr = psnr_of(reduction);
    return outcome;
}

// Reads the selected pixels of the chosen drawables.
Source read_chosen(ImageRef image, const Drawables &chosen, Mode mode) {
    if (chosen.empty()) throw Failure(_("Choose a layer"));
    Source source;
    for (const DrawableRef drawable : mode == Mode::in_place ? without_groups(chosen) : chosen) {
        if (mode == Mode::in_place) check_can_recolor(drawable);
        check_has_no_filters(drawable);
        if (auto layer = read_selected(image, drawable)) {
            source.drawables.push_back(drawable);
            source.layers.push_back(std::move(*layer));
        }
    }
    if (source.layers.empty())
        throw Failure(
            format_text(_("No part of '%1' is selected"), {name_of_item(item_of(chosen.front()))}));
    return source;
}

}  // namespace

std::vector<std::string> importance_names(ImageRef image) {
    std::vector<std::string> names{"", kSelectionImportance};
    for (const DrawableRef channel : channels_of(image))
        if (const std::string name = name_of_item(item_of(channel)); name != kSelectionImportance)
            names.push_back(name);
    return names;
}

Source read_source(ImageRef image, const Drawables &chosen, const Wanted &wanted) {
    Source source =
        wanted.mode == Mode::indexed ? read_all(image) : read_chosen(image, chosen, wanted.mode);
    read_importance(source, image, wanted.importance);
    return source;
}

bool are_several(const Drawables &chosen) { return without_groups(chosen).size() > 1; }

DrawableRef drawable_of_colors(ImageRef image, const Drawables &chosen, Mode mode) {
    if (mode != Mode::indexed && chosen.empty()) throw Failure(_("Choose a layer"));
    const Drawables layers = mode == Mode::indexed ? layers_of(image) : chosen;
    if (layers.empty()) throw Failure(_("The image has no layers"));
    return layers.front();
}

void check_applicable(const Source &source, const Parameters &parameters) {
    options_of(parameters);  // throws if there are too many colors
    const auto &colors = parameters.palette.empty() ? parameters.keep : parameters.palette;
    const auto is_gray_layer = [](const Layer &layer) { return layer.pixels.channels < 3; };
    if (parameters.mode == Mode::in_place &&
        std::any_of(source.layers.begin(), source.layers.end(), is_gray_layer) &&
        !std::all_of(colors.begin(), colors.end(), is_gray))
        throw Failure(_("A grayscale image cannot have these colors: convert it to RGB first"));
}

Reduction reduce(const Source &source, const Parameters &parameters,
                 const Progressing &progressing) {
    return reduce(source.layers, keep_colormap(source.colormap, source.layers, parameters),
                  progressing);
}

Outcome apply(ImageRef image, const Drawables &chosen, const Parameters &parameters,
              const Progressing &progressing, std::optional<Prepared> prepared) {
    Source source = read_source(image, chosen, wanted_by(parameters));
    check_applicable(source, parameters);
    const Reduction reduction = prepared && are_same(*prepared->source, source)
                                    ? std::move(prepared->reduction)
                                    : reduce(source, parameters, progressing);
    Outcome outcome = outcome_of(reduction);
    switch (parameters.mode) {
        case Mode::in_place: write_in_place(image, source, reduction); break;
        case Mode::indexed: write_indexed(image, source, reduction); break;
        case Mode::palette:
            outcome.palette_name = add_palette(format_text(_("K-Means of %1"), {name_of(image)}),
                                               Colormap(reduction.palette().palette()).rgb,
                                               color_format(source.drawables.front()));
            break;
    }
    return outcome;
}

}  // namespace quant::plugin
