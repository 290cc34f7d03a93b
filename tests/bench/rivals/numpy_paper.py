#!/usr/bin/python3
"""Runs the published sequential K-Means in NumPy beside the engines of quant, from the same seeds.

Prints a table as Markdown, and writes it and numpy-paper.csv to the folder after --out. The exit
status is 1 if the seeds differ, or if a run with quant's rounding does not come to quant's result.
docs/reproduce.md explains the columns.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from PIL import Image

ITERATIONS = 20   # at most
TOLERANCE = 1e-4  # the largest movement of a centroid that counts as none
STEPS = 64        # quant stores centroids in steps of 1/64
MASK = (1 << 64) - 1
COLUMNS = ["image", "width", "height", "K", "same_seeds", "iterations_numpy",
           "iterations_sequential", "iterations_double", "inertia_numpy", "inertia_sequential",
           "inertia_double", "rounded_is_equal", "seconds_numpy", "seconds_sequential",
           "seconds_double"]


def nearest(points, centroids):
    """Returns the label and the squared distance of each point. The first of equals wins."""
    labels = np.zeros(len(points), np.int64)
    least = np.full(len(points), np.inf)
    for k, centroid in enumerate(centroids):
        distance = ((points - centroid) ** 2).sum(axis=1)
        nearer = distance < least
        labels[nearer] = k
        least[nearer] = distance[nearer]
    return labels, least


def means(points, weights, labels, count, rounded):
    """Returns the means of the clusters. An empty cluster becomes black."""
    size = np.bincount(labels, weights, count)
    sums = np.stack([np.bincount(labels, weights * points[:, c], count) for c in range(3)], axis=1)
    centroids = np.zeros((count, 3))
    used = size > 0
    if rounded:  # halves up, in integers
        n, whole = size[used, None].astype(np.int64), sums[used].astype(np.int64)
        centroids[used] = (2 * STEPS * whole + n) // (2 * n) / STEPS
    else:
        centroids[used] = sums[used] / size[used, None]
    return centroids


def kmeans(points, weights, seeds, rounded=False):
    """Returns the number of iterations and the inertia after a last assignment."""
    centroids = seeds
    for done in range(1, ITERATIONS + 1):
        labels, _ = nearest(points, centroids)
        moved = means(points, weights, labels, len(seeds), rounded)
        movement = np.sqrt(((moved - centroids) ** 2).sum(axis=1)).max()
        centroids = moved
        if movement <= TOLERANCE:
            break
    return done, float((nearest(points, centroids)[1] * weights).sum())


def split_mix(state):
    """Yields the numbers of SplitMix64, of 64 bits each."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        yield z ^ z >> 31


def draw_order(pixels):
    """Returns the pixels in the order in which quant counts them for a draw (docs/determinism.md):
    by the cell of 8 x 8 x 8 colors, cells in Morton order, and by color within a cell."""
    rgb = pixels.astype(np.int64)
    key = np.zeros(len(rgb), np.int64)
    for bit in range(7, 2, -1):
        for c in range(3):
            key = key << 1 | rgb[:, c] >> bit & 1
    for c in range(3):
        key = key << 8 | rgb[:, c]
    return pixels[np.argsort(key, kind="stable")]


def draw(pixels, count, seed):
    """Returns the colors of distinct random pixels, in the order of the draws."""
    numbers, ranks = split_mix(seed), []
    while len(ranks) < count:
        number = next(numbers)
        while number < 2 ** 64 % len(pixels):  # would have a bias
            number = next(numbers)
        if number % len(pixels) not in ranks:
            ranks.append(number % len(pixels))
    return draw_order(pixels)[ranks].astype(np.float64)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return done.stdout


def has_seeds(program, png, pixels, seeds):
    """Returns whether quant begins with these seeds. Without iterations, its palette consists of
    the seeds, except those that equal an earlier one, and its inertia is that of the seeds."""
    said = json.loads(run(program, "palette", png, "-k", len(seeds), "--preset", "paper",
                          "--max-iterations", 0, "--seed", 0, "--json"))
    theirs = sorted(color["color"] for color in said["colors"])
    ours = sorted({"#%02x%02x%02x" % tuple(int(v) for v in seed) for seed in seeds})
    inertia = nearest(pixels.astype(np.float64), seeds)[1].sum()
    return theirs == ours and inertia == said["inertia"]


