# Tests the sections of `quant report` on what the programs of tests/bench/experiment measure, with
# files of known content.
import bench_folder
from bench_folder import DataSet, table
from quant_test import main, read, write
from report_page import Report

SUBJECT = ["image", "width", "height", "K"]
VARIANTS = [*SUBJECT, "variant", "threads", "run", "seconds", "cycles", "instructions",
            "cache_misses", "joules"]
SEEDS = [*SUBJECT, "seed", "run", "seconds", "iterations", "inertia"]
PHASES = [*SUBJECT, "threads", "run", "thread", "phase", "seconds"]
PROJECTION = [*SUBJECT, "engine", "threads", "run", "seconds_one", "serial", "longest",
              "projected_speed_up", "measured_speed_up"]
PICTURE = ["a<b>.png", 150, 150, 8]

LARGE = DataSet("landscape", 1024, 1024)


def variant_rows(times):
    """Returns four runs, of which the second takes twice as long as the first, and so on."""
    return [[*PICTURE, name, 2, run, seconds * run, "", "", "", ""] for run in (1, 2, 3, 4)
            for name, seconds in times.items()]


class Sections(Report):
    def test_nothing_without_files(self):
        bench_folder.make("r", [LARGE])
        page = self.page()
        for text in ("Variants of the engine", "start matters", "time of a thread", "PROJECTED"):
            self.assertNotIn(text, page.text)

    def test_variants(self):
        bench_folder.make("r", [LARGE])
        times = {"baseline": 0.01, "dynamic": 0.012, "plain": 0.03, "atomic": 0.3}
        write("r/variants.csv", table(VARIANTS, variant_rows(times)))
        page = self.page()
        title = "Variants of the engine openmp"
        self.assertEqual(page.column(title, "Variant"), list(times))
        self.assertEqual(page.column(title, "Against"), ["", "baseline", "baseline", "plain"])
        self.assertEqual(page.column(title, "Verdict"), ["", "slower", "slower", "slower"])
        # The ratio is the same in each run, although the runs differ by a factor of four.
        self.assertEqual(page.column(title, "Ratio of times"),
                         ["–", "1.20 (1.20 to 1.20)", "3.00 (3.00 to 3.00)",
                          "10.0 (10.0 to 10.0)"])
        self.assertEqual(page.column(title, "Time per picture")[0], "25.0 ms")
        self.says(page, "atomic (common sums, added to by atomic operations) against plain: slower "
                        "in 1 of 1 case; it takes 10.0 times as long.")
        self.assertTrue(any("against plain" in sentence for finding in self.summary()["findings"]
                            for sentence in finding["sentences"]))

    def test_seeds(self):
        bench_folder.make("r", [LARGE])
        write("r/seeds.csv", table(SEEDS, [[*PICTURE, seed, 1, 0.01 + seed / 1000, 16 + seed,
                                            1000 + seed] for seed in range(5)]))
        page = self.page()
        title = "The worst start over the best"
        self.assertEqual(page.column(title, "Iterations"), ["16 to 20"])
        self.assertEqual(page.column(title, "Inertia"), ["1.0040"])
        self.assertEqual(page.column(title, "Time of iterations"), ["1.400"])
        self.says(page, "150 × 150 (K = 8): the start changes the inertia by more than the 0.1 %")

    def test_phases(self):
        bench_folder.make("r", [LARGE])
        seconds = {"assign": (3, 5), "update": (2, 3), "map": (1, 1), "wait": (3, 0)}
        rows = [[*PICTURE, 2, 1, thread, phase, both[thread]] for phase, both in seconds.items()
                for thread in (0, 1)]
        write("r/phases.csv", table(PHASES, [*rows, [*PICTURE, 2, 1, 0, "serial", 1]]))
        page = self.page()
        title = "Shares of the time of all threads"
        # Two threads take 9 s each in regions, and 1 s each beside them: 20 s.
        self.assertEqual([page.column(title, name)[0] for name in
                          ("Assign", "Update", "Map", "Wait", "Serial", "Imbalance")],
                         ["40 %", "25 %", "10 %", "15 %", "10 %", "1.200"])
        self.says(page, "most of it because threads wait for one another")

    def test_projection(self):
        bench_folder.make("r", [LARGE])
        rows = [[*PICTURE, "openmp", threads, run, 1, 0.1, 0.9 / threads,
                 1 / (0.1 + 0.9 / threads), "" if threads == 16 else 1.8]
                for threads in (2, 16) for run in (1, 2, 3)]
        write("r/projection.csv", table(PROJECTION, rows))
        page = self.page()
        title = "PROJECTED speed-up over one thread"
        self.assertEqual(page.column(title, "Projected"), ["1.82", "6.40"])
        self.assertEqual(page.column(title, "Measured"), ["1.80", "–"])
        self.says(page, "openmp with 2 threads, 150 × 150 (K = 8): the measured speed-up is within "
                        "10 % of the projected one.")
        self.assertIn("PROJECTED: more cores than here", page.text)

    def test_wrong_files(self):
        bench_folder.make("r", [LARGE])
        for name, columns in (("variants", VARIANTS), ("seeds", SEEDS), ("phases", PHASES),
                              ("projection", PROJECTION)):
            write(f"r/{name}.csv", table(columns, [[*PICTURE, "x"]]))
            self.fails("report", "r", message=f"r/{name}.csv: line 2: has 5 fields and not")
            write(f"r/{name}.csv", b"")
            self.fails("report", "r", message=f"r/{name}.csv: line 1: the columns are not image,")
            write(f"r/{name}.csv", table(columns, []))
            self.page()

    def test_data_sets_of_these_names(self):
        bench_folder.make("r", [DataSet("variants", 200, 100, pictures=False)])
        self.assertNotIn("Variants of the engine openmp", self.page().tables)
        self.assertIn(b"variants", read("r/summary.md"))

    def test_no_set_is_made_of_them(self):
        bench_folder.make("r", [LARGE])
        write("r/machine.json", b"{}")
        write("r/seeds.csv", table(SEEDS, [[*PICTURE, seed, 1, 1, 2, 3] for seed in (1, 2)]))
        self.says(self.page(), "no more than the 0.1 %")


if __name__ == "__main__":
    main()
