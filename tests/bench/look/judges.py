"""Judges how near a picture looks to its original: SSIMULACRA 2 and butteraugli's 3-norm. Also
makes the files that are judged: without chunks about color, which would change what programs see in
the same pixels (ImageMagick writes gAMA and cHRM), and without alpha."""
import json
import re
import shutil
import subprocess

import numpy as np
from PIL import Image

GRAY = 128  # what is behind translucent pixels
BUTTERAUGLI = "butteraugli_main"
TIMEOUT_S = 600


def pixels_of(path):
    """Returns the pixels of a file: 8 bits; four channels if a pixel is not opaque, else three."""
    with Image.open(path) as image:
        if image.mode.startswith("I"):  # 16-bit gray, which convert() would clip
            image = Image.fromarray((np.asarray(image, np.int64) >> 8).astype(np.uint8))
        rgba = np.asarray(image.convert("RGBA"))
    return np.ascontiguousarray(rgba if (rgba[..., 3] < 255).any() else rgba[..., :3])


def on_gray(pixels):
    """Returns RGB pixels: those given, over gray."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint32)
    mixed = pixels[..., :3] * alpha + GRAY * (255 - alpha)
    return ((mixed + 127) // 255).astype(np.uint8)


def count_colors(pixels):
    """Returns how many colors there are; all fully transparent pixels have one."""
    packed = pixels.astype(np.uint32) @ np.array([1, 256, 65536, 1 << 24][:pixels.shape[2]],
                                                 np.uint32)
    if pixels.shape[2] == 4:
        packed[pixels[..., 3] == 0] = 0
    return len(np.unique(packed))


def write(pixels, path):
    """Writes a PNG of nothing but pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, compress_level=1)


class Judges:
    def __init__(self, quant, ssimulacra2):
        self.quant = quant
        self.program = ssimulacra2
        self.has_butteraugli = shutil.which(BUTTERAUGLI) is not None

    def ssimulacra2(self, original, other):
        if self.program:
            return float(_said([self.program, original, other]).split()[-1])
        figures = json.loads(_said([self.quant, "compare", "--json", original, other]))
        if "ssimulacra2" not in figures:
            raise RuntimeError(f"{self.quant} compare --json has no ssimulacra2")
        return float(figures["ssimulacra2"])

    def butteraugli(self, original, other):
        said = _said([BUTTERAUGLI, original, other, "--pnorm", "3"])
        return float(re.search(r"^3-norm: (\S+)", said, re.MULTILINE)[1])


def _said(command):
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout
