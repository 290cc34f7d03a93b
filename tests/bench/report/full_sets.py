#!/usr/bin/env python3
"""Makes results of the size of both full sets, 4,319 pictures of a megapixel and 24,335 of 150 x 150,
with made-up times, and measures how long `quant report` takes and how much memory.

    full_sets.py FOLDER [--share 0.1] [--quant PROGRAM]

Prints the measurements, the seconds and the memory. With --share, the sets are smaller.
"""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time

HEADER = ("image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,"
          "evaluations,threads_used,copies,invocation\n")
SETS = (("landscape", 4319, 1024, 1024), ("intel", 24335, 150, 150))
COLORS, THREADS, RUNS = (8, 16, 32), (1, 2, 4, 8, 16), 5


def tasks():
    for k in COLORS:
        yield k, "sequential", 1
        for engine in ("openmp", "cells"):
            for threads in THREADS:
                yield k, engine, threads


def write_samples(path, pictures, width, height, rng):
    """Returns the number of measurements."""
    lines = 0
    with open(path, "w") as file:
        file.write(HEADER)
        for index in range(pictures):
            first = f"class {index % 7}/{index:08}_(6).jpg,{width},{height},{10000 + index},"
            factor = rng.uniform(0.5, 1.5)
            for run in range(1, RUNS + 1):
                state = factor * rng.uniform(0.98, 1.02)
                for k, engine, threads in tasks():
                    seconds = width * height * k * 2e-8 * state
                    if engine != "sequential":
                        seconds *= 0.05 * (0.1 + 0.9 / min(threads, 4)) * rng.uniform(0.97, 1.03)
                    file.write(f"{first}{k},{engine},{threads},{run},{seconds!r},20,"
                               f"{1e9 / k},{width * height * k * 21},{threads},1,1\n")
                    lines += 1
    return lines


def machine(sets):
    return {"version": "0.1.0", "isa": "AVX2", "cpu": "made up", "cores": 4, "threads": 8,
            "caches": [], "memory_bytes": 16 << 30, "compiler": "none", "git_revision": None,
            "date": "2026-01-31T12:00:00Z", "invocations": [],
            "options": {"preset": "paper", "k": COLORS, "threads": THREADS, "runs": RUNS,
                        "warmup": 1, "engines": ["sequential", "openmp", "cells"]},
            "datasets": [{"name": name, "directory": name, "synthetic": False, "images": pictures,
                          "available": pictures, "failed": [], "complete": True}
                         for name, pictures, _, _ in sets],
            "ceilings": {"bandwidth": [], "arithmetic": []}}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--quant", default=os.environ.get("QUANT_PROGRAM", "quant"))
    arguments = parser.parse_args()
    sets = [(name, max(1, round(count * arguments.share)), width, height)
            for name, count, width, height in SETS]
    rng = random.Random(1)
    os.makedirs(arguments.folder, exist_ok=True)
    measurements = sum(
        write_samples(f"{arguments.folder}/{name}-samples.csv", pictures, width, height, rng)
        for name, pictures, width, height in sets)
    with open(f"{arguments.folder}/machine.json", "w") as file:
        json.dump(machine(sets), file)
    start = time.monotonic()
    status = subprocess.run([arguments.quant, "report", arguments.folder],
                            stdout=subprocess.DEVNULL).returncode
    seconds = time.monotonic() - start
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{measurements} measurements: {seconds:.1f} s, {mib:.0f} MiB")
    return status


if __name__ == "__main__":
    sys.exit(main())
