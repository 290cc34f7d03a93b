# Runs each case: a shell script NAME.sh in an empty folder, in which `quant` is the program under test
# and `picture FILE SEED` makes a small PNG file. What it prints, on both streams, and the exit status
# of its last command must be as NAME.expected says. `test_cases.py --record` writes these files anew.
import os
import pathlib
import subprocess
import sys
import unittest

from quant_test import PROGRAM, Case, main, make_png

HERE = pathlib.Path(__file__).resolve().parent
TOOLS = """quant() { "$QUANT_PROGRAM" "$@"; }
picture() { mkdir -p "$(dirname "$1")"; cp "$PICTURES/$2.png" "$1"; }
"""


class Cases(Case):
    def run_case(self, script):
        """Returns what the script prints, and its exit status."""
        pictures = pathlib.Path(self.folder, "pictures")
        pictures.mkdir()
        for seed in range(1, 5):
            rows = [[(x * y * seed + 7 * x + seed) % 256 for x in range(60)] for y in range(15)]
            (pictures / f"{seed}.png").write_bytes(make_png(20, 15, rows))
        place = pathlib.Path(self.folder, "place")
        place.mkdir()
        done = subprocess.run(
            ["bash", "-c", TOOLS + script.read_text(encoding="utf-8")], cwd=place, timeout=120,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "QUANT_PROGRAM": PROGRAM, "PICTURES": str(pictures), "LC_ALL": "C"})
        return done.stdout.decode() + f"exit status {done.returncode}\n"


def add_case(script):
    expected = script.with_suffix(".expected")

    def test(self):
        said = self.run_case(script)
        if "--record" in sys.argv:
            expected.write_text(said, encoding="utf-8")
        self.assertEqual(said, expected.read_text(encoding="utf-8"))
    setattr(Cases, "test_" + script.stem.replace("-", "_"), test)


for found in sorted(HERE.glob("*.sh")):
    add_case(found)

if __name__ == "__main__":
    if "--record" in sys.argv:
        unittest.main(argv=sys.argv[:1])
    main()
