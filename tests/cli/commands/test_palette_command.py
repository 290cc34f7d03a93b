# Tests `quant palette` from outside. Its files are read here by the rules of the formats or with
# Pillow, and compared with the palettes of `quant convert` for the same pixels.
import json
import os
import re
import struct
import subprocess

from quant_test import PROGRAM, Case, load, main, make_png, read, write

# Debian's Python modules need Debian's interpreter, which need not be the first python3 on PATH.
PYTHON = "/usr/bin/python3"


def photo(width, height, seed, channels=3):
    """Returns rows of channel values that are partly smooth and partly noise."""
    state, rows = seed * 2654435761 % 2 ** 32, []
    for y in range(height):
        row = []
        for x in range(width):
            for c in range(channels):
                state = (state * 1664525 + 1013904223) % 2 ** 32
                row.append((x * (3 + c) + y * (5 - c) + seed * 40 + (state >> 28)) % 256)
        rows.append(row)
    return rows


def hex_colors(text):
    return [tuple(bytes.fromhex(line)) for line in text.decode().split()]


class Palette(Case):
    def setUp(self):
        super().setUp()
        self.rows = {name: photo(40, 30, seed) for seed, name in enumerate("abc")}
        for name, rows in self.rows.items():
            write(f"{name}.png", make_png(40, 30, rows))

    def colors(self, *arguments, **options):
        out, err = self.quant("palette", *arguments, "-q", **options)
        self.assertEqual(err, "")
        return hex_colors(out)

    def palette(self, *arguments):
        return json.loads(self.quant("palette", *arguments, "--json", "-q")[0])

    def indexed_palette(self, image, *arguments):
        self.quant("convert", image, "-o", "indexed.png", "--force", "-q", *arguments)
        return [color[:3] if color[3] == 255 else color for color in load("indexed.png").palette]


