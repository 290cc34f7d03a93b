# Tests `quant report A B` with pairs of folders that differ in a known way.
import csv
import io
import json
import math
import os
import random
import statistics

import bench_folder
from bench_folder import DataSet
from quant_test import Case, files_below, main, read, write

OLD_COLUMNS = 12  # of earlier versions


def make(folder, *, images=40, sets=None, **changes):
    return bench_folder.make(folder, sets or [small(images=images)], **changes)


def small(name="a", **changes):
    return DataSet(name, 200, 100, **{"k": (8, 16), "threads": (1, 2), "runs": 3, "images": 40,
                                      "pictures": False, **changes})


class Row(dict):
    """A line of the measurements, with numbers where there are some."""

    def __init__(self, columns, fields):
        super().__init__(zip(columns, fields))

    def is_of(self, engine, k=None, threads=None):
        return (self["engine"] == engine and str(k or self["K"]) == self["K"] and
                str(threads or self["threads"]) == self["threads"])


def change(folder, function, name="a", columns=len(bench_folder.SAMPLES)):
    """Writes the measurements anew without the lines for which function(row) returns False."""
    path = f"{folder}/{name}-samples.csv"
    first, *lines = csv.reader(io.StringIO(read(path).decode()))
    rows = [Row(first, line) for line in lines]
    rows = [row for row in rows if function(row) is not False]
    write(path, bench_folder.table(first[:columns],
                                   [[row[c] for c in first[:columns]] for row in rows]))


def slow_down(folder, factor, chosen=lambda row: True, noise=0.0, **options):
    rng = random.Random(folder)

    def edit(row):
        times = factor if chosen(row) else 1
        row["seconds"] = repr(float(row["seconds"]) * times * rng.lognormvariate(0, noise))
    change(folder, edit, **options)


class Compare(Case):
    def markdown(self, *arguments, **options):
        out, err = self.quant("report", "A", "B", *arguments, **options)
        self.assertEqual(err.count("\n"), 1 if options.get("status") else 0, err)
        return out.decode()

    def json(self, *arguments, **options):
        return json.loads(self.quant("report", "A", "B", "--json", *arguments, **options)[0])

    def sentences(self, text):
        return [line for line in text.splitlines() if line.startswith("- ")]

    def time(self, summary, engine, k, threads, **more):
        wanted = {"engine": engine, "k": k, "threads": threads, "copies": 1, **more}
        found, = [one for one in summary["times"]
                  if all(one[key] == value for key, value in wanted.items())]
        return found


