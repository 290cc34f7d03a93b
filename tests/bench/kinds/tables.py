"""Turns samples into Markdown: times and errors by group, and ratios of two builds of quant."""
import collections
import math
import statistics

from groups import GROUPS
from report import geometric_mean, shown, table

WORST = 10  # ratios that are listed


def quartiles(values):
    """Returns the lower quartile, the median and the upper quartile."""
    values = list(values)
    if len(values) == 1:
        return values * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def spread(of_pictures):
    """Returns the geometric mean over pictures of medians, and of quartiles in parentheses."""
    if not of_pictures:
        return "-"
    low, middle, high = map(geometric_mean, zip(*of_pictures))
    return f"{shown(middle)} ({shown(low)} to {shown(high)})" if low < high else shown(middle)


def title(sample):
    return f"{sample.library}-{sample.contestant}" if sample.library else sample.contestant


class Runs:
    """The samples of each configuration."""

    def __init__(self, samples):
        self.samples = samples
        self._by_key = collections.defaultdict(dict)
        for sample in samples:
            picture = sample.group, sample.width, sample.height, sample.k, sample.picture
            self._by_key[*picture, title(sample), sample.threads][sample.round] = sample

    def __iter__(self):
        return iter(self._by_key.items())

    def first(self, key):
        return next(iter(self._by_key[key].values())) if key in self._by_key else None

    def seconds(self, key):
        return {number: sample.seconds for number, sample in self._by_key.get(key, {}).items()}

    def median(self, key):
        return statistics.median(self.seconds(key).values())

    def paired(self, key, other):
        """Returns the quartiles of the ratio of two configurations in the same round."""
        one, two = self.seconds(key), self.seconds(other)
        ratios = [one[number] / two[number] for number in one if number in two]
        return quartiles(ratios) if ratios else None


def times(runs, group):
    threads = sorted({sample.threads for sample in runs.samples})
    rows = collections.defaultdict(list)
    for key, samples in runs:
        if key[0] == group:
            rows[key[1], key[2], key[3], key[5]].append((key, samples))
    lines = []
    for (width, height, k, name), found in sorted(rows.items(), key=lambda row: (
            row[0][0] * row[0][1], row[0][2])):
        cells = [name, f"{width}x{height}", str(k)]
        for count in threads:
            cells.append(spread([[1000 * value for value in quartiles(runs.seconds(key).values())]
                                 for key, _ in found if key[-1] == count]))
        if len(threads) > 1:
            pairs = [runs.paired((*key[:-1], threads[0]), (*key[:-1], threads[-1]))
                     for key, _ in found if key[-1] == threads[0]]
            cells.append(spread([pair for pair in pairs if pair]))
        counts = [len(samples) for _, samples in found]
        least = "" if min(counts) == max(counts) else f"{min(counts)} to "
        cells.append(f"{len({key[4] for key, _ in found})} x {least}{max(counts)}")
        lines.append(cells)
    many = [f"threads {threads[0]} / {threads[-1]}"] if len(threads) > 1 else []
    return table(["time", "size", "K", *(f"ms, threads = {count}" for count in threads), *many,
                  "pictures x rounds"], lines)


def over_least(mse, least):
    return mse / least if least > 0 else 1.0 if mse == 0 else math.inf


def worst_of(ratios):
    """Returns the cells of pairs of ratio and name: the mean, the worst, and where that is."""
    finite = [ratio for ratio, _ in ratios if ratio < math.inf]
    worst, where = max(ratios)
    mean = geometric_mean(finite)
    return [f"{mean:.4f}" if finite else "-",
            "infinite" if worst == math.inf else f"{worst:.4f}", where if worst > 1 else "-"]


def errors(runs, group):
    mse = collections.defaultdict(dict)
    for (of_group, width, height, k, picture, name, _), samples in runs:
        if of_group == group:
            where = f"{picture} {width}x{height}"
            mse[k, where].setdefault(name, next(iter(samples.values())).mse)
    rows = collections.defaultdict(list)
    for (k, where), of_names in mse.items():
        for name, value in of_names.items():
            rows[k, name].append((over_least(value, min(of_names.values())), where))
    lines = [[name, str(k), *worst_of(ratios)]
             for (k, name), ratios in sorted(rows.items(), key=lambda row: row[0][0])]
    return table(["error / least", "K", "geometric mean", "worst", "worst picture"], lines)