class Colors(Palette):
    def test_one_image_has_the_palette_that_convert_writes(self):
        for arguments in ([], ["-k", "9"], ["-k", "9", "--space", "oklab"],
                          ["-k", "7", "--preset", "paper", "--seed", "3"],
                          ["-k", "5", "--keep-color", "#e2001a"],
                          ["--target-psnr", "22"], ["-k", "9", "--protect"],
                          ["-k", "9", "--dither", "auto"],
                          ["-k", "9", "--dither", "auto", "--dither-strength", "0.6",
                           "--dither-space", "lab", "--keep-color", "#e2001a"]):
            with self.subTest(arguments):
                self.assertEqual(self.colors("a.png", *arguments),
                                 self.indexed_palette("a.png", *arguments))

    def test_a_palette_for_dithered_pictures_is_fitted_to_all_of_them(self):
        for arguments in (["a.png", "b.png", "c.png"], ["c.png", "a.png", "b.png"]):
            plain = self.palette(*arguments, "-k", "9", "--space", "oklab")
            fitted = self.palette(*arguments, "-k", "9", "--dither", "auto")
            self.assertFalse(plain["fitted"])
            self.assertTrue(fitted["fitted"])
            self.assertNotEqual(plain["colors"], fitted["colors"])
            # The colors reach outward, so that the nearest ones are farther away.
            self.assertGreater(fitted["mse"], plain["mse"])
            self.assertEqual(sum(color["pixels"] for color in fitted["colors"]), fitted["pixels"])
            self.assertEqual(fitted["colors"],
                             self.palette("a.png", "b.png", "c.png", "-k", "9", "--dither",
                                          "auto", "--threads", "1")["colors"])

    def test_a_palette_with_all_colors_is_not_fitted(self):
        write("two.png", make_png(2, 2, [[1, 2, 3, 200, 100, 50]] * 2))
        exact = self.palette("two.png", "-k", "9", "--dither", "auto")
        self.assertFalse(exact["fitted"])
        self.assertFalse(self.palette("a.png", "-k", "9", "--dither", "auto", "--dither-strength",
                                      "0")["fitted"])
        self.assertEqual({color["color"] for color in exact["colors"]}, {"#010203", "#c86432"})

    def test_inputs_that_can_be_read_only_once_are_not_fitted_to(self):
        colors, err = self.quant("palette", "-", "-k", "16", "--dither", "auto",
                                 stdin=read("a.png"))
        self.assertIn("quant: the palette is not fitted to dithered pictures: standard input can be "
                      "read only once", err)
        self.assertEqual(hex_colors(colors), self.colors("a.png", "-k", "16", "--space", "oklab"))

    def test_without_an_input_that_is_gone_later_the_palette_is_not_fitted(self):
        os.mkfifo("fifo")
        command = [PROGRAM, "palette", "a.png", "fifo", "b.png", "-k", "16", "--dither", "auto",
                   "--keep-going"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            with open("fifo", "wb") as fifo:  # once a.png has been read
                os.rename("a.png", "gone.png")
                fifo.write(b"no picture")
            colors, err = run.communicate(timeout=60)
        err = err.decode()
        self.assertEqual(run.returncode, 1, err)
        self.assertIn("a.png: ", err)
        self.assertIn("not fitted to dithered pictures: an input cannot be read again", err)
        self.assertEqual(hex_colors(colors),
                         self.colors("gone.png", "b.png", "-k", "16", "--space", "oklab"))

    def test_other_dithers_have_no_palette_of_their_own(self):
        self.quant("palette", "a.png", "--dither", "bayer", status=2)

    def test_a_target_takes_few_colors_and_a_missed_one_is_noted(self):
        self.assertLess(len(self.colors("a.png", "--target-psnr", "20")),
                        len(self.colors("a.png", "--target-psnr", "24")))
        _, err = self.quant("palette", "a.png", "-k", "4", "--target-psnr", "60")
        self.assertIn("quant: note: 4 colors do not reach 60 dB\n", err)

    def test_several_images_have_the_palette_of_one_with_all_their_pixels(self):
        write("all.png", make_png(40, 90, [row for name in "abc" for row in self.rows[name]]))
        expected = self.indexed_palette("all.png", "-k", "12")
        self.assertEqual(self.colors("a.png", "b.png", "c.png", "-k", "12"), expected)
        self.assertEqual(self.colors("c.png", "a.png", "b.png", "-k", "12", "--threads", "1"),
                         expected)
        self.assertNotEqual(self.colors("a.png", "-k", "12"), expected)

    def test_gray_deep_and_translucent_images_mix(self):
        write("gray.png", make_png(2, 1, [[0, 255]], color=0))
        write("deep.png", make_png(2, 1, [[0, 0, 0, 65535, 0, 0]], depth=16))
        write("soft.png", make_png(2, 1, [[9, 9, 9, 0, 255, 0, 0, 128]], color=6))
        self.assertEqual(sorted(self.colors("gray.png", "deep.png", "soft.png")),
                         sorted([(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 0, 0),
                                 (255, 0, 0, 128)]))

    def test_standard_input_is_an_input(self):
        expected = self.colors("a.png", "b.png", "-k", "6")
        self.assertEqual(self.colors("a.png", "-", "-k", "6", stdin=read("b.png")), expected)

    def test_converting_onto_the_palette_of_few_colors_gives_the_same_indices(self):
        rows = [[(x + y) % 7 * 30 for x in range(20) for _ in range(3)] for y in range(10)]
        write("few.png", make_png(20, 10, rows))
        self.quant("palette", "few.png", "-o", "p.gpl", "-q")
        self.quant("convert", "few.png", "-o", "direct.png", "-q")
        self.quant("convert", "few.png", "--palette", "p.gpl", "-o", "mapped.png", "-q")
        self.assertEqual(load("mapped.png").rows, load("direct.png").rows)

    def test_converting_onto_the_palette_is_no_worse_than_converting(self):
        # The indices differ: a direct conversion gives pixels the nearest of the centroids, which
        # are finer than 8 bits; with a palette, they get the nearest of the written colors.
        self.quant("palette", "a.png", "-k", "16", "-o", "p.gpl", "-q")
        direct, = self.report("a.png", "-k", "16", "-o", "direct.png")
        mapped, = self.report("a.png", "--palette", "p.gpl", "-o", "mapped.png")
        self.assertEqual(load("mapped.png").palette, load("direct.png").palette)
        self.assertLessEqual(mapped["mse"], direct["mse"])
        self.assertGreater(mapped["mse"], direct["mse"] * 0.99)
        same = sum(m == d for m_row, d_row in zip(load("mapped.png").rows, load("direct.png").rows)
                   for m, d in zip(m_row, d_row))
        self.assertGreater(same, 0.95 * 40 * 30)


class Files(Palette):
    def written(self, name, *arguments):
        self.quant("palette", "a.png", "b.png", "-k", "10", "-o", name, "-q", *arguments)
        return read(name)

    def setUp(self):
        super().setUp()
        self.expected = self.colors("a.png", "b.png", "-k", "10")
        self.assertEqual(len(self.expected), 10)

    def test_gpl_in_pillow(self):
        if subprocess.run([PYTHON, "-c", "import PIL"], capture_output=True).returncode != 0:
            self.skipTest("needs Pillow")
        self.assertIn(b"\nName: warm\n", self.written("warm.gpl"))
        code = ("from PIL.GimpPaletteFile import GimpPaletteFile\n"
                "import sys\n"
                "print(GimpPaletteFile(open(sys.argv[1], 'rb')).getpalette()[0].hex())")
        out = subprocess.run([PYTHON, "-c", code, "warm.gpl"], capture_output=True, check=True)
        data = bytes.fromhex(out.stdout.decode())
        # Older versions of Pillow put a gray color before the first color for each header line.
        self.assertIn(b"".join(map(bytes, self.expected)), data)

    def test_png_in_pillow(self):
        if subprocess.run([PYTHON, "-c", "import PIL"], capture_output=True).returncode != 0:
            self.skipTest("needs Pillow")
        self.written("p.png")
        code = ("from PIL import Image\n"
                "import sys\n"
                "print(bytes(Image.open(sys.argv[1]).getpalette()[:30]).hex())")
        out = subprocess.run([PYTHON, "-c", code, "p.png"], capture_output=True, check=True)
        data = bytes.fromhex(out.stdout.decode())
        self.assertEqual([tuple(data[i:i + 3]) for i in range(0, 30, 3)], self.expected)

    def test_act(self):
        content = self.written("p.act")
        self.assertEqual(struct.unpack(">HH", content[768:]), (10, 0xFFFF))
        self.assertEqual([tuple(content[i:i + 3]) for i in range(0, 30, 3)], self.expected)

    def test_aco(self):
        content = self.written("p.aco")
        version, count = struct.unpack(">HH", content[:4])
        self.assertEqual((version, count), (1, 10))
        swatches = [struct.unpack(">HHHHH", content[i:i + 10]) for i in range(4, 104, 10)]
        self.assertEqual([(space, r >> 8, g >> 8, b >> 8) for space, r, g, b, _ in swatches],
                         [(0, *color) for color in self.expected])

    def test_text(self):
        texts = ["#" + bytes(color).hex() for color in self.expected]
        self.assertEqual(hex_colors(self.written("p.hex")), self.expected)
        self.assertEqual(json.loads(self.written("p.json"))["colors"], texts)
        self.assertEqual(re.findall(r"--color-\d+: (#\w+);", self.written("p.css").decode()), texts)

    def test_every_format_goes_to_standard_output_and_comes_back(self):
        for name in ("gpl", "act", "aco", "ase", "hex", "json", "css", "png"):
            with self.subTest(name):
                content = self.written(f"p.{name}")
                out, _ = self.quant("palette", "a.png", "b.png", "-k", "10", "-q", "-o", "-",
                                    "--format", name)
                self.assertGreater(len(out), 0)
                if name in ("act", "aco", "hex", "css", "png"):  # others hold the file's name
                    self.assertEqual(out, content)
                if name != "css":
                    self.assertEqual(self.indexed_palette("a.png", "--palette", f"p.{name}"),
                                     self.expected)

    def test_the_format_may_be_named(self):
        self.assertEqual(self.written("palette.txt", "--format", "hex"),
                         self.written("palette.hex"))


class Report(Palette):
    def test_json_adds_up(self):
        out, err = self.quant("palette", "a.png", "b.png", "-k", "6", "-o", "p.gpl", "--json", "-q")
        self.assertEqual(err, "")
        report = json.loads(out)
        self.assertEqual(report["status"], "ok")
        self.assertEqual(report["output"], "p.gpl")
        self.assertEqual([i["input"] for i in report["inputs"]], ["a.png", "b.png"])
        self.assertEqual(report["inputs"][0]["width"], 40)
        self.assertEqual(report["inputs"][0]["bytes"], os.path.getsize("a.png"))
        self.assertEqual(report["pixels"], 2400)
        self.assertEqual(sum(color["pixels"] for color in report["colors"]), 2400)
        pixels = [tuple(row[i:i + 3]) for name in "ab" for row in self.rows[name]
                  for i in range(0, 120, 3)]
        self.assertEqual(report["unique_colors"], len(set(pixels)))
        colors = [tuple(bytes.fromhex(color["color"][1:])) for color in report["colors"]]
        self.assertEqual(colors, self.colors("a.png", "b.png", "-k", "6"))
        # The error is least if each pixel has the nearest of these colors.
        least = sum(min(sum((p - c) ** 2 for p, c in zip(pixel, color)) for color in colors)
                    for pixel in pixels) / len(pixels)
        self.assertGreaterEqual(report["mse"], least * (1 - 1e-12))
        self.assertLess(report["mse"], least * 1.01)
        self.assertLess(report["seconds"]["decode"], report["seconds"]["total"])

    def test_json_alone_writes_no_palette(self):
        out, _ = self.quant("palette", "a.png", "-k", "3", "--json", "-q")
        report = json.loads(out)
        self.assertEqual((len(report["colors"]), report["output"]), (3, None))

    def test_the_summary_is_one_line_on_stderr(self):
        out, err = self.quant("palette", "a.png", "b.png", "-k", "3")
        self.assertEqual(len(hex_colors(out)), 3)
        self.assertRegex(err, r"^3 colors of 2 images, PSNR [0-9.]+ dB, [0-9.]+ s\n$")


class Failures(Palette):
    def setUp(self):
        super().setUp()
        write("bad.png", read("a.png")[:400])

    def test_a_damaged_input_is_named_and_nothing_is_written(self):
        self.fails("palette", "a.png", "bad.png", "-o", "p.gpl", "-q", message="bad.png: ")
        self.assertFalse(os.path.exists("p.gpl"))
        _, err = self.quant("palette", "bad.png", "missing.png", "a.png", "-o", "p.gpl", status=1)
        lines = err.splitlines()
        self.assertEqual(len(lines), 3, err)
        self.assertTrue(lines[1].startswith("quant: missing.png: "), err)
        self.assertIn("2 of 3 inputs could not be read (--keep-going", lines[2])
        out, _ = self.quant("palette", "a.png", "bad.png", "--json", "-q", status=1)
        report = json.loads(out)
        self.assertEqual(report["status"], "failed")
        self.assertEqual([i["status"] for i in report["inputs"]], ["ok", "failed"])
        self.assertEqual(report["colors"], [])

    def test_keep_going_leaves_damaged_inputs_out(self):
        out, _ = self.fails("palette", "a.png", "bad.png", "-k", "4", "--keep-going", "-q",
                            message="bad.png: ")
        self.assertEqual(hex_colors(out), self.colors("a.png", "-k", "4"))
        out, _ = self.fails("palette", "bad.png", "--keep-going", "-q", message="bad.png: ")
        self.assertEqual(out, b"")
        # No picture is left to continue with: there is one line for each, and no advice.
        _, err = self.quant("palette", "bad.png", "missing.png", status=1)
        self.assertEqual(err.count("\n"), 2, err)

    def test_a_palette_and_json_do_not_share_standard_output(self):
        for name in ("-", "/dev/stdout"):
            self.fails("palette", "a.png", "--json", "-o", name, "--format", "hex", status=2,
                       message="exclude each other")

    def test_an_empty_folder_is_no_input(self):
        os.mkdir("folder")
        self.fails("palette", "folder", "-q", status=2, message="there are no pictures in folder")

    def test_existing_files_stay(self):
        write("p.gpl", b"mine")
        self.fails("palette", "a.png", "-o", "p.gpl", "-q", message="p.gpl: ")
        self.assertEqual(read("p.gpl"), b"mine")
        self.quant("palette", "a.png", "-o", "p.gpl", "-q", "--force")
        self.assertTrue(read("p.gpl").startswith(b"GIMP Palette\n"))

    def test_an_input_is_never_overwritten(self):
        before = read("a.png")
        self.fails("palette", "a.png", "-o", "a.png", "-q", "--force", message="is an input")
        self.assertEqual(read("a.png"), before)

    def test_transparency_that_a_format_lacks_is_an_error(self):
        write("soft.png", make_png(2, 1, [[9, 9, 9, 100, 255, 0, 0, 128]], color=6))
        for name in ("p.gpl", "p.act", "p.aco", "p.ase"):
            self.fails("palette", "soft.png", "-o", name, "-q", message="transparency")
            self.assertFalse(os.path.exists(name))
        self.quant("palette", "soft.png", "-o", "p.json", "-q")
        self.assertEqual(sorted(json.loads(read("p.json"))["colors"]), ["#09090964", "#ff000080"])

    def test_usage(self):
        for arguments, message in (
                (["a.png", "-o", "p.txt"], "palette format"),
                (["a.png", "-o", "-"], "--format"),
                (["a.png", "--format", "gif"], "gif"),
                (["-", "-"], "once only"),
                (["a.png", "--json", "-o", "-", "--format", "gpl"], "--json"),
                (["a.png", "--json", "--format", "gpl"], "--json"),
                (["a.png", "--dither", "bayer"], "--dither"),
                (["a.png", "-k", "2", "--keep-color", "000000",
                  "--keep-color", "ffffff", "--keep-color", "ff0000"], "--keep-color"),
                ([], "name an input")):
            with self.subTest(arguments):
                self.fails("palette", *arguments, status=2, message=message)


if __name__ == "__main__":
    main()
