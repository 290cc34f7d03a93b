# Tests the options about dithering from outside: which pictures --dither auto dithers, what it keeps,
# and which options a dither takes.
import itertools
import re

from quant_test import Case, Png, flat, load, main, make_png, read, write

DITHERS = ("none", "floyd-steinberg", "blue-noise", "bayer", "auto", "atkinson", "jarvis", "stucki",
           "sierra", "sierra-lite")
SPACES = ("srgb", "linear", "oklab", "lab")
DIFFUSING = [dither for dither in DITHERS if dither not in ("none", "blue-noise", "bayer")]


def gradient(width, height):
    """Returns rows of a picture whose neighbors differ by little, as in a photograph."""
    return [[s for x in range(width) for s in (x * 255 // width, y * 255 // height,
                                               (x * y * 7 // 100 + x) % 97 + 60)]
            for y in range(height)]


def fills(width, height):
    """Returns rows of a drawing: plain rectangles of 12 x 10 pixels, each of another color."""
    def color(i, j):
        return (i * 67 % 256, j * 91 % 256, (i * j * 29 + i * 13) % 256)
    return [[s for x in range(width) for s in color(x // 12, y // 10)] for y in range(height)]


class Auto(Case):
    def setUp(self):
        super().setUp()
        write("photo.png", make_png(150, 110, gradient(150, 110)))
        write("drawing.png", make_png(150, 110, fills(150, 110)))

    def convert(self, picture, *options):
        result, = self.report(picture, "-k", "16", "-o", "out.png", "--force", *options)
        return result, read("out.png")

    def test_a_drawing_gets_its_nearest_colors(self):
        for space in ((), ("--space", "lab")):
            result, auto = self.convert("drawing.png", "--dither", "auto", *space)
            plain, nearest = self.convert("drawing.png", *(space or ("--space", "oklab")))
            self.assertEqual((result["dithered"], plain["dithered"]), (False, False))
            self.assertEqual(auto, nearest)
            self.assertGreater(result["mse"], 0)

    def test_drawn_parts_of_a_photograph_get_no_dots(self):
        # The left tiles of 64 x 64 pixels are drawn.
        rows = [left[:128 * 3] + right[128 * 3:]
                for left, right in zip(fills(256, 128), gradient(256, 128))]
        write("both.png", make_png(256, 128, rows))
        result, _ = self.convert("both.png", "--dither", "auto")
        self.assertTrue(result["dithered"])
        pixels = load("out.png").pixels()
        for x, y in itertools.product(range(128), range(128)):
            corner = pixels[y - y % 10][x - x % 12] if x - x % 12 + 11 < 128 else pixels[y][x]
            self.assertEqual(pixels[y][x], corner, (x, y))
        self.assertGreater(len({p for row in pixels for p in row[140:150]}), 2)

    def test_a_photograph_is_dithered_with_a_palette_of_its_own(self):
        result, auto = self.convert("photo.png", "--dither", "auto")
        oklab, nearest = self.convert("photo.png", "--space", "oklab")
        _, diffused = self.convert("photo.png", "--space", "oklab", "--dither", "floyd-steinberg")
        self.assertTrue(result["dithered"])
        self.assertEqual(result["colors"], 16)
        self.assertEqual(result["inertia"], oklab["inertia"])
        self.assertEqual(len({auto, nearest, diffused}), 3)
        written, unfitted = Png(auto), Png(diffused)
        self.assertEqual(len(written.palette), 16)
        self.assertNotEqual(sorted(written.palette), sorted(unfitted.palette))
        # The mse is that of what is written.
        error = sum((a - b) ** 2 for row, line in zip(gradient(150, 110), written.pixels())
                    for a, b in zip(row, flat([p[:3] for p in line]))) / (150 * 110)
        self.assertAlmostEqual(result["mse"], error, delta=1e-9 * error)

    def test_kept_and_given_colors_stay(self):
        kept = [(255, 0, 255), (1, 2, 3)]
        for options in ((), ("--space", "srgb"), ("--protect",)):
            result, _ = self.convert("photo.png", "--dither", "auto", "--keep-color", "#f0f",
                                     "--keep-color", "#010203", *options)
            palette = [tuple(color[:3]) for color in load("out.png").palette]
            self.assertEqual((result["dithered"], len(palette)), (True, 16))
            self.assertLessEqual(set(kept), set(palette))
        given = [(0, 0, 0), (255, 0, 0), (0, 255, 0), (255, 255, 255), (90, 90, 200)]
        write("given.hex", "".join(f"{r:02x}{g:02x}{b:02x}\n" for r, g, b in given).encode())
        files = []
        for options in (("auto",), ("floyd-steinberg", "--dither-space", "oklab"),
                        ("floyd-steinberg",)):
            result, = self.report("photo.png", "--palette", "given.hex", "-o", "out.png", "--force",
                                  "--dither", *options)
            self.assertEqual((result["dithered"], result["colors"]), (True, 5))
            self.assertEqual([tuple(color[:3]) for color in load("out.png").palette], given)
            files.append(read("out.png"))
        # A palette that is given is not fitted: auto only dithers, in Oklab.
        self.assertEqual(files[0], files[1])
        self.assertNotEqual(files[0], files[2])

    def test_few_colors_stay_as_they_are(self):
        write("few.png", make_png(30, 20, [[s for x in range(30) for s in (x % 5 * 60, y % 3 * 90, 7)]
                                           for y in range(20)]))
        self.quant("convert", "few.png", "-o", "plain.png")
        result, auto = self.convert("few.png", "--dither", "auto")
        self.assertEqual((result["dithered"], result["mse"]), (False, 0))
        self.assertEqual(auto, read("plain.png"))

    def test_gray_stays_gray(self):
        write("gray.png", make_png(150, 110, [[(x * 3 + y * 2) % 256 for x in range(150)]
                                              for y in range(110)], color=0))
        result, _ = self.convert("gray.png", "--dither", "auto")
        self.assertTrue(result["dithered"])
        for r, g, b in (color[:3] for color in load("out.png").palette):
            self.assertEqual((r, r), (g, b))

    def test_the_number_of_threads_changes_nothing(self):
        self.quant("sample", "s")
        for picture in ("s/landscape-small.png", "s/soft-alpha.png"):
            for options in (("auto",), ("auto", "--serpentine"), ("jarvis", "--dither-space", "lab")):
                files = {self.quant("convert", picture, "-o", "-", "-k", "24", "--threads", threads,
                                    "--dither", *options)[0] for threads in "123"}
                self.assertEqual(len(files), 1)

    def test_strength_0_is_none(self):
        for options in ((), ("--space", "oklab")):
            result, weak = self.convert("photo.png", "--dither", "auto", "--dither-strength", "0",
                                        *options)
            self.assertFalse(result["dithered"])
            self.assertEqual(weak, self.convert("photo.png", "--space", "oklab")[1])

    def test_verbose_says_what_was_dithered(self):
        for picture, said in (("photo.png", "16 colors, dithered, PSNR "),
                              ("drawing.png", "16 colors, PSNR ")):
            out, _ = self.quant("convert", picture, "-k", "16", "--dither", "auto", "-v")
            self.assertIn(said, out.decode())


class Options(Case):
    def setUp(self):
        super().setUp()
        write("a.png", make_png(60, 50, gradient(60, 50)))

    def convert(self, *options):
        return self.quant("convert", "a.png", "-k", "8", "-o", "-", *options)[0]

    def refused(self, *options, message):
        self.fails("convert", "a.png", *options, status=2, message=message)

    def test_every_dither_in_every_space(self):
        files = {dither: [self.convert("--space", "srgb", "--dither", dither, "--dither-space", space)
                          for space in (*SPACES, "auto")] for dither in DITHERS}
        for dither, (*of_spaces, auto) in files.items():
            self.assertEqual(len(set(of_spaces)), 1 if dither == "none" else 4, dither)
            # That of --space, but auto mixes in Oklab.
            self.assertEqual(auto, of_spaces[SPACES.index("oklab") if dither == "auto" else 0])
        self.assertEqual(len({each[0] for each in files.values()}), len(DITHERS))

    def test_the_space_of_dithering_is_that_of_the_colors_or_oklab(self):
        for dither, space, other in (("floyd-steinberg", (), "srgb"), ("auto", (), "oklab"),
                                     ("auto", ("--space", "lab"), "oklab"),
                                     ("bayer", ("--space", "oklab"), "oklab")):
            self.assertEqual(self.convert("--dither", dither, *space),
                             self.convert("--dither", dither, *space, "--dither-space", other))
        self.assertEqual(self.convert(), self.convert("--space", "srgb"))

    def test_auto_chooses_few_colors_in_a_form_of_oklab_that_shows_hues(self):
        for k, is_same in (("2", False), ("12", False), ("13", True), ("40", True)):
            files = [self.quant("convert", "a.png", "-k", k, "-o", "-", "--dither", "auto",
                                "--space", space)[0] for space in ("auto", "oklab")]
            self.assertEqual(files[0] == files[1], is_same, k)

    def test_serpentine_is_for_dithers_that_diffuse_errors(self):
        for dither in DITHERS:
            if dither in DIFFUSING:
                self.assertNotEqual(self.convert("--dither", dither, "--serpentine"),
                                    self.convert("--dither", dither), dither)
            else:
                self.refused("--dither", dither, "--serpentine",
                             message="--serpentine needs a dither that diffuses errors, such as "
                             f"floyd-steinberg, and --dither is {dither} (see quant convert --help)")

    def test_the_size_is_for_bayer(self):
        files = [self.convert("--dither", "bayer", "--bayer-size", size)
                 for size in ("2", "4", "8", "16")]
        self.assertEqual(len(set(files)), 4)
        self.assertEqual(self.convert("--dither", "bayer"), files[2])
        for dither in DITHERS:
            if dither != "bayer":
                self.refused("--dither", dither, "--bayer-size", "4", message="--bayer-size needs "
                             f"--dither bayer, and --dither is {dither}")
        for size in ("0", "3", "32", "08", "", "-2"):
            self.refused("--dither", "bayer", f"--bayer-size={size}",
                         message=f"--bayer-size: '{size}' is not one of 2, 4, 8, 16")

    def test_mistakes(self):
        self.refused("--dither", "fs", message="--dither: 'fs' is not one of " + ", ".join(DITHERS))
        self.refused("--dither", "auto", "--dither-space", "rgb",
                     message="--dither-space: 'rgb' is not one of srgb, linear, oklab, lab, auto")
        for option in (("--dither-space", "lab"), ("--dither-strength", "1"), ("--serpentine",),
                       ("--bayer-size", "4")):
            self.refused(*option, message=f"{option[0]} needs --dither: ")
        self.refused("--dither", "bayer", "--serpentine", "--bayer-size", "4",
                     message="--serpentine and --bayer-size exclude each other: ")

    def test_help_lists_all_dithers(self):
        text = self.quant("convert", "--help")[0].decode()
        self.assertIn(", ".join(DITHERS), re.sub(r"\s+", " ", text))


if __name__ == "__main__":
    main()
