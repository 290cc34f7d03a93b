#!/usr/bin/env python3
"""Measures batches of pictures: wall and CPU time by the number of jobs and the way to sync, beside
one pngquant a file, two at a time; the memory of the program, and what the journal costs.

All ways take turns in each round. Each run writes into a folder of its own, and the folders stay
until the end: a file system looks for a free place longer where files were removed just before.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from PIL import Image


def copies(pictures, count, folder):
    """Fills a folder with so many files, in subfolders of 1000."""
    folder.mkdir()
    for i in range(count):
        place = folder / str(i // 1000)
        place.mkdir(exist_ok=True)
        source = pictures[i % len(pictures)]
        shutil.copy(source, place / f"{i}{source.suffix.lower()}")
    return folder


def as_png(folder, target):
    """Makes PNG files of the same pictures, as pngquant reads nothing else."""
    for path in sorted(folder.rglob("*.*")):
        place = target / path.relative_to(folder).with_suffix(".png")
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.open(path).convert("RGB").save(place, compress_level=1)
    return target


def ways(options, inputs, pngs):
    """Returns the command of each way, in which OUT stands for the output folder."""
    k = str(options.colors)
    found = {}
    for preset in options.presets:
        def quant(*extra, base=preset):
            return [str(options.quant), "convert", str(inputs), "-r", "--output-dir", "OUT", "-q",
                    "-k", k, "--preset", base, *extra]
        for jobs in options.jobs:
            found[f"{preset}, {jobs} jobs"] = quant("--jobs", str(jobs), *options.extra)
        most = str(max(options.jobs))
        found[f"{preset}, {most} jobs, journal"] = quant(
            "--jobs", most, "--journal", "OUT.journal", *options.extra)
        for sync in ("file", "none"):
            found[f"{preset}, {most} jobs, --sync {sync}"] = quant(
                "--jobs", most, "--sync", sync, *options.extra)
    for name, path in options.before.items():
        # A program without --recursive gets the names, by xargs.
        found[f"{name}, fast"] = [
            "sh", "-c", f"find {inputs} -name '*.*' -type f -print0 | xargs -0 {path} convert -q "
            f"--preset fast -k {k} --output-dir OUT"]
    if pngs:
        found["pngquant 10, xargs -P2"] = [
            "sh", "-c", f"mkdir OUT && find {pngs} -name '*.png' -print0 | xargs -0 -P2 -I@ sh -c "
            f"'pngquant --speed 10 --nofs {k} -o OUT/$(basename @) @'"]
    return found


def run(command, out):
    """Returns seconds of wall and of CPU time, and the MB that the largest process had."""
    command = [part.replace("OUT", str(out)) for part in command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        sys.exit(f"batch.py: {' '.join(command)}: {process.stderr.read().decode()[-500:]}")
    process.stderr.close()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024


def table(samples, count):
    """Returns the table of all ways: medians, with the least and the most wall time."""
    lines = ["| way | wall, s | least to most | CPU, s | wall / CPU | CPU, ms/file | memory, MB |",
             "|---|---|---|---|---|---|---|"]
    for way, runs in samples.items():
        walls = [wall for wall, _, _ in runs]
        wall, cpu = statistics.median(walls), statistics.median(cpu for _, cpu, _ in runs)
        memory = max(memory for _, _, memory in runs)
        lines.append(f"| {way} | {wall:.2f} | {min(walls):.2f} to {max(walls):.2f} | {cpu:.2f} | "
                     f"{wall / cpu:.2f} | {1000 * cpu / count:.2f} | {memory:.0f} |")
    return "\n".join(lines) + "\n"


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quant", type=pathlib.Path, required=True)
    parser.add_argument("--pictures", type=pathlib.Path, required=True, help="a folder")
    parser.add_argument("--count", type=int, default=10000, help="files, copies if need be")
    parser.add_argument("--colors", type=int, default=16)
    parser.add_argument("--presets", type=lambda text: text.split(","),
                        default=["fast", "balanced"])
    parser.add_argument("--jobs", type=lambda text: [int(part) for part in text.split(",")],
                        default=[1, 2])
    parser.add_argument("--extra", action="append", default=[], help="an option more for quant")
    parser.add_argument("--before", action="append", default=[], metavar="NAME=PATH",
                        help="an older quant, to compare with")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=pathlib.Path, help="on the disk to measure")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="for results")
    options = parser.parse_args(arguments)
    options.before = dict(text.split("=", 1) for text in options.before)
    return options


def main(options):
    pictures = sorted(path for path in options.pictures.rglob("*")
                      if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    options.out.mkdir(parents=True, exist_ok=True)
    samples = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        place = pathlib.Path(name)
        inputs = copies(pictures, options.count, place / "in")
        pngs = as_png(inputs, place / "png") if shutil.which("pngquant") else None
        os.sync()
        for round_number in range(options.rounds):
            for i, (way, command) in enumerate(ways(options, inputs, pngs).items()):
                out = place / f"out-{round_number}-{i}"
                samples.setdefault(way, []).append(run(command, out))
                written = sum(1 for path in out.rglob("*.png"))
                if written != options.count:
                    sys.exit(f"batch.py: {way}: {written} of {options.count} files")
                os.sync()
    text = table(samples, options.count)
    (options.out / "batch.md").write_text(text, encoding="utf-8")
    (options.out / "batch.json").write_text(json.dumps(samples, indent=2), encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main(parse(sys.argv[1:]))
