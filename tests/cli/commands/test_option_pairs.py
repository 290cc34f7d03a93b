# Walks every pair of options of every command. A pair that docs/command-line.md lists as refused
# must be refused, and an option that it lists as without effect beside another must have none. In
# every other pair both options must act: the result changes if one of them is left out.
import itertools
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import tempfile
from functools import cache

from quant_test import PROGRAM, ROOT, Case, main, make_png, read, write

# The value that the test gives to each option; None for an option that has none.
VALUES = {
    "--accept-damaged": None, "--frame": "2", "--tone-map": "reinhard",
    "--budget": "100", "--colors": "6", "--decoder": "auto", "--dataset": "x=set", "--dither": "bayer",
    "--dither-strength": "0.5", "--empty": "keep", "--engine": "openmp", "--engines": "openmp",
    "--force": None, "--format": "json", "--importance": "map.png", "--inertia-tolerance": "0.02",
    "--blur": "1", "--compress": "max", "--isa": "SCALAR", "--json": None, "--k": "3", "--keep-alpha": None,
    "--keep-color": "#f0f", "--keep-going": None, "--limit": "3", "--max-iterations": "2",
    "--max-pixels": "1000", "--out": "r", "--output": "out.png", "--output-dir": "dir",
    "--palette": "colors.hex", "--preset": "paper", "--protect": None, "--quiet": None,
    "--resume": None, "--runs": "1", "--sample-seed": "2", "--search": "none", "--seed": "3",
    "--seeding": "kmeans++", "--space": "oklab", "--suffix": "-s", "--target-psnr": "22.9",
    "--threads": "1", "--timeout": "1000", "--tolerance": "3", "--truecolor": None,
    "--verbose": None, "--warmup": "0", "--recursive": None, "--files-from": "lines",
    "--null": None, "--include": "[ab]*", "--exclude": "a*"}

# Other values beside an option or in a command: the preset has no search, these pictures are
# smaller, and a list of lines has no NUL.
OTHER_VALUES = {("--search", "--preset"): "thorough", ("--max-pixels", "validate"): "100",
                ("--files-from", "--null"): "nulls"}

# What else is given with an option so that it acts. A preset decides what ITERATING has, and is
# tested without it.
NEEDED = {"--dither-strength": {"--dither": "bayer"}, "--keep-alpha": {"--truecolor": None},
          "--null": {"--files-from": "nulls"}}
ITERATING = {"--search": "none", "--seeding": "random"}
COMPANIONS = {
    **NEEDED, "--seed": {"--seeding": "random"}, "--max-iterations": ITERATING,
    "--tolerance": ITERATING, "--inertia-tolerance": ITERATING, "--sample-seed": {"--limit": "1"}}
# The same for one command, and what is always given to it.
ALWAYS = {
    "convert": {"--colors": "16", "--json": None}, "palette": {"--colors": "16", "--json": None},
    "compare": {"--json": None}, "report": {"--json": None},
    "validate": {"--dataset": "x=set", "--k": "2", "--threads": "2", "--json": None}}
OF_PALETTE = {"--format": {"--output": "out.png"}, "--force": {"--output": "out.png"},
              "--max-pixels": {"--keep-going": None}}
# These act only on a file with pages, damage, or values above 1.
SPECIAL = {"--accept-damaged", "--frame", "--tone-map"}
OPERANDS = {"convert": ("a.png",), "palette": ("a.png", "pages"),
            "compare": ("a.png", "other.png"), "report": ("results",), "sample": ("dir",)}
FILES = {"convert": ("a.png", "a.tif", "cut", "map.png", "colors.hex"),
         "palette": ("a.png", "a.tif", "bad.png", "pages", "more.tif", "lines", "nulls"),
         "compare": ("a.png", "a.tif", "other.png"),
         "report": ("results",), "validate": ("set",)}
# They would take long: bench measures the machine first, and the built-in pictures are large.
ONLY_PARSED = ("bench",)
NEVER_LEFT_OUT = ("--dataset",)
# Results name engines and threads, but must not differ by them.
NOT_COMPARED = ("seconds", "threads", "engine")

