# Tests `quant compare` from outside: simple results, its output, and how it fails. The measures
# themselves are tested in tests/cli/metrics.
import json
import math
import os
import signal
import subprocess
import zlib

from quant_test import PROGRAM, Case, chunk, main, make_png, read, wait_for_work, write

GRAY = [[(x * 7 + y * 3) % 256 for x in range(40)] for y in range(30)]
RGB = [[s for x in range(40) for s in (x * 6, y * 8, (x * y) % 256)] for y in range(30)]


def shifted(rows, by):
    """Returns a picture whose channel values differ from those of `rows` by 0 to `by`."""
    return [[min(255, s + (x + y) % (by + 1)) for x, s in enumerate(row)]
            for y, row in enumerate(rows)]


def pnm(width, height, rows):
    return b"P6 %d %d 255\n" % (width, height) + bytes(s for row in rows for s in row)


class Compare(Case):
    def compare(self, *arguments, **options):
        out, err = self.quant("compare", *arguments, "--json", **options)
        self.assertEqual(err, "")
        return json.loads(out)


class Figures(Compare):
    def test_json_of_two_pictures(self):
        other = shifted(RGB, 4)
        write("a.png", make_png(40, 30, RGB))
        write("b.ppm", pnm(40, 30, other))
        result = self.compare("a.png", "b.ppm")
        self.assertEqual(list(result), [
            "version", "a", "b", "backgrounds", "blur", "mse", "psnr", "ssim", "ssimulacra2",
            "ciede2000_mean", "ciede2000_p95", "ciede2000_max", "alpha_mse", "same_profile"])
        for side, name, rows in (("a", "a.png", RGB), ("b", "b.ppm", other)):
            colors = {tuple(row[x:x + 3]) for row in rows for x in range(0, 120, 3)}
            self.assertEqual(result[side], {
                "file": name, "bytes": os.path.getsize(name), "width": 40, "height": 30,
                "bits": 8, "translucent": False, "colors": len(colors), "frames": 1, "frame": 1,
                "clipped_pixels": 0, "not_kept": [], "notes": []})
        mse = sum((s - t) ** 2 for r, o in zip(RGB, other) for s, t in zip(r, o)) / 1200
        self.assertAlmostEqual(result["mse"], mse, places=9)
        self.assertAlmostEqual(result["psnr"], 10 * math.log10(3 * 255 ** 2 / mse), places=9)
        self.assertEqual((result["backgrounds"], result["blur"], result["alpha_mse"]), ([], 0, 0))
        self.assertTrue(0.5 < result["ssim"] < 1)
        # The program of https://github.com/cloudinary/ssimulacra2 prints this.
        self.assertAlmostEqual(result["ssimulacra2"], 90.929, delta=0.01)
        self.assertTrue(0 < result["ciede2000_mean"] < result["ciede2000_p95"] <=
                        result["ciede2000_max"])
        swapped = self.compare("b.ppm", "a.png")
        for figure in ("mse", "psnr", "ssim", "ciede2000_mean", "ciede2000_max"):
            self.assertAlmostEqual(swapped[figure], result[figure], places=9)

    def test_equal_pictures_of_different_files(self):
        write("a.png", make_png(40, 30, GRAY, color=0))
        deep = [[s * 257 for s in row for _ in range(3)] for row in GRAY]
        write("b.png", make_png(40, 30, deep, depth=16))
        result = self.compare("a.png", "b.png")
        self.assertEqual((result["mse"], result["psnr"], result["ssim"]), (0, None, 1))
        self.assertEqual(result["ssimulacra2"], 100)
        self.assertEqual([result["ciede2000_" + f] for f in ("mean", "p95", "max")], [0, 0, 0])
        self.assertEqual((result["a"]["bits"], result["b"]["bits"]), (8, 16))

    def test_convert_measures_the_same(self):
        self.quant("sample", "s")
        picture = "s/landscape-small.png"
        converted = self.report(picture, "-k", "12", "-o", "q.png")[0]
        result = self.compare(picture, "q.png")
        self.assertAlmostEqual(result["mse"], converted["mse"], places=7)
        self.assertAlmostEqual(result["psnr"], converted["psnr"], places=7)
        self.assertEqual(result["a"]["colors"], converted["unique_colors"])
        self.assertEqual(result["b"]["colors"], converted["colors"])

    def test_alpha(self):
        write("a.png", make_png(1, 1, [[0, 0, 0, 255]], color=6))
        write("b.png", make_png(1, 1, [[0, 0, 0, 0]], color=6))
        result = self.compare("a.png", "b.png")
        self.assertEqual(result["backgrounds"], ["#000000", "#808080", "#ffffff"])
        self.assertAlmostEqual(result["mse"], 3 * (128 ** 2 + 255 ** 2) / 3, places=9)
        self.assertEqual(result["alpha_mse"], 255 ** 2)
        self.assertEqual((result["a"]["translucent"], result["b"]["translucent"]), (False, True))
        self.assertIsNone(result["ssim"])
        self.assertIsNone(result["ssimulacra2"])

    def test_blur_melts_a_dither(self):
        dots = [[200 * ((x + y) % 2) for x in range(40)] for y in range(30)]
        write("dots.png", make_png(40, 30, dots, color=0))
        write("flat.png", make_png(40, 30, [[100] * 40] * 30, color=0))
        sharp = self.compare("dots.png", "flat.png")
        soft = self.compare("dots.png", "flat.png", "--blur", "2")
        self.assertEqual((sharp["blur"], soft["blur"]), (0, 2))
        self.assertEqual(sharp["mse"], soft["mse"])
        self.assertEqual(sharp["ssimulacra2"], soft["ssimulacra2"])
        self.assertLess(sharp["ssim"] + 0.9, soft["ssim"])
        self.assertGreater(sharp["ciede2000_mean"], 50 * soft["ciede2000_mean"])


