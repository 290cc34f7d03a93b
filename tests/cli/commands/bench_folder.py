# Makes a folder of results as `quant bench` writes them, with a known scaling:
# time(p) = time(1) (s + (1 - s)/p), with noise only if it is asked for.
import csv
import io
import json
import os
import random

from quant_test import make_png, write

ROWS = ["K", "Threads", "T. Seq", "Std. Seq", "T. Par", "Std. Par", "Spd", "Eff", "Inertia"]
SAMPLES = ["image", "width", "height", "unique_colors", "K", "engine", "threads", "run", "seconds",
           "iterations", "inertia", "evaluations", "threads_used", "copies", "invocation"]


def amdahl(serial, threads):
    return serial + (1 - serial) / threads


class DataSet:
    def __init__(self, name, width, height, *, serial=0.1, cells_serial=0.3, images=6,
                 k=(8, 16, 32), threads=(1, 2, 4, 8, 16), cores=4, runs=3, noise=0.02,
                 synthetic=False, engines=("openmp", "cells"), pictures=True, weak=None,
                 doubles=None):
        """`weak` is the serial fraction for work that grows with the threads, and `doubles` the
        inertia of the engine `double`, as a part of the others'; None leaves these out."""
        self.name, self.width, self.height, self.serial = name, width, height, serial
        self.cells_serial, self.images, self.k, self.threads = cells_serial, images, k, threads
        self.cores, self.runs, self.noise, self.synthetic = cores, runs, noise, synthetic
        self.engines, self.pictures, self.weak, self.doubles = engines, pictures, weak, doubles

    def image_names(self):
        return [f"{self.name} {i}.jpg" for i in range(self.images)]

    def time(self, engine, k, threads):
        """Returns the seconds; more threads than cores change nothing."""
        base = self.width * self.height * k * 20 * 1.2e-9
        if engine == "sequential":
            return base
        usable = min(threads, self.cores)
        if engine == "openmp":
            return base / 8 * amdahl(self.serial, usable)
        return base / 8 / k * 2 * amdahl(self.cells_serial, usable)

    def rows(self, engine):
        for k in self.k:
            sequential = self.time("sequential", k, 1)
            for threads in self.threads:
                parallel = self.time(engine, k, threads)
                yield [k, threads, sequential, sequential * self.noise, parallel,
                       parallel * self.noise, sequential / parallel,
                       sequential / parallel / threads, 1e9 / k]

    def tasks(self):
        """Yields engine, threads and copies."""
        yield "sequential", 1, 1
        if self.doubles:
            yield "double", 1, 1
        for engine in self.engines:
            for threads in self.threads:
                yield engine, threads, 1
                if self.weak is not None and threads > 1:
                    yield engine, threads, threads

    def samples(self):
        rng = random.Random(1)
        for index, image in enumerate(self.image_names()):
            # The times of pictures differ, but their mean is the one that rows() gives.
            factor = 1 + 0.3 * (2 * index / max(1, self.images - 1) - 1) * (self.images > 1)
            for k in self.k:
                # Within a round, the machine is in one state. The mean over the rounds is 1.
                states = [rng.uniform(1 - self.noise, 1 + self.noise) for _ in range(self.runs)]
                for run in range(1, self.runs + 1):
                    state = states[run - 1] * self.runs / sum(states)
                    for engine, threads, copies in self.tasks():
                        # There are 20 iterations and a last assignment of the pixels.
                        scores = self.width * self.height * k * 21
                        seconds = self.time(engine if engine != "double" else "sequential", k,
                                            threads)
                        if copies > 1:  # p copies take as long as one, and the serial part again
                            usable = min(threads, self.cores)
                            seconds = self.time(engine, k, 1) * copies / (
                                usable - self.weak * (usable - 1))
                        if engine in self.engines:
                            seconds *= factor
                        inertia = 1e9 / k * (self.doubles if engine == "double" else 1)
                        yield [image, self.width, self.height, 1000 * (index + 1), k, engine,
                               threads, run, seconds * state, 20, inertia * copies,
                               scores // 50 if engine == "cells" else scores, threads, copies, 1]


def table(columns, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue().encode()


def machine(sets, cores=4, threads=8, **changes):
    counts = sorted({t for s in sets for t in s.threads if t <= threads})
    result = {
        "version": "0.1.0", "isa": "AVX2", "cpu": "Test CPU & Co <4 GHz>", "cores": cores,
        "threads": threads,
        "caches": [{"level": 1, "type": "data", "bytes": 32768, "shared_by": 2},
                   {"level": 3, "type": "unified", "bytes": 8 << 20, "shared_by": threads}],
        "memory_bytes": 16 << 30, "compiler": "GNU 12.2.0", "git_revision": None,
        "date": "2026-11-24T12:00:00Z",
        "options": {"preset": "paper", "k": [8, 16, 32], "threads": counts, "runs": 3,
                    "warmup": 1, "engines": ["sequential", "openmp", "cells"] +
                    ["double"] * any(s.doubles for s in sets),
                    "budget_seconds": None},
        "datasets": [{"name": s.name, "directory": "pictures/" + s.name,
                      "synthetic": s.synthetic, "images": s.images,
                      "available": s.images, "failed": [],
                      "complete": True} for s in sets],
        "ceilings": {
            "bandwidth": [{"threads": t, "bytes_per_second": 9e9 * min(t, 2)} for t in counts],
            "arithmetic": [{"threads": t, "operations_per_second": 9e10 * min(t, cores)}
                           for t in counts]}}
    result.update(changes)
    return result


def make(folder, sets, **changes):
    os.makedirs(folder, exist_ok=True)
    for s in sets:
        ends = {"openmp": ".csv", "cells": "-cells.csv"}
        for engine in s.engines:
            write(f"{folder}/{s.name}{ends[engine]}", table(ROWS, s.rows(engine)))
        write(f"{folder}/{s.name}-samples.csv", table(SAMPLES, s.samples()))
        for i, kind in enumerate(["original", "k8", "k16", "k32"] if s.pictures else []):
            pixels = [[(x * 6 + i * 40) % 256 if c else y * 8 for x in range(40) for c in range(3)]
                      for y in range(30)]
            write(f"{folder}/{s.name}-{kind}.png", make_png(40, 30, pixels))
    write(f"{folder}/machine.json", json.dumps(machine(sets, **changes)).encode())
    return folder