# Values with which the first options have no effect beside the second.
WITHOUT_EFFECT = (
    ("--seed 3", "--seeding wu"), ("--seed 3", "--seeding maximin"), ("--seed 3", "--preset best"),
    ("--threads 3", "--engine sequential"), ("--force", "--output -"),
    ("--dither-strength 0.5", "--dither none"), ("--tolerance 2", "--max-iterations 0"))


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, check=True,
                          text=True).stdout


def commands():
    return re.findall(r"^  (\w+) +[A-Z]", help_of().split("Subcommands:")[1], re.MULTILINE)


def options_of(command):
    names = re.findall(r"^  (?:-\w,)?(--[\w-]+)", help_of(command), re.MULTILINE)
    return [name for name in names if name != "--help"]


def page():
    return read(os.path.join(ROOT, "docs", "command-line.md")).decode()


def table(title):
    """Returns the pairs of options in the first two columns of the table below a title."""
    rows = page().split(f"## {title}\n")[1].split("\n## ")[0]
    pairs = set()
    for row in re.findall(r"^\| (.*?) \| (.*?) \|", rows, re.MULTILINE):
        first, second = (re.findall(r"`(--[\w-]+)|(\bany\b)", cell) for cell in row)
        pairs |= {("".join(a), "".join(b)) for a in first for b in second}
    return pairs


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
    write("a.png", make_png(36, 28, blobs(36, 28, 7, 4), color=6))
    os.makedirs("pages/below")
    for i, name in enumerate(("pages/a", "pages/b", "pages/c", "pages/below/b", "more")):
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


def comparable(value):
    if isinstance(value, dict):
        return {key: comparable(v) for key, v in value.items()
                if key not in NOT_COMPARED or isinstance(v, list)}
    return [comparable(v) for v in value] if isinstance(value, list) else value


def arguments_of(options):
    return tuple(text for name, value in options.items()
                 for text in ([name] if value is None else [name, value]))


def run_on_terminal(arguments, folder):
    """Runs the program with a terminal as standard error, where it shows its progress; on one
    thread, as more would wait for each other."""
    terminal, end = pty.openpty()
    with subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=end,
                          env={**os.environ, "TERM": "xterm", "OMP_NUM_THREADS": "1"}) as process:
        os.close(end)
        out, shown = process.stdout.read(), b""
        try:
            while more := os.read(terminal, 65536):
                shown += more
        except OSError:  # Linux's way to say that the other end is closed
            os.close(terminal)
    return process.returncode, out, shown.decode()


@cache
def run(command, arguments, operands, existing):
    """Returns all that a run shows and writes, without what differs from run to run."""
    folder = tempfile.mkdtemp(dir=".")
    for name in FILES.get(command, ()):
        copy = shutil.copytree if os.path.isdir(f"files/{name}") else os.link
        copy(f"files/{name}", f"{folder}/{name}")
    for name in existing:
        os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
        if os.path.exists(f"{folder}/{name}"):
            os.unlink(f"{folder}/{name}")
        write(f"{folder}/{name}", b"old")
    status, out, shown = run_on_terminal((command, *arguments, *operands), folder)
    # How often the progress is drawn depends on the time.
    notes, drawn = re.subn(r"\r[^\r\n]*\x1b\[K", "", shown)
    shown = "[progress] " * (drawn > 0) + re.sub(r"[\d.]+ s\b", "", notes)
    try:
        out = comparable(json.loads(out))
    except ValueError:
        pass
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.relpath(os.path.join(path, name), folder)
            if not os.path.exists(f"files/{full}") or full in existing:
                files[full] = read(f"{folder}/{full}")
    shutil.rmtree(folder)
    return status, out, shown, files


