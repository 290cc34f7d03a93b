# Tests `quant report` from outside: for results with a known scaling, the page, plots and summaries
# must state that scaling. They are read with Python's own parsers.
import json
import os
import xml.etree.ElementTree as xml

import bench_folder
from bench_folder import DataSet
from quant_test import files_below, main, read
from report_page import Report

LARGE = DataSet("landscape", 1024, 1024)
SMALL = DataSet("intel", 150, 150, serial=0.35, weak=0.3)


class Contents(Report):
    def test_everything_is_written_and_well_formed(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for link in page.links:
            self.assertIn(link[1:], page.ids)
        self.assertTrue(all(s.startswith(("data:image/png;base64,", "#")) for s in page.sources))
        content = read("r/report.html")
        self.assertNotIn(b"url(", content)
        self.assertNotIn(b"@import", content)
        self.assertEqual([image["alt"] for image in page.images], [
            f"{name}, {kind}" for name in ("landscape", "intel")
            for kind in ("original", "8 colors", "16 colors", "32 colors")])
        plots = files_below("r/plots")
        self.assertEqual(len(plots), page.plots)
        self.assertEqual(len(plots), 2 * (7 + 7 + 1 + 1) + 2)
        for name in plots:
            root = xml.fromstring(read(name))
            self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg", name)
            self.assertTrue(root.find("{http://www.w3.org/2000/svg}title").text, name)
            for text in root.iter("{http://www.w3.org/2000/svg}text"):
                self.assertTrue(0 <= float(text.get("x")) <= 360, name)
                self.assertTrue(0 <= float(text.get("y")) <= 250, name)
        markdown = read("r/summary.md").decode()
        for name in plots:
            self.assertIn(f"(plots/{os.path.basename(name)})", markdown)

    def test_amdahl(self):
        bench_folder.make("r", [LARGE])
        page = self.page()
        title = "Serial fraction by Amdahl's law"
        self.assertEqual(page.column(title, "Serial fraction s"), ["0.10"] * 3 + ["0.30"] * 3)
        self.assertEqual(page.column(title, "Limit 1/s"), ["10.0"] * 3 + ["3.33"] * 3)
        self.assertEqual(page.column(title, "Thread counts"), ["2"] * 6)  # 2 and 4 threads
        self.says(page, "the law describes the measurements")
        fits = [s["amdahl"] for s in json.loads(read("r/summary.json"))["datasets"][0]["scaling"]]
        for fit, serial in zip(fits, [0.1] * 3 + [0.3] * 3):
            self.assertAlmostEqual(fit["serial_fraction"], serial, places=9)
            self.assertLess(fit["residual"], 1e-9)

    def test_gustafson(self):
        bench_folder.make("r", [LARGE])
        self.assertIn("quant bench --weak measures it", self.page().text)
        bench_folder.make("r", [DataSet("a", 400, 400, weak=0.1, cells_serial=-0.1),
                                DataSet("b", 200, 200, weak=0.9, engines=("openmp",))])
        page = self.page()
        title = "Scaled speed-up"
        # The serial fraction s is 0.1, and p is 2 and 4: p - s (p - 1).
        self.assertEqual(page.column(title, "p − s (p − 1)"),
                         ["1.90", "3.70"] * 3 + ["–"] * 6 + ["1.90", "3.70"] * 3)
        self.assertEqual(page.column(title, "Measured"), ["1.90", "3.70"] * 6 + ["1.10", "1.30"] * 3)
        self.says(page, "a, openmp with 4 threads (K = 8, 16 and 32): the law gives 3.70, and the "
                        "measurements agree")
        self.says(page, "a, cells with 4 threads (K = 8, 16 and 32): the law cannot describe this: "
                        "the serial fraction, -0.10, is not between 0 and 1")
        self.says(page, "b, openmp with 4 threads (K = 8, 16 and 32): the law gives 3.70, and "
                        "threads gain less than that")

    def test_reference_in_doubles(self):
        bench_folder.make("r", [DataSet("a", 400, 400, doubles=1.01),
                                DataSet("b", 400, 400, doubles=1)])
        page = self.page()
        title = "Engine sequential against the engine double"
        self.assertEqual(page.column(title, "0.1 % or more"), ["18", "0"])
        self.assertEqual(page.column(title, "Median"), ["−0.99 %", "+0.0 %"])
        self.says(page, "a: Of 18 pairs, 18 differ by 0.1 % or more; 18 end with the same")
        self.says(page, "the same to every digit")  # of the engines that compute in integers
        a, b = self.summary()["datasets"]
        self.assertAlmostEqual(a["distance_from_double"]["median"], 1 / 1.01 - 1, places=12)
        bench_folder.make("r", [LARGE])
        self.assertNotIn(title, self.page().tables)
        self.assertIsNone(self.summary()["datasets"][0]["distance_from_double"])

    def test_operations(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        # The published formula with 20 iterations gives these counts.
        self.assertEqual(page.column("Operations per picture", "9 × N × K × iterations"),
                         ["1.5 × 10⁹", "3.0 × 10⁹", "6.0 × 10⁹",
                          "3.2 × 10⁷", "6.5 × 10⁷", "1.3 × 10⁸"])
        # The engine sequential computed these scores, in one pass more than there are iterations.
        self.assertEqual(page.column("Operations per picture", "Scores, textbook"),
                         ["1.8 × 10⁸", "3.5 × 10⁸", "7.0 × 10⁸",
                          "3.8 × 10⁶", "7.6 × 10⁶", "1.5 × 10⁷"])
        self.assertEqual(page.column("Operations per picture", "Fewer by"), ["50.0 times"] * 6)

    def test_roofline(self):
        bench_folder.make("r", [LARGE])
        page = self.page()
        rows = page.tables["Engines below the ceilings"]
        time = LARGE.time("openmp", 32, 4)
        row, = [row for row in rows if row[1:4] == ["openmp", "32", "4"]]
        operations = 9 * 1024 * 1024 * 32 * 21 / time  # 21 passes in this time
        self.assertEqual(row[4:6], ["36.0", f"{operations / 1e9:.0f} Gop/s"])
        near, = [one for one in self.summary()["datasets"][0]["roofline"]
                 if (one["engine"], one["k"], one["threads"]) == ("openmp", 32, 4)]
        self.assertAlmostEqual(near["operations_per_second"] / operations, 1, places=9)
        self.assertAlmostEqual(near["share_of_arithmetic"], operations / 36e10, places=9)

    def test_analysis_follows_the_figures(self):
        bench_folder.make("r", [LARGE])
        page = self.page()
        self.says(page, "Speed-up stops growing by more than 5 % at 4 threads, and the figures "
                        "point at the physical cores (4, and the next count measured is 8)")
        self.says(page, "Efficiency falls under 50 % at 8 threads, for every K.")
        self.says(page, "cannot be told")
        self.says(page, "the same to every digit")
        # Without noise, and with as many cores as threads, the conclusions are the opposite.
        bench_folder.make("r", [DataSet("landscape", 1024, 1024, cores=16, noise=0, serial=0.01)],
                          cores=16, threads=16)
        page = self.page()
        self.says(page, "Speed-up still grows by more than 5 % up to the most measured, 16 threads: "
                        "it does not stop within them, for every K.")
        self.says(page, "Efficiency stays at or above 50 % up to 16 threads, for every K.")
        self.assertNotIn("cannot be told", " ".join(page.items))

    def test_published_figures(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        rows = page.tables["Published, and here"]
        time = LARGE.time("openmp", 32, 4) * 1000
        self.assertEqual(rows[1][1:4], ["landscape", "56.0 s", "805 ms"])
        self.assertEqual(rows[2][1:4], ["landscape", "1.29 s", f"{time:.1f} ms"])
        self.assertEqual(rows[3][2], "44.9")
        self.assertEqual(rows[4][1:3], ["intel", "22 to 29.6"])
        bench_folder.make("q", [DataSet("other", 400, 400)])
        rows = self.page(folder="q").tables["Published, and here"]
        self.assertEqual(rows[1][1], "none of this size")

    def test_synthetic_sets_say_so(self):
        bench_folder.make("r", [DataSet("landscape", 1024, 1024, synthetic=True)])
        page = self.page()
        self.says(page, "Data set landscape is synthetic")
        for name in files_below("r/plots"):
            self.assertIn(b"(synthetic)", read(name))

    def test_json(self):
        bench_folder.make("r", [LARGE])
        out, _ = self.quant("report", "r", "--json")
        summary = json.loads(out)
        self.assertEqual(out, read("r/summary.json"))
        self.assertEqual(summary["cores"], 4)
        self.assertIsNone(summary["cpu_quota"])
        self.assertEqual(summary["datasets"][0]["gustafson"], [])  # it was not measured
        best = summary["datasets"][0]["best"][2]
        self.assertEqual((best["k"], best["within_spread"][0]["engine"]), (32, "cells"))


    def test_json_has_what_the_page_has(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        summary = self.summary()
        sentences = [s for f in summary["findings"] for s in f["sentences"]]
        self.assertEqual(sentences, page.items[len(page.links):])  # below the table of contents
        large, small = summary["datasets"]
        self.assertEqual(len(small["gustafson"]), 2 * 2 * 3)
        for row in small["gustafson"]:
            p, measured = row["threads"], row["measured"]
            self.assertAlmostEqual(measured["estimate"], p - 0.3 * (p - 1), places=9)
            self.assertEqual(measured["count"], 6)
            if row["engine"] == "openmp":
                self.assertAlmostEqual(row["predicted"], p - 0.35 * (p - 1), places=9)
        for row in small["overhead"]:
            one = SMALL.time("openmp", row["k"], 1)
            extra = SMALL.time("openmp", row["k"], row["threads"]) - one / min(4, row["threads"])
            self.assertAlmostEqual(row["overhead_seconds"], extra, places=12)
            self.assertAlmostEqual(row["per_pass_seconds"], extra / 21, places=12)
        for row in large["pictures"]:
            self.assertEqual((row["images"], row["threads"]), (6, 4))
            self.assertLess(row["lowest"], row["median"])
            self.assertLess(row["correlation_with_colors"], -0.7)  # as in the measurements
        self.assertEqual({row["scores"] for row in large["work"] if row["k"] == 8},
                         {1024 * 1024 * 8 * 21})
        self.assertEqual(large["inertia"], {"compared": 6 * 3 * 10, "largest_difference": 0})
        markdown = read("r/summary.md").decode()
        for text in ("Gustafson", "What threads cost", "roofline", "the figures point at"):
            self.assertIn(text, markdown)

    def test_a_quota_of_processor_time(self):
        bench_folder.make("r", [LARGE], cpu_quota=2.5)
        page = self.page()
        self.says(page, "could use the time of 2.5 processors only, and the machine has more: "
                        "threads beyond 2 count as oversubscribed")
        self.assertIn("2 processors", read("r/plots/landscape-openmp-speed-up.svg").decode())
        self.assertEqual(page.column("landscape, openmp: all figures", "Threads"),
                         ["1", "2", "4*", "8*", "16*"] * 3)
        self.assertIn(["Processor time allowed", "that of 2.5 processors"], page.tables["Machine"])
        self.assertEqual(self.summary()["cpu_quota"], 2.5)
        # A quota of as many processors as the machine has is no limit.
        bench_folder.make("r", [LARGE], cpu_quota=8)
        self.assertNotIn("could use the time", " ".join(self.page().items))

    def test_limits_of_speed_up(self):
        # Nearly all of the time is serial: two threads gain more than 5 %, four no 5 % over two.
        bench_folder.make("r", [DataSet("a", 400, 400, serial=0.85, cells_serial=0.98)])
        page = self.page()
        self.says(page, "Speed-up stops growing by more than 5 % at 2 threads, and the figures "
                        "point at the serial fraction (by Amdahl's law 4 gain no more than that")
        self.says(page, "Speed-up stops growing by more than 5 % at 1 thread, and the figures "
                        "point at the serial fraction (by Amdahl's law 2 gain no more than that")
        # With four threads, the 21 passes take 20 x 1.2 / 32 ns per pixel and color. At 9
        # operations each, these are 252 Gop/s, more than half of the ceiling.
        ceilings = {"bandwidth": [{"threads": 4, "bytes_per_second": 9e13}],
                    "arithmetic": [{"threads": 4, "operations_per_second": 3.4e11}]}
        bench_folder.make("r", [DataSet("a", 400, 400, serial=0)], ceilings=ceilings)
        self.says(self.page(), "the physical cores (4, and the next count measured is 8) and "
                               "arithmetic (at half or more of its ceiling with 4 threads).")
        ceilings["bandwidth"][0]["bytes_per_second"] = 9e10
        caches = [{"level": 3, "type": "unified", "bytes": 1 << 20, "shared_by": 8}]
        bench_folder.make("r", [DataSet("a", 400, 400, serial=0, k=(2, 4))], ceilings=ceilings,
                          caches=caches)
        self.says(self.page(), "memory bandwidth (at half or more of its ceiling with 4 threads)")
        caches[0]["bytes"] = 2 << 20  # the pixels fit, at 8 bytes each
        bench_folder.make("r", [DataSet("a", 400, 400, serial=0, k=(2, 4))], ceilings=ceilings,
                          caches=caches)
        self.assertNotIn("point at memory bandwidth", " ".join(self.page().items))


if __name__ == "__main__":
    main()
