# Tests `quant bench` from outside: its tables must agree with its measurements, and broken pictures
# are left out. The times themselves are not tested.
import json
import os
import re
import resource
import subprocess
import time

from bench_case import ENGINES, SAMPLE_COLUMNS, Bench, table
from quant_test import PROGRAM, load, main, make_png, read, write


class Results(Bench):
    def test_tables_follow_from_the_samples(self):
        out, err = self.bench()
        self.assertEqual(err, "")
        self.assertIn(b"set: 3 pictures", out)
        samples = self.samples()
        self.assertEqual(list(samples[0]), SAMPLE_COLUMNS)
        names = {"a, \"1\".png": (50, 50), "b.png": (60, 40), "deep/c.png": (40, 30)}
        expected = {(name, k, engine, threads, run) for name in names for k in "23"
                    for engine in ENGINES for threads in ("1" if engine == "sequential" else "12")
                    for run in "12"}
        found = [tuple(s[c] for c in ("image", "K", "engine", "threads", "run")) for s in samples]
        self.assertEqual(len(found), len(expected))
        self.assertEqual(set(found), expected)
        for s in samples:
            self.assertEqual((int(s["width"]), int(s["height"])), names[s["image"]])
            self.assertGreater(float(s["seconds"]), 0)
            if s["engine"] != "cells":  # pixels, centroids, iterations and the last assignment
                self.assertEqual(int(s["evaluations"]), int(s["width"]) * int(s["height"]) *
                                 int(s["K"]) * (int(s["iterations"]) + 1))
        for key in {(s["image"], s["K"]) for s in samples}:
            same = {(s["inertia"], s["iterations"], s["unique_colors"]) for s in samples
                    if (s["image"], s["K"]) == key}
            self.assertEqual(len(same), 1)
        self.check_table("r/set.csv", "openmp", samples)
        self.check_table("r/set-cells.csv", "cells", samples)

    def test_exactly_the_threads_that_are_stated_work(self):
        self.bench("--threads", "1,3,5")
        for s in self.samples():
            self.assertEqual(s["threads_used"], s["threads"])
            self.assertEqual((s["copies"], s["invocation"]), ("1", "1"))
        result = subprocess.run([PROGRAM, "bench", "--dataset", "set=set", "-k", "2", "--threads",
                                 "9", "--runs", "1", "--out", "limited", "-q"],
                                env={**os.environ, "OMP_THREAD_LIMIT": "2"}, stderr=subprocess.PIPE)
        self.assertEqual((result.returncode, result.stderr),
                         (1, b"quant: this machine: only 2 of exactly 9 threads can be started\n"))
        if b"__asan_init" in read(PROGRAM) or b"__tsan_init" in read(PROGRAM):
            return  # sanitizers need more address space than the limit leaves
        limits = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))}
        _, err = self.fails("bench", "--dataset", "set=set", "-k", "2", "--threads", "1000",
                            "--runs", "1", "--out", "few", "-q", **limits)
        self.assertRegex(err, r"quant: this machine: only \d+ of exactly 1000 threads can be start")

    def test_weak_scaling_and_doubles(self):
        self.bench("--weak", "--engines", "openmp,double")
        found = {(s["engine"], s["threads"], s["copies"]) for s in self.samples()}
        self.assertEqual(found, {("openmp", "1", "1"), ("openmp", "2", "1"), ("openmp", "2", "2"),
                                 ("double", "1", "1")})
        for s in self.samples():
            pixels = int(s["width"]) * int(s["height"]) * int(s["copies"])
            self.assertEqual(int(s["evaluations"]),
                             pixels * int(s["K"]) * (int(s["iterations"]) + 1))

    def test_threads_are_bound_if_asked_for(self):
        self.bench("--pin", "--limit", "1")
        machine = self.machine()
        self.assertTrue(machine["invocations"][0]["conditions"]["pinned"])
        self.assertEqual(machine["threads"], len(os.sched_getaffinity(0)))

    def test_inertia_is_that_of_convert(self):
        self.bench("--engines", "cells")
        for s in self.samples():
            result, = self.report(os.path.join("set", s["image"]), "-k", s["K"], "--preset",
                                  "paper", "-o", "x.png", "--force")
            self.assertEqual(float(s["inertia"]), result["inertia"])
            self.assertEqual(int(s["iterations"]), result["iterations"])
            self.assertEqual(int(s["unique_colors"]), result["unique_colors"])
        self.assertFalse(os.path.exists("r/set.csv"))

    def test_machine_json(self):
        self.bench("--budget", "1000")
        machine = self.machine()
        self.assertEqual(machine["options"], {
            "preset": "paper", "k": [2, 3], "threads": [1, 2], "runs": 2, "warmup": 1,
            "engines": list(ENGINES), "most_copies": 0, "limit": None, "sample_seed": 0,
            "budget_seconds": 1000.0})
        self.assertEqual(machine["threads"], len(os.sched_getaffinity(0)))
        self.assertTrue(1 <= machine["cores"] <= machine["threads"])
        self.assertEqual(machine["memory_bytes"],
                         os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        self.assertRegex(machine["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertLess(abs(time.time() - time.mktime(time.strptime(
            machine["date"] + " UTC", "%Y-%m-%dT%H:%M:%SZ %Z")) + time.timezone), 100)
        self.assertRegex(machine["kernel"], rf"^{re.escape(os.uname().sysname)} "
                                            rf"{re.escape(os.uname().release)}$")
        self.assertRegex(machine["openimageio"], r"^\d+\.\d+")
        for cache in machine["caches"]:
            self.assertTrue(1 <= cache["instances"] <= machine["threads"])
        self.assertEqual(set(machine) - {"openmp", "highway"}, {
            "version", "isa", "cpu", "sockets", "cores", "threads", "cpu_quota", "caches",
            "memory_bytes", "kernel", "compiler", "openimageio", "git_revision", "date",
            "options", "invocations", "datasets", "ceilings"})
        invocation, = machine["invocations"]
        self.assertEqual(invocation["number"], 1)
        self.assertGreater(invocation["seconds"], 0)
        self.assertEqual(invocation["options"],
                         {name: machine["options"][name] for name in invocation["options"]})
        conditions = invocation["conditions"]
        self.assertEqual(conditions["variables"],
                         {name: value for name, value in os.environ.items()
                          if name.startswith(("OMP_", "GOMP_", "QUANT_"))})
        self.assertTrue(0 <= conditions["busy_during"] <= 1)
        self.assertFalse(conditions["pinned"])
        for kind, unit in (("bandwidth", "bytes"), ("arithmetic", "operations")):
            self.assertEqual([c["threads"] for c in machine["ceilings"][kind]],
                             [t for t in (1, 2) if t <= machine["threads"]])
            for ceiling in machine["ceilings"][kind]:
                self.assertGreater(ceiling[f"{unit}_per_second"], 1e6)
        dataset, = machine["datasets"]
        self.assertIn(dataset.pop("picture"), {s["image"] for s in self.samples()})
        self.assertEqual(dataset, {"name": "set", "directory": "set", "synthetic": False,
                                   "available": 3, "images": 3, "failed": [], "complete": True})

    def test_the_size_of_the_set_is_recorded(self):
        self.bench("--limit", "2", "--sample-seed", "5", "--engines", "cells")
        machine = self.machine()
        self.assertEqual((machine["options"]["limit"], machine["options"]["sample_seed"]), (2, 5))
        dataset, = machine["datasets"]
        self.assertEqual((dataset["available"], dataset["images"]), (3, 2))

    def test_pictures(self):
        self.bench()
        shown = self.machine()["datasets"][0]["picture"]
        self.assertEqual(load("r/set-original.png").pixels(),
                         load(os.path.join("set", shown)).pixels())
        for k in (2, 3):
            colors = {p for row in load(f"r/set-k{k}.png").pixels() for p in row}
            self.assertEqual(len(colors), k)

    def test_json(self):
        out, _ = self.bench("--json", "-q")
        rows = json.loads(out)["datasets"][0]["rows"]
        for engine, name in (("openmp", "r/set.csv"), ("cells", "r/set-cells.csv")):
            self.assertEqual(
                [(r["k"], r["threads"], r["seconds"], r["deviation"], r["speedup"], r["inertia"])
                 for r in rows if r["engine"] == engine],
                [(int(r["K"]), int(r["Threads"]), float(r["T. Par"]), float(r["Std. Par"]),
                  float(r["Spd"]), float(r["Inertia"])) for r in table(name)])
        self.assertEqual(self.bench("-q", "--force"), (b"", ""))

    def test_more_threads_than_processors_are_marked(self):
        threads = len(os.sched_getaffinity(0)) + 1
        out, _ = self.bench("--threads", f"1,{threads}", "--limit", "1")
        self.assertIn(f" {threads}* ".encode(), out)
        self.assertNotIn(b" 1* ", out)

    def test_without_a_dataset_the_sets_are_synthetic(self):
        out, _ = self.quant("bench", "-k", "2", "--threads", "1", "--runs", "1", "--limit", "1",
                            "--engines", "cells", "--warmup", "0", "--out", "r")
        self.assertIn(b"landscape (synthetic): 1 picture;", out)
        sizes = {d["name"]: table(f"r/{d['name']}-samples.csv")[0]["width"]
                 for d in self.machine()["datasets"] if d["synthetic"]}
        self.assertEqual(sizes, {"landscape": "1024", "intel": "150"})
        # A single run has no deviation.
        self.assertEqual(table("r/intel-cells.csv")[0]["Std. Par"], "nan")


