# Runs the jobs of a file in GIMP 3, one after another, through its batch interpreter for Python.
# hosts.py says what a job is.
import json
import os
import sys
import warnings

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
gi.require_version("Babl", "0.1")
from gi.repository import Babl, Gegl, Gimp, Gio  # noqa: E402

Gegl.init(None)
# GIMP does not take a value that is out of range, and only warns. docs/gimp.md names the line that
# makes an error of the warning. It leaves alone the one about an empty list of drawables, which GIMP
# takes.
warnings.filterwarnings("error", "value .* of type 'g(int|double|chararray)' is invalid")


def run_procedure(name, **arguments):
    procedure = Gimp.get_pdb().lookup_procedure(name)
    config = procedure.create_config()
    for key, value in arguments.items():
        if key == "drawables":
            config.set_core_object_array(key, value)
        else:
            config.set_property(key.replace("_", "-"), value)
    result = procedure.run(config)
    if result.index(0) != Gimp.PDBStatusType.SUCCESS:
        raise RuntimeError(Gimp.get_pdb().get_last_error())
    return [result.index(i) for i in range(1, result.length())]


def load(path):
    return Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(path))


def save(image, path):
    run_procedure("file-png-export", run_mode=Gimp.RunMode.NONINTERACTIVE, image=image,
                  file=Gio.File.new_for_path(path), compression=1, time=False)


class Setup:
    """The steps that are done to an image before the call. Each step changes self.image or
    self.drawable."""

    def __init__(self, image):
        self.image = image
        self.drawables = image.get_selected_drawables()

    @property
    def drawable(self):
        return self.drawables[0]

    @drawable.setter
    def drawable(self, drawable):
        self.drawables = [drawable]

    def select(self, x, y, width, height, feather):
        Gimp.context_set_feather(feather > 0)
        Gimp.context_set_feather_radius(feather, feather)
        self.image.select_rectangle(Gimp.ChannelOps.REPLACE, x, y, width, height)

    def select_none(self):
        Gimp.Selection.none(self.image)

    def save_selection(self, path):
        mask = Gimp.Image.new(self.image.get_width(), self.image.get_height(),
                              Gimp.ImageBaseType.GRAY)
        layer = Gimp.Layer.new(mask, "mask", self.image.get_width(), self.image.get_height(),
                               Gimp.ImageType.GRAY_IMAGE, 100, Gimp.LayerMode.NORMAL)
        mask.insert_layer(layer, None, 0)
        Gimp.edit_copy([self.image.get_selection()])
        Gimp.floating_sel_anchor(Gimp.edit_paste(layer, True)[0])
        save(mask, path)
        mask.delete()

    def add_channel(self, path, name):
        mask = load(path)  # a gray picture
        channel = Gimp.Channel.new(self.image, name, mask.get_width(), mask.get_height(), 50,
                                   Gegl.Color.new("black"))
        self.image.insert_channel(channel, None, 0)
        Gimp.edit_copy(mask.get_layers())
        Gimp.floating_sel_anchor(Gimp.edit_paste(channel, True)[0])
        self.image.set_selected_layers([self.drawable])
        mask.delete()

    def move(self, x, y):
        self.drawable.set_offsets(x, y)

    def group(self):
        group = Gimp.GroupLayer.new(self.image, "Layer Group")
        self.image.insert_layer(group, None, 0)
        self.image.reorder_item(self.drawable, group, 0)
        self.drawable = group

    def group_all(self):
        """Puts the upper of two layers into a group of its own, and that with the lower one into
        another."""
        layers = self.image.get_layers()
        outer, inner = (Gimp.GroupLayer.new(self.image, name) for name in ("outer", "inner"))
        self.image.insert_layer(outer, None, 0)
        self.image.insert_layer(inner, outer, 0)
        for i, layer in enumerate(layers):
            self.image.reorder_item(layer, outer if i else inner, i)
        self.drawable = outer

    def choose_all(self):
        self.drawables = self.image.get_layers()

    def choose_none(self):
        self.drawables = []

    def choose_inside(self):
        self.drawable = self.drawable.get_children()[0]

    def choose_layer(self, index):
        self.drawable = self.image.get_layers()[index]

    def lock(self, what):
        name = "content" if what == "pixels" else what
        getattr(self.drawable, "set_lock_" + name)(True)

    def soften(self):
        self.drawable.add_alpha()
        self.select(20, 10, 20, 20, 10)
        self.drawable.edit_clear()
        self.select_none()

    def indexed(self, colors):
        self.image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE,
                                   colors, False, False, "")

    def indexed_with(self, name, colors):
        self.palette(name, colors)
        self.image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.CUSTOM, 0,
                                   False, False, name)

    def gray(self):
        self.image.convert_grayscale()

    def precision(self, name):
        self.image.convert_precision(getattr(Gimp.Precision, name))

    def add_layer(self, path, x, y):
        layer = Gimp.file_load_layer(Gimp.RunMode.NONINTERACTIVE, self.image,
                                     Gio.File.new_for_path(path))
        self.image.insert_layer(layer, None, 0)
        layer.set_offsets(x, y)

    def add_mask(self):
        mask = self.drawable.create_mask(Gimp.AddMaskType.COPY)
        self.drawable.add_mask(mask)
        self.drawable = mask

    def add_filter(self):
        self.drawable.append_filter(Gimp.DrawableFilter.new(self.drawable, "gegl:invert-gamma", ""))

    def remove_layers(self):
        for layer in self.image.get_layers():
            self.image.remove_layer(layer)
        self.drawables = []

    def palette(self, name, colors):
        palette = Gimp.Palette.new(name)
        for color in colors:
            palette.add_entry("", Gegl.Color.new(color))

    def context(self, foreground, background):
        Gimp.context_set_foreground(Gegl.Color.new(foreground))
        Gimp.context_set_background(Gegl.Color.new(background))


