# Tests how `quant bench` continues, refuses or replaces earlier results, and how it ends early.
import collections
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import time

from bench_case import Bench, table
from quant_test import PROGRAM, main, read, wait_for_work, write


class Resuming(Bench):
    def counts(self, *columns):
        """Returns how many measurements there are of each combination of columns."""
        return collections.Counter(tuple(s[c] for c in columns) for s in self.samples())

    def test_what_was_written_before_a_kill_is_kept(self):
        self.bench()
        machine = self.machine()
        lines = read("r/set-samples.csv").splitlines(True)
        # What a kill leaves: one picture, a part of a round of another, and a part of a line.
        write("r/set-samples.csv", b"".join(lines[:27]) + lines[27][:20])
        shutil.copytree("r", "killed")
        self.quant("report", "killed")
        self.bench("--resume")
        after = read("r/set-samples.csv").splitlines(True)
        self.assertEqual(set(after[:21]), set(lines[:21]))
        tasks = self.counts("image", "K", "engine", "threads")
        self.assertEqual((len(tasks), set(tasks.values())), (30, {2}))
        self.assertEqual(self.counts("invocation"), {("1",): 20, ("2",): 40})
        self.check_table("r/set.csv", "openmp", self.samples())
        resumed = self.machine()
        for key in ("date", "ceilings", "datasets"):
            self.assertEqual(resumed[key], machine[key])
        self.assertEqual([one["number"] for one in resumed["invocations"]], [1, 2])
        # Nothing is left to do, so every file must stay as it is.
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        self.bench("--resume")
        self.assertEqual({name: read(f"r/{name}") for name in os.listdir("r")}, before)

    def test_a_killed_benchmark_is_resumed(self):
        """Whenever it is killed, and if it is killed again and again."""
        arguments = [PROGRAM, "bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2",
                     "--runs", "100", "--out", "r", "-q"]
        for seconds in (2.5, 0.6, 0.9, 0.5, 0.8):
            process = subprocess.Popen(arguments + ["--resume"] * os.path.exists("r/machine.json"),
                                       stderr=subprocess.PIPE)
            time.sleep(seconds)
            process.kill()
            self.assertEqual(process.communicate()[1], b"")
            if os.path.exists("r/set-samples.csv"):
                self.quant("report", "r", status=None)
        self.quant(*arguments[1:], "--resume")
        tasks = self.counts("image", "K", "engine", "threads")
        self.assertEqual(len(tasks), 30)
        self.assertGreaterEqual(min(tasks.values()), 100)
        # Nothing was written twice.
        keys = self.counts("image", "K", "engine", "threads", "invocation", "run")
        self.assertEqual(set(keys.values()), {1})
        self.quant("report", "r")

    def test_two_at_once_are_refused(self):
        arguments = ["bench", "--dataset", "set=set", "-k", "2", "--threads", "1", "--runs",
                     "1000", "--out", "r", "-q"]
        process = subprocess.Popen([PROGRAM, *arguments])
        while not os.path.exists("r/machine.json"):
            time.sleep(0.01)
        self.fails(*arguments, "--resume", message="r: is in use by another quant bench")
        process.kill()
        process.wait()

    def test_more_of_everything_can_be_added(self):
        again = ("bench", "--dataset", "set=set", "--out", "r", "--resume", "-q")
        self.bench()
        first = read("r/set-samples.csv")
        self.quant(*again, "--threads", "4")
        self.assertTrue(read("r/set-samples.csv").startswith(first))
        new = [s for s in self.samples() if s["invocation"] == "2"]
        # New tasks come with those that they are compared with, in the same rounds.
        self.assertEqual(
            collections.Counter((s["K"], s["engine"], s["threads"], s["run"]) for s in new),
            {(k, engine, threads, run): 3 for k in "23" for run in "12"
             for engine, threads in (("sequential", "1"), ("openmp", "1"), ("openmp", "4"),
                                     ("cells", "1"), ("cells", "4"))})
        self.quant(*again, "-k", "5", "--runs", "3")
        self.assertEqual(self.machine()["options"]["k"], [2, 3, 5])
        self.assertEqual(self.machine()["options"]["threads"], [1, 2, 4])
        tasks = self.counts("image", "K", "engine", "threads")
        self.assertEqual(len(tasks), 3 * 3 * (1 + 3 + 3))
        self.assertGreaterEqual(min(tasks.values()), 3)
        for row in table("r/set.csv"):
            self.assertGreater(float(row["Spd"]), 0)
        # The baseline of a row is of the invocations that measured the row.
        row, = [r for r in table("r/set.csv") if (r["K"], r["Threads"]) == ("5", "4")]
        runs = {}
        for s in self.samples():
            if (s["K"], s["engine"]) == ("5", "sequential"):
                runs.setdefault(s["image"], []).append(float(s["seconds"]))
        self.assertTrue(math.isclose(float(row["T. Seq"]),
                                     statistics.fmean(map(statistics.fmean, runs.values()))))
        self.quant("report", "r")

    def test_a_larger_sample_goes_on(self):
        self.bench("--limit", "1")
        first = read("r/set-samples.csv")
        self.bench("--limit", "2", "--resume")
        self.assertTrue(read("r/set-samples.csv").startswith(first))
        self.assertEqual(len({s["image"] for s in self.samples()}), 2)

    def test_other_circumstances_are_refused(self):
        self.bench("--limit", "1")
        before = {name: read(f"r/{name}") for name in os.listdir("r")}
        for change, message in ((("--sample-seed", "9"), "options sample_seed 0, and now it is 9"),
                                (("--dataset", "other=set"), "datasets [\"set=set\"]")):
            self.fails("bench", "--dataset", "set=set", "--out", "r", "--resume", *change,
                       message=f"r/machine.json: was measured with {message}")
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
        write("r/set-samples.csv", samples.replace(b",cells,", b",abacus,", 1))
        self.fails(*again, message="r/set-samples.csv: line ")
        write("r/set-samples.csv", samples)
        machine = read("r/machine.json")
        for text in (b"", b"[1", machine[:-20]):
            write("r/machine.json", text)
            self.fails(*again, message="r/machine.json: is not JSON")
        write("r/machine.json", b"{}")
        self.fails(*again, message="r/machine.json: is not what this version of quant bench writes")
        self.fails("bench", "--dataset", "set=set", "--resume", "--out", "none",
                   message="none/machine.json: is not there: nothing to resume")

    def test_names_and_seeds_of_any_kind_are_resumed(self):
        odd = b"odd\xff"
        os.rename("set", odd)
        largest = str(2 ** 64 - 1)
        arguments = ("bench", "--dataset", b"set=" + odd, "-k", "2", "--threads", "1", "--runs",
                     "1", "--sample-seed", largest, "--out", "r", "-q")
        self.quant(*arguments, "--limit", "1")
        self.quant(*arguments, "--limit", "2", "--resume")
        self.assertEqual(self.machine()["datasets"][0]["images"], 2)
        self.assertEqual(self.machine()["options"]["sample_seed"], 2 ** 64 - 1)

    def test_results_without_ceilings_are_not_resumed(self):
        self.bench("--limit", "1")
        machine = self.machine()
        del machine["ceilings"]
        write("r/machine.json", json.dumps(machine).encode())
        self.fails("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2", "--runs", "2",
                   "--out", "r", "--resume", "--limit", "1",
                   message="r/machine.json: is not what this version of quant bench writes")

    def test_engines_that_disagree_are_an_error(self):
        self.bench("--limit", "1")
        samples = self.samples()
        s = samples[-1]
        lines = read("r/set-samples.csv").decode().splitlines(True)
        lines[-1] = lines[-1].replace("," + s["inertia"] + ",", ",1.5,")
        write("r/set-samples.csv", "".join(lines).encode())
        again = ("bench", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2", "--out", "r",
                 "--resume", "--limit", "1")
        _, err = self.fails(*again, message=" is 1.5, that of ")
        self.assertIn("the inertia of", err)
        # The error is also found while measuring, if one round has a wrong inertia and another one is
        # still to do.
        wrong = [line.replace("," + s["inertia"] + ",", ",1.5,") for line in lines]
        write("r/set-samples.csv", "".join(wrong).encode())
        self.fails(*again, "--runs", "3", "-q",
                   message="an engine is wrong, or the picture has changed")

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
        machine["cores"] = "many"  # as another version might
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
            out, err = self.bench("--budget", budget, "--force", status=None, timeout=600)
            if "too small" not in err:
                break
        self.assertEqual(err, "")
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
            _, err = self.bench("--dataset", "two=two", "--budget", budget, "--force", status=None,
                                timeout=600)
            if "too small" not in err:
                break
        self.assertEqual(err, "")
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
                self.assertNotRegex(err.replace(b"quant: other programs use", b"")
                                    .replace(b"quant: this takes", b""), rb"quant:")
                self.assertIn(b"incomplete", out)
                samples = self.samples(f"r{status}")
                self.assertGreater(len(samples), 0)
                self.assertFalse(self.machine(f"r{status}")["datasets"][0]["complete"])
                # The results can be resumed; what is lost is at most one round that was cut off.
                self.bench("--resume", "--budget", "0.5", out=f"r{status}")
                lost = ({tuple(s.values()) for s in samples} -
                        {tuple(s.values()) for s in self.samples(f"r{status}")})
                self.assertLess(len(lost), 10)

    def test_what_cannot_be_written_is_an_error(self):
        os.mkdir("r")
        os.mkdir("r/machine.json")
        self.fails("bench", "--dataset", "set=set", "--out", "r", "--force", "--limit", "1", "-k",
                   "2", "--threads", "1", message="r/machine.json: is a folder")


if __name__ == "__main__":
    main()
