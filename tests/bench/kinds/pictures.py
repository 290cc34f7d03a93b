"""The pictures of the benchmark: built-in ones, and those of a folder, in each group and size."""
import collections
import dataclasses
import functools
import pathlib
import shutil
import subprocess
from typing import Callable

import groups
import numpy as np
from PIL import Image

SUFFIXES = {".png", ".jpg", ".jpeg", ".ppm", ".tif", ".tiff", ".bmp", ".webp"}
MODES = {"gray": "L", "alpha": "RGBA"}  # in Pillow; those of other groups are RGB
SHARP = ("few", "icon", "noise")        # groups that are scaled without mixing colors
MOST_ENLARGED = 4  # a picture is not used in a size of more than this many times its own pixels


@dataclasses.dataclass
class Picture:
    """A picture in one size. Its pixels are made when they are needed first, and kept in a file."""
    group: str
    name: str
    width: int
    height: int
    make: Callable  # returns the pixels
    file: pathlib.Path

    @property
    def size(self):
        return f"{self.width}x{self.height}"

    def pixels(self):
        if not self.file.exists():
            np.save(self.file, np.ascontiguousarray(self.make()))
        return np.load(self.file)


def fitted(image, width, height, resample):
    """Returns the largest part around the middle of the image that has this aspect, scaled."""
    scale = min(image.width / width, image.height / height)
    left, top = (image.width - scale * width) / 2, (image.height - scale * height) / 2
    box = left, top, left + scale * width, top + scale * height
    return image.resize((width, height), resample, box=box)


def read_16_bits(path):
    """Returns height x width x 3. Pillow would drop the low bits."""
    try:
        import cv2
    except ImportError:
        pass
    else:
        pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        if pixels is None or pixels.dtype != np.uint16 or pixels.ndim != 3:
            raise ValueError(f"{path}: not a color picture of 16 bits")
        return np.ascontiguousarray(pixels[..., 2::-1])
    if not shutil.which("convert"):
        raise ValueError(f"{path}: needs OpenCV for Python or ImageMagick to read 16 bits")
    with Image.open(path) as image:
        width, height = image.size
    done = subprocess.run(["convert", path, "-alpha", "off", "-depth", "16", "-endian", "LSB",
                           "rgb:-"], capture_output=True, check=False)
    if done.returncode != 0 or len(done.stdout) != 6 * width * height:
        raise ValueError(f"{path}: convert: {done.stderr.decode(errors='replace').strip()}")
    return np.frombuffer(done.stdout, "<u2").astype(np.uint16).reshape(height, width, 3)


def scaled(path, group, width, height):
    if group == "rgb16":
        deep = read_16_bits(path).astype(np.float32)
        channels = [np.asarray(fitted(Image.fromarray(deep[..., channel]), width, height,
                                      Image.Resampling.LANCZOS)) for channel in range(3)]
        return np.clip(np.rint(np.dstack(channels)), 0, 65535).astype(np.uint16)
    sharp = group.startswith(SHARP)
    with Image.open(path) as image:
        return np.asarray(fitted(image.convert(MODES.get(group, "RGB")), width, height,
                                 Image.Resampling.NEAREST if sharp else Image.Resampling.LANCZOS))


class Album:
    """Lists pictures, and makes their pixels in a folder of its own."""

    def __init__(self, paint, folder):
        self._paint = paint
        self._folder = folder
        self._files = 0
        self._too_small = collections.Counter()  # of each size
        self._color = functools.lru_cache(maxsize=2)(self._color_of)

    def _painted(self, scene, width, height, seed):
        done = subprocess.run([self._paint, scene, *map(str, (width, height, seed))],
                              capture_output=True, check=False)
        if done.returncode != 0:
            raise ValueError(f"{self._paint}: {done.stderr.decode(errors='replace').strip()}")
        return np.frombuffer(done.stdout, np.uint8).reshape(height, width, -1)

    def _color_of(self, source, width, height):
        """Returns RGB: of a landscape, if the source is a seed, or of a file."""
        if isinstance(source, int):
            return self._painted("landscape", width, height, source)
        return scaled(source, "color", width, height)

    def _derived(self, group, source, width, height):
        rgb = self._color(source, width, height)
        return groups.DERIVED[group](rgb) if group in groups.DERIVED else rgb

    def _add(self, pictures, group, name, size, make):
        self._files += 1
        pictures.append(Picture(group, name, *size, functools.partial(make, *size),
                                self._folder / f"{self._files}.npy"))

    def built_in(self, chosen, sizes):
        pictures = []
        for size in sizes:
            for group in chosen:
                if group == "icon":
                    self._add(pictures, group, "icon", size, lambda w, h: groups.icon(h, w))
                elif group == "noise":
                    self._add(pictures, group, "noise", size, lambda w, h: groups.noise(h, w))
                else:
                    self._add(pictures, group, "landscape", size,
                              functools.partial(self._derived, group, 24))
                if group == "color":
                    self._add(pictures, group, "landscape-2", size,
                              functools.partial(self._derived, group, 20))
                if group == "alpha":
                    self._add(pictures, group, "planet", size,
                              lambda w, h: self._painted("soft-alpha", w, h, 0))
        return pictures

    def of_folder(self, folder, chosen, sizes, limit):
        """Returns the pictures of a folder that has a folder for each group; or plain files, which
        are taken as color, and of which those of other groups are made."""
        pictures = []
        plain = files_in(folder, limit)
        for group in chosen:
            own = folder / group
            if own.is_dir():
                for path in files_in(own, limit):
                    self._add_sizes(pictures, group, path, sizes,
                                    functools.partial(scaled, path, group))
            elif group == "color" or group in groups.DERIVED:
                for path in plain:
                    self._add_sizes(pictures, group, path, sizes,
                                    functools.partial(self._derived, group, path))
        if not pictures:
            raise ValueError(f"{folder}: no pictures in it, nor in folders named after groups")
        return pictures

    def _add_sizes(self, pictures, group, path, sizes, make):
        with Image.open(path) as image:
            own = image.width * image.height
        for width, height in sizes:
            if width * height <= MOST_ENLARGED * own:
                self._add(pictures, group, path.name, (width, height), make)
            else:
                self._too_small[f"{width}x{height}"] += 1

    def notes(self):
        """Returns what was left out."""
        return [f"{count} pictures that are too small for {size}"
                for size, count in self._too_small.items()]


def files_in(folder, limit):
    """Returns at most `limit` pictures, evenly spread over the folder's."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if limit and len(found) > limit:
        found = [found[i * len(found) // limit] for i in range(limit)]
    return found
