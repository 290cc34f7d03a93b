"""Writes the measurements as CSV and as Markdown tables: a summary per K, then every image."""
import csv
import dataclasses
import statistics

from measure import Sample
from rival import IN_PROCESS, WHOLE_PROCESS

REFERENCES = ("paper", "fast", "balanced")
COLUMNS = [field.name for field in dataclasses.fields(Sample)]


def write_csv(path, samples):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(dataclasses.astuple(sample) for sample in samples)


def geometric_mean(values):
    values = list(values)
    if not values:
        return None
    return statistics.geometric_mean(values) if min(values) > 0 else 0.0


def shown(value):
    if value is None:
        return "-"
    digits = 3 if value < 2 else 2 if value < 20 else 1 if value < 200 else 0
    return f"{value:.{digits}f}"


def table(headings, rows):
    lines = [headings, ["---"] + ["---:"] * (len(headings) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


class Report:
    """The measurements as Markdown tables."""

    def __init__(self, samples, engine):
        """`engine` is the engine of quant whose presets all rivals are compared to."""
        self.runs = {}
        for sample in samples:
            key = sample.kind, sample.k, sample.rival
            self.runs.setdefault(key, {}).setdefault(sample.image, []).append(sample)
        self.ours = {IN_PROCESS: f"quant-{engine}-", WHOLE_PROCESS: "convert-"}

    def ks(self):
        return sorted({k for _, k, _ in self.runs})

    def rivals(self, kind, k):
        return [rival for a, b, rival in self.runs if (a, b) == (kind, k)]

    def _median(self, kind, k, rival, what):
        """Returns the median over the runs for each image."""
        return {image: statistics.median(getattr(run, what) for run in runs)
                for image, runs in self.runs.get((kind, k, rival), {}).items()}

    def _ratios(self, kind, k, rival, preset, what):
        ours = self._median(kind, k, self.ours[kind] + preset, what)
        theirs = self._median(kind, k, rival, what)
        return [theirs[image] / ours[image] for image in theirs if ours.get(image)]

    def summary(self, kind, k):
        rows = []
        for rival in self.rivals(kind, k):
            milliseconds = geometric_mean(
                1000 * seconds for seconds in self._median(kind, k, rival, "seconds").values())
            times = [geometric_mean(self._ratios(kind, k, rival, preset, "seconds"))
                     for preset in REFERENCES]
            mse = geometric_mean(self._median(kind, k, rival, "mse").values())
            error = self._ratios(kind, k, rival, "balanced", "mse")
            spread = f" ({min(error):.3f} to {max(error):.3f})" if len(error) > 1 else ""
            counts = [len(runs) for runs in self.runs[kind, k, rival].values()]
            runs = "" if min(counts) == max(counts) else f"{min(counts)} to "
            rows.append([rival, shown(milliseconds), *map(shown, times), shown(mse),
                         shown(geometric_mean(error)) + spread,
                         f"{len(counts)} x {runs}{max(counts)}"])
        headings = [kind, "ms", *(f"time / {preset}" for preset in REFERENCES), "MSE",
                    "MSE / balanced", "images x runs"]
        return table(headings, rows)

    def detail(self, kind, k, image):
        rows = []
        for rival in self.rivals(kind, k):
            runs = self.runs[kind, k, rival].get(image)
            if not runs:
                continue
            milliseconds = [1000 * run.seconds for run in runs]
            size = runs[0].file_bytes
            rows.append([rival, shown(statistics.median(milliseconds)),
                         f"{shown(min(milliseconds))} to {shown(max(milliseconds))}",
                         shown(statistics.median(run.mse for run in runs)), str(runs[0].colors),
                         f"{size / 1000:.1f}" if size else str(runs[0].iterations or "-")])
        last = "kB" if kind == WHOLE_PROCESS else "iterations"
        return table([kind, "ms", "min to max", "MSE", "colors", last], rows)

    def markdown(self, head):
        parts = [head]
        kinds = [kind for kind in (IN_PROCESS, WHOLE_PROCESS)
                 if any(key[0] == kind for key in self.runs)]
        for k in self.ks():
            parts.append(f"\n## K = {k}\n\n")
            parts += [self.summary(kind, k) for kind in kinds if self.rivals(kind, k)]
        images = {image: runs[0] for by_image in self.runs.values()
                  for image, runs in by_image.items()}
        for image, sample in images.items():
            for k in self.ks():
                parts.append(f"\n### {image} ({sample.width} x {sample.height}), K = {k}\n\n")
                parts += [self.detail(kind, k, image) for kind in kinds]
        return "".join(parts)
