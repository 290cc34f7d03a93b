"""What the tests of the benchmarks share. They import this from the folder above their own."""
import csv
import importlib.util
import pathlib
import sys

SKIPPED = 77


def check(condition, message):
    """Ends the test if the condition does not hold."""
    if not condition:
        sys.exit(f"{pathlib.Path(sys.argv[0]).parent.name}/smoke.py: {message}")


def skips():
    """Says what is missing to measure rivals, and returns whether anything is."""
    absent = [name for name in ("numpy", "PIL") if not importlib.util.find_spec(name)]
    if absent:
        print(f"skipped: needs rivals ({', '.join(absent)}): run tests/bench/rivals/install.sh")
    return bool(absent)


def rows_of(path):
    """Returns the rows of a CSV file, without comments."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
