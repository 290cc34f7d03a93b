# Tests the options --protect, --importance and --target-psnr of `quant convert`.
import json

from quant_test import Case, flat, load, main, make_png, read, write


def gray(value):
    return [value] * 3


def ramp_with_red():
    """Returns a PNG file of a gray ramp of 600 x 600 pixels with 36 red pixels."""
    line = [s for x in range(600) for s in gray(x * 255 // 599)]
    top = [255, 0, 0] * 6 + line[18:]
    return make_png(600, 600, [top] * 6 + [line] * 594, level=1)


WIDTH, HEIGHT = 80, 60


def scene():
    return [[s for x in range(WIDTH) for s in (x * 3, y * 4, (x * y) % 200)]
            for y in range(HEIGHT)]


def error_in(rows, name, wanted):
    """Returns the squared error over the pixels for which wanted(x, y) is true."""
    written = load(name).pixels()
    return sum((rows[y][3 * x + c] - written[y][x][c])**2
               for y in range(HEIGHT) for x in range(WIDTH) if wanted(x, y) for c in range(3))


class Protect(Case):
    def setUp(self):
        super().setUp()
        write("ramp.png", ramp_with_red())

    def corner(self, *arguments):
        self.quant("convert", "ramp.png", "-o", "out.png", "--force", "-k", "16", *arguments)
        return load("out.png").pixels()[0][0]

    def test_the_map_and_the_palette_are_not_overwritten(self):
        write("a.png", make_png(8, 8, [[(x * 30 + y * c) % 256 for x in range(8) for c in range(3)]
                                       for y in range(8)]))
        self.quant("convert", "a.png", "-o", "map.png", "-q")
        self.quant("palette", "a.png", "-k", "8", "-o", "p.png", "-q")
        for option, name in (("--importance", "map.png"), ("--palette", "p.png")):
            before = read(name)
            self.fails("convert", "a.png", option, name, "-o", name, "--force", "-q",
                       message=f"{name}: is an input of this command too")
            self.assertEqual(read(name), before)

    def test_a_few_red_pixels_stay_red(self):
        r, g, _, _ = self.corner()
        self.assertLess(r - g, 30, "then there is nothing to protect")
        for arguments in (["--protect"], ["--protect=0.5"], ["--protect=1"],
                          ["--protect=0.7", "--space", "oklab"], ["--protect", "--space", "lab"],
                          ["--protect", "--space", "linear"], ["--protect", "--preset", "fast"]):
            self.assertEqual(self.corner(*arguments), (255, 0, 0, 255), arguments)

    def test_the_flag_has_half_strength_and_zero_is_none(self):
        self.corner("--protect")
        half = read("out.png")
        self.corner("--protect=0.5")
        self.assertEqual(read("out.png"), half)
        self.corner("--protect=0")
        none = read("out.png")
        self.corner()
        self.assertEqual(read("out.png"), none)
        self.assertNotEqual(half, none)

    def test_an_input_is_not_taken_for_the_strength(self):
        self.quant("convert", "--protect", "ramp.png", "-k", "16", "-o", "out.png")
        self.assertEqual(load("out.png").pixels()[0][0], (255, 0, 0, 255))

    def test_threads_do_not_matter(self):
        self.corner("--protect", "--threads", "1")
        one = read("out.png")
        self.corner("--protect", "--threads", "3")
        self.assertEqual(read("out.png"), one)

    def test_figures_are_those_of_the_pixels(self):
        result, = self.report("ramp.png", "-k", "16", "--protect", "-o", "out.png")
        rows = load("ramp.png").pixels()
        written = load("out.png").pixels()
        error = sum((a - b)**2 for row, other in zip(rows, written)
                    for p, q in zip(row, other) for a, b in zip(p[:3], q[:3]))
        self.assertAlmostEqual(result["mse"], error / 360000, places=9)

    def test_refusals(self):
        for value in ("-0.1", "1.1", "nan", "x"):
            self.fails("convert", "ramp.png", "--protect=" + value, status=2, message="--protect")
        self.fails("convert", "ramp.png", "--protect", "--engine", "openmp", status=2,
                   message="--engine openmp counts every pixel once")
        self.fails("convert", "ramp.png", "--protect", "--palette", "ramp.png", status=2,
                   message="--palette")


class Importance(Case):
    def setUp(self):
        super().setUp()
        self.rows = scene()
        write("a.png", make_png(WIDTH, HEIGHT, self.rows))

    def map(self, name, value_at, **options):
        write(name, make_png(WIDTH, HEIGHT, [flat([value_at(x, y) for x in range(WIDTH)])
                                             for y in range(HEIGHT)], **options))

    def convert(self, *arguments, **options):
        result, = self.report("a.png", "-o", "out.png", "--force", "-k", "12", *arguments,
                              **options)
        return result

    def inside(self, x, y):
        return 20 <= x < 45 and 10 <= y < 30

    def test_what_is_painted_white_is_reproduced_better(self):
        self.map("map.png", lambda x, y: [255 if self.inside(x, y) else 3], color=0)
        plain = self.convert()
        before = error_in(self.rows, "out.png", self.inside)
        weighed = self.convert("--importance", "map.png")
        after = error_in(self.rows, "out.png", self.inside)
        self.assertLess(after, 0.7 * before)
        self.assertGreater(weighed["mse"], plain["mse"])
        all_of_it = error_in(self.rows, "out.png", lambda x, y: True)
        self.assertAlmostEqual(weighed["mse"], all_of_it / (WIDTH * HEIGHT), places=9)

    def test_black_does_not_count(self):
        # Only three pixels count, so their colors are the palette, whatever the other pixels are.
        spots = {(5, 5), (60, 40), (70, 12)}
        self.map("map.png", lambda x, y: [int((x, y) in spots)], color=0)
        result = self.convert("--importance", "map.png")
        expected = {tuple(self.rows[y][3 * x:3 * x + 3]) + (255,) for x, y in spots}
        self.assertEqual(set(load("out.png").palette), expected)
        self.assertEqual(result["colors"], 3)

    def test_maps_of_any_kind_say_the_same(self):
        values = lambda x, y: 200 if self.inside(x, y) else 40
        self.map("gray.png", lambda x, y: [values(x, y)], color=0)
        self.map("rgb.png", lambda x, y: gray(values(x, y)))
        self.map("gray16.png", lambda x, y: [values(x, y) * 257], color=0, depth=16)
        self.map("alpha.png", lambda x, y: [255, 255, 255, values(x, y)], color=6)
        self.convert("--importance", "gray.png")
        expected = read("out.png")
        for name in ("rgb.png", "gray16.png", "alpha.png"):
            self.convert("--importance", name)
            self.assertEqual(read("out.png"), expected, name)
        self.convert()
        self.assertNotEqual(read("out.png"), expected)

    def test_colors_count_by_their_luma(self):
        # The luma of green is to that of blue as 7152 to 722.
        self.map("map.png", lambda x, y: [0, 255, 0] if self.inside(x, y) else [0, 0, 255])
        self.map("luma.png", lambda x, y: [182 if self.inside(x, y) else 18], color=0)
        self.convert("--importance", "map.png")
        expected = read("out.png")
        self.convert("--importance", "luma.png")
        self.assertEqual(read("out.png"), expected)

    def test_the_same_everywhere_is_no_map(self):
        self.convert()
        expected = read("out.png")
        self.map("map.png", lambda x, y: [77], color=0)
        self.convert("--importance", "map.png")
        self.assertEqual(read("out.png"), expected)

    def test_it_goes_with_other_options(self):
        self.map("map.png", lambda x, y: [255 if self.inside(x, y) else 3], color=0)
        self.convert("--importance", "map.png", "--protect=0.3", "--keep-color", "00ff80",
                     "--dither", "floyd-steinberg", "--space", "lab", "--threads", "1")
        one = read("out.png")
        self.assertIn((0, 255, 128, 255), load("out.png").palette)
        self.convert("--importance", "map.png", "--protect=0.3", "--keep-color", "00ff80",
                     "--dither", "floyd-steinberg", "--space", "lab", "--threads", "3")
        self.assertEqual(read("out.png"), one)

    def test_from_standard_input(self):
        self.map("map.png", lambda x, y: [255 if self.inside(x, y) else 3], color=0)
        self.convert("--importance", "map.png")
        expected = read("out.png")
        self.convert("--importance", "-", stdin=read("map.png"))
        self.assertEqual(read("out.png"), expected)
        self.fails("convert", "-", "--importance", "-", "-o", "x.png", status=2,
                   message="can be read once only")

    def test_refusals(self):
        write("small.png", make_png(WIDTH, 2, [[9] * WIDTH] * 2, color=0))
        self.fails("convert", "a.png", "--importance", "small.png",
                   message="quant: a.png: has 80 x 60 pixels, but small.png has 80 x 2 pixels")
        self.map("black.png", lambda x, y: [0], color=0)
        self.fails("convert", "a.png", "--importance", "black.png",
                   message="quant: black.png: is black or transparent everywhere")
        self.fails("convert", "a.png", "--importance", "none.png",
                   message="quant: none.png: cannot open")
        write("text.png", b"not a picture")
        self.fails("convert", "a.png", "--importance", "text.png", message="quant: text.png: ")
        self.fails("convert", "a.png", "--importance", "black.png", "--engine", "sequential",
                   status=2, message="--engine sequential counts every pixel once")
        self.fails("convert", "a.png", "--importance", "black.png", "--palette", "a.png", status=2,
                   message="--palette")


class TargetPsnr(Case):
    def setUp(self):
        super().setUp()
        write("a.png", make_png(WIDTH, HEIGHT, scene()))

    def psnr(self, *arguments):
        result, = self.report("a.png", "-o", "out.png", "--force", *arguments)
        return result["psnr"]

    def test_one_color_fewer_does_not_reach_it(self):
        for space in ("srgb", "oklab"):
            for target in ("18", "22", "25.5"):
                common = ["--space", space]
                result, = self.report("a.png", "-o", "found.png", "--force", "--target-psnr",
                                      target, *common)
                self.assertGreaterEqual(result["psnr"], float(target))
                k = result["colors"]
                self.assertGreaterEqual(self.psnr("-k", str(k), *common), float(target))
                self.assertEqual(read("out.png"), read("found.png"))
                self.assertLess(self.psnr("-k", str(k - 1), *common), float(target))

    def test_compare_agrees(self):
        self.psnr("--target-psnr", "25")
        stdout, _ = self.quant("compare", "a.png", "out.png", "--json")
        self.assertGreaterEqual(json.loads(stdout)["psnr"], 25)

    def test_dithering_does_not_change_the_number(self):
        self.psnr("--target-psnr", "25")
        colors = len(load("out.png").palette)
        dithered = self.psnr("--target-psnr", "25", "--dither", "floyd-steinberg")
        self.assertEqual(len(load("out.png").palette), colors)
        self.assertLess(dithered, 25)

    def test_what_is_missed_is_noted(self):
        self.quant("convert", "a.png", "-o", "without.png", "-k", "8")
        _, err = self.quant("convert", "a.png", "-o", "out.png", "-k", "8", "--target-psnr", "40.5")
        self.assertEqual(err, "quant: a.png: note: 8 colors do not reach 40.5 dB\n")
        self.assertEqual(read("out.png"), read("without.png"))
        _, err = self.quant("convert", "a.png", "-o", "out.png", "--force", "-k", "8",
                            "--target-psnr", "40.5", "-q")
        self.assertEqual(err, "")
        _, err = self.quant("convert", "a.png", "-o", "out.png", "--force", "--target-psnr", "20")
        self.assertEqual(err, "")

    def test_few_colors_are_reduced_only_as_far_as_the_target_allows(self):
        write("few.png", make_png(40, 10, [[6 * x for x in range(40)]] * 10, color=0))
        result, = self.report("few.png", "-o", "out.png", "--target-psnr", "99")
        self.assertEqual((result["colors"], result["psnr"]), (40, None))
        result, = self.report("few.png", "-o", "out.png", "--force", "--target-psnr", "25")
        self.assertLess(result["colors"], 16)
        self.assertGreaterEqual(result["psnr"], 25)

    def test_refusals(self):
        for value in ("-1", "201", "nan", "x"):
            self.fails("convert", "a.png", "--target-psnr", value, status=2,
                       message="--target-psnr")
        self.fails("convert", "a.png", "--target-psnr", "30", "--palette", "a.png", status=2,
                   message="--palette")


if __name__ == "__main__":
    main()
