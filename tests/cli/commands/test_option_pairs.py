# Walks every pair of options of every command. A pair that docs/command-line.md lists as refused
# must be refused, and an option that it lists as without effect beside another must have none. In
# every other pair both options must act: the result changes if one of them is left out.
import itertools
import json
import os
import pty
import re
import shutil
import subprocess
import tempfile
from functools import cache

from pair_files import TIME, make_files
from quant_test import PROGRAM, ROOT, Case, main, read, write

# The value that the test gives to each option; None for an option that has none.
VALUES = {
    "--accept-damaged": None, "--frame": "2", "--tone-map": "reinhard",
    "--budget": "100", "--colors": "6", "--decoder": "auto", "--dataset": "x=set", "--dither": "bayer",
    "--dither-space": "linear", "--dither-strength": "0.5", "--serpentine": None,
    "--bayer-size": "2", "--empty": "keep", "--engine": "openmp", "--engines": "openmp",
    "--force": None, "--format": "json", "--importance": "map.png", "--inertia-tolerance": "0.02",
    "--blur": "1", "--compress": "max", "--isa": "SCALAR", "--json": None, "--k": "3", "--keep-alpha": None,
    "--keep-color": "#f0f", "--keep-going": None, "--limit": "3", "--max-iterations": "2",
    "--max-pixels": "1000", "--out": "r", "--output": "out.png", "--output-dir": "dir",
    "--palette": "colors.hex", "--preset": "paper", "--protect": None, "--quiet": None,
    "--resume": None, "--runs": "1", "--sample-seed": "2", "--search": "none", "--seed": "3",
    "--seeding": "kmeans++", "--space": "oklab", "--suffix": "-s", "--target-psnr": "22.9",
    "--threads": "1", "--timeout": "1000", "--tolerance": "3", "--truecolor": None,
    "--verbose": None, "--warmup": "0", "--recursive": None, "--files-from": "lines",
    "--null": None, "--include": "[pq]*", "--exclude": "p*", "--shard": "0/2",
    "--keep-extension": None, "--skip-existing": None, "--update": None, "--in-place": None,
    "--skip-if-larger": None, "--copy-skipped": None, "--preserve": None, "--dry-run": None,
    "--jobs": "3", "--max-memory": "1G", "--sync": "file", "--journal": "journal", "--verify": None,
    "--fail-fast": None, "--max-failures": "2", "--jsonl": None, "--log": "log", "--weak": None,
    "--pin": None, "--all": None, "--validate": "1",
    "--threshold": "1", "--fail-on-regression": None}

# Other values beside an option or in a command: the preset has no search, these pictures are
# smaller, a list of lines has no NUL, a BMP file is larger than the input, one output takes one
# input, the shard has only the second picture of the folder, and palettes are made for one dither.
OTHER_VALUES = {("--search", "--preset"): "thorough", ("--max-pixels", "validate"): "100",
                ("--files-from", "--null"): "nulls", ("--output", "--skip-if-larger"): "out.bmp",
                ("--include", "--output"): "q*", ("--exclude", "--output"): "[pr]*",
                ("--include", "--shard"): "q*", ("--dither", "--serpentine"): "jarvis",
                ("--dither", "palette"): "auto", ("--space", "palette"): "lab"}

# What else is given with an option so that it acts. A preset decides what ITERATING has, and is
# tested without it.
NEEDED = {"--dither-space": {"--dither": "bayer"}, "--dither-strength": {"--dither": "bayer"},
          "--bayer-size": {"--dither": "bayer"}, "--serpentine": {"--dither": "floyd-steinberg"},
          "--keep-alpha": {"--truecolor": None},
          "--null": {"--files-from": "nulls"}, "--verify": {"--journal": "journal"},
          "--copy-skipped": {"--skip-if-larger": None, "--output-dir": "dir"}}
ITERATING = {"--search": "none", "--seeding": "random"}
COMPANIONS = {
    **NEEDED, "--seed": {"--seeding": "random"}, "--max-iterations": ITERATING,
    "--tolerance": ITERATING, "--inertia-tolerance": ITERATING, "--sample-seed": {"--limit": "1"}}
# The same for one command, and what is always given to it.
ALWAYS = {
    "convert": {"--colors": "16", "--json": None, "--sync": "none"},  # disks may be slow
    "palette": {"--colors": "16", "--json": None},
    "compare": {"--json": None}, "report": {"--json": None},
    "validate": {"--dataset": "x=set", "--k": "2", "--threads": "2", "--json": None}}
