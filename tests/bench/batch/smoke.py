"""Tests the benchmark: smoke.py QUANT measures a few small pictures, and checks the table."""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check  # noqa: E402

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
        for name, height in (("a.png", 20), ("b.jpg", 31)):
            pixels = np.random.default_rng(height).integers(0, 256, (height, 40, 3), np.uint8)
            Image.fromarray(pixels).save(pictures / name)
        done = subprocess.run([sys.executable, HERE / "batch.py", "--quant", quant, "--pictures",
                               pictures, "--count", "12", "--rounds", "2", "--out", out],
                              capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"batch.py: exit code {done.returncode}: {done.stderr}")
        samples = json.loads((out / "batch.json").read_text(encoding="utf-8"))
        check("fast, 2 jobs, journal" in samples, "ways")
        check(all(len(runs) == 2 and min(map(min, runs)) > 0 for runs in samples.values()), "runs")
        check(len(done.stdout.splitlines()) == len(samples) + 2, "the table")


if __name__ == "__main__":
    main(sys.argv[1])
