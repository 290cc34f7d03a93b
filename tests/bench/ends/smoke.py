"""Tests the benchmark: smoke.py QUANT measures two small pictures, and checks the table."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, noise, rows_of, skips  # noqa: E402


def main(quant):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        pictures = noise(pathlib.Path(folder, "noise"), "a.png", "b.png")
        out = pathlib.Path(folder, "out")
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
    return 0


sys.exit(main(sys.argv[1]))
