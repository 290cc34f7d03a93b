"""A job, which is an image to be quantized at one K, and the outcome of a rival that did it."""
import dataclasses
import functools
import pathlib

import numpy as np
from PIL import Image


@dataclasses.dataclass
class Job:
    """An image to be quantized at one K."""
    image: str          # name of the image in the tables
    pixels: np.ndarray  # height x width x 3, uint8
    png: pathlib.Path   # the same pixels, for programs that read a file
    folder: pathlib.Path  # folder that such programs write to
    k: int
    seed: int
    seeds: np.ndarray   # k x 3, float32: the seeds of preset paper
    iterations: int
    threads: int

    def samples(self, dtype=np.float32):
        return self.pixels.reshape(-1, 3).astype(dtype)

    @functools.cached_property
    def nearest_seeds(self):
        """The nearest seed of each pixel, for a rival that takes its seeds as labels. Computed in
        parts to save memory."""
        labels = []
        for part in np.array_split(self.samples(), 1 + self.pixels.size // 60000):
            scores = (self.seeds ** 2).sum(axis=1) - 2 * part @ self.seeds.T
            labels.append(scores.argmin(axis=1))
        return np.concatenate(labels).astype(np.int32)


@dataclasses.dataclass
class Outcome:
    """The quality of what a rival made of a job."""
    mse: float               # of the 8-bit colors, summed over R, G and B
    colors: int              # distinct colors in use
    iterations: int | None = None
    file_bytes: int | None = None
    claimed_mse: float | None = None  # the MSE that the rival itself states


def mean_squared_error(pixels, others):
    difference = pixels.astype(np.int32) - others
    return float((difference * difference).sum(dtype=np.int64) / (pixels.size // 3))


def outcome_of_labels(job, labels, palette, **more):
    palette = np.clip(np.rint(palette), 0, 255).astype(np.uint8)
    labels = np.asarray(labels).reshape(-1)
    used = palette[np.bincount(labels, minlength=len(palette)) > 0]
    return Outcome(mean_squared_error(job.pixels.reshape(-1, 3), palette[labels]),
                   len(np.unique(used, axis=0)), **more)


def outcome_of_file(job, path):
    with Image.open(path) as image:
        picture = np.asarray(image.convert("RGB"))
    if picture.shape != job.pixels.shape:
        raise RuntimeError(f"wrote {picture.shape[1]}x{picture.shape[0]} pixels")
    packed = picture.astype(np.uint32) @ np.array([1, 256, 65536], np.uint32)
    return Outcome(mean_squared_error(job.pixels, picture), len(np.unique(packed)),
                   file_bytes=path.stat().st_size)
