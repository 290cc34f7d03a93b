# test_report.py: quant report from outside: results with known scaling go in, and the page, plots
# and summaries must say what was put in. They are read with Python's own parsers.
import html.parser
import json
import os
import xml.etree.ElementTree as xml

import bench_folder
from bench_folder import DataSet
from quant_test import Case, files_below, main, read, write

VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(html.parser.HTMLParser):
    """Text, tables and elements of a page, whose tags must be closed in order."""

    def __init__(self, content):
        super().__init__()
        self.stack, self.ids, self.links, self.images, self.sources = [], [], [], [], []
        self.tables, self.items, self.text, self.plots = {}, [], "", 0
        self.feed(content)
        self.close()
        assert self.stack == [], self.stack

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" else []
        self.images += [values] if tag == "img" else []
        self.sources += [v for k, v in attributes if k in ("src", "href", "data", "xlink:href")]
        if tag in ("script", "link", "iframe", "object"):
            raise AssertionError(f"<{tag}> in the page")
        if tag == "svg" and "svg" not in self.stack:
            self.plots += 1
            assert values["role"] == "img" and values["aria-label"], values
        if tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.row.append("")
        elif tag == "li":
            self.items.append("")
        elif tag == "table":
            self.rows, self.caption = [], ""
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack and self.stack[-1] == tag, (tag, self.stack)
        self.stack.pop()
        if tag == "tr":
            self.rows.append(self.row)
        elif tag == "table":
            self.tables[self.caption] = self.rows

    def handle_data(self, data):
        self.text += data
        if "caption" in self.stack:
            self.caption += data
        elif "td" in self.stack or "th" in self.stack:
            self.row[-1] += data
        elif "li" in self.stack:
            self.items[-1] += data

    def column(self, table, name):
        rows = self.tables[table]
        return [row[rows[0].index(name)] for row in rows[1:]]


class Report(Case):
    def page(self, *arguments, folder="r"):
        out, _ = self.quant("report", folder, *arguments)
        self.assertTrue(out.decode().endswith("report.html\n"))
        return Page(read(f"{folder}/report.html").decode())

    def says(self, page, text):
        self.assertTrue(any(text in item for item in page.items), (text, page.items))