OF_PALETTE = {"--format": {"--output": "out.png"}, "--force": {"--output": "out.png"},
              "--max-pixels": {"--keep-going": None}, "--dither-space": {"--dither": "auto"},
              "--dither-strength": {"--dither": "auto"}}
# These act only on a file with pages, damage, or values above 1.
SPECIAL = {"--accept-damaged", "--frame", "--tone-map"}
# With these `quant convert` gets a further input: a folder, a file whose output exists, or one
# whose result is larger. The first input remains, so that the other option of a pair acts on it.
OF_MANY = {"--recursive", "--include", "--exclude", "--shard", "--jobs"}
OF_EXISTING = {"--skip-existing", "--update"}
OF_LARGER = {"--skip-if-larger", "--copy-skipped"}
# These are for two results, of which the second one is slower.
OF_TWO = {"--threshold", "--fail-on-regression"}
# Beside --output there is one input only.
INPUT_OF_OUTPUT = {"--recursive": ("deep",), "--include": ("pages",), "--exclude": ("pages",),
                   "--files-from": (), "--null": (), "--skip-if-larger": ("tall.png",)}
# What exists before the run, so that these options have something to do.
EXISTING = {
    "--force": ("out.png", "out.bmp", "dir/a.png", "dir/a.png.png", "a-quant.png", "a-s.png",
                "a.png-quant.png", "cut/a-quant.png", "cut/a-s.png", "cut/a.tif-quant.png",
                "a.tif-quant.png", "dir/a.tif.png", "results/report.html"),
    "--skip-existing": ("out.png", "out.bmp", "dir/second.png", "dir/second.png.png",
                        "second-quant.png", "second-s.png", "second.png-quant.png")}
EXISTING["--update"] = EXISTING["--skip-existing"]
OPERANDS = {"convert": ("a.png",), "palette": ("a.png", "pages"),
            "compare": ("a.png", "other.png"), "report": ("results",), "sample": ("dir",)}
FILES = {"convert": ("a.png", "a.tif", "one.tif", "two.tif", "cut", "second.png", "small.png",
                     "small.gif", "tall.png", "pages", "deep", "more.tif", "lines", "nulls",
                     "map.png", "colors.hex"),
         "palette": ("a.png", "a.tif", "bad.png", "pages", "more.tif", "lines", "nulls"),
         "compare": ("a.png", "a.tif", "other.png"),
         "report": ("results", "slower"), "validate": ("set",)}
# They would take long: they measure the machine first, and the built-in pictures are large.
ONLY_PARSED = ("bench", "experiment")
NEVER_LEFT_OUT = ("--dataset",)
# Results name engines and threads, but must not differ by them; and a journal has the time of an
# output and a hash of all options, which would make each option act.
NOT_COMPARED = ("seconds", "threads", "engine", "output_modified", "options")
# These are about how a batch runs and must not change what comes out, beside any option. No input
# of these tests fails without another, and the journal begins empty; what they do then is tested in
# test_batch.py.
RUNNING = {"--jobs", "--max-memory", "--sync", "--verify", "--fail-fast", "--max-failures"}
# All other options may have no effect beside --dry-run.
IN_DRY_RUN = {
    "--recursive", "--files-from", "--null", "--include", "--exclude", "--shard", "--output",
    "--output-dir", "--suffix", "--keep-extension", "--force", "--skip-existing", "--update",
    "--in-place", "--json", "--jsonl", "--verbose"}

# Values with which the first options have no effect beside the second.
WITHOUT_EFFECT = (
    ("--seed 3", "--seeding wu"), ("--seed 3", "--seeding maximin"), ("--seed 3", "--preset best"),
    ("--threads 3", "--engine sequential"), ("--force", "--output -"),
    ("--skip-existing", "--output -"), ("--update", "--output -"),
    ("--dither-strength 0.5", "--dither none"), ("--dither-space lab", "--dither none"),
    ("--tolerance 2", "--max-iterations 0"))


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


def comparable(value):
    if isinstance(value, dict):
        return {key: comparable(v) for key, v in value.items()
                if key not in NOT_COMPARED or isinstance(v, list)}
    return [comparable(v) for v in value] if isinstance(value, list) else value


