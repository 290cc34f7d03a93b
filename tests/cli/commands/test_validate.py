# Tests `quant validate` from outside with pictures of many kinds. The tests in tests/cli/validate
# check that it can fail.
import json
import os
import signal
import subprocess

from quant_test import DATA, PROGRAM, Case, main, make_png, wait_for_work, write

RGB = [[s for x in range(30) for s in (x * 8, y * 9, (x * y) % 256)] for y in range(20)]
QUICK = ("--k", "2,8", "--threads", "1,2")


def picture(name, *arguments, **options):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    write(name, make_png(*arguments, **options))


class Validate(Case):
    def validate(self, *arguments, status=0, **options):
        out, err = self.quant("validate", *arguments, "--json", "-q", status=status, **options)
        report = json.loads(out)
        self.assertEqual(report["passed"], status == 0)
        return report, err


class Pictures(Validate):
    def test_unusual_ones_pass_and_a_broken_one_is_counted(self):
        picture("set/seg_train/seg_train/a.png", 30, 20, RGB)
        picture("set/gray.png", 30, 20, [row[::3] for row in RGB], color=0)
        picture("set/deep.png", 30, 20, [[s * 200 for s in row] for row in RGB], depth=16)
        picture("set/alpha.png", 10, 1, [[6 * x for x in range(40)]], color=6)
        picture("set/dot.png", 1, 1, [[5, 6, 7]])
        picture("set/flat.png", 40, 40, [[1, 2, 3] * 40] * 40)
        picture("set/.hidden.png", 1, 1, [[5, 6, 7]])
        write("set/notes.txt", b"no picture")
        write("set/broken.jpg", b"\xff\xd8\xff\xe0 broken")
        write("set/empty.png", b"")
        report, err = self.validate("--dataset", "odd=set", *QUICK)
        self.assertEqual(report["datasets"], [{"name": "odd", "directory": "set",
                                               "synthetic": False, "available": 8, "images": 8}])
        self.assertEqual([(row["k"], row["images"], row["failed"]) for row in report["rows"]],
                         [(2, 6, 0), (8, 6, 0)])
        self.assertEqual(sorted(file["image"] for file in report["unreadable"]),
                         ["broken.jpg", "empty.png"])
        lines = err.splitlines()
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[0].startswith("quant: odd/broken.jpg: "), lines)
        self.assertEqual(lines[1], "quant: odd/empty.png: the file is empty")

    def test_all_runs_are_in_the_counts(self):
        picture("set/a.png", 30, 20, RGB)
        report, _ = self.validate("--dataset", "s=set", "--k", "8", "--threads", "1,2,3")
        runs = 2 * 3 * len(report["instruction_sets"])
        self.assertGreaterEqual(runs, 6)
        by_check = report["rows"][0]["by_check"]
        self.assertEqual(by_check["paper"], {"checks": runs, "failed": 0})
        self.assertEqual(by_check["bits"], {"checks": runs, "failed": 0})
        self.assertEqual(by_check["precision"], {"checks": 1, "failed": 0})
        self.assertGreater(by_check["reference"]["checks"], 3)
        self.assertEqual(by_check["ending"], {"checks": 1, "failed": 0})
        self.assertEqual(by_check["seeds"], {"checks": 1, "failed": 0})
        self.assertGreater(by_check["doubles"]["checks"], 0)
        self.assertGreater(by_check["odd_sizes"]["checks"], 134 * runs)
        self.assertEqual(report["against_doubles"]["trajectories"], 1)
        self.assertEqual(report["rows"][0]["against_doubles"], report["against_doubles"])
        one, _ = self.validate("--dataset", "s=set", "--k", "8,8", "--threads", "2,2", "--isa",
                               report["instruction_sets"][-1])
        self.assertEqual(one["rows"][0]["by_check"]["bits"]["checks"], 2)
        self.assertEqual(one["threads"], [2])

    def test_limit_draws_the_same_every_time(self):
        for i in range(6):
            picture(f"set/{i}.png", 1 + i, 1, [[0, i, 9] * (1 + i)])
        reports = [self.validate("--dataset", "s=set", "--limit", "3", "--sample-seed", seed,
                                 *QUICK)[0] for seed in "770"]
        for report in reports:
            self.assertEqual(report["datasets"][0]["images"], 3)
            self.assertEqual(report["datasets"][0]["available"], 6)
            del report["seconds"]
        self.assertEqual(reports[0], reports[1])

    def test_the_table_and_synthetic_sets(self):
        out, err = self.quant("validate", "--limit", "1", "--k", "4", "--threads", "2",
                              "--isa", "SCALAR")
        lines = out.decode().splitlines()
        self.assertEqual(err, "")
        self.assertRegex(lines[0], r"^data set +K +images +checks +passed +failed +parallel +unr")
        self.assertRegex(lines[1], r"^landscape +4 +1 +\d+ +\d+ +0 +0\.0000 % +\d\.\d{4} %$")
        self.assertRegex(lines[2], r"^intel +4 +1 ")
        self.assertEqual(lines[3:5],
                         ["", "Inertia against K-Means in doubles from the same seeds:"])
        self.assertRegex(lines[5], r"^data set +K +trajectories +0\.1 % or more +lowest +highest ")
        self.assertRegex(lines[6], r"^landscape +4 +1 +[01]( +[+-]\d+\.\d{4} %){3}$")
        self.assertRegex(lines[8], r"^all +2 +[012]( +[+-]\d+\.\d{4} %){3}$")
        self.assertEqual(lines[-3:-1], ["The data set landscape is synthetic.",
                                        "The data set intel is synthetic."])
        self.assertRegex(lines[-1], r"^PASSED: \d+ checks of 2 images, 0 failed, [\d.]+ s$")

    def test_real_pictures(self):
        for name in ("landscape", "intel"):
            if not os.path.isdir(os.path.join(DATA, name)):
                self.skipTest(f"no test images in {os.path.join(DATA, name)}")
        report, err = self.validate(
            "--dataset", "landscape=" + os.path.join(DATA, "landscape"),
            "--dataset", "intel=" + os.path.join(DATA, "intel"), "--limit", "1", *QUICK)
        self.assertEqual(err, "")
        self.assertEqual([row["images"] for row in report["rows"]], [1, 1, 1, 1])


