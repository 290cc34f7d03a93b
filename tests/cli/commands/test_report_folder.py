# Tests `quant report` with folders that lack files or have files of other runs, and tests which
# files it writes where.
import json
import os
import xml.etree.ElementTree as xml

import bench_folder
from bench_folder import DataSet
from quant_test import files_below, main, read, write
from report_page import Page, Report

LARGE = DataSet("landscape", 1024, 1024)
SMALL = DataSet("intel", 150, 150, serial=0.35)


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
        # Without machine.json, only the names of the files tell what the folder holds.
        os.remove("r/machine.json")
        self.fails("report", "r", message="line 1: the columns are not")
        os.remove("r/mine.csv")
        os.remove("r/landscape-cells.csv")
        self.assertIn("Data set old", self.page().text)

    def test_measurements_of_engines_not_chosen_are_not_read(self):
        bench_folder.make("r", [LARGE])
        machine = bench_folder.machine([LARGE])
        machine["options"].update(engines=["openmp"], k=[8, 32])
        write("r/machine.json", json.dumps(machine).encode())
        page = self.page()
        self.assertEqual({w["engine"] for w in self.summary()["datasets"][0]["work"]},
                         {"sequential", "openmp"})
        self.assertEqual(page.column("Operations per picture", "Scores, cells"), ["–"] * 3)
        # The picture of 16 colors is also from an earlier run.
        self.assertEqual([image["alt"] for image in page.images],
                         [f"landscape, {kind}" for kind in ("original", "8 colors", "32 colors")])

    def test_unfinished_rounds_do_not_count(self):
        bench_folder.make("r", [LARGE])
        self.page()
        before = self.summary()
        # Adds a picture that has only two measurements because the budget ended.
        write("r/landscape-samples.csv", read("r/landscape-samples.csv") +
              b"new.jpg,512,512,9,8,sequential,1,1,1000,20,5,6,1,1,1\n"
              b"new.jpg,512,512,9,8,openmp,4,1,1,20,5,6,4,1,1\n")
        self.page()
        self.assertEqual(self.summary(), before)

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

    def test_the_page_on_standard_output(self):
        bench_folder.make("r", [SMALL])
        self.page()
        page = read("r/report.html")
        os.remove("r/report.html")
        out, _ = self.quant("report", "r", "-o", "-")
        self.assertEqual(out, page)
        self.assertFalse(os.path.exists("-"))
        self.assertFalse(os.path.exists("r/report.html"))
        self.assertTrue(os.path.exists("r/summary.md"))
        self.fails("report", "r", "-o", "-", "--json", status=2,
                   message="--json and the page on standard output exclude each other")

    def test_failures(self):
        self.quant("report", status=2)
        self.fails("report", "none", message="none: cannot be read")
        os.symlink("loop", "loop")
        self.fails("report", "loop", message="loop: cannot be read")
        os.mkdir("r")
        self.fails("report", "r", message="r: has no results of quant bench")
        bench_folder.make("r", [SMALL])
        good = read("r/intel.csv")
        os.remove("r/intel-samples.csv")  # which says all that the tables say
        write("r/intel.csv", good + b'8,1,"2\n')
        self.fails("report", "r", message="r/intel.csv: line 17: a quoted field does not end")
        write("r/intel.csv", good.replace(b"\n8,2,", b"\n8,two,"))
        self.fails("report", "r", message="r/intel.csv: line 3: Threads is 'two'")
        write("r/intel.csv", good)
        write("r/intel-samples.csv", b"image\n")
        self.fails("report", "r", message="r/intel-samples.csv: line 1: the columns are not image,")
        os.remove("r/intel-samples.csv")
        write("r/machine.json", b'{"datasets": [{"name": "../a"}]}')
        self.fails("report", "r",
                   message="r/machine.json: '../a' cannot be the name of a data set")
        write("r/machine.json", b"{")
        self.fails("report", "r", message="r/machine.json: is not JSON")
        self.assertFalse(os.path.exists("r/report.html"))
        self.assertFalse(os.path.exists("r/plots"))


if __name__ == "__main__":
    main()
