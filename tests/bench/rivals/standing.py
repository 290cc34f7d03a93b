#!/usr/bin/python3
"""Compares quant's default preset with all other quantizers: standing.py DIR/rivals.csv...

Reads the files that rivals.py wrote. Prints, for each K, the errors relative to preset `balanced`;
the pairs of picture and K in which another quantizer has less error; and the time of the fastest
quantizer whose error is at most a tenth larger.
"""
import collections
import csv
import statistics
import sys

from report import geometric_mean, shown, table

OURS = ("quant-", "convert-")
REFERENCE = "balanced"
NEAR = 1.1


def read(paths):
    """Returns {(image, K): {rival: (kind, MSE, median seconds)}}."""
    samples = collections.defaultdict(list)
    for path in paths:
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                key = row["image"], int(row["k"]), row["rival"]
                samples[key].append((row["kind"], float(row["mse"]), float(row["seconds"])))
    pairs = collections.defaultdict(dict)
    for (image, k, rival), runs in samples.items():
        kind, mse, _ = runs[0]
        pairs[image, k][rival] = kind, mse, statistics.median(run[2] for run in runs)
    return pairs


def reference(results, kind=None):
    """Returns the result of quant's default preset from its quickest engine; the errors of all
    engines are the same. Returns None if there is no such result."""
    ours = [result for name, result in results.items()
            if name.startswith(OURS) and name.endswith("-" + REFERENCE)
            and kind in (None, result[0])]
    return min(ours, key=lambda result: result[2]) if ours else None


def errors(pairs, ks):
    names = list(dict.fromkeys(name for results in pairs.values() for name in results))
    rows = []
    for name in names:
        cells = []
        for k in ks:
            ratios = [results[name][1] / reference(results)[1] for (_, at), results in pairs.items()
                      if at == k and name in results and reference(results)[1] > 0]
            cells.append(f"{geometric_mean(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})"
                         if ratios else "-")
        rows.append([name, *cells])
    return table(["MSE / " + REFERENCE, *(f"K = {k}" for k in ks)], rows)


def below(pairs):
    """Returns a sentence that says which other quantizers have less error, and where."""
    found = []
    for (image, k), results in sorted(pairs.items()):
        ours = reference(results)[1]
        found += [f"{name} on {image} at K = {k}, by {100 * (1 - mse / ours):.2f} %"
                  for name, (_, mse, _) in results.items()
                  if mse < ours and not name.startswith(OURS)]
    where = len({text.split(" on ")[1].split(",")[0] for text in found})
    text = f"Lowest in {len(pairs) - where} of {len(pairs)} pairs of picture and K"
    return f"{text}; lower: {'; '.join(found)}.\n\n" if found else f"{text}.\n\n"


def times(pairs, ks):
    rows = []
    for kind in sorted({result[0] for results in pairs.values() for result in results.values()}):
        cells = []
        for k in ks:
            ratios, names = [], collections.Counter()
            for (_, at), results in pairs.items():
                ours = reference(results, kind)
                near = [(seconds, name) for name, (its, mse, seconds) in results.items()
                        if at == k and ours and its == kind and not name.startswith(OURS)
                        and mse <= NEAR * ours[1]]
                if near:
                    seconds, name = min(near)
                    ratios.append(seconds / ours[2])
                    names[name] += 1
            cells.append(f"{shown(geometric_mean(ratios))} (least {shown(min(ratios))}; "
                         f"{names.most_common(1)[0][0]} in {names.most_common(1)[0][1]} of "
                         f"{len(ratios)})" if ratios else "-")
        rows.append([kind, *cells])
    return table([f"time of the fastest within a tenth / {REFERENCE}",
                  *(f"K = {k}" for k in ks)], rows)


def main(paths):
    pairs = {key: results for key, results in read(paths).items() if reference(results)}
    if not pairs:
        raise ValueError(f"nothing of preset {REFERENCE} in {' '.join(paths) or 'no file'}")
    ks = sorted({k for _, k in pairs})
    images = len({image for image, _ in pairs})
    print(f"{images} pictures.\n\n" + errors(pairs, ks) + below(pairs) + times(pairs, ks), end="")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"standing.py: {error}")
