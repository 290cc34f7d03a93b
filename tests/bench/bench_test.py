"""What the tests of the benchmarks share. They import this from the folder above their own."""
import csv
import importlib.util
import pathlib
import sys

SKIPPED = 77


def check(condition, message):
    """Ends the test if the condition does not hold."""
    if not condition:
        sys.exit(f"{pathlib.Path(sys.argv[0]).parent.name}/smoke.py: {message}")


def skips():
    """Says what is missing to measure rivals, and returns whether anything is."""
    absent = [name for name in ("numpy", "PIL") if not importlib.util.find_spec(name)]
    if absent:
        print(f"skipped: needs rivals ({', '.join(absent)}): run tests/bench/rivals/install.sh")
    return bool(absent)


def noise(folder, *names):
    """Makes a folder of pictures of 40 columns and 20, 31, 42 ... rows."""
    import numpy as np  # the other functions do without
    from PIL import Image
    folder.mkdir()
    for i, name in enumerate(names):
        height = 20 + 11 * i
        pixels = np.random.default_rng(height).integers(0, 256, (height, 40, 3), np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


def rows_of(path):
    """Returns the rows of a CSV file, without comments."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