class Pictures(Bench):
    def test_broken_ones_are_named_counted_and_left_out(self):
        write("set/cut.png", read("set/b.png")[:200])
        write("set/flat.png", make_png(40, 30, [[x % 3 * 100 for x in range(40) for _ in "rgb"]] * 30))
        gray = [[(x * y) % 256 for x in range(40)] for y in range(30)]
        write("set/gray.png", make_png(40, 30, gray, color=0))
        out, err = self.bench()
        self.assertIn(b"set: 4 pictures, 2 left out;", out)
        self.assertEqual(err.count("\n"), 2, err)
        self.assertIn("quant: set/cut.png: the file is damaged", err)
        self.assertIn("quant: set/flat.png: has only 3 colors, no more than K = 3; left out", err)
        dataset, = self.machine()["datasets"]
        self.assertEqual((dataset["images"], dataset["complete"]), (4, True))
        self.assertEqual(sorted(f["file"] for f in dataset["failed"]), ["cut.png", "flat.png"])
        self.assertIn("gray.png", {s["image"] for s in self.samples()})

    def test_if_all_are_broken_it_fails(self):
        for name in ("b.png", "a, \"1\".png", "deep/c.png"):
            write(os.path.join("set", name), b"nothing")
        _, err = self.bench(status=1)
        self.assertTrue(err.endswith("quant: set: none of its pictures could be measured\n"), err)


class Usage(Bench):
    def test_usage(self):
        for arguments, message in (
                (("-k", "1"), "'1' is not a number from 2 to 256"),
                (("--threads", "0"), "'0' is not a number from 1 to 1024"),
                (("-k", "8,,16"), "an item of '8,,16' is empty"),
                (("--threads", "1,2,"), "an item of '1,2,' is empty"),
                (("--threads", ",1"), "an item of ',1' is empty"),
                (("--engines", "cells,,openmp"), "an item of 'cells,,openmp' is empty"),
                (("-k", ""), "an item of '' is empty"),
                (("--engines", "openmp,gpu"), "gpu not in {"),
                (("--runs", "0"), "'0' is not a number"), (("--budget", "0"), "'0' is not"),
                (("--resume", "--force"), "exclude each other"),
                (("--dataset", "x"), "give it as NAME=DIR"),
                (("--dataset", "x="), "--dataset x=: give it as NAME=DIR"),
                (("--dataset", "s=set", "--dataset", "s-cells=set"),
                 "two of the names lead to the same file")):
            with self.subTest(arguments=arguments):
                self.fails("bench", *arguments, status=2, message=message)
        self.assertFalse(os.path.exists("quant-bench"))


if __name__ == "__main__":
    main()
