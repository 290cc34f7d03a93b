#!/usr/bin/env python3
"""Measures whole processes from picture file to indexed PNG: time, size and error, beside pngquant,
ImageMagick, vips and optipng, as far as they are installed.

All programs take turns in each round, picture by picture. The tables have medians over the rounds,
with quartiles, and then geometric means over the pictures, group by group.
"""
import argparse
import collections
import csv
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image

MODES = ("fast", "default", "max")
STAGES = ("decode", "cluster", "map", "encode")


def programs(quants, k, threads, slow):
    """Returns the command of each program, in which IN and OUT stand for files. A name with + is a
    program after another one."""
    found = {}
    for name, path in quants.items():
        for mode in MODES if name == "quant" else ("default",):
            if mode == "max" and not slow:
                continue
            label = name if mode == "default" else f"{name} {mode}"
            extra = ["--compress", mode] if mode != "default" else []
            found[label] = [[path, "convert", "IN", "-o", "OUT", "-k", str(k), "-q", "--force",
                             "--json", "--threads", str(threads), *extra]]
    if shutil.which("pngquant"):
        for speed in (1, 11):
            found[f"pngquant {speed}"] = [["pngquant", "--speed", str(speed), "--nofs", "--force",
                                           "-o", "OUT", str(k), "IN"]]
        if slow and shutil.which("optipng"):
            found["pngquant 1 + optipng -o7"] = [
                found["pngquant 1"][0], ["optipng", "-o7", "-quiet", "OUT"]]
    if shutil.which("convert"):
        found["ImageMagick"] = [["convert", "IN", "+dither", "-colors", str(k), "PNG8:OUT"]]
    if shutil.which("vips"):
        found["vips"] = [["vips", "pngsave", "IN", "OUT", "--palette", "--dither", "0",
                          "--bitdepth", str(max(1, (k - 1).bit_length()))]]
    return found


