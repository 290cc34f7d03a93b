"""Tests the benchmark: smoke.py QUANT measures a few small pictures, and checks the table."""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, noise, skips  # noqa: E402


def main(quant):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        pictures = noise(pathlib.Path(folder, "noise"), "a.png", "b.jpg")
        out = pathlib.Path(folder, "out")
        done = subprocess.run([sys.executable, HERE / "batch.py", "--quant", quant, "--pictures",
                               pictures, "--count", "12", "--rounds", "2", "--out", out],
                              capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"batch.py: exit code {done.returncode}: {done.stderr}")
        samples = json.loads((out / "batch.json").read_text(encoding="utf-8"))
        check("fast, 2 jobs, journal" in samples, "ways")
        check(all(len(runs) == 2 and min(map(min, runs)) > 0 for runs in samples.values()), "runs")
        check(len(done.stdout.splitlines()) == len(samples) + 2, "the table")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
