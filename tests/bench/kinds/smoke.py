"""Tests the benchmark: smoke.py QUANT_PAINT LIBRARY measures the library against itself on small
pictures of each group, and checks the table. kinds.py itself fails if the labels and palette of
quant do not have the error that the library states, or if that depends on threads or rounds."""
import math
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, rows_of, skips  # noqa: E402

GROUPS = {"color", "gray", "few-42", "few-200", "few-1000", "icon", "noise", "alpha", "rgb16"}
KS = 8, 42
THREADS = "1,2" if len(os.sched_getaffinity(0)) > 1 else "1"


def run(paint, out, *more):
    command = [sys.executable, HERE / "kinds.py", "--paint", paint, "--out", out, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"kinds.py: exit code {done.returncode}: {done.stderr}")
    check((out / "kinds.md").read_text("utf-8") == done.stdout, "kinds.md is not what was printed")
    return done.stdout


def write_picture(paint, path):
    from PIL import Image
    done = subprocess.run([paint, "landscape", "40", "30", "7"], capture_output=True, check=True)
    Image.frombytes("RGB", (40, 30), done.stdout).save(path)


def check_rows(rows, text):
    runs, errors = {}, {}
    for row in rows:
        check(None not in row and None not in row.values(), f"a row of another length: {row}")
        k, mse = int(row["k"]), float(row["mse"])
        check(float(row["seconds"]) > 0 and math.isfinite(mse), f"wrong: {row}")
        check(1 <= int(row["colors"]) <= k, f"more than {k} colors: {row}")
        check(row["library"] == "" or row["group"] != "few-42" or k < 42 or mse == 0,
              f"more than 42 colors: {row}")
        where = tuple(row[name] for name in ("group", "picture", "width", "k", "contestant"))
        runs.setdefault((*where, row["library"], row["threads"]), []).append(row["round"])
        if row["library"]:
            errors.setdefault(where, set()).add(row["mse"])
    for configuration, rounds in runs.items():
        check(rounds == ["0", "1"], f"{configuration}: rounds {rounds}")
    for where, found in errors.items():
        check(len(found) == 1, f"{where}: errors {found}")
    own = {row["group"] for row in rows if row["picture"] == "own.png"}
    check({row["group"] for row in rows} == GROUPS, "not all groups were measured")
    check(own == GROUPS - {"icon", "noise"}, f"own.png was measured in {own}")
    for group in GROUPS:
        check(f"\n## {group}\n" in text, f"{group} is not in the tables")
    check("\n## new / old, in the same rounds\n" in text, "the builds are not compared")
    check("The errors are the same." in text, "the same build has other errors")
    measured = len({key[-1] for key in runs})
    check(measured == len(THREADS.split(",")), f"{measured} numbers of threads")


def main(paint, library):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "pictures").mkdir()
        write_picture(paint, folder / "pictures" / "own.png")
        small = "--sizes", "24x16,32x32", "-k", ",".join(map(str, KS)), "--threads", THREADS
        text = run(paint, folder / "all", "--library", f"old={library}", "--library",
                   f"new={library}", "--pictures", folder / "pictures", "--presets",
                   "fast,balanced", "--rivals", "libimagequant-10,pillow-fastoctree", "--rounds",
                   "2", *small)
        rows = rows_of(folder / "all" / "kinds.csv")
        check_rows(rows, text)
        text = run(paint, folder / "again", "--library", library, "--baseline",
                   folder / "all" / "kinds.csv", "--groups", "gray", "--presets", "fast",
                   "--rivals", "-", "--rounds", "1", *small)
        check("## quant / new of kinds.csv" in text and "| fast | 24x16 |" in text,
              "the stored table is not compared")
        text = run(paint, folder / "cut", "--library", library, "--groups", "icon", "--presets",
                   "fast", "--rivals", "-", "--rounds", "1000000", "--seconds", "1", *small)
        check("The rounds were cut to end in 1 seconds" in text, "the rounds were not cut")
    rivals = sorted({row["contestant"] for row in rows if not row["library"]})
    print(f"{len(rows)} runs; rivals: {', '.join(rivals)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
