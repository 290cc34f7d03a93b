# Tests `quant bench` from outside: its tables must agree with its measurements, and it must resume
# and end early as documented. The times themselves are not tested.
import csv
import json
import math
import os
import re
import shutil
import signal
import statistics
import subprocess
import time

from quant_test import PROGRAM, Case, load, main, make_png, read, wait_for_work, write

COLUMNS = ["K", "Threads", "T. Seq", "Std. Seq", "T. Par", "Std. Par", "Spd", "Eff", "Inertia"]
SAMPLE_COLUMNS = ["image", "width", "height", "unique_colors", "K", "engine", "threads", "run",
                  "seconds", "iterations", "inertia", "evaluations"]
ENGINES = ("sequential", "openmp", "cells")


def picture(width, height, seed):
    """Returns a PNG file with smooth and noisy parts and hundreds of colors."""
    rows = [[(x * (3 + c) + y * (5 - c) + (x * y * seed) % 23) % 256
             for x in range(width) for c in range(3)] for y in range(height)]
    return make_png(width, height, rows, level=1)


def table(name):
    with open(name, newline="") as file:
        return list(csv.DictReader(file))


class Bench(Case):
    def setUp(self):
        super().setUp()
        os.makedirs("set/deep")
        write("set/b.png", picture(60, 40, 7))
        write("set/a, \"1\".png", picture(50, 50, 3))
        write("set/deep/c.png", picture(40, 30, 5))

    def bench(self, *arguments, out="r", **options):
        return self.quant("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2",
                          "--runs", "2", "--out", out, *arguments, **options)

    def samples(self, out="r"):
        return table(f"{out}/set-samples.csv")

    def machine(self, out="r"):
        return json.loads(read(f"{out}/machine.json"))

    def check_table(self, name, engine, samples):
        """Checks every number of a table against the measurements, computed in another way."""
        rows = table(name)
        with open(name) as file:
            self.assertEqual(file.readline(), ",".join(COLUMNS) + "\n")
        self.assertEqual([(r["K"], r["Threads"]) for r in rows],
                         [(k, t) for k in "23" for t in "12"])
        for row in rows:
            def runs_of(engine, threads, field="seconds"):
                images = {}
                for s in samples:
                    if (s["K"], s["engine"], s["threads"]) == (row["K"], engine, threads):
                        images.setdefault(s["image"], []).append(float(s[field]))
                return list(images.values())
            sequential = runs_of("sequential", "1")
            parallel = runs_of(engine, row["Threads"])
            self.assertEqual([len(runs) for runs in sequential + parallel], [2] * 6)
            expected = {
                "T. Seq": statistics.fmean(map(statistics.fmean, sequential)),
                "Std. Seq": statistics.fmean(map(statistics.stdev, sequential)),
                "T. Par": statistics.fmean(map(statistics.fmean, parallel)),
                "Std. Par": statistics.fmean(map(statistics.stdev, parallel)),
                "Inertia": statistics.fmean(map(statistics.fmean,
                                                runs_of(engine, row["Threads"], "inertia")))}
            expected["Spd"] = expected["T. Seq"] / expected["T. Par"]
            expected["Eff"] = expected["Spd"] / int(row["Threads"])
            for column, value in expected.items():
                self.assertTrue(math.isclose(float(row[column]), value, rel_tol=1e-9,
                                             abs_tol=1e-15), (row, column, value))


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
            "engines": list(ENGINES), "limit": None, "sample_seed": 0,
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
            "options", "datasets", "ceilings"})
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