class Pairs(Case):
    def setUp(self):
        super().setUp()
        os.mkdir("files")
        os.chdir("files")
        make_files()
        os.chdir("..")
        self.refused = table("Refused pairs")
        self.without_effect = table("Options without effect")
        run.cache_clear()

    def has_no_effect(self, name, other):
        return (name, other) in self.without_effect

    def may_have_no_effect(self, name, other):
        return not {(name, "any"), ("any", other)}.isdisjoint(self.without_effect)

    def given_with(self, command, names):
        """Returns the other options that a test of these options gives."""
        others = {}
        for name in names:
            others |= (OF_PALETTE if command == "palette" else {}).get(name, {})
            others |= (NEEDED if "--preset" in names else COMPANIONS).get(name, {})
        others = {**ALWAYS.get(command, {}), **others}
        if "--palette" in names:
            others.pop("--colors", None)
        return {name: value for name, value in others.items() if name not in names}

    def result(self, command, options, names):
        operands, existing = OPERANDS.get(command, ()), ()
        if operands and not SPECIAL.isdisjoint(names):
            picture = "cut/a.tif" if "--accept-damaged" in names else "a.tif"
            operands = (picture, *operands[1:])
        if "--keep-going" in names:
            operands += ("bad.png",)
        if "--force" in names:
            existing = ("out.png", "dir/a.png", "a-quant.png", "a-s.png", "cut/a-quant.png",
                        "cut/a-s.png", "results/report.html")
        return run(command, arguments_of(options), operands, existing)

    def check_refused(self, command, one, other):
        options = {**NEEDED.get(one, {}), **NEEDED.get(other, {}), one: VALUES[one],
                   other: VALUES[other]}
        status, _, shown, _ = self.result(command, options, ())
        self.assertEqual((status, shown.count("\n")), (2, 1), shown)
        for name in (one, other):
            self.assertIn(name, shown)

    def check_pair(self, command, one, other):
        if {(one, other), (other, one)} & self.refused:
            self.check_refused(command, one, other)
            return
        names = {one, other}
        base = self.given_with(command, names)
        value = {name: OTHER_VALUES.get((name, beside)) or OTHER_VALUES.get((name, command)) or
                 VALUES[name] for name, beside in ((one, other), (other, one))}
        both = self.result(command, {**base, **value}, names)
        self.assertNotEqual(both[0], 2, both[2])
        for name, kept in ((one, other), (other, one)):
            if name in NEVER_LEFT_OUT:
                continue
            without = self.result(command, {**base, kept: value[kept]}, names)
            if self.has_no_effect(name, kept):
                self.assertTrue(both == without, f"{name} acts beside {kept}")
            elif not self.may_have_no_effect(name, kept):
                self.assertTrue(both != without, f"{name} does nothing beside {kept}")

    def test_every_pair_of_every_command(self):
        for command in commands():
            options = options_of(command)
            self.assertLessEqual(set(options), set(VALUES), "an option that this test doesn't know")
            if command not in ONLY_PARSED:
                for pair in itertools.combinations(options, 2):
                    with self.subTest(command=command, pair=pair):
                        self.check_pair(command, *pair)

    def test_the_pairs_of_a_command_that_takes_long_are_parsed(self):
        for command in ONLY_PARSED:
            for one, other in itertools.combinations(options_of(command), 2):
                with self.subTest(command=command, pair=(one, other)):
                    if {(one, other), (other, one)} & self.refused:
                        self.check_refused(command, one, other)
                        continue
                    options = {one: VALUES[one], other: VALUES[other], "--dataset": "x=none"}
                    self.assertIn("there is no folder none", self.result(command, options, ())[2])

    def test_options_that_need_another(self):
        needed = table("Options that need another")
        self.assertEqual(needed, {(name, other) for name, others in NEEDED.items()
                                  for other in others})
        for name, other in needed:
            command = next(each for each in commands() if name in options_of(each))
            status, _, shown, _ = run(command, arguments_of({name: VALUES[name]}), ("a.png",), ())
            self.assertEqual(status, 2)
            self.assertIn(f"{name} needs {other}: ", shown)

    def test_values_that_leave_another_option_without_effect(self):
        for option, beside in WITHOUT_EFFECT:
            arguments = ("-k", "16", *beside.split())
            with self.subTest(option=option, beside=beside):
                self.assertTrue(run("convert", (*arguments, *option.split()), ("a.png",), ()) ==
                                run("convert", arguments, ("a.png",), ()))
                first, second = option.split()[0], f"`{beside}`"
                self.assertTrue(any(f"`{first}`" in line and second in line
                                    for line in page().splitlines()), "not in the documentation")


if __name__ == "__main__":
    main()
