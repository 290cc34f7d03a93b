# Tests that --keep-alpha reduces colors and leaves every bit of alpha as it is.
import random

from quant_test import Case, flat, load, main, make_png, read, write

WIDTH, HEIGHT = 50, 40
GRAY_ALPHA, RGB, RGB_ALPHA = 4, 2, 6


def picture(color, depth, seed=1, hidden=None):
    """Returns the rows of a smooth picture with opaque, translucent and transparent pixels."""
    full = 2**depth - 1
    alphas = random.Random(seed)
    other = random.Random(hidden)
    rows = []
    for y in range(HEIGHT):
        row = []
        for x in range(WIDTH):
            colors = [(x * full // WIDTH), (y * full // HEIGHT), ((x * y) * full // 2000)]
            alpha = alphas.choice((0, 0, full, alphas.randrange(full + 1), 1))
            if alpha == 0 and hidden:
                colors = [other.randrange(full + 1) for _ in range(3)]
            row.append(tuple(colors[:1 if color == GRAY_ALPHA else 3]) + (alpha,))
        rows.append(row)
    return rows


def save(name, rows, color, depth):
    write(name, make_png(WIDTH, HEIGHT, [flat(row) for row in rows], color=color, depth=depth))


class KeepAlpha(Case):
    def convert(self, source, target, *arguments):
        colors = () if "--palette" in arguments else ("-k", "8")
        result, = self.report(source, "-o", target, "--force", "--truecolor", "--keep-alpha",
                              *colors, *arguments)
        return result

    def test_alpha_stays_bit_for_bit_and_colors_are_few(self):
        for color in (GRAY_ALPHA, RGB_ALPHA):
            for depth in (8, 16):
                rows = picture(color, depth)
                save("in.png", rows, color, depth)
                for arguments in ((), ("--dither", "floyd-steinberg"), ("--space", "oklab")):
                    with self.subTest(color=color, depth=depth, arguments=arguments):
                        result = self.convert("in.png", "out.png", *arguments)
                        out = load("out.png")
                        self.assertEqual((out.color, out.depth), (color, depth))
                        pixels = flat(out.pixels())
                        self.assertEqual([p[3] for p in pixels], [p[-1] for p in flat(rows)])
                        self.assertEqual(len({p[:3] for p in pixels}), result["colors"])
                        self.assertEqual(result["colors"], 8)

    def test_without_it_alpha_is_reduced_too(self):
        rows = picture(RGB_ALPHA, 8)
        save("in.png", rows, RGB_ALPHA, 8)
        self.quant("convert", "in.png", "-o", "out.png", "-k", "8", "--truecolor")
        self.assertLessEqual(len(set(flat(load("out.png").pixels()))), 8)

    def test_few_visible_colors_stay_exact(self):
        rows = [[(200, 10, y, 9 * x % 256) if x % 2 else (x, y, 77, 0) for x in range(WIDTH)]
                for y in (3, 4, 5) for _ in range(HEIGHT // 2)][:HEIGHT]
        save("in.png", rows, RGB_ALPHA, 8)
        result = self.convert("in.png", "out.png")
        self.assertEqual(result["mse"], 0)
        for before, after in zip(flat(rows), flat(load("out.png").pixels())):
            if before[3] > 0:
                self.assertEqual(before, after)

    def test_what_is_hidden_does_not_matter(self):
        save("a.png", picture(RGB_ALPHA, 8), RGB_ALPHA, 8)
        save("b.png", picture(RGB_ALPHA, 8, hidden=5), RGB_ALPHA, 8)
        self.assertNotEqual(read("a.png"), read("b.png"))
        for dither in ("none", "floyd-steinberg"):
            self.convert("a.png", "a-out.png", "--dither", dither)
            self.convert("b.png", "b-out.png", "--dither", dither)
            self.assertEqual(read("a-out.png"), read("b-out.png"))

    def test_opaque_is_as_without_alpha(self):
        rows = picture(RGB_ALPHA, 8)
        save("rgb.png", [[p[:3] for p in row] for row in rows], RGB, 8)
        save("rgba.png", [[p[:3] + (255,) for p in row] for row in rows], RGB_ALPHA, 8)
        self.quant("convert", "rgb.png", "-o", "plain.png", "-k", "8", "--truecolor")
        for name in ("rgb.png", "rgba.png"):
            self.convert(name, "out.png")
            self.assertEqual(read("out.png"), read("plain.png"))
        self.convert("rgba.png", "out.jpg")

    def test_threads_and_engines_do_not_matter(self):
        save("in.png", picture(RGB_ALPHA, 16), RGB_ALPHA, 16)
        self.convert("in.png", "one.png", "--threads", "1")
        for arguments in (("--threads", "3"), ("--engine", "cells")):
            self.convert("in.png", "out.png", *arguments)
            self.assertEqual(read("out.png"), read("one.png"))

    def test_other_formats(self):
        rows = picture(RGB_ALPHA, 8)
        save("in.png", rows, RGB_ALPHA, 8)
        save("deep.png", [[tuple(257 * s for s in p) for p in row] for row in rows], RGB_ALPHA, 16)
        self.convert("in.png", "expected.png")
        expected = load("expected.png").pixels()
        for source in ("in.png", "deep.png"):  # BMP and Targa have 8 bits
            for name in ("x.tif", "x.bmp", "x.tga"):
                self.convert(source, name)
                self.quant("convert", name, "-o", "back.png", "--force", "--truecolor",
                           "--keep-alpha")
                back = load("back.png")
                unit = 257 if back.depth == 16 else 1
                self.assertEqual([p[3] for p in flat(back.pixels())],
                                 [unit * p[3] for p in flat(expected)], (source, name))

    def test_importance_and_given_palettes(self):
        rows = picture(RGB_ALPHA, 8)
        save("in.png", rows, RGB_ALPHA, 8)
        # The map has only three pixels, and one of them is transparent.
        spots = [(x, y) for y in range(HEIGHT) for x in range(WIDTH) if rows[y][x][3] > 0][70:72]
        spots += [(x, y) for y in range(HEIGHT) for x in range(WIDTH) if rows[y][x][3] == 0][99:100]
        write("map.png", make_png(WIDTH, HEIGHT, [[int((x, y) in spots) for x in range(WIDTH)]
                                                  for y in range(HEIGHT)], color=0))
        self.convert("in.png", "out.png", "--importance", "map.png")
        out = load("out.png").pixels()
        self.assertEqual({p[:3] for row in out for p in row},
                         {rows[y][x][:3] for x, y in spots[:2]})
        write("p.hex", b"ff0000\n00ff00\n")
        for engine in ("auto", "sequential"):
            self.convert("in.png", "out.png", "--palette", "p.hex", "--engine", engine)
            out = flat(load("out.png").pixels())
            self.assertEqual({p[:3] for p in out}, {(255, 0, 0), (0, 255, 0)})
            self.assertEqual([p[3] for p in out], [p[3] for p in flat(rows)])

    def test_refusals(self):
        save("in.png", picture(RGB_ALPHA, 8), RGB_ALPHA, 8)
        self.fails("convert", "in.png", "-o", "out.png", "--keep-alpha", status=2,
                   message="--keep-alpha needs --truecolor")
        self.fails("convert", "in.png", "-o", "out.jpg", "--keep-alpha", "--truecolor",
                   message="in.png: the image has transparency, which jpeg does not keep here")
        for engine in ("sequential", "openmp"):
            self.fails("convert", "in.png", "--keep-alpha", "--truecolor", "--engine", engine,
                       status=2, message=f"--engine {engine} counts every pixel once")


if __name__ == "__main__":
    main()
