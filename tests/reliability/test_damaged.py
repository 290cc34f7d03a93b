# Tests that damaged and hostile files, from other projects and made here, each give a reason and
# exit status 1, and never crash or hang the program.
import json
import os
import random
import subprocess

from quant_test import DATA, PROGRAM, Case, files_below, main, read, write


class Damaged(Case):
    def check(self, pictures):
        process = subprocess.run([PROGRAM, "convert", *pictures, "--output-dir", "out", "-k", "8",
                                  "--force", "--timeout", "20", "--keep-extension", "--json", "-q",
                                  "--preset", "fast"],
                                 capture_output=True, timeout=850)
        self.assertIn(process.returncode, (0, 1))
        results = json.loads(process.stdout)["results"]
        self.assertEqual(len(results), len(pictures))
        failed = [r for r in results if r["status"] == "failed"]
        self.assertEqual(process.returncode, 1 if failed else 0)
        lines = process.stderr.decode("utf-8", "replace").splitlines()
        self.assertEqual(len(lines), len(failed))
        for line in lines:
            self.assertRegex(line, r"^quant: .+: .+$")
            self.assertLess(len(line), 600)
            self.assertTrue(line.isprintable() or "\ufffd" in line, repr(line))
        for result in results:
            if result["status"] == "ok":
                self.assertEqual(os.path.getsize(result["output"]), result["bytes_out"])
        return failed

    def test_files_of_other_projects(self):
        folder = os.path.join(DATA, "corrupt")
        if not os.path.isdir(folder):
            self.skipTest("no test images")
        failed = self.check(files_below(folder))
        self.assertGreater(len(failed), 300)
        for result in failed:
            self.assertNotIn("took longer", result["error"])

    def test_bytes_changed_at_random(self):
        rng = random.Random(5)
        self.quant("sample", "s")
        originals = [read("s/landscape-small.png")]
        for name in ("x.jpg", "x.tif", "x.bmp", "x.tga", "x.ppm"):
            self.quant("convert", "s/landscape-small.png", "--truecolor", "-o", name)
            originals.append(read(name))
        pictures = []
        for number, original in enumerate(originals):
            for variant in range(40):
                content = bytearray(original)
                for _ in range(rng.choice((1, 3, 30))):
                    content[rng.randrange(rng.choice((64, len(content))))] = rng.randrange(256)
                if variant % 4 == 0:
                    del content[rng.randrange(len(content)):]
                pictures.append(f"{number}-{variant}.bin")
                write(pictures[-1], bytes(content))
        self.assertGreater(len(self.check(pictures)), 60)


if __name__ == "__main__":
    main()
