"""Tests the run in NumPy: numpy_smoke.py QUANT compares it with quant on small pictures, where the
seeds must be the same, and so must the results once NumPy rounds centroids as quant does. Also
tests that other seeds, and other results, are found."""
import math
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, noise, rows_of, skips  # noqa: E402

KS = 4, 8


def run(program, folder, *pictures, code=0, says=""):
    command = [sys.executable, HERE / "numpy_paper.py", "--quant", program, "-k",
               ",".join(map(str, KS)), "--out", folder / "out", *pictures]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False)
    check(done.returncode == code, f"numpy_paper.py: exit code {done.returncode}: {done.stderr}")
    check(says in done.stderr, f"numpy_paper.py does not say {says!r}: {done.stderr}")
    return done.stdout


def check_rows(rows, text, pictures):
    check([(row["image"], int(row["K"])) for row in rows] ==
          [(picture.name, k) for picture in pictures for k in KS], f"other rows: {rows}")
    for row in rows:
        check(row["same_seeds"] == row["rounded_is_equal"] == "True", f"not the same: {row}")
        for what in ("iterations", "inertia", "seconds"):
            check(float(row[f"{what}_numpy"]) > 0 and float(row[f"{what}_sequential"]) > 0,
                  f"no {what}: {row}")
        # Both descend from the same seeds, and noise has many minima of about one depth.
        check(math.isclose(float(row["inertia_numpy"]), float(row["inertia_sequential"]),
                           rel_tol=0.1), f"far apart: {row}")
        check(math.isclose(float(row["inertia_numpy"]), float(row["inertia_double"]),
                           rel_tol=1e-9), f"far from double: {row}")
        check(f"| {row['image']} | {row['width']}x{row['height']} | {row['K']} | yes |" in text,
              f"not in the table: {row}")


def check_parts(program, picture):
    """Checks the parts on which the table rests, by values that are known otherwise."""
    import numpy as np
    import numpy_paper
    from PIL import Image
    # The first numbers of SplitMix64 from 0, as its authors publish them.
    numbers = numpy_paper.split_mix(0)
    check([next(numbers) for _ in range(2)] == [0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4],
          "another SplitMix64")
    points, ones = np.array([[0.0, 0, 0], [10, 0, 0], [11, 0, 0]]), np.ones(3)
    seeds = np.array([[1.0, 0, 0], [9, 0, 0], [255, 255, 255]])
    # The clusters are {0} and {10, 11}, and the empty one becomes black, which loses the tie at 0.
    check(numpy_paper.kmeans(points, ones, seeds) == (2, 0.5), "another K-Means")
    with Image.open(picture) as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    drawn = numpy_paper.draw(pixels, 8, 0)
    check(numpy_paper.has_seeds(program, picture, pixels, drawn), "the seeds are not quant's")
    for other in (numpy_paper.draw(pixels, 8, 1), np.roll(drawn, 1, axis=1)):
        check(not numpy_paper.has_seeds(program, picture, pixels, other), "any seeds pass")


def main(program):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        noise(folder / "pictures", "one.png", "two.png")
        pictures = sorted((folder / "pictures").iterdir())
        text = run(program, folder, *pictures)
        check((folder / "out" / "numpy-paper.md").read_text("utf-8") == text,
              "numpy-paper.md is not what was printed")
        check_rows(rows_of(folder / "out" / "numpy-paper.csv"), text, pictures)
        check_parts(program, pictures[0])
        few = folder / "few.ppm"
        few.write_bytes(b"P6 2 2 255\n" + bytes(range(12)))
        run(program, folder, few, code=1, says="numpy_paper.py: ")
        run(program, folder, folder / "none.png", code=1, says="none.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
