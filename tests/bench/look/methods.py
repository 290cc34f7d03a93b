"""What is compared: each dither of quant in each color space, and other quantizers with their own
dithering, as far as they are installed. A method makes a PNG of at most K colors from a PNG."""
import dataclasses
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time
import types
from typing import Callable

import numpy as np
from PIL import Image, features
import PIL

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "rivals"))

import whole_process  # noqa: E402

try:
    import imagequant
except ImportError:
    imagequant = None

OURS = "quant "  # the names of the methods of quant begin so
DITHERS = ("none", "auto", "floyd-steinberg", "atkinson", "jarvis", "stucki", "sierra",
           "sierra-lite", "blue-noise", "bayer")
SPACES = ("srgb", "linear", "oklab", "lab")
TIMEOUT_S = 600


@dataclasses.dataclass
class Job:
    """A picture to be reduced to k colors. A method writes the file `out`."""
    png: pathlib.Path
    pixels: np.ndarray  # what `png` has: height x width x 3, or 4 if it is translucent
    k: int
    out: pathlib.Path

    @property
    def translucent(self):
        return self.pixels.shape[2] == 4


@dataclasses.dataclass
class Method:
    name: str
    version: str
    make: Callable  # make(job) writes job.out, and returns the seconds that it took
    supports: Callable = lambda job: True


def timed(command):
    begin = time.perf_counter()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=TIMEOUT_S, check=False)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"exit code {done.returncode}: {' '.join(complaint)}")
    return seconds


def of_command(name, version, arguments, **more):
    """Returns the method that runs arguments(job)."""
    return Method(name, version, lambda job: timed([str(a) for a in arguments(job)]), **more)


def version_of(*command):
    """Returns the version in the first line that the program prints."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=TIMEOUT_S, check=False)
    found = re.search(r"\d+(\.\d+)+[-+~.\w]*", done.stdout or done.stderr)
    return found[0] if found else ""


def ours(program):
    """Returns the methods of quant: "quant DITHER", whose spaces quant chooses, and "quant
    DITHER/SPACE"."""
    version = version_of(program, "--version")

    def of(dither, space):
        name = OURS + dither + (f"/{space}" if space else "")
        options = ["--dither", dither]
        if space:
            options += ["--space", space]
        if space and dither != "none":
            options += ["--dither-space", space]
        return of_command(name, version, lambda job: [
            program, "convert", job.png, "-o", job.out, "-k", job.k, "-q", "--force", *options])
    return [of(dither, space) for dither in DITHERS
            for space in (None, *(() if dither == "auto" else SPACES))]


def pngquant(*options):
    return lambda job: ["pngquant", *options, "--force", "--output", job.out, job.k, "--", job.png]


def magick(dither):
    return lambda job: ["convert", job.png, "-dither", dither, "-colors", job.k, "-strip",
                        f"PNG8:{job.out}"]


def ffmpeg(dither):
    def arguments(job):
        graph = (f"split[a][b];[a]palettegen=max_colors={job.k}:reserve_transparent=0[palette];"
                 f"[b][palette]paletteuse=dither={dither}")
        return ["ffmpeg", "-loglevel", "error", "-y", "-i", job.png, "-filter_complex", graph,
                "-frames:v", "1", job.out]
    return arguments


def gimp(job):
    files = types.SimpleNamespace(png=job.png, k=job.k)
    return ["gimp-console-2.10", *whole_process.gimp(files, job.out, dither="FS")]


def programs():
    """Returns the methods whose programs are on PATH, and the programs that are not."""
    def opaque(job):
        return not job.translucent
    table = [("pngquant", ("--version",), [("pngquant 1", pngquant("--speed", "1"), {}),
                                           ("pngquant", pngquant(), {})]),
             ("convert", ("-version",), [("ImageMagick", magick("FloydSteinberg"), {}),
                                         ("ImageMagick Riemersma", magick("Riemersma"), {})]),
             ("ffmpeg", ("-version",),
              [(f"ffmpeg {dither}", ffmpeg(dither),
                {"supports": lambda job: job.k >= 4 and opaque(job)})
               for dither in ("sierra2_4a", "floyd_steinberg")]),
             ("gimp-console-2.10", ("--version",), [("GIMP", gimp, {"supports": opaque})])]
    found, absent = [], []
    for program, asks, methods in table:
        if shutil.which(program):
            version = version_of(program, *asks)
            found += [of_command(name, version, arguments, **more)
                      for name, arguments, more in methods]
        else:
            absent.append(program)
    return found, absent


def of_imagequant(speed):
    def make(job):
        rgba = job.pixels
        if not job.translucent:
            rgba = np.dstack([rgba, np.full(rgba.shape[:2], 255, np.uint8)])
        rgba = np.ascontiguousarray(rgba)
        begin = time.perf_counter()
        made = imagequant.quantize(rgba, job.k, speed, dithering=1.0)
        seconds = time.perf_counter() - begin
        labels, colors = imagequant.read(made)
        Image.fromarray(colors[labels]).save(job.out, compress_level=1)
        return seconds
    return Method(f"libimagequant {speed}", imagequant.__version__, make)


def exact(image):
    """Returns the indexed image with a palette of nothing but its colors: in place of the others,
    which are black, it has the first one."""
    colors = image.getpalette()[:3 * (max(image.getdata()) + 1)]
    image.putpalette(colors + colors[:3] * (256 - len(colors) // 3))
    return image


def of_pillow(name, method):
    def make(job):
        picture = Image.fromarray(job.pixels)
        begin = time.perf_counter()
        palette = exact(picture.quantize(job.k, method=method))
        result = picture.quantize(job.k, palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
        seconds = time.perf_counter() - begin
        result.save(job.out)
        return seconds
    return Method(name, PIL.__version__, make, supports=lambda job: not job.translucent)


def in_process():
    methods = [of_pillow("Pillow median cut", Image.Quantize.MEDIANCUT),
               of_pillow("Pillow octree", Image.Quantize.FASTOCTREE)]
    if features.check("libimagequant"):
        methods.append(of_pillow("Pillow libimagequant", Image.Quantize.LIBIMAGEQUANT))
    if imagequant:
        methods += [of_imagequant(speed) for speed in (1, 4)]
    return methods, [] if imagequant else ["libimagequant"]


def named(text):
    """Returns the method that a person gave as NAME='COMMAND with {in} {out} {k}'."""
    name, equals, command = text.partition("=")
    words = shlex.split(command)
    if not (name and equals and words and "{in}" in command and "{out}" in command):
        raise ValueError(f"{text}: must be NAME='COMMAND with {{in}} {{out}} {{k}}'")

    def arguments(job):
        values = {"in": job.png, "out": job.out, "k": job.k}
        return [re.sub(r"\{(in|out|k)\}", lambda found: str(values[found[1]]), word)
                for word in words]
    return of_command(name, os.path.basename(words[0]), arguments)


def all_methods(quant, extra):
    """Returns the methods, and the names of what is not installed."""
    others, absent = programs()
    more, missing = in_process()
    return [*ours(quant), *others, *more, *extra], absent + missing
