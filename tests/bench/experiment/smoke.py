"""Tests the programs of the experiment: smoke.py QUANT VARIANTS_BENCH THREADS_BENCH measures a
small picture, and checks the files and the sections of the report."""
import csv
import math
import pathlib
import random
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import check, rows_of  # noqa: E402

VARIANTS = ["baseline", "engine", "dynamic", "guided", "unpadded", "critical", "unfused", "plain",
            "side-by-side", "atomic", "lock"]
PHASES = ["assign", "update", "map", "wait", "serial"]
SUBJECT = ["image", "width", "height", "K"]
COLUMNS = {
    "variants.csv": SUBJECT + ["variant", "threads", "run", "seconds", "cycles", "instructions",
                               "cache_misses", "joules"],
    "seeds.csv": SUBJECT + ["seed", "run", "seconds", "iterations", "inertia"],
    "phases.csv": SUBJECT + ["threads", "run", "thread", "phase", "seconds"],
    "projection.csv": SUBJECT + ["engine", "threads", "run", "seconds_one", "serial", "longest",
                                 "projected_speed_up", "measured_speed_up"]}
WIDTH, HEIGHT = 128, 72  # two threads of the engine openmp take 4096 pixels each


def run(*command, code=0, says=""):
    """Runs a program, and returns its stdout."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          check=False)
    what = " ".join(str(part) for part in command)
    check(done.returncode == code, f"{what}: exit code {done.returncode}: {done.stderr}")
    check(says in done.stderr, f"{what}: does not say {says!r}: {done.stderr}")
    check(done.returncode == 0 or len(done.stderr.strip().splitlines()) >= 1, f"{what}: is silent")
    return done.stdout


def paint(path, colors=1 << 24):
    """Writes a picture of random pixels, which has at most so many colors."""
    source = random.Random(1)
    palette = [source.randbytes(3) for _ in range(min(colors, WIDTH * HEIGHT))]
    pixels = b"".join(source.choice(palette) for _ in range(WIDTH * HEIGHT))
    path.write_bytes(b"P6 %d %d 255\n" % (WIDTH, HEIGHT) + pixels)
    return path


def check_variants(folder):
    rows = rows_of(folder / "variants.csv")
    expected = {(name, threads, run, k) for name in VARIANTS for threads in "12" for run in "12"
                for k in "48"}
    found = {(row["variant"], row["threads"], row["run"], row["K"]) for row in rows}
    check(found == expected and len(rows) == len(expected), f"other variants: {found ^ expected}")
    for row in rows:
        check(float(row["seconds"]) > 0, f"no time: {row}")
        check((row["image"], row["width"], row["height"]) == ("a.ppm", str(WIDTH), str(HEIGHT)),
              f"another picture: {row}")


def check_seeds(folder):
    rows = rows_of(folder / "seeds.csv")
    check(sorted({row["seed"] for row in rows}) == list("01234") and len(rows) == 5 * 2 * 2,
          f"{len(rows)} rows of seeds")
    check(len({row["inertia"] for row in rows if row["K"] == "8"}) > 1, "seeds change nothing")


def check_phases(folder):
    rows = rows_of(folder / "phases.csv")
    check({row["phase"] for row in rows} == set(PHASES), "a phase is missing")
    for k in "48":
        for number in "12":
            run_rows = [row for row in rows
                        if (row["K"], row["threads"], row["run"]) == (k, "2", number)]
            check(len(run_rows) == 9, f"{len(run_rows)} rows of a run with two threads")
            regions = [sum(float(row["seconds"]) for row in run_rows
                           if row["thread"] == thread and row["phase"] != "serial")
                       for thread in "01"]
            check(math.isclose(*regions, rel_tol=1e-6), f"threads have other regions: {regions}")


def check_projection(folder):
    rows = rows_of(folder / "projection.csv")
    found = {(row["engine"], row["threads"]) for row in rows}
    # So small a picture is not worth a second thread of `cells`, nor a third one of `openmp`.
    check(found == {("openmp", "1"), ("openmp", "2"), ("cells", "1")}, f"other rows: {found}")
    for row in rows:
        one, serial, longest = (float(row[c]) for c in ("seconds_one", "serial", "longest"))
        check(math.isclose(float(row["projected_speed_up"]), one / (serial + longest),
                           rel_tol=1e-9), f"another projection: {row}")


def check_measured(variants_bench, threads_bench, picture, folder):
    options = ["--k", "4,8", "--threads", "1,2", "--runs", "2", "--out", folder, picture]
    text = run(variants_bench, *options)
    for part in ("## Variants of the engine openmp", "## Seeds", "## Phases",
                 f"### {WIDTH} x {HEIGHT}, 2 threads", "| `atomic` |"):
        check(part in text, f"the summary lacks {part!r}")
    text = run(threads_bench, "--threads=1,2,4", *options[:2], *options[4:],
               says="takes fewer threads for such small pictures")
    check("PROJECTED speed-up" in text and "| openmp | 8 | 2 |" in text, "no table of projections")
    for name, columns in COLUMNS.items():
        with open(folder / name, newline="", encoding="utf-8") as file:
            check(next(csv.reader(file)) == columns, f"{name} has other columns")
    check_variants(folder)
    check_seeds(folder)
    check_phases(folder)
    check_projection(folder)


def check_report(quant, picture, folder):
    run(quant, "bench", "--dataset", f"a={picture.parent}", "--out", folder, "-k", "4,8",
        "--threads", "1,2", "--runs", "1", "--warmup", "0", "-q")
    run(quant, "report", folder)
    page = (folder / "report.html").read_text("utf-8")
    summary = (folder / "summary.md").read_text("utf-8")
    for title in ("Variants of the engine openmp", "How much the start matters",
                  "Where the time of a thread goes", "PROJECTED: more cores than here"):
        check(f">{title}</h2>" in page, f"the page lacks {title!r}")
        check(f"## {title}\n" in summary, f"the summary lacks {title!r}")
    (folder / "seeds.csv").unlink()
    run(quant, "report", folder)
    check("How much the start" not in (folder / "summary.md").read_text("utf-8"),
          "a section without its file")
    (folder / "phases.csv").write_text("image,K\n", "utf-8")
    run(quant, "report", folder, code=1, says="phases.csv: line 1: the columns are not image,")


def check_errors(variants_bench, threads_bench, picture, folder):
    small = ["--k", "4", "--threads", "1", "--runs", "1"]
    for program in (variants_bench, threads_bench):
        check("--runs N" in run(program, "--help"), f"{program} has no help")
        run(program, "--k", "1", code=2, says="--k: '1' is not a number from 2 to 256")
        run(program, "--threads", "", code=2, says="--threads: a value is empty")
        run(program, "--bogus", "1", code=2, says="unknown option --bogus")
        run(program, "--out", code=2, says="--out lacks its value")
        run(program, *small, "--out", folder, picture, code=1, says="exists (use --force")
        run(program, *small, "--out", folder / "new", folder / "none.ppm", code=1,
            says="none.ppm: cannot open")
        few = paint(folder / "few.ppm", colors=3)
        run(program, *small, "--out", folder / "new", few, code=1,
            says="few.ppm: has only 3 colors, no more than K = 4; left out")
    run(variants_bench, "--variants", "none", code=2, says="there is no variant 'none'")
    # A variant that is wrong must be found.
    run(variants_bench, *small, "--variants", "baseline,faulty", "--out", folder / "new", picture,
        code=1, says="K = 4: faulty with 1 thread comes to other labels or sums")
    check("paper, cells, K = 32" in run(threads_bench, "64", "48"), "no table of presets")
    run(threads_bench, "64", code=2, says="give WIDTH and HEIGHT")


def main(quant, variants_bench, threads_bench):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name, "out")
        pictures = pathlib.Path(name, "pictures")
        pictures.mkdir()
        picture = paint(pictures / "a.ppm")
        check_measured(variants_bench, threads_bench, picture, folder)
        check_errors(variants_bench, threads_bench, picture, folder)
        check_report(quant, picture, folder)
    return 0


sys.exit(main(*sys.argv[1:]))