class Mistakes(Validate):
    def usage(self, *arguments, message):
        self.fails("validate", *arguments, status=2, message=message)

    def test_usage(self):
        os.mkdir("empty")
        picture("set/a.png", 1, 1, [[5, 6, 7]])
        self.usage("--dataset", "set", message="give it as NAME=DIR")
        self.usage("--dataset", "a/b=set", message="a name has no /")
        self.usage("--dataset", "a=set", "--dataset", "a=set", message="given twice")
        self.usage("--dataset", "a=missing", message="there is no folder missing")
        self.usage("--dataset", "a=empty", message="there are no pictures in empty")
        self.usage("--dataset", "a=set/a.png", message="is not a folder")
        self.usage("--k", "8,0", message="number from 1 to 256")
        self.usage("--k", "8,x", message="number from 1 to 256")
        self.usage("--threads", "0", message="number from 1 to 1024")
        self.usage("--threads", "1,,2", message="an item of '1,,2' is empty")
        self.usage("--limit", "0", message="--limit")
        self.usage("--isa", "MMX", message="'MMX' is not one of")
        self.usage("set", message="see quant validate --help")

    def test_nothing_readable_is_a_failure(self):
        os.mkdir("set")
        write("set/a.jpg", b"broken")
        report, _ = self.validate("--dataset", "s=set", *QUICK, status=1)
        self.assertEqual((report["checks"], report["failed"]), (0, 0))
        self.assertEqual(len(report["unreadable"]), 1)

    def test_a_signal_ends_it_with_what_was_done(self):
        process = subprocess.Popen([PROGRAM, "validate", "--k", "64"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        wait_for_work(process, 0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (130, b""))
        self.assertIn(b"\nINTERRUPTED: ", out)


if __name__ == "__main__":
    main()
