"""Tests the benchmark: smoke.py QUANT LIBRARY measures all installed rivals on a sample picture and
checks the CSV. rivals.py itself fails if the labels and palette of quant do not have the error that
the library states, or if two engines, or an engine and the program, differ."""
import math
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, rows_of, skips  # noqa: E402

K = 8


def main(program, library):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([program, "sample", folder], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run(
            [sys.executable, HERE / "rivals.py", "--library", library, "--quant", program,
             "--images", folder / "landscape-small.png", "-k", str(K), "--runs", "2", "--out",
             folder / "out"], capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"rivals.py: exit code {done.returncode}: {done.stderr}")
        rows = rows_of(folder / "out" / "rivals.csv")
        tables = (folder / "out" / "rivals.md").read_text("utf-8")
    check(tables == done.stdout, "rivals.md is not what was printed")

    runs = {}
    for row in rows:
        check(None not in row and None not in row.values(), f"a row of another length: {row}")
        check((row["width"], row["height"], row["k"]) == ("150", "150", str(K)), f"wrong: {row}")
        check(float(row["seconds"]) > 0 and math.isfinite(float(row["mse"])), f"wrong: {row}")
        check(1 <= int(row["colors"]) <= K, f"more than {K} colors: {row}")
        runs.setdefault(row["rival"], []).append(row)
    for rival, samples in runs.items():
        check([row["run"] for row in samples] == ["0", "1"], f"{rival}: not run 0 and 1")
        check(f"| {rival} |" in tables, f"{rival}: not in the tables")
    for preset in ("paper", "fast", "balanced"):
        check(f"convert-{preset}" in runs, f"convert-{preset} was not measured")
        check(any(name.startswith("quant-") and name.endswith(preset) for name in runs),
              f"preset {preset} was not measured in process")
    check(any(not name.startswith(("quant-", "convert-")) for name in runs), "no rival measured")
    if "numba-paper" in runs:  # same seeds and policies give the same clusters, except for rounding
        theirs = float(runs["numba-paper"][0]["mse"])
        ours = float(runs["convert-paper"][0]["mse"])
        check(abs(theirs / ours - 1) < 1e-3, f"numba-paper: MSE {theirs}, convert-paper: {ours}")
    print(f"{len(runs)} measured: {', '.join(runs)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
