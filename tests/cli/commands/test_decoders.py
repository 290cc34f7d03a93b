# Compares pictures that the reader of their format and OpenImageIO decode, with each other.
import glob
import os

from quant_test import DATA, Case, load, main, make_png, read, write

SIDE = 24


def row(channels, y, most):
    return [(x * 37 + y * 101 + c * 59) * (most // 255) % (most + 1)
            for x in range(SIDE) for c in range(channels)]


class Decoders(Case):
    def check_same(self, *names):
        """Checks that the pixels of these files are the same both ways."""
        for decoder in ("auto", "oiio"):
            self.quant("convert", *names, "--decoder", decoder, "--preset", "instant",
                       "--truecolor", "--suffix", "", "--output-dir", decoder, "-q", "--force",
                       timeout=600)
        for name in names:
            name = os.path.basename(name)
            if name.endswith(".png"):
                one, other = load("auto/" + name), load("oiio/" + name)
                self.assertEqual((one.depth, one.rows), (other.depth, other.rows), name)
                self.assertEqual(b"iCCP" in one.chunks, b"iCCP" in other.chunks, name)
            else:
                self.assertEqual(read("auto/" + name), read("oiio/" + name), name)

    def test_png_of_every_kind(self):
        names = []
        for color, channels in ((0, 1), (2, 3), (4, 2), (6, 4)):
            for depth in (8, 16):
                for interlaced in (False, True):
                    name = f"{color}-{depth}-{interlaced}.png"
                    rows = [row(channels, y, (1 << depth) - 1) for y in range(SIDE)]
                    write(name, make_png(SIDE, SIDE, rows, color=color, depth=depth,
                                         interlaced=interlaced))
                    names.append(name)
        self.check_same(*names)

    def test_formats_that_quant_writes(self):
        rows = [row(4, y, 255) for y in range(SIDE)]
        write("rgba.png", make_png(SIDE, SIDE, rows, color=6))
        write("rgb.png", make_png(SIDE, SIDE, [row(3, y, 255) for y in range(SIDE)]))
        write("gray.png", make_png(SIDE, SIDE, [row(1, y, 255) for y in range(SIDE)], color=0))
        for source, names in (("rgba.png", ("rgba.tif",)),
                              ("rgb.png", ("a.jpg", "a.tif", "a.bmp", "a.tga", "a.ppm")),
                              ("gray.png", ("gray.jpg", "gray.tif"))):
            for name in names:
                self.quant("convert", source, "-o", name, "--truecolor")
            self.check_same(*names)
        for name in ("indexed.png", "indexed.tif", "indexed.bmp", "indexed.tga"):
            self.quant("convert", "rgb.png", "-o", name, "-k", "30")
            self.check_same(name)

    def test_webp(self):
        name = os.path.join(DATA, "asks", "anim.webp")
        if not os.path.isfile(name):
            self.skipTest("no test images")
        for decoder in ("auto", "oiio"):
            self.quant("convert", name, "--decoder", decoder, "-o", decoder + ".png", "-q")
        self.assertEqual(read("auto.png"), read("oiio.png"))

    def test_photographs(self):
        names = [name for pattern in ("kodak/*.png", "landscape/*.jpg")
                 for name in sorted(glob.glob(os.path.join(DATA, pattern)))[:8]]
        if not DATA or not names:
            self.skipTest("no test images")
        self.check_same(*names)

    def test_the_choice(self):
        self.fails("convert", "a.png", "--decoder", "some", status=2,
                   message="'some' is not one of auto, oiio")
        write("a.txt", b"no picture")
        self.fails("convert", "a.txt", "--decoder", "oiio", message="is not an image")
        write("cut.png", make_png(SIDE, SIDE, [row(3, y, 255) for y in range(SIDE)])[:-200])
        self.fails("convert", "cut.png", "--decoder", "oiio", message="the file is damaged")


if __name__ == "__main__":
    main()
