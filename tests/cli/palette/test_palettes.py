# Tests palette files from outside: written files are read by other programs (Pillow, ImageMagick)
# or taken apart here, and files that those programs wrote are read.
import json
import os
import re
import shutil
import struct
import subprocess

from quant_test import Case, load, main, make_png, read, write

CONVERT = os.environ["QUANT_PALETTE_CONVERT"]
# Debian's Python modules need Debian's interpreter, which need not be the first python3 on PATH.
PYTHON = "/usr/bin/python3"


def colors_of(count):
    return [(i, 255 - i, i * 7 % 256) for i in range(count)]


def rgba(colors):
    return [tuple(color) + (255,) * (4 - len(color)) for color in colors]


class Palettes(Case):
    def convert(self, source, target, status=0, stdin=b""):
        result = subprocess.run([CONVERT, source, target], input=stdin, capture_output=True,
                                timeout=120)
        stderr = result.stderr.decode("utf-8", "replace")
        self.assertEqual(result.returncode, status, stderr)
        self.assertEqual(result.stdout, b"")
        return stderr

    def refused(self, source, message, target="refused.json", **options):
        stderr = self.convert(source, target, status=1, **options)
        self.assertEqual(stderr.count("\n"), 1, stderr)
        self.assertTrue(stderr.startswith(f"quant: {source}: "), stderr)
        self.assertIn(message, stderr)
        self.assertFalse(os.path.exists(target))

    def make(self, target, colors, name="Test"):
        """Writes a palette of these colors in the format of the target's extension. Returns its
        bytes."""
        texts = ["#" + bytes(color).hex() for color in colors]
        write("source.json", json.dumps({"name": name, "colors": texts}).encode())
        if os.path.exists(target):
            os.unlink(target)
        self.convert("source.json", target)
        return read(target)

    def colors_in(self, source, **options):
        if os.path.exists("out.json"):
            os.unlink("out.json")
        self.convert(source, "out.json", **options)
        texts = json.loads(read("out.json"))["colors"]
        return rgba(tuple(bytes.fromhex(text[1:])) for text in texts)

    def pillow(self, code, *arguments):
        """Runs Python code that may use Pillow and returns the JSON that it prints."""
        if subprocess.run([PYTHON, "-c", "import PIL"], capture_output=True).returncode != 0:
            self.skipTest("needs Pillow")
        result = subprocess.run([PYTHON, "-c", "import json, sys\n" + code, *arguments],
                                capture_output=True, timeout=120)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return json.loads(result.stdout or b"null")

    def magick(self, *arguments):
        if not shutil.which("convert"):
            self.skipTest("needs ImageMagick")
        return subprocess.run(["convert", *arguments], check=True, capture_output=True,
                              timeout=120).stdout