def measure_quant(program, folder, ks):
    """Returns what `quant bench` measures: a row for each (picture, K, engine)."""
    out = folder / "bench"
    run(program, "bench", "--dataset", f"set={folder / 'pictures'}", "-k", ",".join(map(str, ks)),
        "--engines", "sequential,double", "--threads", 1, "--runs", 1, "--out", out, "-q")
    with open(out / "set-samples.csv", newline="", encoding="utf-8") as file:
        return {(row["image"], int(row["K"]), row["engine"]): row for row in csv.DictReader(file)}


def compare(name, pixels, seeds, same, quant):
    """Returns a row. `quant` returns what an engine of quant measured."""
    points, k = pixels.astype(np.float64), len(seeds)
    begin = time.perf_counter()
    iterations, inertia = kmeans(points, np.ones(len(points)), seeds)
    seconds = time.perf_counter() - begin
    # Sums of integers and of multiples of 1/64 are exact: equal pixels can be taken at once.
    colors, counts = np.unique(pixels, axis=0, return_counts=True)
    rounded = kmeans(colors.astype(np.float64), counts.astype(np.float64), seeds, rounded=True)
    ours, double = quant("sequential"), quant("double")
    return {"image": name, "width": ours["width"], "height": ours["height"], "K": k,
            "same_seeds": same, "iterations_numpy": iterations,
            "iterations_sequential": int(ours["iterations"]),
            "iterations_double": int(double["iterations"]), "inertia_numpy": inertia,
            "inertia_sequential": float(ours["inertia"]),
            "inertia_double": float(double["inertia"]),
            "rounded_is_equal": rounded == (int(ours["iterations"]), float(ours["inertia"])),
            "seconds_numpy": seconds, "seconds_sequential": float(ours["seconds"]),
            "seconds_double": float(double["seconds"])}


def table(rows):
    def yes(value):
        return "yes" if value else "**no**"
    lines = ["| picture | size | K | same seeds | iterations: NumPy | sequential | "
             "inertia: NumPy | sequential | sequential / NumPy - 1 | double / NumPy - 1 | NumPy in steps of 1/64 = "
             "sequential | time: NumPy | sequential |",
             "|---|---|---:|---|---:|---:|---:|---:|---:|---:|---|---:|---:|"]
    for row in rows:
        far, double = (row[f"inertia_{engine}"] / row["inertia_numpy"] - 1
                       for engine in ("sequential", "double"))
        lines.append(
            f"| {row['image']} | {row['width']}x{row['height']} | {row['K']} | "
            f"{yes(row['same_seeds'])} | {row['iterations_numpy']} | "
            f"{row['iterations_sequential']} | {row['inertia_numpy']:.0f} | "
            f"{row['inertia_sequential']:.0f} | {100 * far:+.4f} % | {double:+.0e} | "
            f"{yes(row['rounded_is_equal'])} | {row['seconds_numpy']:.3g} s | "
            f"{row['seconds_sequential']:.3g} s |")
    return "\n".join(lines) + "\n"


def numbers(text):
    values = [int(part) for part in text.split(",")]
    if min(values) < 2 or max(values) > 256:
        raise argparse.ArgumentTypeError("give numbers from 2 to 256")
    return values


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quant", required=True, metavar="PATH", help="the program")
    parser.add_argument("-k", type=numbers, default=[8, 16, 32], metavar="K,..")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    parser.add_argument("pictures", nargs="+", type=pathlib.Path, metavar="PICTURE")
    return parser.parse_args()


def main():
    options = arguments()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "pictures").mkdir()
        pictures = {}  # both get the same pixels, whatever their decoders would make of a file
        for number, path in enumerate(options.pictures):
            png = folder / "pictures" / f"{number}.png"
            with Image.open(path) as image:
                image.convert("RGB").save(png)
            pictures[png] = path
        measured = measure_quant(options.quant, folder, options.k)
        for png, path in pictures.items():
            with Image.open(png) as image:
                pixels = np.asarray(image).reshape(-1, 3)
            for k in options.k:
                if (png.name, k, "sequential") not in measured:
                    raise RuntimeError(f"{path}: quant bench left it out: it needs more colors "
                                       f"than K = {max(options.k)}")
                seeds = draw(pixels, k, 0)
                same = has_seeds(options.quant, png, pixels, seeds)
                rows.append(compare(path.name, pixels, seeds, same,
                                    lambda engine: measured[png.name, k, engine]))
                print(f"{path.name}, K = {k}", file=sys.stderr)
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "numpy-paper.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    text = table(rows)
    (options.out / "numpy-paper.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return 0 if all(row["same_seeds"] and row["rounded_is_equal"] for row in rows) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, RuntimeError) as error:
        sys.exit(f"numpy_paper.py: {error}")