class Times(Compare):
    def test_the_same_results(self):
        make("A")
        make("B")
        summary = self.json("--fail-on-regression")
        self.assertEqual(summary["verdicts"], {"slower": 0, "faster": 0, "alike": 10, "unclear": 0})
        self.assertFalse(summary["regression"])
        self.assertEqual(summary["results"], {"compared": 400, "wrong": 0, "other": []})
        self.assertEqual([summary["differences"], summary["unshared"], summary["other_pictures"]],
                         [[], [], []])
        for one in summary["times"]:
            self.assertEqual(one["seconds_a"], one["seconds_b"])
            self.assertEqual([one["ratio"][key] for key in ("estimate", "low", "high", "count",
                                                            "of")], [1, 1, 1, 40, "pictures"])
        text = self.markdown()
        self.assertNotIn("regression", text)
        self.assertNotIn("What differs\n", text)
        times, results, machine = self.sentences(text)[:3]
        self.assertIn("a, openmp with 1 and 2 threads (K = 8 and 16)", times)
        self.assertIn("A and B differ by no more than 5 %", times)
        self.assertIn("the same bits in all 400 results", results)
        self.assertIn("Machine, program, conditions and options are the same", machine)

    def test_a_planted_regression(self):
        make("A")
        make("B")
        slow_down("A", 1, noise=0.05)
        slow_down("B", 1.15, lambda row: row.is_of("openmp", threads=2), noise=0.05)
        summary = self.json()
        self.assertEqual(summary["verdicts"], {"slower": 2, "faster": 0, "alike": 8, "unclear": 0})
        for one in summary["times"]:
            ratio = one["ratio"]
            is_slow = (one["engine"], one["threads"]) == ("openmp", 2)
            self.assertEqual(one["verdict"], "slower" if is_slow else "alike")
            expected = 1.15 if is_slow else 1
            # The intervals of ten tasks may miss the planted ratio once in a while, but not by far.
            self.assertLess(ratio["low"], expected * 1.01)
            self.assertGreater(ratio["high"], expected / 1.01)
            self.assertLess(ratio["high"] / ratio["low"], 1.05)
        text = self.markdown("--fail-on-regression", status=1)
        slower, alike, *_ = self.sentences(text)
        self.assertRegex(slower, r"^- a, openmp with 2 threads \(K = 8 and 16\): B is slower by "
                                 r"more than 5 %, a regression: it takes 1\.1\d( to 1\.1\d)? "
                                 r"times as long as A\.$")
        self.assertIn("a, openmp with 1 thread (K = 8 and 16)", alike)
        _, err = self.fails("report", "A", "B", "--fail-on-regression",
                            message="B: is a regression: 2 of 10 times are longer by more than 5 %")
        self.assertNotIn("differ", err)
        self.quant("report", "A", "B")  # without the option, a regression is no failure
        self.quant("report", "B", "A", "--fail-on-regression")  # nor is a gain

    def test_the_interval_is_that_of_students_t(self):
        make("A", sets=[small(images=3)])
        make("B", sets=[small(images=3)])
        factors = {"a 0.jpg": 1.1, "a 1.jpg": 1.2, "a 2.jpg": 1.5}

        def edit(row):
            row["seconds"] = repr(float(row["seconds"]) * factors[row["image"]])
        change("B", edit)
        ratio = self.time(self.json(), "openmp", 8, 2)["ratio"]
        logarithms = [math.log(factor) for factor in factors.values()]
        middle = statistics.fmean(logarithms)
        half = 4.302653 * statistics.stdev(logarithms) / math.sqrt(3)  # t of two degrees of freedom
        for key, value in (("estimate", middle), ("low", middle - half), ("high", middle + half)):
            self.assertAlmostEqual(math.log(ratio[key]), value, places=5)

    def test_one_picture(self):
        make("A", sets=[small(images=1, runs=5)])
        make("B", sets=[small(images=1, runs=5)])
        slow_down("B", 1.5)
        ratio = self.time(self.json(), "cells", 8, 2)["ratio"]
        self.assertEqual((ratio["of"], ratio["count"]), ("runs", 5))
        self.assertAlmostEqual(ratio["estimate"], 1.5)
        self.assertGreater(ratio["high"], ratio["low"])
        for folder in "AB":
            change(folder, lambda row: row["run"] == "1")
        one = self.time(self.json("--fail-on-regression"), "cells", 8, 2)
        self.assertEqual((one["ratio"]["low"], one["verdict"]), (None, "unclear"))
        self.assertIn("one run of one picture does not tell its spread", self.markdown())

    def test_threshold(self):
        make("A")
        make("B")
        slow_down("B", 1.15, noise=0.01)
        self.assertEqual(self.json("--threshold", "10")["verdicts"]["slower"], 10)
        summary = self.json("--threshold", "20.5", "--fail-on-regression")
        self.assertEqual(summary["threshold"], 0.205)
        self.assertEqual(summary["verdicts"]["alike"], 10)
        self.assertIn("differ by no more than 20.5 %", self.markdown("--threshold", "20.5"))

    def test_more_work_with_more_threads(self):
        for folder in "AB":
            make(folder, sets=[small(weak=0.1, doubles=1.01)])
        slow_down("B", 2, lambda row: row["copies"] == "2")
        summary = self.json()
        self.assertEqual(self.time(summary, "openmp", 8, 2, copies=2)["verdict"], "slower")
        self.assertEqual(self.time(summary, "openmp", 8, 2)["verdict"], "alike")
        self.assertEqual(self.time(summary, "double", 8, 1)["verdict"], "alike")
        text = self.markdown()
        self.assertIn("openmp with 2 threads and as many copies of each picture (K = 8 and 16)",
                      text)
        self.assertIn("| openmp, 2 copies | slower |", text)