class Resuming(Bench):
    def cut_samples(self, keep):
        lines = read("r/set-samples.csv").splitlines(True)
        write("r/set-samples.csv", b"".join(lines[:keep]))
        return lines[:keep]

    def test_only_what_is_missing_is_measured(self):
        self.bench()
        machine = self.machine()
        complete = sorted(tuple(list(s.values())[:8]) for s in self.samples())
        kept = self.cut_samples(27)  # keeps one picture and a part of another
        self.bench("--resume", "--budget", "1000")
        after = read("r/set-samples.csv").splitlines(True)
        self.assertEqual(after[:21], kept[:21])
        self.assertTrue(set(kept) <= set(after))
        samples = self.samples()
        self.assertEqual(sorted(tuple(list(s.values())[:8]) for s in samples), complete)
        self.check_table("r/set.csv", "openmp", samples)
        resumed = self.machine()
        for key in ("date", "ceilings", "datasets"):
            self.assertEqual(resumed[key], machine[key])
        # Nothing is left to do, so every file must stay as it is.
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        self.bench("--resume", "--budget", "1000")
        self.assertEqual({name: read(f"r/{name}") for name in os.listdir("r")}, before)

    def test_a_larger_sample_goes_on(self):
        self.bench("--limit", "1")
        first = read("r/set-samples.csv")
        self.bench("--limit", "2", "--resume")
        self.assertTrue(read("r/set-samples.csv").startswith(first))
        self.assertEqual(len({s["image"] for s in self.samples()}), 2)

    def test_other_circumstances_are_refused(self):
        self.bench("--limit", "1")
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        for change, message in ((("--runs", "3"), "options runs 2, and now it is 3"),
                                (("-k", "2"), "options k [2,3], and now it is [2]"),
                                (("--threads", "1"), "options threads [1,2]"),
                                (("--engines", "cells"), "options engines"),
                                (("--warmup", "0"), "options warmup 1"),
                                (("--sample-seed", "9"), "options sample_seed 0, and now it is 9"),
                                (("--dataset", "other=set"), "datasets [\"set=set\"]")):
            arguments = ["bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2",
                         "--runs", "2", "--out", "r", "--resume"]
            if change[0] in arguments and change[0] != "--dataset":
                arguments[arguments.index(change[0]) + 1] = change[1]
            else:
                arguments += change
            self.fails(*arguments, message=f"r/machine.json: was measured with {message}")
        machine = self.machine()
        machine["cpu"] = "Z80"
        write("r/machine.json", json.dumps(machine).encode())
        self.fails("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2", "--runs", "2",
                   "--out", "r", "--resume", message="was measured with cpu \"Z80\"")
        write("r/machine.json", before["machine.json"])
        self.assertEqual({name: read(f"r/{name}") for name in os.listdir("r")}, before)

    def test_its_own_pictures_are_not_measured(self):
        options = ("-k", "2", "--threads", "1", "--runs", "1", "--warmup", "0", "--engines",
                   "cells", "-q")
        os.symlink("../out", "set/linked")
        for out in ("set/deep/r", "out"):
            for more in (), ("--resume",), ("--force",):
                self.quant("bench", "--dataset", "set=set", "--out", out, *options, *more)
                self.assertTrue(os.path.exists(f"{out}/set-original.png"))
                dataset, = self.machine(out)["datasets"]
                self.assertEqual((dataset["available"], dataset["images"]), (3, 3))
            if out != "out":
                shutil.rmtree(out)
        self.fails("bench", "--dataset", "set=set", "--out", "set/../set", *options, status=2,
                   message="--dataset set=set: results cannot go into the same folder")

    def test_other_pictures_are_refused(self):
        options = ("-k", "8", "--threads", "1", "--runs", "1", "--warmup", "0", "--engines",
                   "cells", "--out", "r")
        self.quant("bench", "--limit", "1", *options)
        os.mkdir("two")
        write("two/x.png", read("set/b.png"))
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        folders = ("--dataset", "landscape=set", "--dataset", "intel=set")
        self.fails("bench", "--limit", "3", *folders, *options, "--resume",
                   message="r/machine.json: was measured with datasets [\"landscape\",\"intel\"], "
                           "and now it is [\"landscape=set\",\"intel=set\"]")
        self.assertEqual({name: read(f"r/{name}") for name in os.listdir("r")}, before)
        self.quant("bench", "--limit", "2", *folders, *options, "--force")
        self.fails("bench", *folders[:-1], "intel=two", *options, "--resume",
                   message="and now it is [\"landscape=set\",\"intel=two\"]")
        self.fails("bench", "--limit", "1", *folders, *options, "--resume",
                   message="was measured with options limit 2, and now it is 1")
        self.quant("bench", *folders, *options, "--resume")
        self.assertEqual([d["images"] for d in self.machine()["datasets"]], [3, 3])

    def test_damaged_results_are_refused(self):
        self.bench("--limit", "1")
        again = ("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2", "--runs", "2",
                 "--out", "r", "--resume", "--limit", "1")
        samples = read("r/set-samples.csv")
        write("r/set-samples.csv", samples[:-5])
        self.fails(*again, message="r/set-samples.csv: the last line is cut off")
        machine = read("r/machine.json")
        for text in (b"", b"[1", machine[:-20]):
            write("r/machine.json", text)
            self.fails(*again, message="r/machine.json: is not JSON")
        write("r/machine.json", b"{}")
        self.fails(*again, message="r/machine.json: is not what quant bench writes")
        self.fails("bench", "--dataset", "set=set", "--resume", "--out", "none",
                   message="none/machine.json: is not there: nothing to resume")

    def test_engines_that_disagree_are_an_error(self):
        self.bench("--limit", "1")
        samples = self.samples()
        s = samples[-1]
        lines = read("r/set-samples.csv").decode().splitlines(True)
        lines[-1] = lines[-1].replace("," + s["inertia"] + ",", ",1.5,")
        write("r/set-samples.csv", "".join(lines).encode())
        again = ("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2", "--runs", "2",
                 "--out", "r", "--resume", "--limit", "1")
        _, err = self.fails(*again, message=" is 1.5, that of ")
        self.assertIn("the inertia of", err)
        # The error is also found while measuring: the file has one measurement, of wrong inertia.
        write("r/set-samples.csv", (lines[0] + lines[-1]).encode())
        self.fails(*again, message="an engine is wrong, or the picture has changed")

    def test_results_are_not_overwritten_unasked(self):
        self.bench("--limit", "1")
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        self.fails("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1", "--out", "r",
                   message="exists (--resume goes on with it, --force measures anew)")
        self.assertEqual({name: read(f"r/{name}") for name in os.listdir("r")}, before)
        self.bench("--limit", "1", "--force")
        self.assertNotEqual(read("r/set-samples.csv"), before["set-samples.csv"])


    def test_force_removes_what_the_earlier_run_wrote(self):
        os.mkdir("r")
        self.bench("--limit", "1", "--dataset", "old=set")
        foreign = ("r/notes.txt", "r/old-k5.png", "r/other.csv", "r/keep.csv", "x-samples.csv")
        for name in foreign:
            write(name, b"mine")
        machine = self.machine()
        machine["datasets"] += [{"name": "../x"}]  # `quant bench` would never write this name
        write("r/machine.json", json.dumps(machine).encode())
        self.quant("bench", "--dataset", "set=set", "-k", "2", "--threads", "1", "--runs", "1",
                   "--engines", "sequential,openmp", "--limit", "1", "--out", "r", "--force", "-q")
        self.assertEqual(sorted(os.listdir("r")), sorted(
            [os.path.basename(n) for n in foreign if n.startswith("r/")] +
            ["machine.json", "set.csv", "set-samples.csv", "set-original.png", "set-k2.png"]))
        self.assertEqual({read(name) for name in foreign}, {b"mine"})

    def test_force_replaces_what_is_no_record(self):
        os.mkdir("r")
        for text in (b"", b"{}", b"[1", b"{\"options\": {\"k\": [2]}, \"datasets\": [{\"name\": 5}]}"):
            write("r/machine.json", text)
            self.bench("--limit", "1", "--engines", "cells", "--force", "-q")
            self.assertEqual(self.machine()["datasets"][0]["images"], 1)


