#include "actions.h"

#include <algorithm>
#include <memory>

#include "text.h"

namespace quant::plugin {
namespace {

struct Unref {
    void operator()(GeglBuffer *buffer) const { g_object_unref(buffer); }
};
using Buffer = std::unique_ptr<GeglBuffer, Unref>;

std::string name_of_item(DrawableRef drawable) {
    char *name = gimp_item_get_name(item_of(drawable));
    std::string text = name ? name : "";
    g_free(name);
    return text;
}

void check_can_recolor(ImageRef image, DrawableRef drawable) {
    if (gimp_item_is_group(item_of(drawable)))
        throw Failure(format_text(_("'%1' is a layer group: choose one of its layers"),
                                  {name_of_item(drawable)}));
    if (gimp_item_get_lock_content(item_of(drawable)))
        throw Failure(format_text(_("The pixels of '%1' are locked"), {name_of_item(drawable)}));
    if (is_indexed(image))
        throw Failure(
            _("The image is indexed: choose \"Convert to indexed\" to give it fewer colors"));
}

Layer read_selected(ImageRef image, DrawableRef drawable) {
    GeglRectangle area{};
    if (!gimp_drawable_mask_intersect(drawable, &area.x, &area.y, &area.width, &area.height) ||
        gegl_rectangle_is_empty(&area))
        throw Failure(format_text(_("Nothing of '%1' is selected"), {name_of_item(drawable)}));
    Layer layer{read_pixels(Buffer(gimp_drawable_get_buffer(drawable)).get(), area), {}};
    if (!gimp_selection_is_empty(image)) {
        int x = 0;
        int y = 0;
        get_offsets(drawable, x, y);
        layer.selection = read_selection(Buffer(selection_buffer(image)).get(), area, x, y);
    }
    return layer;
}

std::vector<Layer> read_all(ImageRef image) {
    std::vector<Layer> layers;
    for (const DrawableRef drawable : layers_of(image)) {
        if (gimp_item_is_group(item_of(drawable)))
            throw Failure(_("GIMP cannot index an image with layer groups: merge them first"));
        const Buffer buffer(gimp_drawable_get_buffer(drawable));
        layers.push_back({read_pixels(buffer.get(), *gegl_buffer_get_extent(buffer.get())), {}});
        make_alpha_binary(layers.back().pixels);
    }
    if (layers.empty()) throw Failure(_("The image has no layers"));
    return layers;
}

bool is_gray(const Color &color) { return color.r == color.g && color.g == color.b; }

void check_gray(const Layer &layer, const Parameters &parameters) {
    if (layer.pixels.channels > 2) return;
    const auto &colors = parameters.palette.empty() ? parameters.keep : parameters.palette;
    if (!std::all_of(colors.begin(), colors.end(), is_gray))
        throw Failure(_("A grayscale image cannot have these colors: convert it to RGB first"));
}

// The steps between its begin and end are one to undo.
class UndoGroup {
public:
    explicit UndoGroup(ImageRef image) : image_(image) { gimp_image_undo_group_start(image); }
    ~UndoGroup() { gimp_image_undo_group_end(image_); }
    UndoGroup(const UndoGroup &) = delete;
    UndoGroup &operator=(const UndoGroup &) = delete;

private:
    ImageRef image_;
};

void write_in_place(ImageRef image, DrawableRef drawable, Layer &layer,
                    const Reduction &reduction) {
    recolor(layer.pixels, reduction.palette());
    const UndoGroup group(image);
    // GIMP takes the shadow when it has been let go of, and mixes by the selection.
    write_pixels(Buffer(gimp_drawable_get_shadow_buffer(drawable)).get(), layer.pixels);
    const GeglRectangle &area = layer.pixels.area;
    if (!gimp_drawable_merge_shadow(drawable, TRUE))
        throw Failure(_("GIMP did not take the new pixels"));
    gimp_drawable_update(drawable, area.x, area.y, area.width, area.height);
}

// GIMP's conversion maps colors by a metric of its own; ours then takes its place. That of undo
// holds what was before both.
void write_indexed(ImageRef image, const std::vector<Layer> &layers, const Reduction &reduction) {
    const UndoGroup group(image);
    if (is_indexed(image)) gimp_image_convert_rgb(image);
    if (gimp_image_get_precision(image) != kEightBits)
        gimp_image_convert_precision(image, kEightBits);
    make_indexed(image, Colormap(reduction.palette().palette()).rgb,
                 palette_format(layers.front().pixels.format));
    const auto drawables = layers_of(image);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const DrawableRef drawable = drawables.at(i);
        write_indices(Buffer(gimp_drawable_get_buffer(drawable)).get(),
                      gimp_drawable_get_format(drawable), layers[i].pixels, reduction.layer(i));
        gimp_drawable_update(drawable, 0, 0, layers[i].pixels.area.width,
                             layers[i].pixels.area.height);
    }
}

}  // namespace

std::vector<Layer> read_layers(ImageRef image, DrawableRef drawable, const Parameters &parameters) {
    if (parameters.mode == Mode::indexed) return read_all(image);
    if (parameters.mode == Mode::in_place) check_can_recolor(image, drawable);
    std::vector<Layer> layers;
    layers.push_back(read_selected(image, drawable));
    if (parameters.mode == Mode::in_place) check_gray(layers.front(), parameters);
    return layers;
}

Outcome apply(ImageRef image, DrawableRef drawable, const Parameters &parameters,
              const Progressing &progressing) {
    std::vector<Layer> layers = read_layers(image, drawable, parameters);
    const Reduction reduction = reduce(layers, parameters, progressing);
    const auto palette = reduction.palette().palette();
    Outcome outcome{static_cast<unsigned>(palette.size()), hex_colors(palette),
                    psnr_of(reduction.palette()), ""};
    switch (parameters.mode) {
        case Mode::in_place: write_in_place(image, drawable, layers.front(), reduction); break;
        case Mode::indexed: write_indexed(image, layers, reduction); break;
        case Mode::palette:
            outcome.palette_name =
                add_palette(format_text(_("K-Means of %1"), {name_of(image)}),
                            Colormap(palette).rgb, palette_format(layers.front().pixels.format));
            break;
    }
    progressing(1.0);
    return outcome;
}

}  // namespace quant::plugin
