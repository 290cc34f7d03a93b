#!/usr/bin/python3
"""Measures quant and other color quantizers in one run: same images, same K, same threads.

Writes the measurements to DIR/rivals.csv and the tables to DIR/rivals.md and standard output.
install.sh installs the other quantizers; those that are not installed are left out.
docs/benchmarks.md explains the method.
"""
import argparse
import pathlib
import sys
import tempfile
import time

import machine


def integers(text):
    return [int(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library", required=True, metavar="PATH", help="libquant.so")
    parser.add_argument("--quant", metavar="PATH", help="the program; without it no whole process")
    parser.add_argument("--images", required=True, nargs="+", type=pathlib.Path, metavar="FILE")
    parser.add_argument("-k", type=integers, default=[8, 16, 32, 64, 256], metavar="K,..")
    parser.add_argument("--runs", type=int, default=5, help="samples of each (%(default)s)")
    parser.add_argument("--iterations", type=int, default=20, help="at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="for random seeds (%(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="for everybody (%(default)s)")
    parser.add_argument("--budget", type=float, metavar="SECONDS",
                        help="the slow get fewer samples, at least one, to end in about this time")
    parser.add_argument("--only", type=lambda text: text.split(","), metavar="NAME,..",
                        help="only rivals whose names begin so, and the presets of quant")
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    if min(options.k) < 2 or max(options.k) > 256:
        parser.error("-k: give numbers from 2 to 256")
    if options.runs < 1 or options.iterations < 1:
        parser.error("--runs and --iterations: give at least 1")
    return options


def chosen(rivals, only, references):
    """Returns the rivals that --only names and the references, or all default rivals without
    --only. Raises ValueError if --only names no rival."""
    if only is None:
        return [rival for rival in rivals if rival.default]
    for name in only:
        if not any(rival.name.startswith(name) for rival in rivals):
            raise ValueError(f"--only {name}: there are {', '.join(r.name for r in rivals)}")
    return [rival for rival in rivals
            if rival.name.startswith((*only, *references))]


def jobs_of(name, pixels, ks, library, options, folder):
    """Yields one job per K. Every rival gets 8-bit RGB, whatever the file holds."""
    from PIL import Image
    from job import Job
    png = folder / "input.png"
    Image.fromarray(pixels).save(png)
    for k in ks:
        yield Job(name, pixels, png, folder, k, options.seed,
                  library.random_seeds(pixels, k, options.seed), options.iterations,
                  options.threads)


def load(path):
    import numpy as np
    from PIL import Image
    with Image.open(path) as image:
        return np.ascontiguousarray(image.convert("RGB"))


def cost(pixels, k):
    """Returns a number proportional to the time that all rivals take for one run. Part of that
    time depends neither on the size nor on K."""
    return (pixels.size // 3 + 200_000) * (k + 40)


def measure(bench, library, options, folder):
    """Measures all images at all K. Returns the jobs that were left out for lack of time."""
    images = [(path, load(path)) for path in options.images]
    crop = images[0][1][:64, :64].copy()
    for job in jobs_of("warm-up", crop, [16], library, options, folder):  # a K that all support
        bench.warm_up(job)
    to_do = sum(cost(pixels, k) for _, pixels in images for k in options.k)
    end = time.perf_counter() + (options.budget or float("inf"))
    left_out = []
    for path, pixels in images:
        for job in jobs_of(path.name, pixels, options.k, library, options, folder):
            seconds = end - time.perf_counter()
            share = cost(pixels, job.k) / to_do
            to_do -= cost(pixels, job.k)
            if seconds <= 0:
                left_out.append(f"{job.image} K={job.k}")
                continue
            bench.measure(job, seconds * share)
    return left_out


def main():
    options = arguments()
    machine.limit_threads(options.threads)
    # These imports must follow limit_threads: libraries count the processors when they are loaded.
    import in_process
    import whole_process
    from library import Library
    from measure import Bench
    from report import REFERENCES, Report, write_csv

    library = Library(options.library)
    in_python, absent = in_process.installed(options.threads)
    programs, absent_programs = whole_process.installed()
    engine = library.automatic_engine()
    rivals = in_process.ours(library) + in_python
    references = [f"quant-{engine}-{preset}" for preset in REFERENCES]
    if options.quant:
        rivals += whole_process.ours(options.quant, library.presets) + programs
        references += [f"convert-{preset}" for preset in REFERENCES]

    bench = Bench(chosen(rivals, options.only, references), options.runs)
    began, load_before = time.time(), machine.load()
    with tempfile.TemporaryDirectory() as folder:
        left_out = measure(bench, library, options, pathlib.Path(folder))

    head = (f"{machine.processor()}, {options.threads} used; {load_before}. quant "
            f"{library.version()}, {machine.versions(sys.modules)}.\n"
            f"At most {options.runs} runs, {options.iterations} iterations, seed {options.seed}; "
            f"took {(time.time() - began) / 60:.1f} minutes.\n")
    absent += absent_programs if options.quant else []
    for what, names in (("Absent", absent), ("Left out, the time was over", left_out),
                        ("Failed", bench.failures)):
        head += f"{what}: {'; '.join(names)}.\n" if names else ""
    options.out.mkdir(parents=True, exist_ok=True)
    write_csv(options.out / "rivals.csv", bench.samples)
    text = Report(bench.samples, engine).markdown(head)
    (options.out / "rivals.md").write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, RuntimeError) as error:
        sys.exit(f"rivals.py: {error}")