def by_group(runs):
    parts = []
    measured = {sample.group for sample in runs.samples}
    for group in sorted(measured, key=GROUPS.index):
        parts.append(f"\n## {group}\n\n" + times(runs, group) + errors(runs, group))
    return "".join(parts)


class Comparison:
    """The ratios of a new build of quant to an old one: pairs of a key without the library, and
    (lower quartile, median, upper quartile, new error, old error)."""

    def __init__(self, heading, ratios):
        self.heading = heading
        self.ratios = ratios

    @staticmethod
    def in_one_run(runs, old, new):
        ratios = {}
        for key, _ in runs:
            sample = runs.first(key)
            other = (*key[:5], f"{old}-{sample.contestant}", key[-1])
            if sample.library == new and (pair := runs.paired(key, other)):
                ratios[(*key[:5], sample.contestant, key[-1])] = (*pair, sample.mse,
                                                                  runs.first(other).mse)
        return Comparison(f"{new} / {old}, in the same rounds", ratios)

    @staticmethod
    def with_stored(runs, library, stored, stored_library, name):
        """Compares medians; names of rivals are the same in both, and are compared too."""
        ratios = {}
        for key, _ in runs:
            sample = runs.first(key)
            if sample.library not in (library, ""):
                continue
            before = f"{stored_library}-{sample.contestant}" if sample.library else key[5]
            other = (*key[:5], before, key[-1])
            if was := stored.first(other):
                ratio = runs.median(key) / stored.median(other)
                ratios[(*key[:5], sample.contestant, key[-1])] = (ratio, ratio, ratio, sample.mse,
                                                                  was.mse)
        return Comparison(f"{library} / {name}, medians of two runs", ratios)

    def _cells(self, columns, chosen):
        """Returns the mean of each column, and the worst of all with its place."""
        cells, worst = [], (0, "")
        for k, threads in columns:
            found = [(values[1],
                      f"{key[0]} {key[4]} {key[1]}x{key[2]}, K = {k}, threads = {threads}")
                      for key, values in chosen if (key[3], key[-1]) == (k, threads)]
            cells.append(shown(geometric_mean(ratio for ratio, _ in found)))
            worst = max([worst, *found])
        return [*cells, shown(worst[0]), worst[1]]

    def markdown(self):
        if not self.ratios:
            return f"\n## {self.heading}\n\nNothing is in both.\n"
        columns = sorted({(key[3], key[-1]) for key in self.ratios})
        rows = collections.defaultdict(list)
        for key, values in self.ratios.items():
            rows[key[5], f"{key[1]}x{key[2]}"].append((key, values))
            rows[key[5], "all, " + key[0]].append((key, values))
        lines = [[name, what, *self._cells(columns, chosen)]
                 for (name, what), chosen in sorted(rows.items(), key=self._order)]
        text = f"\n## {self.heading}\n\n" + table(
            ["time, new / old", "pictures", *(f"K = {k}, threads = {t}" for k, t in columns),
             "worst", "where"], lines)
        return text + self._worst() + self._errors()

    @staticmethod
    def _order(row):
        (name, what), chosen = row
        sizes = {key[1] * key[2] for key, _ in chosen}
        return name, what.startswith("all"), min(sizes)

    def _worst(self):
        listed = sorted(self.ratios.items(), key=lambda item: -item[1][1])[:WORST]
        lines = [[f"{key[5]}, {key[0]} {key[4]}", f"{key[1]}x{key[2]}", str(key[3]), str(key[-1]),
                  spread([values[:3]])]
                 for key, values in listed]
        return table(["slowest, new / old", "size", "K", "threads", "time, new / old"], lines)

    def _errors(self):
        rows = collections.defaultdict(list)
        for key, (*_, mse, before) in self.ratios.items():
            if mse != before:
                rows[key[5], key[3]].append((over_least(mse, before),
                                             f"{key[0]} {key[4]} {key[1]}x{key[2]}"))
        if not rows:
            return "The errors are the same.\n"
        return table(["error, new / old, where it differs", "K", "geometric mean", "worst",
                      "worst picture"],
                     [[name, str(k), *worst_of(ratios)]
                      for (name, k), ratios in sorted(rows.items())])
