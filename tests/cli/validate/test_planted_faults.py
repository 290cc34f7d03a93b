# Tests `quant validate` with faults inside the library, where they would occur: it must fail and
# name what is wrong. planted_faults.cpp has the faults.
import json
import os

from quant_test import Case, main

PLANTED = os.environ["QUANT_PLANTED_LIBRARY"]


class Planted(Case):
    def validate(self, fault, *options, status=1):
        """Runs `quant validate` on a picture of 150 x 150; returns its JSON and standard error."""
        if not os.path.isdir("pictures"):
            os.mkdir("pictures")
            self.quant("sample", "pictures")
            os.remove("pictures/landscape.png")
            os.remove("pictures/soft-alpha.png")
        environment = dict(os.environ, LD_PRELOAD=PLANTED, QUANT_FAULT=fault)
        out, err = self.quant("validate", "--dataset", "set=pictures", "--json", "-q", *options,
                              status=status, env=environment)
        report = json.loads(out)
        self.assertEqual(report["passed"], status == 0)
        return report, err

    def isa(self):
        """The best instruction set."""
        report, _ = self.validate("", "--k", "2", "--threads", "1", status=0)
        return report["instruction_sets"][0]

    def found(self, report, check, what, **expected):
        """Checks that a failure of this kind has these words and values."""
        matching = [failure for failure in report["failures"]
                    if failure["check"] == check and what in failure["what"]]
        self.assertTrue(matching, report["failures"][:3])
        for failure in matching:
            self.assertEqual({key: failure[key] for key in expected}, expected)

    def test_without_a_fault(self):
        report, err = self.validate("", status=0)
        self.assertEqual(err, "")
        self.assertEqual(report["threads"], [1, 2, 3, 4, 8, 16])

    def test_engines_that_stop_early(self):
        for fault, engine in (("stops early", "sequential"), ("stops early in openmp", "openmp"),
                              ("stops early in sequential", "sequential"),
                              ("stops early in cells", "cells")):
            with self.subTest(fault):
                report, err = self.validate(fault, "--k", "8", "--threads", "1")
                self.found(report, "ending", "ended after 7 of at most 20 iterations without "
                           "having converged", engine=engine)
                self.assertIn("quant: set/landscape-small.png: K 8, ", err)

    def test_engines_that_claim_to_have_converged(self):
        for fault, engine in (("claims to converge", "sequential"),
                              ("coarse tolerance", "sequential"),
                              ("claims to converge in sequential", "sequential"),
                              ("claims to converge in openmp", "openmp"),
                              ("claims to converge in cells", "cells")):
            with self.subTest(fault):
                report, _ = self.validate(fault, "--k", "8", "--threads", "1")
                self.found(report, "ending", "but another one would move centroids: ",
                           engine=engine)

    def test_iterations_that_do_not_end(self):
        report, _ = self.validate("never converges", "--k", "2", "--threads", "1")
        self.found(report, "reference", "the last iteration moved no centroid, but the run has not "
                   "converged", engine="cells")

    def test_seeds_that_are_not_random(self):
        isa = self.isa()
        for fault, what in (("same seeds", "draw the same pixels as the first one"),
                            ("first colors", "draw the same pixels as the first one"),
                            ("seeds by color", "of the pixels from rare colors to frequent ones"),
                            ("neighboring seeds", "colors were drawn of sixteenths 1 to 16 "),
                            ("seeds of a part", "colors were drawn of sixteenths 13 to 16 ")):
            with self.subTest(fault):
                report, _ = self.validate(fault, "--k", "8", "--threads", "1", "--isa", isa)
                self.found(report, "seeds", what, max_iterations=0)

    def test_a_fault_of_three_threads(self):
        isa = self.isa()
        report, _ = self.validate("three threads", "--k", "8", "--isa", isa)
        self.assertEqual({(failure["engine"], failure["threads"])
                          for failure in report["failures"]}, {("openmp", 3)})
        self.validate("three threads", "--k", "8", "--isa", isa, "--threads", "1,2,4,8,16",
                      status=0)

    def test_the_last_items_of_vectors(self):
        isa = self.isa()
        if isa == "SCALAR":
            return  # there are no vectors
        for kernel in ("label", "sum", "point", "key"):
            for rest in (7, 63):
                fault = f"{kernel} at a rest of {rest}"
                with self.subTest(fault):
                    report, _ = self.validate(fault, "--k", "8", "--threads", "1", "--isa",
                                              f"{isa},SCALAR")
                    self.assertTrue(report["failures"])
                    if kernel != "label":  # which cells of few colors leave all kinds of rests for
                        self.assertNotIn(None, {failure["size"] for failure in report["failures"]})


if __name__ == "__main__":
    main()
