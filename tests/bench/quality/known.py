"""Reads and writes the lowest known errors, in a CSV that only quality.py changes.

A picture is identified by its file's name and a checksum of its pixels, so that another picture of
the same name does not spoil the table.
"""
import csv
import zlib

COLUMNS = ["image", "crc32", "k", "mse"]
HEADER = """\
# The lowest MSE seen for each picture and K: centroids before rounding, sRGB, summed over R, G, B.
# Written by quality.py, which lowers a figure when any of its runs does; --search N looks for
# lower ones. Kodak: the 24 of kodim*.png. The others: CQ100 (Celebi, Perez-Delgado 2023).
"""


def checksum(pixels):
    height, width, _ = pixels.shape
    return f"{zlib.crc32(pixels.tobytes(), zlib.crc32(f'{width}x{height}'.encode())):08x}"


class Known:
    """The lowest known error of each picture and K."""

    def __init__(self, path):
        self.path = path
        self.lowest = {}
        self.changed = 0
        if path.exists():
            with open(path, newline="", encoding="utf-8") as file:
                rows = csv.DictReader(line for line in file if not line.startswith("#"))
                if rows.fieldnames != COLUMNS:
                    raise ValueError(f"{path}: its columns are not {','.join(COLUMNS)}")
                for row in rows:
                    key = row["image"], row["crc32"], int(row["k"])
                    self.lowest[key] = float(row["mse"])

    def see(self, image, crc32, k, mse):
        """Stores the error if it is lower than the lowest known one."""
        key = image, crc32, k
        if mse < self.lowest.get(key, float("inf")):
            self.lowest[key] = mse
            self.changed += 1

    def write(self):
        """Replaces the table as a whole: a run that is stopped leaves the old table as it was."""
        new = self.path.with_name(self.path.name + ".new")
        with open(new, "w", newline="", encoding="utf-8") as file:
            file.write(HEADER)
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((*key, repr(mse)) for key, mse in sorted(self.lowest.items()))
        new.replace(self.path)
