# Recomputes the numbers of more than ten sentences of the published page from the single
# measurements in docs/results, in another language and without the program's code, and then has
# `quant report` write the page again, which must say the same.
import collections
import csv
import json
import lzma
import math
import os
import shutil
import statistics
import unittest

from quant_test import Case, main, read

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/results")
SETS = ("landscape", "intel")


def student_95(degrees):
    """Returns t with 95 % of Student's distribution between -t and t, by integration."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(
        degrees * math.pi)

    def density(x):
        return scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)

    def inside(t, steps=2000):
        h = t / steps
        odd = sum(density((2 * i + 1) * h) for i in range(steps // 2))
        even = sum(density(2 * i * h) for i in range(1, steps // 2))
        return 2 * h / 3 * (density(0) + 4 * odd + 2 * even + density(t))

    low, high = 0.0, 100.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle) < 0.95 else (low, middle)
    return low


def significant(value, digits=3):
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:.{decimals}f}"
    # 9.996 becomes 10.00 at first, and then 10.0.
    if digits - 1 - math.floor(math.log10(float(text))) < decimals:
        text = f"{value:.{max(0, decimals - 1)}f}"
    return text


def seconds(value):
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if float(significant(value * factor)) >= 1:
            return f"{significant(value * factor)} {unit}"
    raise ValueError(value)


def percent(share):
    return f"{100 * share:.1f} %" if 100 * share < 9.95 else f"{100 * share:.0f} %"


def interval(ratios):
    """Returns the text of the geometric mean of ratios and of its 95 % interval."""
    logs = [math.log(ratio) for ratio in ratios]
    middle = statistics.fmean(logs)
    half = student_95(len(logs) - 1) * statistics.stdev(logs) / math.sqrt(len(logs))
    values = [math.exp(middle), math.exp(middle - half), math.exp(middle + half)]
    decimals = min(6, max(0, 2 - math.floor(math.log10(values[0])),
                          1 - math.floor(math.log10(values[2] - values[1]))))
    return "{} ({} to {})".format(*(f"{value:.{decimals}f}" for value in values))


def threads_text(count):
    return f"{count} thread" + "s" * (count != 1)


class Set:
    def __init__(self, name, processors):
        self.name, self.processors = name, processors
        self.runs = collections.defaultdict(dict)  # by task, then picture: seconds by round
        self.pixels = {}
        with lzma.open(f"{FOLDER}/{name}-samples.csv.xz", "rt", newline="") as file:
            for row in csv.DictReader(file):
                task = (int(row["K"]), row["engine"], int(row["threads"]), int(row["copies"]))
                runs = self.runs[task].setdefault(row["image"], {})
                runs[row["invocation"], row["run"]] = float(row["seconds"])
                self.pixels[row["image"]] = int(row["width"]) * int(row["height"])
        self.colors = sorted({task[0] for task in self.runs})

    def mean(self, k, engine, threads):
        runs = self.runs[k, engine, threads, 1]
        return statistics.fmean(statistics.fmean(one.values()) for one in runs.values())

    def speed_up(self, k, engine, threads):
        return self.mean(k, "sequential", 1) / self.mean(k, engine, threads)

    def best(self, k, engine):
        """Returns the fastest number of threads that the machine has."""
        counts = [t for c, e, t, copies in self.runs
                  if (c, e, copies) == (k, engine, 1) and t <= self.processors]
        return min(counts, key=lambda threads: self.mean(k, engine, threads))

    def ratios(self, a, b):
        """Returns for each picture the geometric mean of the ratios of paired runs."""
        return [math.exp(statistics.fmean(math.log(runs[pair] / self.runs[b][image][pair])
                                          for pair in runs if pair in self.runs[b][image]))
                for image, runs in self.runs[a].items()]

    def over_sequential(self, k, engine, threads):
        return interval(self.ratios((k, "sequential", 1, 1), (k, engine, threads, 1)))

    def own(self, k, engine, threads):
        return self.ratios((k, engine, 1, 1), (k, engine, threads, 1))


@unittest.skipUnless(os.path.exists(FOLDER), "needs docs/results")
class Sentences(Case):
    def setUp(self):
        super().setUp()
        with open(f"{FOLDER}/machine.json") as file:
            self.machine = json.load(file)
        self.sets = {name: Set(name, self.machine["threads"]) for name in SETS}
        shutil.copytree(FOLDER, "r")
        for name in SETS:
            with lzma.open(f"r/{name}-samples.csv.xz") as packed, \
                    open(f"r/{name}-samples.csv", "wb") as file:
                shutil.copyfileobj(packed, file)
        self.quant("report", "r")
        with open(f"{FOLDER}/summary.md") as file:
            self.published = file.read().replace("\\", "")
        self.text = read("r/summary.md").decode().replace("\\", "")

    def says(self, sentence):
        self.assertIn(sentence, self.text)
        self.assertIn(sentence, self.published)

    def test_the_result_at_the_top(self):
        for one in self.sets.values():
            k, pixels = one.colors[-1], statistics.fmean(one.pixels.values())
            self.says(f"A picture of {one.name} ({pixels:,.0f} pixels) with K = {k} takes "
                      f"{seconds(one.mean(k, 'sequential', 1))} by the textbook (sequential); ")
            for engine in ("openmp", "cells"):
                threads = one.best(k, engine)
                self.says(f"{seconds(one.mean(k, engine, threads))} by {engine} with "
                          f"{threads_text(threads)}, {one.over_sequential(k, engine, threads)} "
                          "times as fast")
            threads = one.best(k, "openmp")
            if threads > 1:
                self.says(f"Of the gain of openmp, {threads} threads make "
                          f"{interval(one.own(k, 'openmp', threads))} times")

    def test_the_plots(self):
        for one in self.sets.values():
            k, engine = one.colors[-1], "openmp"
            counts = sorted({t for c, e, t, copies in one.runs if (c, e, copies) == (k, engine, 1)})
            first, last = counts[0], counts[-1]
            best_k, best = max(((c, t) for c in one.colors for t in counts if t <= one.processors),
                               key=lambda pair: one.speed_up(pair[0], engine, pair[1]))
            self.says(f"At most {significant(one.speed_up(best_k, engine, best))} times as fast as "
                      f"sequential, with K = {best_k} and {threads_text(best)}")
            self.says(f"For K = {k}, {significant(one.speed_up(k, engine, first) / first)} with "
                      f"{threads_text(first)} and "
                      f"{significant(one.speed_up(k, engine, last) / last)} with {last} threads")
            threads = one.best(k, engine)
            self.says(f"For K = {k}, the least time is {seconds(one.mean(k, engine, threads))}, with "
                      f"{threads_text(threads)}; sequential, the dashed line, takes "
                      f"{seconds(one.mean(k, 'sequential', 1))}.")
            gains = sorted(statistics.fmean(one.runs[k, "sequential", 1, 1][image].values()) /
                           statistics.fmean(runs.values())
                           for image, runs in one.runs[k, engine, threads, 1].items())
            quartiles = statistics.quantiles(gains, n=4, method="inclusive")
            self.says(f"For K = {k} and {threads_text(threads)}, half of the pictures gain "
                      f"{significant(quartiles[0])} to {significant(quartiles[2])} times, and all "
                      f"of them {significant(gains[0])} to {significant(gains[-1])}.")

    def test_the_gain_from_threads(self):
        for one in self.sets.values():
            pairs = [(k, t) for k in one.colors for t in (2,) if t <= one.processors]
            mean = {pair: math.exp(statistics.fmean(map(math.log, one.own(pair[0], "openmp",
                                                                          pair[1]))))
                    for pair in pairs}
            (k, threads), gain = max(mean.items(), key=lambda item: item[1])
            if gain > 1:
                self.says(f"Threads alone gain at most {interval(one.own(k, 'openmp', threads))} "
                          f"times, with K = {k} and {threads_text(threads)}.")
            low, high = min(mean.values()) / 2, max(mean.values()) / 2
            self.says("With 2 threads, the most that are not oversubscribed, "
                      f"{percent(low)} to {percent(high)} of each thread's time is a gain.")

    def test_the_engines_beside_each_other(self):
        for one in self.sets.values():
            for k in one.colors:
                openmp, cells = one.best(k, "openmp"), one.best(k, "cells")
                ratios = one.ratios((k, "openmp", openmp, 1), (k, "cells", cells, 1))
                text = interval(ratios)
                names = (f"cells ({threads_text(cells)})", f"openmp ({threads_text(openmp)})")
                low, high = (float(word.strip("()")) for word in text.split()[1::2])
                if low > 1:
                    self.says(f"K = {k}: {names[0]} is {text} times as fast as {names[1]}.")
                elif high < 1:
                    text = interval([1 / ratio for ratio in ratios])
                    self.says(f"K = {k}: {names[1]} is {text} times as fast as {names[0]}.")
                else:
                    self.says(f"K = {k}: whether {names[1]} or {names[0]} is faster cannot be told")

    def test_runs_that_stand_out(self):
        for one in self.sets.values():
            measurements = outliers = 0
            for pictures in one.runs.values():
                for runs in pictures.values():
                    median = statistics.median(runs.values())
                    deviation = statistics.median(abs(run - median) for run in runs.values())
                    measurements += len(runs)
                    outliers += sum(run > 1.5 * median and run - median > 5 * deviation
                                    for run in runs.values())
            self.says(f"{one.name}: {outliers:,} of {measurements:,} runs stand")


if __name__ == "__main__":
    main()