def comparable_text(text):
    """Returns what does not differ from run to run of JSON, or of lines that come as files are
    done."""
    try:
        return comparable(json.loads(text))
    except ValueError:
        lines = text.splitlines(keepends=True)
    for i, line in enumerate(lines):
        try:
            lines[i] = repr(comparable(json.loads(line[line.index(b"{"):])))
        except ValueError:
            lines[i] = repr(line)
    return sorted(lines)


def arguments_of(options):
    return tuple(text for name, value in sorted(options.items())
                 for text in ([name] if value is None else [name, value]))


def link_files(command, texts, folder):
    """Links what a run needs into its folder, where it may replace it."""
    used = {text.split("/")[0].split("=")[-1] for text in texts}
    if not used.isdisjoint({"lines", "nulls"}):
        used.add("more.tif")
    for name in used.intersection(FILES.get(command, ())):
        if os.path.isdir(f"files/{name}"):
            shutil.copytree(f"files/{name}", f"{folder}/{name}", copy_function=os.link)
        else:
            os.link(f"files/{name}", f"{folder}/{name}")


def written_below(folder, existing):
    """Returns the files that a run has written or found; their times where they are those of
    inputs."""
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(path, name)
            name = os.path.relpath(full, folder)
            state = os.stat(full)
            if (name in existing or not os.path.exists(f"files/{name}") or
                    not os.path.samestat(state, os.stat(f"files/{name}"))):
                content = read(full)
                files[name] = (comparable_text(content) if name in ("journal", "log") else content,
                               state.st_mtime == TIME)
    return files


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
    link_files(command, (*arguments, *operands), folder)
    for name in existing:
        os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
        if os.path.exists(f"{folder}/{name}"):
            os.unlink(f"{folder}/{name}")
        write(f"{folder}/{name}", b"old")
    status, out, shown = run_on_terminal((command, *arguments, *operands), folder)
    # How often the progress is drawn depends on the time.
    notes, drawn = re.subn(r"\r[^\r\n]*\x1b\[K", "", shown)
    notes = sorted(re.sub(r"[\d.]+ s\b", "", notes).splitlines(keepends=True))
    shown = "[progress] " * (drawn > 0) + "".join(notes)
    files = written_below(folder, existing)
    shutil.rmtree(folder)
    return status, comparable_text(out), shown, files


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
        return (name, other) in self.without_effect or (
            name in RUNNING and (name, "any") in self.without_effect)

    def may_have_no_effect(self, name, other):
        if other == "--dry-run" and name in IN_DRY_RUN:
            return False
        return not {(name, "any"), ("any", other)}.isdisjoint(self.without_effect)

    def given_with(self, command, names):
        """Returns the other options that a test of these options gives."""
        others = {}
        for name in sorted(names):  # --serpentine comes last, and has a dither of its own
            others |= (NEEDED if "--preset" in names else COMPANIONS).get(name, {})
            others |= (OF_PALETTE if command == "palette" else {}).get(name, {})
        others = {**ALWAYS.get(command, {}), **others}
        if "--palette" in names:
            others.pop("--colors", None)
        if "--jsonl" in names:
            others.pop("--json", None)
        return {name: value for name, value in others.items() if name not in names}

    def operands_of(self, command, names):
        operands = OPERANDS.get(command, ())
        if operands and not SPECIAL.isdisjoint(names):
            name = "a.tif"
            if "--in-place" in names:  # a palette in a TIFF file has no transparency
                name = ("two.tif" if "--frame" in names else
                        "a.png" if "--accept-damaged" in names else "one.tif")
            picture = f"cut/{name}" if "--accept-damaged" in names else name
            operands = (picture, *operands[1:])
        if "--keep-going" in names:
            operands += ("bad.png",)
        if not OF_TWO.isdisjoint(names):
            operands += ("slower",)
        if command != "convert":
            return operands
        if "--output" in names:
            return next((INPUT_OF_OUTPUT[name] for name in names if name in INPUT_OF_OUTPUT),
                        operands)
        for options, further in ((OF_MANY, "pages"), (OF_EXISTING, "second.png"),
                                 (OF_LARGER, "small.gif" if "--frame" in names else "small.png")):
            if not options.isdisjoint(names):
                operands += (further,)
        return operands

    def result(self, command, options, names):
        existing = tuple(file for name in sorted(names) for file in EXISTING.get(name, ()))
        return run(command, arguments_of(options), self.operands_of(command, names), existing)

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
            options = {**NEEDED[name], name: VALUES[name]}
            options.pop(other)
            status, _, shown, _ = run(command, arguments_of(options), ("a.png",), ())
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
