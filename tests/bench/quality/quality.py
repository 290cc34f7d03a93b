#!/usr/bin/python3
"""Measures how far the presets of quant end above the lowest known error, and how long they take.

Quantizes every picture at every K with every preset and compares the errors with best_known.csv,
which takes every lower error of a run. --search N first tries N other seeds for each picture and K
with the thorough search, until the clusters no longer change. Writes each run to DIR/quality.csv
and the tables to DIR/quality.md and standard output. docs/quality.md has the results.
"""
import argparse
import csv
import dataclasses
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rivals"))

import machine  # noqa: E402
from known import Known, checksum  # noqa: E402
from rivals import integers, load  # noqa: E402

SUFFIXES = {".png", ".jpg", ".jpeg", ".ppm", ".tif", ".tiff", ".bmp", ".webp"}


@dataclasses.dataclass
class Run:
    """The result of one run of one preset on one picture."""
    folder: str
    image: str
    megapixels: float
    k: int
    preset: str
    run: int
    mse: float
    known: float           # lowest known error after all runs
    iterations: int        # iterations of the search and after it
    milliseconds: float    # from pixels to indices
    choosing_ms: float     # seeding, search and iterations


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True, metavar="PATH", help="libquant.so")
    parser.add_argument("--images", required=True, nargs="+", type=pathlib.Path,
                        metavar="DIR", help="folders of pictures, or pictures")
    parser.add_argument("-k", type=integers, default=[4, 8, 16, 32, 64, 128, 256], metavar="K,..")
    parser.add_argument("--presets", type=lambda text: text.split(","), metavar="NAME,..",
                        default=["fast", "balanced", "best", "paper"])
    parser.add_argument("--runs", type=int, default=3, help="of each; 0 only searches (%(default)s)")
    parser.add_argument("--search", type=int, default=0, metavar="N",
                        help="first try N seeds for lower errors (%(default)s)")
    parser.add_argument("--known", type=pathlib.Path, default=HERE / "best_known.csv",
                        metavar="FILE", help="the lowest errors, read and written (%(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    if min(options.k) < 1 or max(options.k) > 256:
        parser.error("-k: give numbers from 1 to 256")
    if options.runs < 0 or options.search < 0 or options.runs + options.search == 0:
        parser.error("--runs and --search: give at least one of them a number above 0")
    return options


def pictures(paths):
    """Yields the name of its folder and the path of each picture."""
    for path in paths:
        if not path.is_dir():
            yield path.resolve().parent.name, path
            continue
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
        if not found:
            raise ValueError(f"{path}: no pictures in it")
        yield from ((path.resolve().name, file) for file in found)


def attempt(number):
    """Returns options with which each attempt starts from other seeds."""
    if number == 0:
        return {"seeding": "wu"}
    return {"seeding": "random" if number % 4 == 0 else "kmeans++", "seed": number}


def look_for_lower(library, pixels, name, k, options, known):
    """Searches from several seeds and stores each lower error in `known`."""
    for number in range(options.search):
        fields = attempt(number)
        seeding = library.seedings.index(fields.pop("seeding"))
        chosen = library.options("best", colors=k, seeding=seeding, inertia_tolerance=0.0,
                                 threads=options.threads, **fields)
        _, _, stats = library.read(library.quantize(pixels, chosen))
        known.see(*name, k, stats.mse)


def measure(library, pixels, k, preset, options):
    chosen = library.options(preset, colors=k, threads=options.threads)
    start = time.perf_counter()
    result = library.quantize(pixels, chosen)
    seconds = time.perf_counter() - start
    _, _, stats = library.read(result)
    return seconds, stats


def all_runs(library, options, known):
    runs = []
    for folder, path in pictures(options.images):
        pixels = load(path)
        name = path.name, checksum(pixels)
        for k in options.k:
            look_for_lower(library, pixels, name, k, options, known)
            for number in range(options.runs):  # presets in turn: a disturbance affects all of them
                for preset in options.presets:
                    seconds, stats = measure(library, pixels, k, preset, options)
                    known.see(*name, k, stats.mse)
                    choosing = stats.seconds_seeding + stats.seconds_iterations
                    runs.append((name, Run(folder, path.name, stats.pixels / 1e6, k, preset,
                                           number, stats.mse, 0.0,
                                           stats.search_iterations + stats.iterations,
                                           1000 * seconds, 1000 * choosing)))
        known.write()
    for name, run in runs:
        run.known = known.lowest[*name, run.k]
    return [run for _, run in runs]


def main():
    options = arguments()
    machine.limit_threads(options.threads)
    from library import Library
    from tables import markdown

    library = Library(options.library)
    for preset in options.presets:
        if preset not in library.presets:
            raise ValueError(f"--presets: there are {', '.join(library.presets)}")
    known = Known(options.known)
    before, load_before = len(known.lowest), machine.load()
    runs = all_runs(library, options, known)
    print(f"{options.known.name}: {len(known.lowest)} errors, {len(known.lowest) - before} of them "
          f"new; lowered or added {known.changed} times.\n")
    if not runs:
        return
    options.out.mkdir(parents=True, exist_ok=True)
    with open(options.out / "quality.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in dataclasses.fields(Run)])
        writer.writerows(dataclasses.astuple(run) for run in runs)
    text = (f"{machine.processor()}, {options.threads} used; {load_before}. quant "
            f"{library.version()}; {options.runs} runs.\n\n" + markdown(runs))
    (options.out / "quality.md").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"quality.py: {error}")