class EndingEarly(Bench):
    def setUp(self):
        super().setUp()
        for i in range(4000):
            os.link("set/b.png", f"set/{i}.png")

    def test_a_budget_ends_it(self):
        # A busy machine may need more than 5 s for the first picture.
        for budget in ("5", "20", "80"):
            out, err = self.bench("--budget", budget, "--force", status=None)
            if "too small" not in err:
                break
        self.assertIn(b"incomplete", out)
        dataset, = self.machine()["datasets"]
        self.assertFalse(dataset["complete"])
        counted = {s["image"] for s in self.samples()}
        self.assertTrue(0 < len(counted) < 4003)
        # The tables have all pictures except the last one, which the budget may have cut off.
        self.assertLessEqual(len(counted) - 1, dataset["images"])
        # The pictures are drawn at random: they are not the first ones by name.
        self.assertNotEqual(counted, set(sorted(counted | {"0.png", "1.png"})[:len(counted)]))

    def test_a_budget_for_nothing(self):
        _, err = self.bench("--budget", "0.01", status=1)
        self.assertEqual(err, "quant: set: the budget was too small for one of its pictures\n")

    def test_a_budget_is_shared_by_the_sets(self):
        os.mkdir("two")
        for i in range(4000):
            os.link("set/a, \"1\".png", f"two/{i}.png")
        for budget in ("6", "24", "96"):
            _, err = self.bench("--dataset", "two=two", "--budget", budget, "--force", status=None)
            if "too small" not in err:
                break
        # Without sharing, the first set would use up the budget.
        self.assertGreater(min(d["images"] for d in self.machine()["datasets"]), 0)

    def test_a_signal_keeps_what_was_measured(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(signal=number):
                arguments = [PROGRAM, "bench", "--dataset", "set=set", "-k", "2,3", "--threads",
                             "1,2", "--runs", "2", "--out", f"r{status}"]
                process = subprocess.Popen(arguments, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE, start_new_session=True)
                while not os.path.exists(f"r{status}/set-k3.png"):
                    time.sleep(0.01)
                    self.assertIsNone(process.poll())
                wait_for_work(process, 1.5)
                os.killpg(process.pid, number)
                out, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, status, err)
                self.assertEqual(err, b"")
                self.assertIn(b"incomplete", out)
                samples = self.samples(f"r{status}")
                self.assertGreater(len(samples), 0)
                self.assertFalse(self.machine(f"r{status}")["datasets"][0]["complete"])
                # The results can be resumed.
                self.bench("--resume", "--budget", "0.5", out=f"r{status}")
                self.assertTrue({tuple(s.values()) for s in samples} <=
                                {tuple(s.values()) for s in self.samples(f"r{status}")})

    def test_what_cannot_be_written_is_an_error(self):
        os.mkdir("r")
        os.mkdir("r/machine.json")
        self.fails("bench", "--dataset", "set=set", "--out", "r", "--force", "--limit", "1", "-k",
                   "2", "--threads", "1", message="r/machine.json: is a folder")


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
                (("--resume", "--force"), "excludes"),
                (("--dataset", "x"), "give it as NAME=DIR"),
                (("--dataset", "x="), "--dataset x=: give it as NAME=DIR"),
                (("--dataset", "s=set", "--dataset", "s-cells=set"),
                 "two of the names lead to the same file")):
            with self.subTest(arguments=arguments):
                self.fails("bench", *arguments, status=2, message=message)
        self.assertFalse(os.path.exists("quant-bench"))


if __name__ == "__main__":
    main()