class Writing(Palettes):
    def test_gpl_in_pillow(self):
        code = ("from PIL.GimpPaletteFile import GimpPaletteFile\n"
                "data, mode = GimpPaletteFile(open(sys.argv[1], 'rb')).getpalette()\n"
                "print(json.dumps([mode, list(data)]))")
        for count in (1, 16, 250):
            self.make("x.gpl", colors_of(count))
            mode, data = self.pillow(code, "x.gpl")
            self.assertEqual(mode, "RGB")
            # Older versions of Pillow put a gray color before the first color for each header line.
            self.assertIn(bytes(v for color in colors_of(count) for v in color), bytes(data))

    def test_png_in_pillow(self):
        code = ("from PIL import Image\n"
                "image = Image.open(sys.argv[1])\n"
                "image.load()\n"
                "alpha = list(image.info.get('transparency', b''))\n"
                "print(json.dumps([image.mode, image.size, image.getpalette(), alpha]))")
        for count, size in ((1, [16, 16]), (5, [80, 16]), (17, [256, 32]), (256, [256, 256])):
            colors = colors_of(count)
            self.make("x.png", colors)
            mode, found, palette, alpha = self.pillow(code, "x.png")
            self.assertEqual((mode, found, alpha), ("P", size, []))
            self.assertEqual(palette[:3 * count], [v for color in colors for v in color])
        self.make("x.png", [(1, 2, 3), (4, 5, 6, 0), (7, 8, 9, 128), (1, 2, 3)])
        _, _, palette, alpha = self.pillow(code, "x.png")
        self.assertEqual(palette[:12], [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3])
        self.assertIn(alpha, ([255, 0, 128], [255, 0, 128, 255]))

    def test_png_in_imagemagick(self):
        colors = colors_of(21)
        self.make("x.png", colors)
        pixels = self.magick("x.png", "-depth", "8", "rgb:-")
        self.assertEqual(len(pixels), 256 * 32 * 3)
        for i, color in enumerate(colors):
            at = 3 * ((i // 16 * 16 + 8) * 256 + i % 16 * 16 + 8)
            self.assertEqual(tuple(pixels[at:at + 3]), color)
        listing = self.magick("x.png", "-verbose", "info:-").decode()
        found = re.findall(r"^ +\d+: .*?#([0-9A-F]{6})\b", listing.split("Colormap:")[1], re.M)
        self.assertEqual([tuple(bytes.fromhex(text)) for text in found[:21]], colors)

    def test_png_is_exactly_the_palette(self):
        colors = [(9, 9, 9), (0, 0, 0, 0), (9, 9, 9), (1, 2, 3, 4), (5, 5, 5)]
        self.make("x.png", colors)
        png = load("x.png")
        self.assertEqual((png.palette, png.depth), (rgba(colors), 4))
        self.assertEqual([sorted(set(row)) for row in png.rows], [[0, 1, 2, 3, 4]] * 16)
        self.assertEqual(png.rows[15], [i for i in range(5) for _ in range(16)])

    def test_act(self):
        self.assertEqual(self.make("x.act", colors_of(256)),
                         bytes(v for color in colors_of(256) for v in color))
        self.assertEqual(self.make("x.act", [(1, 2, 3), (4, 5, 6, 0)]),
                         bytes((1, 2, 3, 4, 5, 6)).ljust(768, b"\0") + b"\0\2\0\1")

    def test_aco(self):
        colors = colors_of(30)
        data, at = self.make("x.aco", colors), 0
        for version in (1, 2):
            self.assertEqual(struct.unpack_from(">HH", data, at), (version, 30))
            at += 4
            for color in colors:
                expected = (0, *(v * 257 for v in color), 0)
                self.assertEqual(struct.unpack_from(">5H", data, at), expected)
                at += 10
                if version == 2:
                    length, = struct.unpack_from(">I", data, at)
                    name = data[at + 4:at + 4 + 2 * length].decode("utf-16-be")
                    self.assertEqual(name, f"#{bytes(color).hex()}\0")
                    at += 4 + 2 * length
        self.assertEqual(at, len(data))

    def test_ase(self):
        colors = colors_of(30)
        data, at = self.make("x.ase", colors, name="Grün"), 12
        self.assertEqual(data[:12], b"ASEF\0\1\0\0" + struct.pack(">I", 32))
        names, found = [], []
        for _ in range(32):
            kind, size = struct.unpack_from(">HI", data, at)
            block = data[at + 6:at + 6 + size]
            at += 6 + size
            if kind == 0xc002:
                continue
            length, = struct.unpack_from(">H", block)
            names.append(block[2:2 + 2 * length].decode("utf-16-be"))
            if kind == 1:
                model, r, g, b, printed = struct.unpack(">4s3fH", block[2 + 2 * length:])
                self.assertEqual((model, printed), (b"RGB ", 2))
                found.append(tuple(round(255 * v) for v in (r, g, b)))
        self.assertEqual((at, found), (len(data), colors))
        self.assertEqual(names, ["Grün\0"] + [f"#{bytes(color).hex()}\0" for color in colors])

    def test_css_and_hex(self):
        colors = [(1, 2, 3), (255, 0, 128, 64), (0, 0, 0)]
        self.assertEqual(re.findall(r"--color-(\d): #(\w+);", self.make("x.css", colors).decode()),
                         [("1", "010203"), ("2", "ff008040"), ("3", "000000")])
        self.assertEqual(self.make("x.hex", colors).split(), [b"010203", b"ff008040", b"000000"])

    def test_transparency_that_a_format_does_not_keep(self):
        write("in.hex", b"010203\n04050607\n")
        for name in ("x.gpl", "x.act", "x.aco", "x.ase"):
            self.refused("in.hex", "transparency that " + name[2:], target=name)


class Reading(Palettes):
    def test_every_format_gives_its_colors_back(self):
        for count in (1, 16, 17, 256):
            for name in ("x.gpl", "x.act", "x.aco", "x.ase", "x.hex", "x.json", "x.png", "X.GPL"):
                self.make(name, colors_of(count))
                self.assertEqual(self.colors_in(name), rgba(colors_of(count)), name)
                self.assertEqual(self.colors_in("-", stdin=read(name)), rgba(colors_of(count)))

    def test_indexed_png_of_pillow(self):
        # The colors are not used in their order, and colors 0 and 3 are not used at all.
        self.pillow("from PIL import Image\n"
                    "image = Image.new('P', (2, 1), 2)\n"
                    "image.putpalette([9, 8, 7, 1, 2, 3, 4, 5, 6, 10, 20, 30])\n"
                    "image.putpixel((1, 0), 1)\n"
                    "image.save('x.png', transparency=bytes((255, 128)))")
        self.assertEqual(self.colors_in("x.png")[:4],
                         [(9, 8, 7, 255), (1, 2, 3, 128), (4, 5, 6, 255), (10, 20, 30, 255)])

    def test_indexed_png_of_imagemagick(self):
        self.magick("-size", "64x64", "gradient:red-blue", "-colors", "7", "PNG8:x.png")
        png = load("x.png")
        self.assertGreater(len(png.palette), 2)
        self.assertEqual(self.colors_in("x.png"), png.palette)

    def test_other_png_in_order_of_occurrence(self):
        write("x.png", make_png(2, 2, [[9, 9, 9, 1, 2, 3], [1, 2, 3, 0, 0, 0]]))
        self.assertEqual(self.colors_in("x.png"), rgba([(9, 9, 9), (1, 2, 3), (0, 0, 0)]))
        write("x.png", make_png(3, 1, [[0, 0xffff, 0x80ff]], depth=16, color=0))
        self.assertEqual(self.colors_in("x.png"), rgba([(0,) * 3, (255,) * 3, (128,) * 3]))
        write("x.png", make_png(3, 1, [[5, 6, 7, 0, 1, 2, 3, 4, 9, 9, 9, 0]], color=6))
        self.assertEqual(self.colors_in("x.png"), [(0, 0, 0, 0), (1, 2, 3, 4)])

    def test_png_of_many_colors(self):
        row = [v for i in range(256) for v in (i, 0, 0)]
        write("x.png", make_png(256, 1, [row]))
        self.assertEqual(self.colors_in("x.png"), rgba((i, 0, 0) for i in range(256)))
        write("x.png", make_png(257, 1, [row + [0, 0, 1]]))
        self.refused("x.png", "the picture has more than 256 colors")

    def test_content_wins_over_the_name(self):
        for name in ("x.gpl", "x.ase", "x.png"):
            self.make(name, colors_of(3))
            os.replace(name, "y.hex")
            self.assertEqual(self.colors_in("y.hex"), rgba(colors_of(3)))


class Mistakes(Palettes):
    def test_files(self):
        self.refused("absent.gpl", "cannot open")
        os.mkdir("folder.gpl")
        self.refused("folder.gpl", "is a folder")
        write("empty.gpl", b"")
        self.refused("empty.gpl", "the file is empty")
        self.refused("-", "the file is empty")
        write("x.gpl", b"GIMP Palette\r\nName: \xff\xfe\r\n1 2 \xff\x1b[31m\r\n")
        self.refused("x.gpl", "line 3: '1 2 \ufffd[31m' is not a color")
        write("x.txt", b"hello\n")
        self.refused("x.txt", "is not a palette in a known format")
        write("x.css", b":root {}\n")
        self.refused("x.css", "palettes are written as css, not read")

    def test_pictures(self):
        self.refused("-", "is a jpeg picture", stdin=b"\xff\xd8\xff\xe0" + bytes(30))
        good = make_png(2, 2, [[0, 1, 2, 3, 4, 5]] * 2)
        write("x.png", good[:50])
        self.refused("x.png", "the file is damaged: ")
        write("x.png", good[:-30] + b"\0" + good[-29:])
        self.refused("x.png", "the file is damaged: ")
        write("x.png", make_png(1, 1, [[0]], color=3))
        self.refused("x.png", "the file is damaged: it has no palette")

    def test_too_large(self):
        for name, head in (("x.hex", b"010203\n"), ("x.gpl", b"GIMP Palette\n1 2 3\n")):
            write(name, head + b"\n" * (1 << 20))
            self.refused(name, "has more than 1 MiB")
        with open("x.json", "wb") as file:
            file.truncate(1 << 40)
        self.refused("x.json", "has more than 1 MiB")

    def test_profile_before_the_palette_of_a_png(self):
        extra = [(b"prVt", bytes(3 << 20)), (b"PLTE", bytes((1, 2, 3)))]
        write("x.png", make_png(1, 1, [[0]], color=3, extra=extra))
        self.assertEqual(self.colors_in("x.png"), [(1, 2, 3, 255)])


if __name__ == "__main__":
    main()