class Output(Compare):
    def test_table(self):
        write("a.png", make_png(40, 30, RGB))
        write("b\n.png", make_png(40, 30, shifted(RGB, 3)))
        out, err = self.quant("compare", "a.png", "b\n.png", "--blur", "1.5")
        self.assertEqual(err, "")
        lines = out.decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines],
                         ["A", "B", "MSE", "PSNR", "SSIM", "SSIMULACRA2", "CIEDE2000", "Blur"])
        self.assertEqual({len(line) - len(line[12:].lstrip()) for line in lines}, {13})
        score = self.compare("a.png", "b\n.png")["ssimulacra2"]
        self.assertEqual(lines[5].split()[1:], [f"{score:.3f}"])
        self.assertIn("40 x 30, 8 bits, 1200 colors", lines[0])
        self.assertTrue(lines[1].endswith("b\\x0a.png"))
        self.assertTrue(lines[7].endswith("1.5 pixels, for SSIM and CIEDE2000"))

    def test_table_of_the_extremes(self):
        write("a.png", make_png(1, 1, [[0, 0, 0, 9]], color=6))
        out = self.quant("compare", "a.png", "a.png")[0].decode()
        for text in ("infinite", "none (the pictures are smaller than 11 x 11)",
                     "none (the pictures are smaller than 8 x 8)", "Alpha MSE    0.0000",
                     "#000000, #808080, #ffffff"):
            self.assertIn(text, out)
        write("b.png", make_png(9, 8, [[0, 0, 0, 9] * 9] * 8, color=6))
        out = self.quant("compare", "b.png", "b.png")[0].decode()
        self.assertIn("\nSSIMULACRA2  100.000 (the lower of those on #1a1a1a and #e6e6e6)\n", out)

    def test_standard_input(self):
        write("a.png", make_png(40, 30, RGB))
        write("b.png", make_png(40, 30, shifted(RGB, 3)))
        expected = self.compare("a.png", "b.png")
        for arguments, name, side in ((("-", "b.png"), "a.png", "a"), (("a.png", "-"), "b.png", "b")):
            result = self.compare(*arguments, stdin=read(name))
            self.assertEqual(result[side]["file"], "-")
            self.assertEqual(result[side]["bytes"], os.path.getsize(name))
            self.assertEqual(result["mse"], expected["mse"])

    def test_full_disk(self):
        write("a.png", make_png(40, 30, RGB))
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "compare", "a.png", "a.png"], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, b"quant: standard output: No space left on device\n")


class Failures(Compare):
    def test_other_sizes(self):
        write("a.png", make_png(40, 30, RGB))
        write("b.png", make_png(30, 40, [[0] * 90] * 40))
        out, err = self.fails("compare", "a.png", "b.png", "--json")
        self.assertEqual(out, b"")
        self.assertEqual(err, "quant: b.png: is 30 x 40 pixels and a.png is 40 x 30: only pictures "
                              "of one size can be compared\n")

    def test_files_that_cannot_be_read(self):
        write("a.png", make_png(40, 30, RGB))
        write("cut.png", read("a.png")[:300])
        write("text.png", b"hello")
        for name, message in (("none.png", "none.png: cannot open: No such file"),
                              ("cut.png", "cut.png: the file is damaged"), ("text.png", "text.png: "),
                              (".", ".: is a folder")):
            for arguments in (("a.png", name), (name, "a.png")):
                out, _ = self.fails("compare", *arguments, message=f"quant: {message}")
                self.assertEqual(out, b"")
        self.fails("compare", "a.png", "-", stdin=b"", message="quant: -: ")
        self.fails("compare", "a.png", "a.png", "--max-pixels", "1199", message="a.png: 40 x 30")

    def test_a_signal_ends_long_work(self):
        write("a.png", make_png(4000, 4000, [], 8, 0)[:33] + chunk(
            b"IDAT", zlib.compress(bytes(4001 * 4000), 1)) + chunk(b"IEND", b""))
        with subprocess.Popen([PROGRAM, "compare", "a.png", "a.png", "--blur", "50"],
                              stdout=subprocess.PIPE) as process:
            wait_for_work(process, 0.5)
            process.send_signal(signal.SIGTERM)
            try:
                self.assertEqual(process.wait(timeout=60), 143)
            finally:
                process.kill()

    def test_usage(self):
        for arguments, message in (
                ((), "A is required"), (("x.png",), "B is required"),
                (("x", "y", "z"), "see quant compare --help"),
                (("-", "-"), "- (standard input) can be read once only"),
                (("x", "y", "--blur", "-1"), "--blur: '-1' is not a number from 0 to 50"),
                (("x", "y", "--blur", "nan"), "--blur: 'nan' is not"),
                (("x", "y", "--timeout", "0"), "--timeout: '0' is not")):
            out, _ = self.fails("compare", *arguments, status=2, message=message)
            self.assertEqual(out, b"")


if __name__ == "__main__":
    main()
