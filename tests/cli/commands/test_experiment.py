# Tests `quant experiment` from outside: it measures, validates and reports into one folder.
import json
import os

from bench_case import Bench
from quant_test import main, read
from report_page import Page


class Experiment(Bench):
    def experiment(self, *arguments, **options):
        return self.quant("experiment", "--dataset", "set=set", "-k", "2,3", "--threads", "1,2",
                          "--runs", "2", "--out", "r", *arguments, **options)

    def test_everything_is_in_the_folder(self):
        out, _ = self.experiment("--validate", "1")
        self.assertTrue(out.endswith(b"r/report.html\n"), out)
        found = {(s["engine"], s["threads"], s["copies"]) for s in self.samples()}
        self.assertEqual(found, {("sequential", "1", "1"), ("double", "1", "1"),
                                 ("openmp", "1", "1"), ("openmp", "2", "1"), ("openmp", "2", "2"),
                                 ("cells", "1", "1"), ("cells", "2", "1"), ("cells", "2", "2")})
        validation = json.loads(read("r/validation.json"))
        self.assertTrue(validation["passed"])
        self.assertEqual({row["images"] for row in validation["rows"]}, {1})
        page = Page(read("r/report.html").decode())
        self.assertIn(f"Of {validation['checks']:,} checks, none failed.", page.text)
        for title in ("Checks", "Scaled speed-up", "Engine sequential against the engine double"):
            self.assertIn(title, page.tables)

    def test_it_is_resumed(self):
        self.experiment("--validate", "0", "--limit", "1")
        self.assertFalse(os.path.exists("r/validation.json"))
        out, _ = self.quant("experiment", "--dataset", "set=set", "--out", "r", "--resume",
                            "--validate", "0", "--all", "--json")
        self.assertEqual(json.loads(out)["datasets"][0]["images"], 3)
        self.assertEqual(self.machine()["options"]["threads"], [1, 2])

    def test_usage(self):
        self.fails("experiment", "--all", "--limit", "2", status=2,
                   message="--all and --limit exclude each other")
        self.fails("experiment", "--weak", status=2, message="there is no option --weak")


if __name__ == "__main__":
    main()
