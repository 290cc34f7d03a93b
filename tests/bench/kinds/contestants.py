"""What is measured: each preset of each build of quant, libimagequant, and other rivals that run in
process."""
import ctypes
import dataclasses
import functools
import pathlib
from typing import Callable

import in_process
import numpy as np
from job import Job

try:
    import imagequant
except ImportError:
    imagequant = None

# The error that quant states is that of coordinates in steps of 1/64. 8-bit RGB and gray are exact.
EXACT, ROUNDED = 1e-9, 1e-3
PART = 1 << 20  # pixels whose error is computed at a time, to save memory


class Subject:
    """The pixels of a picture, in the forms that the contestants take."""

    def __init__(self, picture):
        self.picture = picture
        self.pixels = picture.pixels()

    @property
    def plain(self):
        """Tells whether the picture is 8-bit gray or RGB."""
        return self.pixels.dtype == np.uint8 and self.pixels.shape[2:] != (4,)

    @functools.cached_property
    def rgba(self):
        """8 bits, for contestants that know nothing else."""
        pixels = self.pixels
        if pixels.dtype == np.uint16:
            pixels = ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
        if pixels.ndim == 2:
            pixels = np.repeat(pixels[..., None], 3, axis=2)
        if pixels.shape[2] == 3:
            pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        return pixels

    def error(self, labels, palette):
        """Returns the mean squared error, summed over R, G and B: with alpha, the one that is
        visible over a gray background, averaged over all grays (docs/color-spaces.md)."""
        pixels = self.pixels.reshape(labels.size, -1)
        entries, labels, total = coordinates(palette), labels.reshape(-1), 0.0
        for at in range(0, len(pixels), PART):
            part = slice(at, at + PART)
            total += float(((coordinates(pixels[part]) - entries[labels[part]]) ** 2).sum())
        return total / len(pixels)


def coordinates(colors):
    """Returns, for colors x channels, the coordinates in which a squared distance is an error."""
    points = colors.astype(np.float64) / (257 if colors.dtype == np.uint16 else 1)
    if points.shape[1] == 1:
        points = np.repeat(points, 3, axis=1)
    if points.shape[1] == 3:
        return np.pad(points - 127.5, ((0, 0), (0, 1)), constant_values=127.5)
    alpha = points[:, 3:] / 255
    return np.hstack([alpha * (points[:, :3] - 127.5), 127.5 * alpha])


@dataclasses.dataclass
class Result:
    mse: float
    colors: int               # in use
    claim: float | None = None  # the error that the contestant states


@dataclasses.dataclass
class Call:
    """run() is timed. Either finish or forget takes what it returned: finish returns the Result,
    and forget the claim only, which is quick."""
    run: Callable
    finish: Callable
    forget: Callable


@dataclasses.dataclass
class Contestant:
    library: str         # the name of a build of quant, or nothing
    name: str            # of a preset or a rival
    prepare: Callable    # prepare(subject, k, threads) returns a Call
    supports: Callable = lambda subject: True

    @property
    def title(self):
        return f"{self.library}-{self.name}" if self.library else self.name


def preset(name, library, preset_name):
    def prepare(subject, k, threads):
        options = library.options(preset_name, colors=k, threads=threads)

        def finish(made):
            indices, palette, stats = library.read_rgba(made)
            mse, claim = subject.error(indices, palette), stats.palette_mse
            near = EXACT * mse if subject.plain else ROUNDED * max(mse, 1)
            if abs(claim - mse) > near:
                raise RuntimeError(f"says MSE {claim!r}, its indices and palette give {mse!r}")
            return Result(mse, int(stats.colors), claim)
        return Call(lambda: library.quantize(subject.pixels, options), finish,
                    lambda made: library.read_stats(made).palette_mse)
    return Contestant(name, preset_name, prepare)


def use_threads(threads):
    """Sets the number of threads of code that uses OpenMP and has no option for it."""
    ctypes.CDLL("libgomp.so.1").omp_set_num_threads(threads)


def of_imagequant(speed):
    def prepare(subject, k, threads):
        use_threads(threads)
        rgba = subject.rgba

        def finish(made):
            labels, palette = imagequant.read(made)
            return Result(subject.error(labels, palette), len(np.unique(labels)))

        def forget(made):
            imagequant.read(made)
        return Call(lambda: imagequant.quantize(rgba, k, speed), finish, forget)
    return Contestant("", f"libimagequant-{speed}", prepare)


def of_rival(package, name, library):
    """Returns a rival that takes 8-bit RGB only. It gets gray as RGB."""
    def prepare(subject, k, threads):
        use_threads(threads)
        rival = next(rival for rival in in_process.FACTORIES[package](threads)
                     if rival.name == name)
        rgb = np.ascontiguousarray(subject.rgba[..., :3])
        seeds = None if package == "pillow" else library.random_seeds(rgb, k, 1)
        nowhere = pathlib.Path()
        job = Job(subject.picture.name, rgb, nowhere, nowhere, k, 1, seeds, 20, threads)
        run, read = rival.start(job)

        def finish(made):
            outcome = read(made)
            return Result(outcome.mse, outcome.colors)
        return Call(run, finish, lambda made: None)
    return Contestant("", name, prepare, lambda subject: subject.plain)


def rivals(names, library):
    """Returns the rivals whose names begin so, and the names that begin no rival's name here."""
    found = []
    for package, factory in in_process.FACTORIES.items():
        if package == "libimagequant":
            found += [of_imagequant(speed) for speed in (imagequant.SPEEDS if imagequant else ())]
            continue
        try:
            found += [of_rival(package, rival.name, library) for rival in factory(1)]
        except ImportError:
            pass
    chosen = [rival for rival in found if rival.name.startswith(tuple(names))]
    return chosen, [name for name in names if not any(r.name.startswith(name) for r in found)]