def arguments_of(call):
    flags = {"shared-palette", "serpentine"}
    arguments = {key: bool(value) if key in flags else value
                 for key, value in call.items() if key not in {"filter", "palette"}}
    arguments["keep-foreground"] = bool(call.get("keep-foreground"))
    arguments["keep-background"] = bool(call.get("keep-background"))
    if call.get("palette"):
        arguments["use-palette"] = True
        arguments["palette"] = Gimp.Palette.get_by_name(call["palette"])
    return arguments


def filter_node(drawable, call, merge):
    node = Gimp.DrawableFilter.new(drawable, "quant:kmeans", "K-Means")
    config = node.get_config()
    for key in ("colors", "preset", "space", "dither", "dither-strength", "seed"):
        if key in call:
            config.set_property(key, call[key])
    node.update()
    if merge:
        drawable.merge_filter(node)
    else:
        drawable.append_filter(node)


def colors_of(palette):
    rgb = palette.get_colormap(Babl.format("R'G'B' u8"))[0]
    return ["#%02x%02x%02x" % tuple(rgb[i:i + 3]) for i in range(0, len(rgb), 3)]


def run_job(job):
    image = load(job["open"])
    setup = Setup(image)
    for name, *arguments in job.get("setup", ()):
        getattr(setup, name)(*arguments)
    call = job["call"]
    values = []
    if call.get("filter"):
        filter_node(setup.drawable, call, call["filter"] == "merge")
    else:
        try:
            values = run_procedure("plug-in-quant-kmeans", image=image,
                                   run_mode=Gimp.RunMode.NONINTERACTIVE,
                                   drawables=setup.drawables,
                                   **arguments_of(call))
        except (RuntimeError, SystemError):
            if job.get("save_failed"):
                save(image, job["save_failed"])
            raise
    if job.get("save"):
        save(image, job["save"])
    for index, path in enumerate(job.get("save_layers", ())):
        copy = image.duplicate()
        keep = copy.get_layers()[index]
        for layer in copy.get_layers():
            if layer.get_id() != keep.get_id():
                copy.remove_layer(layer)
        copy.resize(keep.get_width(), keep.get_height(), *(-offset for offset in
                                                           keep.get_offsets()[1:]))
        save(copy, path)
        copy.delete()
    result = {"values": values}
    if values and values[3]:
        result["palette"] = colors_of(Gimp.Palette.get_by_name(values[3]))
    if image.get_base_type() == Gimp.ImageBaseType.INDEXED:
        result["colormap"] = colors_of(image.get_palette())
    image.delete()
    return result


def main():
    folder = os.environ["QUANT_JOBS"]
    with open(os.path.join(folder, "jobs.json"), encoding="utf-8") as file:
        jobs = json.load(file)
    results = []
    for job in jobs:
        try:
            results.append(run_job(job))
        except Exception as failure:  # tests may expect a failure, so it is a result
            results.append({"error": str(failure.__cause__ or failure)})
    with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as file:
        json.dump(results, file)
    sys.stdout.flush()


main()
