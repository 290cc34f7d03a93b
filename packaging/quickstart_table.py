"""Prints one table of the results in the given files, which `quant convert --json` wrote."""
import json
import os
import sys

HEADINGS = ("picture", "pixels", "K", "colors", "MSE", "clustering", "file before", "after")


def kilobytes(count):
    return f"{count / 1000:.1f} kB"


def printable(name):
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)


def row(result):
    return (
        printable(os.path.basename(result["output"])),
        f"{result['width']} x {result['height']}",
        str(result["k"]),
        str(result["colors"]),
        f"{result['mse']:.2f}",
        f"{result['seconds']['cluster'] * 1000:.1f} ms",
        kilobytes(result["bytes_in"]),
        kilobytes(result["bytes_out"]),
    )


def load(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)["results"]
    colors = os.path.basename(path).removeprefix("k").removesuffix(".json")
    return [dict(result, k=colors) for result in results]


def main(paths):
    done = [result for path in paths for result in load(path) if result["status"] == "ok"]
    rows = [HEADINGS] + [row(result) for result in sorted(done, key=lambda r: r["input"])]
    widths = [max(len(cells[i]) for cells in rows) for i in range(len(HEADINGS))]
    for cells in rows:
        first = cells[0].ljust(widths[0])
        print("  ".join([first, *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:]))]))


main(sys.argv[1:])
