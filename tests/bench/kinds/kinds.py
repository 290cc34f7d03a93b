#!/usr/bin/python3
"""Measures quant on every kind of picture: color, gray, few colors, icon, noise, alpha, 16 bits.

Compares presets, numbers of threads, libimagequant, and builds of quant with each other, in the
same rounds. Writes each run to DIR/kinds.csv, and the tables to DIR/kinds.md and standard output.
docs/benchmarks.md explains the method.
"""
import argparse
import collections
import csv
import dataclasses
import datetime
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rivals"))

import machine  # noqa: E402
from rivals import integers  # noqa: E402

SIZES = "32x32,150x150,768x512,1024x1024,4096x4096"
FEW_UNITS = 12  # that are named when they are left out
PRESETS = "instant,fast,balanced,best"


def names(text):
    return text.split(",")


def sizes(text):
    pairs = [tuple(map(int, part.split("x"))) for part in text.split(",")]
    if any(len(pair) != 2 or min(pair) < 1 for pair in pairs):
        raise ValueError
    return sorted(pairs, key=lambda pair: (pair[0] * pair[1], pair))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True, action="append", metavar="[NAME=]PATH",
                        help="libquant.so; given again, each is compared with the first")
    parser.add_argument("--paint", required=True, metavar="PATH", help="the program quant_paint")
    parser.add_argument("--pictures", type=pathlib.Path, metavar="DIR",
                        help="further pictures: plain files, or a folder for each group")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pictures of a folder")
    parser.add_argument("--groups", type=names, metavar="NAME,..", help="whose names begin so")
    parser.add_argument("--sizes", type=sizes, default=SIZES, metavar="WxH,..",
                        help="(%(default)s)")
    parser.add_argument("-k", "--k", type=integers, default="8,32,256", metavar="K,..",
                        help="(%(default)s)")
    parser.add_argument("--threads", type=integers, default="1,2", metavar="N,..",
                        help="(%(default)s)")
    parser.add_argument("--presets", type=names, default=PRESETS, metavar="NAME,..",
                        help="those that a library has (%(default)s)")
    parser.add_argument("--rivals", type=names, default="libimagequant", metavar="NAME,..",
                        help="in process, whose names begin so; '-' for none (%(default)s)")
    parser.add_argument("--rounds", type=int, default=9, help="at most (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3600,
                        help="for the whole; the slow get fewer rounds (%(default)s)")
    parser.add_argument("--run-ms", type=float, default=4, metavar="MS",
                        help="a run repeats shorter calls until it takes this long (%(default)s)")
    parser.add_argument("--baseline", type=pathlib.Path, metavar="CSV",
                        help="kinds.csv of another commit on this machine, to compare with")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    if min(options.k) < 2 or max(options.k) > 256:
        parser.error("-k: give numbers from 2 to 256")
    if min(options.threads) < 1 or options.rounds < 1:
        parser.error("--threads and --rounds: give at least 1")
    options.threads = sorted(set(options.threads))
    return options


def commit():
    """Returns the commit of the folder that this program is in."""
    done = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty", "--abbrev=9"],
                          capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def libraries(given):
    """Returns the loaded libraries by name. The only one needs no name."""
    from library import Library
    loaded = {}
    for text in given:
        name, equals, path = text.partition("=")
        name, path = (name, path) if equals else ("quant", text)
        if name in loaded:
            raise ValueError(f"--library: two have the name {name}; write NAME=PATH")
        loaded[name] = Library(str(pathlib.Path(path).resolve()))
    return loaded


def contestants_of(options, loaded, notes):
    import contestants
    found = []
    for preset in options.presets:
        having = [name for name, library in loaded.items() if preset in library.presets]
        found += [contestants.preset(name, loaded[name], preset) for name in having]
        if len(having) < len(loaded):
            notes.append(f"preset {preset} of {', '.join(sorted(set(loaded) - set(having)))}")
    if options.rivals != ["-"]:
        rivals, absent = contestants.rivals(options.rivals, next(iter(loaded.values())))
        found += rivals
        notes += absent
    if not found:
        raise ValueError("--presets and --rivals: nothing is left to measure")
    return found


def pictures_of(options, album):
    from groups import GROUPS
    chosen = [group for group in GROUPS
              if options.groups is None or group.startswith(tuple(options.groups))]
    for name in options.groups or ():
        if not any(group.startswith(name) for group in GROUPS):
            raise ValueError(f"--groups {name}: there are {', '.join(GROUPS)}")
    found = album.built_in(chosen, options.sizes)
    if options.pictures:
        found += album.of_folder(options.pictures, chosen, options.sizes, options.limit)
    # Pictures that are made of the same one stand together, which saves making it again.
    return sorted(found, key=lambda picture: (picture.width * picture.height, picture.width,
                                              picture.name, GROUPS.index(picture.group)))


