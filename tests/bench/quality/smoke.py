"""Tests the benchmark: smoke.py QUANT LIBRARY runs quality.py on a sample picture and checks the
errors that it states against files that quant wrote."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, rows_of, skips  # noqa: E402

PRESETS = ("fast", "balanced", "best")
KS = (3, 16)


def run_it(library, folder, *more):
    done = subprocess.run(
        [sys.executable, HERE / "quality.py", "--library", library, "--images", folder / "images",
         "-k", ",".join(map(str, KS)), "--presets", ",".join(PRESETS), "--known",
         folder / "known.csv", "--out", folder / "out", *more],
        capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"quality.py: exit code {done.returncode}: {done.stderr}")
    return done.stdout


def written_error(program, source, k, preset, folder):
    """Returns the mean squared error of the file that the program writes for `source`."""
    import numpy as np
    from PIL import Image
    output = folder / "written.png"
    subprocess.run([program, "convert", source, "-o", output, "-k", str(k), "--preset", preset,
                    "--force"], check=True, capture_output=True)
    pair = [np.asarray(Image.open(path).convert("RGB"), np.float64) for path in (source, output)]
    return ((pair[0] - pair[1]) ** 2).sum() / (pair[0].size // 3)


def main(program, library):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "images").mkdir()
        subprocess.run([program, "sample", folder], check=True, stdout=subprocess.DEVNULL)
        small = folder / "images" / "small.png"
        (folder / "landscape-small.png").rename(small)
        text = run_it(library, folder, "--runs", "2", "--search", "3")
        runs, known = rows_of(folder / "out" / "quality.csv"), rows_of(folder / "known.csv")
        check(text.endswith((folder / "out" / "quality.md").read_text("utf-8")),
              "quality.md is not what was printed")
        check(len(runs) == 2 * len(KS) * len(PRESETS) and len(known) == len(KS), "missing rows")
        lowest = {int(row["k"]): float(row["mse"]) for row in known}
        for run in runs:
            k, preset, mse = int(run["k"]), run["preset"], float(run["mse"])
            check(lowest[k] <= mse and float(run["known"]) == lowest[k], f"not the lowest: {run}")
            check(0 < float(run["choosing_ms"]) < float(run["milliseconds"]), f"times: {run}")
            # Rounding the palette adds at most 0.25 per channel on average.
            added = written_error(program, small, k, preset, folder) - mse if run["run"] == "0" else 0
            check(-1e-3 <= added <= 0.75, f"the file's error is not that: {run}, {added}")

        # A known error that is lower than those of all runs stays; a higher one is replaced.
        rewrite(folder / "known.csv", {"3": 1.0, "16": 1e6})
        text = run_it(library, folder, "--runs", "1")
        after = {int(row["k"]): float(row["mse"]) for row in rows_of(folder / "known.csv")}
        best = min(float(run["mse"]) for run in runs if run["k"] == "16")
        check(after == {3: 1.0, 16: best}, f"the lowest are {after}, not 1 and {best}")
        above = 100 * (min(float(run["mse"]) for run in runs
                           if (run["k"], run["preset"]) == ("3", "best")) - 1)
        check(f"| best | {above:.2f} % ({above:.1f}) | 0.00 % (0.0) |" in text, f"not in {text}")
    print("as expected")
    return 0


def rewrite(path, errors):
    """Replaces the errors of the given K in a CSV of known errors."""
    lines = path.read_text("utf-8").splitlines()
    for i, line in enumerate(lines):
        parts = line.split(",")
        if len(parts) == 4 and parts[2] in errors:
            lines[i] = ",".join([*parts[:3], repr(errors[parts[2]])])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