class Results(Compare):
    def setUp(self):
        super().setUp()
        make("A", sets=[small(images=3, doubles=1.01)])
        make("B", sets=[small(images=3, doubles=1.01)])

    def edit(self, **values):
        def edit_row(row):
            if row["image"] == "a 1.jpg" and row["K"] == "16" and (
                    row["engine"] == "double") == values.get("doubles", False):
                row.update({key: value for key, value in values.items() if key in row})
        change("B", edit_row)

    def test_another_inertia(self):
        self.edit(inertia="62500000.000000015")
        summary = self.json("--fail-on-regression", status=1)
        other, = summary["results"]["other"]
        self.assertEqual((other["dataset"], other["image"], other["must_agree"]),
                         ("a", "a 1.jpg", True))
        self.assertEqual((other["inertia_a"], other["inertia_b"]), (62500000, 62500000.000000015))
        self.assertEqual({(task["engine"], task["k"], task["threads"]) for task in other["tasks"]},
                         {("sequential", 16, 1), ("openmp", 16, 1), ("openmp", 16, 2),
                          ("cells", 16, 1), ("cells", 16, 2)})
        self.assertEqual(summary["results"]["wrong"], 5)
        text = self.markdown()
        self.assertIn("5 of 36 results have another inertia or number of iterations, on 1 picture",
                      text)
        self.assertIn("| a | a 1.jpg | sequential (K = 16); openmp with 1 and 2 threads (K = 16); "
                      "cells with 1 and 2 threads (K = 16) | 62500000 | 62500000.000000015 |", text)
        self.fails("report", "A", "B", "--fail-on-regression",
                   message="B: is a regression: 5 of 36 results differ")

    def test_another_number_of_iterations(self):
        self.edit(iterations="19")
        other, = self.json("--fail-on-regression", status=1)["results"]["other"]
        self.assertEqual((other["iterations_a"], other["iterations_b"]), (20, 19))

    def test_doubles_may_round_differently(self):
        self.edit(inertia="1", doubles=True)
        summary = self.json("--fail-on-regression")
        self.assertEqual((summary["results"]["wrong"], len(summary["results"]["other"])), (0, 1))
        self.assertIn("1 of 36 results, by the engine double", self.markdown())

    def test_many_are_shown_in_part(self):
        make("A")
        make("B")
        change("B", lambda row: row.update(inertia="1"))
        text = self.markdown()
        self.assertEqual(text.count("| a | a "), 20)
        self.assertIn("These are the first of 80", text)
        self.assertEqual(len(self.json()["results"]["other"]), 80)


