"""Tests the benchmark: smoke.py QUANT measures two small pictures, and checks the table."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, rows_of  # noqa: E402

try:
    import numpy as np
    from PIL import Image
except ImportError as missing:
    print(missing)
    sys.exit(SKIPPED)


def main(quant):
    with tempfile.TemporaryDirectory() as folder:
        pictures, out = pathlib.Path(folder, "noise"), pathlib.Path(folder, "out")
        pictures.mkdir()
        for name, height in (("a.png", 20), ("b.png", 31)):
            pixels = np.random.default_rng(height).integers(0, 256, (height, 40, 3), np.uint8)
            Image.fromarray(pixels).save(pictures / name)
        done = subprocess.run([sys.executable, HERE / "ends.py", "--quant", quant, "--pictures",
                               pictures, "-k", "8,30", "--rounds", "2", "--base", "quant", "--out",
                               out], capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"ends.py: exit code {done.returncode}: {done.stderr}")
        check((out / "ends.md").read_text("utf-8") in done.stdout, "the report is not printed")
        rows = rows_of(out / "ends.csv")
        ours = [row for row in rows if row["program"] == "quant"]
        check(len(ours) == 2 * 2 * 2, f"{len(ours)} rows of quant")
        check({"quant", "quant fast"} <= {row["program"] for row in rows}, "a mode is missing")
        for row in ours:
            check(float(row["wall_ms"]) > 0 and float(row["mse"]) > 0 and int(row["bytes"]) > 0,
                  f"a row without figures: {row}")
            check(0 < float(row["decode_ms"]) + float(row["encode_ms"]) < float(row["wall_ms"]),
                  f"impossible stages: {row}")
        check("| quant | 2 |" in done.stdout and "| 1.000 | 1.000 |" in done.stdout,
              "quant is not compared with itself")


main(sys.argv[1])
