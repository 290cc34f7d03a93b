# The base of the tests of `quant bench`: a small data set, and readers of what the command writes.
import csv
import json
import math
import os
import re
import statistics

from quant_test import Case, make_png, read, write

COLUMNS = ["K", "Threads", "T. Seq", "Std. Seq", "T. Par", "Std. Par", "Spd", "Eff", "Inertia"]
SAMPLE_COLUMNS = ["image", "width", "height", "unique_colors", "K", "engine", "threads", "run",
                  "seconds", "iterations", "inertia", "evaluations", "threads_used", "copies",
                  "invocation"]
ENGINES = ("sequential", "openmp", "cells")


def picture(width, height, seed):
    """Returns a PNG file with smooth and noisy parts and hundreds of colors."""
    rows = [[(x * (3 + c) + y * (5 - c) + (x * y * seed) % 23) % 256
             for x in range(width) for c in range(3)] for y in range(height)]
    return make_png(width, height, rows, level=1)


def table(name):
    with open(name, newline="") as file:
        return list(csv.DictReader(file))


class Bench(Case):
    def setUp(self):
        super().setUp()
        os.makedirs("set/deep")
        write("set/b.png", picture(60, 40, 7))
        write("set/a, \"1\".png", picture(50, 50, 3))
        write("set/deep/c.png", picture(40, 30, 5))

    def bench(self, *arguments, out="r", **options):
        out, err = self.quant("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2",
                              "--runs", "2", "--out", out, *arguments, **options)
        # Other tests may run at the same time.
        return out, re.sub(r"quant: (other programs use|this takes about) .*\n", "", err)

    def samples(self, out="r"):
        return table(f"{out}/set-samples.csv")

    def machine(self, out="r"):
        return json.loads(read(f"{out}/machine.json"))

    def check_table(self, name, engine, samples):
        """Checks every number of a table against the measurements, computed in another way."""
        rows = table(name)
        with open(name) as file:
            self.assertEqual(file.readline(), ",".join(COLUMNS) + "\n")
        self.assertEqual([(r["K"], r["Threads"]) for r in rows],
                         [(k, t) for k in "23" for t in "12"])
        for row in rows:
            def runs_of(engine, threads, field="seconds"):
                images = {}
                for s in samples:
                    if (s["K"], s["engine"], s["threads"]) == (row["K"], engine, threads):
                        images.setdefault(s["image"], []).append(float(s[field]))
                return list(images.values())
            sequential = runs_of("sequential", "1")
            parallel = runs_of(engine, row["Threads"])
            self.assertEqual([len(runs) for runs in sequential + parallel], [2] * 6)
            expected = {
                "T. Seq": statistics.fmean(map(statistics.fmean, sequential)),
                "Std. Seq": statistics.fmean(map(statistics.stdev, sequential)),
                "T. Par": statistics.fmean(map(statistics.fmean, parallel)),
                "Std. Par": statistics.fmean(map(statistics.stdev, parallel)),
                "Inertia": statistics.fmean(map(statistics.fmean,
                                                runs_of(engine, row["Threads"], "inertia")))}
            expected["Spd"] = expected["T. Seq"] / expected["T. Par"]
            expected["Eff"] = expected["Spd"] / int(row["Threads"])
            for column, value in expected.items():
                self.assertTrue(math.isclose(float(row[column]), value, rel_tol=1e-9,
                                             abs_tol=1e-15), (row, column, value))
