# Tests `quant validate` with a library whose results are wrong in one way at a time: it must fail,
# say where, and find no other fault.
import json
import os

from quant_test import Case, main, make_png, write

FAULTY = os.environ["QUANT_FAULTY_LIBRARY"]


class Faults(Case):
    def validate(self, fault, status=1):
        """Runs `quant validate` on one picture of 64 x 64; returns its JSON and standard error."""
        rows = [[v for x in range(64) for v in (x * 4, y * 4, (x * x + y * 7) % 256)]
                for y in range(64)]
        os.makedirs("pictures", exist_ok=True)
        write("pictures/a.png", make_png(64, 64, rows))
        environment = dict(os.environ, LD_PRELOAD=FAULTY, QUANT_FAULT=fault)
        out, err = self.quant("validate", "--dataset", "set=pictures", "--k", "4,8", "--threads",
                              "1,2", "--json", "-q", status=status, env=environment)
        report = json.loads(out)
        self.assertEqual(report["passed"], status == 0)
        self.assertEqual(err.count("\n"), report["failed"])
        self.assertEqual(len(report["failures"]), report["failed"])
        return report, err

    def blamed(self, report, **expected):
        """Checks that all failures have the expected values and that each K has one."""
        for failure in report["failures"]:
            self.assertEqual({key: failure[key] for key in expected}, expected)
        self.assertEqual({failure["k"] for failure in report["failures"]}, {4, 8})

    def test_the_library_as_it_is(self):
        report, err = self.validate("none", status=0)
        self.assertEqual(err, "")
        self.assertGreater(report["checks"], 40)

    def test_a_wrong_label(self):
        report, err = self.validate("label")
        self.blamed(report, engine="openmp", threads=2, check="bits", image="a.png")
        self.assertEqual(len(report["failures"]), 2 * len(report["instruction_sets"]))
        self.assertIn("quant: set/a.png: K 4, openmp, 2 threads, ", err)
        self.assertIn("the label of pixel 4095 is ", err)

    def test_a_wrong_label_that_all_engines_agree_on(self):
        report, _ = self.validate("label everywhere")
        self.assertEqual({failure["check"] for failure in report["failures"]}, {"reference"})
        self.assertEqual({failure["engine"] for failure in report["failures"]},
                         {"sequential", "cells"})

    def test_a_wrong_color(self):
        report, _ = self.validate("palette")
        self.blamed(report, engine="openmp", threads=2, check="bits")

    def test_an_inertia_within_the_papers_rule(self):
        report, _ = self.validate("inertia")
        self.blamed(report, engine="openmp", threads=2, check="bits")

    def test_an_inertia_outside_of_the_papers_rule(self):
        report, err = self.validate("much inertia")
        self.assertEqual([failure["check"] for failure in report["failures"]].count("paper"),
                         2 * len(report["instruction_sets"]))
        self.assertIn("paper: the inertia is 0.2 % away", err)
        self.assertAlmostEqual(report["rows"][0]["worst_parallel_deviation"], 0.002, places=6)

    def test_an_iteration_that_is_no_step_of_lloyd(self):
        report, _ = self.validate("fourth iteration")
        self.blamed(report, engine="cells", check="reference", max_iterations=4)
        self.assertEqual(len(report["failures"]), 2)

    def test_an_error_of_the_library(self):
        report, err = self.validate("no memory")
        self.blamed(report, engine="cells", threads=1)
        self.assertIn("the library says: out of memory", err)


if __name__ == "__main__":
    main()