def run(command):
    """Returns the milliseconds of wall and of CPU time, and those of the stages, which quant
    tells."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process.stdout:
        said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        raise subprocess.CalledProcessError(status, command)
    spent = {"wall_ms": wall * 1000, "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000}
    seconds = json.loads(said)["results"][0]["seconds"] if "--json" in command else {}
    return spent | {f"{stage}_ms": seconds[stage] * 1000 if seconds else "" for stage in STAGES}


def added(runs):
    """Returns the sum of the times of programs that ran one after the other."""
    return {name: sum(run[name] for run in runs) if runs[0][name] != "" else "" for name in runs[0]}


def mse(original, output):
    """Returns the squared difference summed over R, G and B, as a mean over the pixels."""
    difference = original - np.asarray(Image.open(output).convert("RGB"), np.int32)
    return float((difference ** 2).sum(axis=2).mean())


def group_of(path):
    return path.parent.name


def pictures(folders):
    kinds = {".png", ".jpg", ".jpeg"}
    return [path for folder in folders for path in sorted(pathlib.Path(folder).iterdir())
            if path.suffix.lower() in kinds]


def measure(paths, args):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.png")
        for path in paths:
            original = np.asarray(Image.open(path).convert("RGB"), np.int32)
            megapixels = original.shape[0] * original.shape[1] / 1e6
            for k in args.k:
                rows += measure_one(path, original, megapixels, k, out, args)
                print(path.name, k, flush=True)
    return rows


def measure_one(path, original, megapixels, k, out, args):
    commands = programs(args.quant, k, args.threads, args.slow)
    times, made = collections.defaultdict(list), {}
    for _ in range(args.rounds):
        for name, steps in list(commands.items()):
            if os.path.exists(out):
                os.remove(out)
            try:
                spent = added([run([part.replace("IN", str(path)) if part == "IN" else
                                    part.replace("OUT", out) for part in step])
                               for step in steps])
            except subprocess.CalledProcessError:
                del commands[name]  # pngquant does not read JPEG
                continue
            times[name].append(spent)
            if name not in made:
                made[name] = os.path.getsize(out), mse(original, out)
    return [{"group": group_of(path), "picture": path.name, "megapixels": megapixels, "k": k,
             "program": name, "round": number, **spent, "bytes": made[name][0],
             "mse": made[name][1]}
            for name, runs in times.items() for number, spent in enumerate(runs)]


def geometric(values):
    return statistics.geometric_mean(max(value, 1e-3) for value in values)


def table(rows, base):
    """Returns a table of one group and K: medians, and size and error against `base`."""
    by_program = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in rows:
        by_program[row["program"]][row["picture"]].append(row)
    lines = ["| | pictures | wall ms | CPU ms | bytes | error |", "|---|---:|---:|---:|---:|---:|"]
    reference = by_program.get(base, {})
    for name, of_picture in by_program.items():
        spans = {}
        for field in ("wall_ms", "cpu_ms"):
            medians = [statistics.median(row[field] for row in runs)
                       for runs in of_picture.values()]
            quartiles = statistics.quantiles(medians, n=4) if len(medians) > 1 else medians * 3
            spans[field] = f"{quartiles[1]:.1f} ({quartiles[0]:.1f} to {quartiles[2]:.1f})"
        both = [p for p in of_picture if p in reference]
        sizes = [of_picture[p][0]["bytes"] / reference[p][0]["bytes"] for p in both]
        errors = [max(of_picture[p][0]["mse"], 1e-3) / max(reference[p][0]["mse"], 1e-3)
                  for p in both]
        shown = (f"{geometric(sizes):.3f} | {geometric(errors):.3f}" if both else "- | -")
        lines.append(f"| {name} | {len(of_picture)} | {spans['wall_ms']} | {spans['cpu_ms']} | "
                     f"{shown} |")
    return "\n".join(lines)


def stage_table(rows):
    """Returns the median of each stage of quant over the pictures."""
    lines = ["| wall ms | " + " | ".join(STAGES) + " |", "|---|" + "---:|" * len(STAGES)]
    for name in dict.fromkeys(row["program"] for row in rows if row["decode_ms"] != ""):
        medians = [statistics.median(row[f"{stage}_ms"] for row in rows if row["program"] == name)
                   for stage in STAGES]
        lines.append(f"| {name} | " + " | ".join(f"{median:.1f}" for median in medians) + " |")
    return "\n".join(lines)


def report(rows, base):
    parts = [f"Sizes and errors are relative to {base} (geometric means); times are the medians of "
             "the pictures, with quartiles."]
    for group in dict.fromkeys(row["group"] for row in rows):
        for k in dict.fromkeys(row["k"] for row in rows):
            some = [row for row in rows if row["group"] == group and row["k"] == k]
            parts.append(f"### {group}, K = {k}\n\n{table(some, base)}\n\n{stage_table(some)}")
    return "\n\n".join(parts) + "\n"


def named(text):
    name, _, path = text.rpartition("=")
    return name or "quant", os.path.abspath(path)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--quant", required=True, action="append", type=named,
                        metavar="[NAME=]PATH", help="the program; given again, another build of it")
    parser.add_argument("--pictures", required=True, nargs="+", metavar="DIR",
                        help="each folder is a group")
    parser.add_argument("-k", type=lambda text: [int(k) for k in text.split(",")],
                        default=[16, 64, 256], metavar="K,..")
    parser.add_argument("--threads", type=int, default=0, help="of quant; 0: all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=int, help="at most so many pictures of a folder")
    parser.add_argument("--slow", action="store_true", help="--compress max, and optipng -o7, too")
    parser.add_argument("--base", default="pngquant 1", help="for sizes and errors (%(default)s)")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    args = parser.parse_args()
    args.quant = dict(args.quant)
    return args


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    paths = [path for folder in args.pictures for path in pictures([folder])[:args.limit]]
    rows = measure(paths, args)
    with open(args.out / "ends.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    text = report(rows, args.base)
    (args.out / "ends.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
