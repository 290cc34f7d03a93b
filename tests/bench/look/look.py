#!/usr/bin/env python3
"""Compares how dithered pictures look: those of quant, with each dither and in each color space,
and those of pngquant, libimagequant, ImageMagick, GIMP, ffmpeg and Pillow, as far as installed.

Two metrics judge each result beside its original: SSIMULACRA 2 and, if butteraugli_main is there
(Debian: libjxl-devtools), the 3-norm of butteraugli. The results are look.csv, look.md and contact
sheets of crops. Times are of whole processes, or in process for libimagequant and Pillow; they
mean little beside other work. Translucent pictures are judged over gray.
"""
import argparse
import concurrent.futures
import csv
import fnmatch
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import judges
import methods
import sheets
import tables

FIELDS = ("picture", "width", "height", "group", "k", "method", "version", "ssimulacra2",
          "butteraugli", "seconds", "colors")
KINDS = {".png", ".jpg", ".jpeg", ".ppm", ".bmp", ".tif", ".tiff", ".webp"}


class Run:
    """Measures all methods, and keeps the rows, the originals and the results in a folder."""

    def __init__(self, args, chosen, judge):
        self.args, self.methods, self.judge = args, chosen, judge
        self.rows = read_rows(args.out / "look.csv") if args.resume else {}
        self.lock = threading.Lock()
        self.failures = set()

    def path(self, group, picture, method=None, k=None):
        """Returns the file of an original, or of a result."""
        name = "original" if method is None else f"{k}-{re.sub('[^A-Za-z0-9_.-]+', '_', method)}"
        return self.args.out / "pictures" / group / picture / f"{name}.png"

    def measure(self, source, k):
        """Makes and judges what is missing of one picture at one K."""
        group, picture = group_of(source), source.name
        original = self.path(group, picture)
        missing = [m for m in self.methods if self.is_missing((group, picture, k, m.name))]
        if not missing:
            return
        pixels = judges.pixels_of(source)
        if not original.exists():
            judges.write(judges.on_gray(pixels), original)
        with tempfile.TemporaryDirectory() as folder:
            job = methods.Job(pathlib.Path(folder, "in.png"), pixels, k,
                              pathlib.Path(folder, "out.png"))
            judges.write(pixels, job.png)
            for method in missing:
                if method.supports(job):
                    self.measure_method(group, picture, job, method)
        with self.lock:
            write_rows(self.args.out / "look.csv", self.rows)
            print(f"{group}/{picture} {k}", flush=True)

    def is_missing(self, key):
        row = self.rows.get(key)
        return row is None or (row["butteraugli"] is None and self.wants_butteraugli(key[2]))

    def wants_butteraugli(self, k):
        wanted = self.args.butteraugli_k
        return self.judge.has_butteraugli and (wanted is None or k in wanted)

    def measure_method(self, group, picture, job, method):
        key = group, picture, job.k, method.name
        original, result = self.path(group, picture), self.path(group, picture, method.name, job.k)
        try:
            row = self.rows.get(key)
            if row is None or not result.exists():
                row = self.make(job, method, original, result)
            if self.wants_butteraugli(job.k):
                row["butteraugli"] = self.judge.butteraugli(original, result)
        except (RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
            with self.lock:
                self.failures.add(f"{method.name}: {group}/{picture}, K = {job.k}: {error}")
            return
        row |= {"picture": picture, "group": group, "k": job.k, "method": method.name,
                "version": method.version}
        with self.lock:
            self.rows[key] = row

    def make(self, job, method, original, result):
        job.out.unlink(missing_ok=True)
        seconds = method.make(job)
        made = judges.pixels_of(job.out)
        if made.shape[:2] != job.pixels.shape[:2]:
            raise RuntimeError(f"wrote {made.shape[1]}x{made.shape[0]} pixels")
        judges.write(judges.on_gray(made), result)
        return {"width": made.shape[1], "height": made.shape[0], "butteraugli": None,
                "ssimulacra2": self.judge.ssimulacra2(original, result), "seconds": seconds,
                "colors": judges.count_colors(made)}


def group_of(path):
    return path.resolve().parent.name


def read_rows(path):
    if not path.exists():
        return {}
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for name, kind in (("width", int), ("height", int), ("k", int), ("ssimulacra2", float),
                           ("butteraugli", float), ("seconds", float), ("colors", int)):
            row[name] = kind(row[name]) if row[name] else None
    return {(row["group"], row["picture"], row["k"], row["method"]): row for row in rows}


def write_rows(path, rows):
    whole = path.with_suffix(".part")
    with open(whole, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(rows.values())
    whole.replace(path)


def pictures(paths, every, limit):
    """Returns the files given and those of the folders given."""
    found = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in KINDS)
            found += inside[::every][:limit]
        else:
            found.append(path)
    return found


def make_sheets(run, sources):
    """Writes the sheets of the crops given, or of the pictures on which the base does worst."""
    shown = [m.name for m in run.methods
             if any(fnmatch.fnmatchcase(m.name, pattern) for pattern in run.args.show)]
    boxes = run.args.crop or [(source, None) for source in worst(run, sources)]
    for number, (source, box) in enumerate(boxes, 1):
        group, picture, k = group_of(source), source.name, run.args.sheet_k
        results = []
        for name in shown:
            row = run.rows.get((group, picture, k, name))
            if row:
                norm = f", {row['butteraugli']:.2f}" if row["butteraugli"] is not None else ""
                results.append((f"{name}: {row['ssimulacra2']:.1f}{norm}",
                                run.path(group, picture, name, k)))
        if results:
            path = run.args.out / "sheets" / f"{number:02}-{source.stem}-{k}.png"
            box = sheets.sheet(run.path(group, picture), results, box, path)
            print(f"{path}: {source}:{','.join(map(str, box))}")


def worst(run, sources):
    """Returns the pictures on which the base does worst beside the best rival, worst first."""
    def lead(source):
        some = {name: row["ssimulacra2"] for (group, picture, k, name), row in run.rows.items()
                if (group, picture, k) == (group_of(source), source.name, run.args.sheet_k)}
        rivals = [score for name, score in some.items() if not name.startswith(methods.OURS)]
        return some.get(run.args.base, 0) - max(rivals, default=0)
    return sorted(sources, key=lead)[:run.args.sheets]


def crop(text):
    """Returns the file and the box of FILE:X,Y,W,H."""
    found = re.fullmatch(r"(.+):(\d+),(\d+),(\d+),(\d+)", text)
    if not found or "0" in found.group(4, 5):
        raise argparse.ArgumentTypeError(f"{text}: must be FILE:X,Y,W,H")
    return pathlib.Path(found[1]), tuple(map(int, found.group(2, 3, 4, 5)))


def method(text):
    try:
        return methods.named(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def numbers(text):
    return [int(k) for k in text.split(",") if k]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--quant", required=True, type=os.path.abspath, help="the program")
    parser.add_argument("--pictures", default=[], nargs="+", type=pathlib.Path, metavar="PATH",
                        help="files and folders; a folder is a group")
    parser.add_argument("--every", type=int, default=1, metavar="N",
                        help="each Nth picture of a folder")
    parser.add_argument("--limit", type=int, help="at most so many pictures of a folder")
    parser.add_argument("-k", type=numbers, default=[16, 64, 256], metavar="K,..")
    parser.add_argument("--method", action="append", default=[], type=method,
                        metavar="NAME=COMMAND",
                        help="a further method: a command with {in} {out} {k}; repeatable")
    parser.add_argument("--only", action="append", metavar="PATTERN",
                        help="measure methods with such names, as 'quant *' or '*/oklab'")
    parser.add_argument("--base", default="quant auto",
                        help="what is compared with each rival (%(default)s)")
    parser.add_argument("--ssimulacra2", metavar="PROGRAM",
                        help="prints the score of two files (else: quant compare)")
    parser.add_argument("--butteraugli-k", type=numbers, metavar="K,..",
                        help="only at these K, or at none: ''")
    parser.add_argument("--crop", action="append", type=crop, metavar="FILE:X,Y,W,H",
                        help="a sheet of this part of a picture; repeatable")
    parser.add_argument("--sheets", type=int, default=10,
                        help="without --crop, so many pictures, the worst first (%(default)s)")
    parser.add_argument("--sheet-k", type=int, metavar="K", help="of the sheets (the first of -k)")
    parser.add_argument("--show", action="append", metavar="PATTERN",
                        help="what sheets show (all methods but 'quant */*')")
    parser.add_argument("--jobs", type=int, default=1, help="pictures at once (%(default)s)")
    parser.add_argument("--resume", action="store_true", help="keep the rows that look.csv has")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    args = parser.parse_args()
    args.sheet_k = args.sheet_k or args.k[0]
    return args


def main():
    args = arguments()
    found, absent = methods.all_methods(args.quant, args.method)
    chosen = [m for m in found
              if not args.only or any(fnmatch.fnmatchcase(m.name, p) for p in args.only)]
    args.show = args.show or [m.name for m in chosen if "/" not in m.name]
    judge = judges.Judges(args.quant, args.ssimulacra2)
    if not judge.has_butteraugli:
        absent.append(judges.BUTTERAUGLI)
    if absent:
        print("not installed: " + ", ".join(absent))
    args.out.mkdir(parents=True, exist_ok=True)
    run = Run(args, chosen, judge)
    sources = pictures(args.pictures, args.every, args.limit)
    known = {source.resolve() for source in sources}
    sources += dict.fromkeys(s for s, _ in args.crop or () if s.resolve() not in known)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(lambda job: run.measure(*job), [(s, k) for k in args.k for s in sources]))
    rows = list(run.rows.values())
    text = tables.report(rows, args.base) if rows else ""
    text += "".join(f"\nfailed: {failure}\n" for failure in sorted(run.failures))
    (args.out / "look.md").write_text(text, encoding="utf-8")
    print(text)
    make_sheets(run, sources)
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