class Different(Compare):
    def test_another_machine(self):
        sets = [small()]
        invocation = {"number": 1, "date": "2026-11-24T12:00:00Z", "seconds": 1, "options": {},
                      "conditions": {"variables": {"OMP_WAIT_POLICY": "passive"},
                                     "governor": "powersave", "busy_during": 0.5}}
        other = {**invocation, "conditions": {"variables": {}, "governor": "performance"}}
        make("A", sets=sets, invocations=[invocation])
        options = {**bench_folder.machine(sets)["options"], "runs": 9, "limit": 50}
        make("B", sets=sets, invocations=[other], cpu="Other|CPU", compiler="Clang 14",
             git_revision="abc", options=options)
        found = {one["what"]: (one["a"], one["b"]) for one in self.json()["differences"]}
        self.assertEqual(found, {
            "Processor": ("Test CPU & Co <4 GHz>", "Other|CPU"), "Revision": (None, "abc"),
            "Compiler": ("GNU 12.2.0", "Clang 14"), "Runs of each": ("3", "9"),
            "Frequency governor": ("powersave", "performance"),
            "Pictures of each set, at most": ("none", "50"),
            "Variable OMP_WAIT_POLICY": ("passive", "not set")})
        text = self.markdown()
        self.assertIn("| Processor | Test CPU & Co \\<4 GHz\\> | Other\\|CPU |", text)
        self.assertIn("| Revision | – | abc |", text)
        self.assertIn("- What differs: Processor, Revision, Compiler, ", text)
        self.assertIn("- A: During the measurements, other programs used 50 %", text)

    def test_what_only_one_has(self):
        make("A", sets=[small(), small("mine")])
        make("B", sets=[small(images=42)])

        def edit(row):
            if row["image"] == "a 7.jpg":
                row["width"] = "201"
            return not (row.is_of("cells", k=16) or row["image"] == "a 3.jpg")
        change("B", edit)
        summary = self.json()
        self.assertEqual(summary["unshared"], [
            {"only": "a", "dataset": "a", "whole": False, "images": ["a 3.jpg"],
             "tasks": [{"engine": "cells", "k": 16, "threads": t, "copies": 1} for t in (1, 2)]},
            {"only": "b", "dataset": "a", "whole": False, "images": ["a 40.jpg", "a 41.jpg"],
             "tasks": []},
            {"only": "a", "dataset": "mine", "whole": True, "images": [], "tasks": []}])
        self.assertEqual(summary["other_pictures"], [{"dataset": "a", "images": ["a 7.jpg"]}])
        self.assertEqual({one["pictures"] for one in summary["times"]}, {38})
        self.assertEqual(len(summary["times"]), 8)
        text = self.markdown()
        for part in ("Only A has 1 picture of data set a: a 3.jpg.",
                     "Only A has in data set a: cells with 1 and 2 threads (K = 16).",
                     "Only B has 2 pictures of data set a: a 40.jpg and a 41.jpg.",
                     "Only A has single measurements of data set mine.",
                     "Left out is 1 picture of data set a, which has another size or other colors "
                     "in B: a 7.jpg."):
            self.assertIn(part, text)

    def test_many_names_are_shown_in_part(self):
        make("A", sets=[small(images=70)])
        make("B")
        self.assertIn("a 58.jpg, a 59.jpg and 10 more.", self.markdown())

    def test_other_threads_worked(self):
        make("A", images=2)
        make("B", images=2)

        def edit(row):
            row["threads_used"] = "1"
        change("B", edit)
        text = self.markdown()
        self.assertIn("a, openmp with 2 threads (K = 8 and 16); a, cells with 2 threads (K = 8 and "
                      "16): 2 threads worked in A, and 1 in B.", text)

    def test_earlier_versions_wrote_fewer_columns(self):
        make("A")
        make("B")
        change("A", lambda row: True, columns=OLD_COLUMNS)
        summary = self.json("--fail-on-regression")
        self.assertEqual(summary["verdicts"]["alike"], 10)
        self.assertEqual({one["threads_used_a"] for one in summary["times"]}, {None})
        self.assertNotIn("worked in A", self.markdown())

    def test_folders_without_machine(self):
        make("A")
        make("B")
        os.remove("A/machine.json")
        text = self.markdown()
        self.assertIn("- A: The folder has no machine.json", text)
        self.assertIn("| Processor | – | Test CPU", text)

    def test_synthetic_sets_are_marked(self):
        for folder in "AB":
            make(folder, sets=[small(synthetic=True)])
        self.assertIn("a (synthetic), sequential (K = 8 and 16)", self.markdown())
        self.assertEqual({one["dataset"] for one in self.json()["times"]}, {"a (synthetic)"})


class Command(Compare):
    def test_nothing_is_written(self):
        make("A")
        make("B")
        before = {name: read(name) for name in files_below(".")}
        self.markdown()
        self.json()
        self.assertEqual({name: read(name) for name in files_below(".")}, before)

    def test_nothing_in_common(self):
        make("A")
        make("B", sets=[small("other")])
        message = "B: nothing to compare: no picture was measured with the same K, engine and"
        self.fails("report", "A", "B", message=message)
        make("C", sets=[small()])
        os.remove("C/a-samples.csv")
        self.fails("report", "A", "C", message="C: nothing to compare")

    def test_damaged_files(self):
        make("A", images=1)
        make("B", images=1)
        write("B/a-samples.csv", read("B/a-samples.csv") + b"x\n")
        self.fails("report", "A", "B", message="B/a-samples.csv: line ")
        self.fails("report", "A", "none", message="none: cannot be read")

    def test_options(self):
        make("A", images=1)
        make("B", images=1)
        for options, message in (
                (("A", "B", "-o", "x"), "--output is for the page of one folder"),
                (("A", "B", "--force"), "--force is for the page of one folder"),
                (("A", "--threshold", "3"), "--threshold needs two folders"),
                (("A", "--fail-on-regression"), "--fail-on-regression needs two folders"),
                (("A", "B", "--threshold", "-1"), "'-1' is not a number from 0 to 1000"),
                (("A", "B", "A"), "there is nothing to do with A"),
                (("A", "B", "-o", "x", "--threshold", "3"),
                 "--output and --threshold exclude each other")):
            self.fails("report", *options, status=2, message=message)
        self.fails("report", "A", "", message=": cannot be read")
        self.assertIn("quant report before after", self.quant("report", "--help")[0].decode())


if __name__ == "__main__":
    main()