LARGE = DataSet("landscape", 1024, 1024)
SMALL = DataSet("intel", 150, 150, serial=0.35)


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
        self.assertEqual(len(plots), 2 * (6 + 6 + 1 + 1))
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
        self.assertEqual(page.column(title, "Thread counts"), ["2"] * 6)  # 2 and 4 of 4 cores
        self.says(page, "the law describes the measurements")
        fits = [s["amdahl"] for s in json.loads(read("r/summary.json"))["datasets"][0]["scaling"]]
        for fit, serial in zip(fits, [0.1] * 3 + [0.3] * 3):
            self.assertAlmostEqual(fit["serial_fraction"], serial, places=9)
            self.assertLess(fit["residual"], 1e-9)

    def test_gustafson(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        title = "Scaled speed-up of engine openmp"
        # s = 0.35 and p = 2, 4: p - s (p - 1), then with the work of a megapixel over 22,500.
        growth = 1024 * 1024 / 22500
        predicted = [(0.35 + 0.65 * growth) / (0.35 + 0.65 * growth / p) for p in (2, 4)]
        self.assertEqual(page.column(title, "p − s (p − 1)"), ["1.65", "2.95"] * 3)
        self.assertEqual(page.column(title, "Large, predicted"),
                         [f"{value:.2f}" for value in predicted] * 3)
        self.assertEqual(page.column(title, "Large, measured"), ["1.82", "3.08"] * 3)
        self.says(page, "4 threads (K = 8, 16 and 32): the large pictures gain less than")

    def test_operations(self):
        bench_folder.make("r", [LARGE, SMALL])
        page = self.page()
        # The published counts, 20 iterations.
        self.assertEqual(page.column("Operations per picture", "9 × N × K × iterations"),
                         ["1.5 × 10⁹", "3.0 × 10⁹", "6.0 × 10⁹",
                          "3.2 × 10⁷", "6.5 × 10⁷", "1.3 × 10⁸"])
        self.assertEqual(page.column("Operations per picture", "Fewer by"), ["50.0 times"] * 6)

    def test_analysis_follows_the_figures(self):
        bench_folder.make("r", [LARGE])
        page = self.page()
        self.says(page, "Speed-up stops growing by more than 5 % at 4 threads; the next count "
                        "measured, 8, is more than the machine has cores")
        self.says(page, "Efficiency falls under 50 % at 8 threads, for every K.")
        self.says(page, "cannot be told")
        self.says(page, "the same to every digit")
        # Without noise, and with as many cores as threads, the conclusions turn.
        bench_folder.make("r", [DataSet("landscape", 1024, 1024, cores=16, noise=0, serial=0.01)],
                          cores=16, threads=16)
        page = self.page()
        self.says(page, "Speed-up still grows by more than 5 % up to the most measured, 16 threads")
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
        best = summary["datasets"][0]["best"][2]
        self.assertEqual((best["k"], best["within_spread"][0]["engine"]), (32, "cells"))


class Missing(Report):
    def test_a_folder_with_little_in_it(self):
        bench_folder.make("r", [DataSet("a", 200, 100, engines=("openmp",), pictures=False)])
        for name in ("r/machine.json", "r/a-samples.csv"):
            os.remove(name)
        page = self.page()
        for text in ("no machine.json", "no measurements of the engine cells",
                     "no single measurements", "no pictures"):
            self.says(page, text)
        self.assertIn("Nothing can be fitted", page.text)
        self.assertIn("The ceilings of the machine were not measured", page.text)
        self.assertNotIn("oversubscribed<", read("r/report.html").decode())

    def test_samples_alone(self):
        bench_folder.make("r", [DataSet("a", 200, 100, pictures=False)])
        os.remove("r/a.csv")
        os.remove("r/a-cells.csv")
        self.assertIn("Operations per picture", self.page().tables)

    def test_one_core_one_thread(self):
        bench_folder.make("r", [DataSet("a", 8, 8, threads=(1,), images=1, k=(2,), runs=1)],
                          cores=1, threads=1)
        self.assertIn("Nothing can be fitted", self.page().text)

    def test_interrupted(self):
        bench_folder.make("r", [LARGE])
        machine = json.loads(read("r/machine.json"))
        machine["datasets"][0].update(complete=False, available=90, failed=[
            {"file": "b<b>.jpg", "error": "is not a picture"}])
        write("r/machine.json", json.dumps(machine).encode())
        rows = read("r/landscape.csv").split(b"\n")
        write("r/landscape.csv", b"\n".join(rows[:4]) + b"\n16,1,nan,nan,nan,nan,nan,nan,nan\n")
        page = self.page()
        self.says(page, "was not completed")
        self.assertIn("b<b>.jpg", page.column("Files that could not be measured", "File"))
        self.assertEqual(page.column("Best configuration of each set", "Pictures"), ["6 of 90"] * 3)
        self.assertIn("1 file could not be measured", page.text)

    def test_files_of_an_earlier_run_are_not_read(self):
        bench_folder.make("r", [LARGE, DataSet("old", 64, 64)])
        machine = bench_folder.machine([LARGE])
        machine["options"]["engines"] = ["sequential", "openmp"]
        write("r/machine.json", json.dumps(machine).encode())
        write("r/landscape-cells.csv", b"of another kind\n")
        write("r/mine.csv", b"a;b\n")
        page = self.page()
        self.assertNotIn("Data set old", page.text)
        self.assertNotIn("cells", page.column("Serial fraction by Amdahl's law", "Engine"))
        self.assertEqual([i for i in page.items if "no measurements" in i], [])
        # Without machine.json the files alone tell what the folder holds.
        os.remove("r/machine.json")
        self.fails("report", "r", message="line 1: the columns are not")
        os.remove("r/mine.csv")
        os.remove("r/landscape-cells.csv")
        self.assertIn("Data set old", self.page().text)

    def test_interrupted_before_the_first_measurement(self):
        bench_folder.make("r", [SMALL])
        for name in ("intel.csv", "intel-cells.csv", "intel-samples.csv"):
            write("r/" + name, read("r/" + name).split(b"\n")[0] + b"\n")
        self.fails("report", "r", message="r: has no results yet: quant bench ended before it had "
                                          "measured anything")

    def test_names_cannot_break_out(self):
        name = "<b>&\"x', y"
        bench_folder.make("r", [DataSet(name, 100, 100)])
        page = self.page()
        self.assertIn("Data set " + name, page.text)
        self.assertNotIn(b"<b>", read("r/report.html"))
        for plot in files_below("r/plots"):
            xml.fromstring(read(plot))
        self.assertIn("Test CPU & Co <4 GHz>", page.text)


class Outputs(Report):
    def test_made_anew_but_nothing_of_others_is_overwritten(self):
        bench_folder.make("r", [SMALL])
        self.page()
        before = {name: read(name) for name in files_below("r")}
        self.page()
        self.assertEqual(before, {name: read(name) for name in files_below("r")})
        for name in ("report.html", "summary.md", "summary.json", "plots/intel-engines.svg"):
            write("r/" + name, b"mine")
            os.remove("r/plots/intel-roofline.svg")
            self.fails("report", "r", message=f"r/{name}: exists and is no report of quant")
            self.assertEqual(read("r/" + name), b"mine")
            self.assertFalse(os.path.exists("r/plots/intel-roofline.svg"))
            self.page("--force")
        self.assertEqual(before, {name: read(name) for name in files_below("r")})

    def test_output_option(self):
        bench_folder.make("r", [SMALL])
        out, _ = self.quant("report", "r", "-o", "page.html")
        self.assertEqual(out, b"page.html\n")
        Page(read("page.html").decode())
        self.assertFalse(os.path.exists("r/report.html"))

    def test_failures(self):
        self.quant("report", status=2)
        self.fails("report", "none", message="none: cannot be read")
        os.mkdir("r")
        self.fails("report", "r", message="r: has no results of quant bench")
        bench_folder.make("r", [SMALL])
        good = read("r/intel.csv")
        write("r/intel.csv", good + b'8,1,"2\n')
        self.fails("report", "r", message="r/intel.csv: line 17: a quoted field does not end")
        write("r/intel.csv", good.replace(b"\n8,2,", b"\n8,two,"))
        self.fails("report", "r", message="r/intel.csv: line 3: Threads is 'two'")
        write("r/intel.csv", good)
        write("r/intel-samples.csv", b"image\n")
        self.fails("report", "r", message="r/intel-samples.csv: line 1: the columns are not image,")
        os.remove("r/intel-samples.csv")
        write("r/machine.json", b"{")
        self.fails("report", "r", message="r/machine.json: is not JSON")
        self.assertFalse(os.path.exists("r/report.html"))
        self.assertFalse(os.path.exists("r/plots"))


if __name__ == "__main__":
    main()