def stored_samples(path):
    from rounds import Sample
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fields = dataclasses.fields(Sample)
    if not rows or list(rows[0]) != [field.name for field in fields]:
        raise ValueError(f"{path}: not a table that this program wrote")
    return [Sample(**{field.name: field.type(row[field.name]) for field in fields})
            for row in rows]


def comparisons(options, runs, loaded, stored):
    from tables import Comparison, Runs
    first, *others = loaded
    found = [Comparison.in_one_run(runs, first, other) for other in others]
    if stored:
        # By first appearance: round 0 has the libraries in the order in which they were given.
        last = list({sample.library: sample for sample in stored if sample.library}.values())[-1]
        found.append(Comparison.with_stored(
            runs, [first, *others][-1], Runs(stored), last.library,
            f"{last.library} of {options.baseline.name} ({last.commit}, {last.date})"))
    return found


def in_short(units):
    """Returns the names of units, or only their number for each size if there are many."""
    if len(units) <= FEW_UNITS:
        return list(map(str, units))
    counts = collections.Counter(f"{unit.picture.size} K={unit.k}" for unit in units)
    return [f"{where}: {count} presets or rivals of pictures" for where, count in counts.items()]


def head(options, rounds, album_notes, absent, loaded, began, load_before):
    versions = ", ".join(f"{name} {library.version()}" for name, library in loaded.items())
    text = (f"{machine.processor()}; {load_before}. {versions}; {machine.versions(sys.modules)}.\n"
            f"Commit {commit()}; at most {options.rounds} rounds; took "
            f"{(time.monotonic() - began) / 60:.1f} minutes.\n")
    if rounds.cut:
        text += (f"The rounds were cut to end in {options.seconds:g} seconds: the tables say how "
                 "many each has.\n")
    for what, listed in (("Absent", absent), ("Left out", album_notes),
                         ("Left out, the time was over", in_short(rounds.left_out)),
                         ("Failed", rounds.failures)):
        text += f"{what}: {'; '.join(listed)}.\n" if listed else ""
    return text


def measure(options, loaded, folder, file):
    """Returns the rounds, the samples and what is absent. Writes samples as soon as they are
    there, so that a run that is stopped leaves them."""
    from contestants import Subject
    from pictures import Album
    from rounds import Rounds, Sample, units_of, warm_up
    end = time.monotonic() + options.seconds
    absent, samples = [], []
    writer = csv.writer(file)
    writer.writerow(field.name for field in dataclasses.fields(Sample))

    def store(sample):
        samples.append(sample)
        writer.writerow(dataclasses.astuple(sample))
        file.flush()
    contestants = contestants_of(options, loaded, absent)
    album = Album(options.paint, folder)
    listed = pictures_of(options, album)
    warm_up(Subject(album.built_in(["color"], [(64, 64)])[0]), contestants, options.threads)
    labels = commit(), datetime.date.today().isoformat(), machine.processor()
    rounds = Rounds(labels, store, end, options.run_ms / 1000)
    rounds.run(units_of(listed, options.k, contestants, options.threads), options.rounds)
    return rounds, samples, album.notes(), absent


def main():
    options = arguments()
    machine.limit_threads(max(options.threads))
    # These imports must follow limit_threads: libraries count the processors when they are loaded.
    from tables import Runs, by_group

    stored = stored_samples(options.baseline) if options.baseline else []
    if stored and stored[0].machine != machine.processor():
        raise ValueError(f"{options.baseline}: of another machine, {stored[0].machine}")
    loaded = libraries(options.library)
    began, load_before = time.monotonic(), machine.load()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, \
            open(options.out / "kinds.csv", "w", newline="", encoding="utf-8") as file:
        rounds, samples, notes, absent = measure(options, loaded, pathlib.Path(folder), file)
    if not samples:
        raise ValueError("nothing was measured: give more --seconds")
    runs = Runs(samples)
    text = head(options, rounds, notes, absent, loaded, began, load_before)
    text += "".join(comparison.markdown()
                    for comparison in comparisons(options, runs, loaded, stored))
    text += by_group(runs)
    (options.out / "kinds.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if rounds.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"kinds.py: {error}")
