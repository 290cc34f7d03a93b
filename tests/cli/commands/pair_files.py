# The files on which test_option_pairs.py runs commands: small pictures with as much variety as it
# takes that each option acts on one of them.
import os
import struct
import subprocess

from quant_test import PROGRAM, make_png, read, write

TIME = 1000000000  # when all of them were written


def make_slower(results, folder):
    """Makes results that took twice as long, so that `quant report` tells a regression. There are
    two runs of each task, as the spread of one is not known."""
    os.mkdir(folder)
    write(f"{folder}/machine.json", read(f"{results}/machine.json"))
    first, *lines = read(f"{results}/x-samples.csv").decode().splitlines()
    run, seconds = (first.split(",").index(name) for name in ("run", "seconds"))
    for name, factor in ((results, 1), (folder, 2)):
        text = first + "\n"
        for line in lines:
            for number in "12":
                fields = line.split(",")
                fields[run], fields[seconds] = number, repr(float(fields[seconds]) * factor)
                text += ",".join(fields) + "\n"
        write(f"{name}/x-samples.csv", text.encode())


def blobs(width, height, seed, channels):
    """Returns rows of a picture with colors that occur from one time to many times."""
    state, rows = seed, []
    for y in range(height):
        row = []
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2 ** 32
            noise = state >> 30 if x > y else 0
            row += ((40, 90, 200, 255) if y < height // 4 else
                    ((x // 4 * 23 + noise * 9) % 256, (y // 3 * 31 + x // 9 * 8) % 256,
                     (x * y // 40 * (seed + 5)) % 256, min(255, 60 + x * 8)))[:channels]
        rows.append(row)
    return rows


def tiff(pages, cut=False):
    """Returns a file of RGBA pages with floating-point values from 0 to 1.6. If cut, each page ends
    beyond the end of the file."""
    file, link, places = b"II*\0" + bytes(4), 4, []
    for rows in pages:
        data = b"".join(struct.pack(f"<{len(row)}f", *(v / 160 if i % 4 < 3 else v / 255
                                                       for i, v in enumerate(row))) for row in rows)
        at = len(file)
        places.append(struct.pack("<HHII", 273, 4, 1, at))
        file += data + struct.pack("<4H4H", *[32] * 4, *[3] * 4)
        width, height = len(rows[0]) // 4, len(rows)
        tags = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 4, at + len(data)),
                (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, at), (277, 3, 1, 4),
                (278, 4, 1, height), (279, 4, 1, len(data)), (338, 3, 1, 2),
                (339, 3, 4, at + len(data) + 8)]
        file = file[:link] + struct.pack("<I", len(file)) + file[link + 4:]
        file += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *t) for t in tags)
        link = len(file)
        file += bytes(4)
    for i, place in enumerate(places if cut else []):
        file = file.replace(place, struct.pack("<HHII", 273, 4, 1, len(file) * 2 // 3 + i * 64))
    return file


def make_files():
    pages = [blobs(36, 28, 7, 4), blobs(36, 28, 11, 4)]
    write("a.tif", tiff(pages))
    os.mkdir("cut")
    write("cut/a.tif", tiff(pages, cut=True))
    opaque = [[[255 if i % 4 == 3 else v for i, v in enumerate(row)] for row in rows]
              for rows in pages]
    write("one.tif", tiff(opaque[:1]))
    write("two.tif", tiff(opaque))
    write("a.png", make_png(36, 28, blobs(36, 28, 7, 4), color=6))
    write("cut/a.png", read("a.png")[:1000])
    write("second.png", make_png(20, 9, blobs(20, 9, 3, 4), color=6))
    write("tall.png", make_png(8, 99, [[0, 1] * 4] * 99, depth=1, color=0, level=0))
    # A palette makes them larger. The map is as large as the first; the second has two frames.
    write("small.png", make_png(36, 28, [[1] * 36] * 28, depth=1, color=0))
    frame = b"\x2c" + bytes(4) + struct.pack("<HHB", 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    write("small.gif", b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + frame * 2 +
          b"\x3b")
    os.makedirs("pages/below")
    os.makedirs("deep/below")
    for i, name in enumerate(("pages/p", "pages/q", "pages/r", "pages/below/q", "more",
                              "deep/below/d")):
        write(f"{name}.tif", tiff([blobs(20 - i, 20, 20 + i, 4), blobs(20 - i, 20, 30 + i, 4)]))
    write("lines", b"more.tif\n")
    write("nulls", b"more.tif\0")
    write("other.png", make_png(36, 28, blobs(36, 28, 5, 4), color=6))
    write("bad.png", b"bad")
    write("map.png", make_png(36, 28, [[x * 7 for x in range(36)]] * 28, color=0))
    write("colors.hex", b"red\nwhite\n#123\ngreen\n#abc\nblue\n")
    os.mkdir("set")
    for i in range(5):
        write(f"set/{i}.tif", tiff([blobs(12 + i, 12, i, 4)]))
    subprocess.run([PROGRAM, "bench", "--dataset", "x=set", "--limit", "1", "--threads", "1", "-k",
                    "2", "--runs", "1", "--out", "results", "-q"], check=True)
    make_slower("results", "slower")
    for path, _, names in os.walk("."):
        for name in names:
            os.utime(os.path.join(path, name), (TIME, TIME))
