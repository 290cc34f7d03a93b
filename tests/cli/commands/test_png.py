# Tests reading every kind of PNG and writing indexed and truecolor PNG, pixel by pixel. Pictures of
# few colors must be written exactly as they were read.
import os
import random
import struct
import zlib

from quant_test import CHANNELS, Case, chunk, load, main, make_png, profile, read, write


def to_8(value, depth):
    return value * 255 // ((1 << depth) - 1)


class Reading(Case):
    def exact(self, content, expected):
        write("in.png", content)
        self.quant("convert", "in.png", "-o", "out.png", "--force")
        self.assertEqual(load("out.png").pixels(), expected)

    def test_every_depth_color_type_and_interlacing(self):
        rng = random.Random(1)
        every = (1, 2, 4, 8)
        for color, depths in ((0, every), (2, (8,)), (3, every), (4, (8,)), (6, (8,))):
            for depth in depths:
                for width, height in ((1, 1), (13, 9), (5, 33)):
                    for interlaced in (False, True):
                        with self.subTest(color=color, depth=depth, size=(width, height)):
                            self.one_kind(rng, color, depth, width, height, interlaced)

    def one_kind(self, rng, color, depth, width, height, interlaced):
        n = CHANNELS[color]
        top = (1 << depth) - 1
        levels = [rng.randint(0, top) for _ in range(2)]  # at most 2**4 colors
        rows = [[rng.choice(levels) for _ in range(width * n)] for _ in range(height)]
        palette = [tuple(rng.randint(0, 255) for _ in range(3)) for _ in range(top + 1)]
        extra = [(b"PLTE", bytes(s for p in palette for s in p))] if color == 3 else []

        def rgba(samples):
            values = [to_8(s, depth) for s in samples]
            if color == 3:
                return palette[samples[0]] + (255,)
            alpha = values[-1] if color in (4, 6) else 255
            rgb = tuple(values[:3]) if color in (2, 6) else (values[0],) * 3
            return rgb + (alpha,) if alpha else (0, 0, 0, 0)

        expected = [[rgba(row[x * n:x * n + n]) for x in range(width)] for row in rows]
        self.exact(make_png(width, height, rows, depth, color, extra, interlaced), expected)

    def test_transparent_color(self):
        self.exact(make_png(2, 1, [[9, 8, 7, 1, 2, 3]], extra=[(b"tRNS", b"\0\1\0\2\0\3")]),
                   [[(9, 8, 7, 255), (0, 0, 0, 0)]])
        self.exact(make_png(2, 1, [[0, 1]], 1, 0, [(b"tRNS", b"\0\1")]),
                   [[(0, 0, 0, 255), (0, 0, 0, 0)]])
        self.exact(make_png(2, 1, [[0, 1]], 1, 3, [(b"PLTE", bytes(range(6))), (b"tRNS", b"\x80")]),
                   [[(0, 1, 2, 128), (3, 4, 5, 255)]])

    def test_16_bits(self):
        rows = [[0x1234, 0x0102, 0xfffe, 65535, 0, 0x8000]]
        write("in.png", make_png(2, 1, rows, 16))
        self.quant("convert", "in.png", "-o", "out.png", "--truecolor")
        out = load("out.png")
        self.assertEqual((out.depth, out.color, out.rows), (16, 2, rows))
        self.quant("convert", "in.png", "-o", "index.png")
        self.assertEqual(load("index.png").pixels(),
                         [[tuple(round(v / 257) for v in rows[0][i:i + 3]) + (255,)
                           for i in (0, 3)]])

    def test_exif_orientation(self):
        rows = [[1, 2, 3], [4, 5, 6]]
        turned = {1: [[1, 2, 3], [4, 5, 6]], 2: [[3, 2, 1], [6, 5, 4]], 3: [[6, 5, 4], [3, 2, 1]],
                  4: [[4, 5, 6], [1, 2, 3]], 5: [[1, 4], [2, 5], [3, 6]],
                  6: [[4, 1], [5, 2], [6, 3]], 7: [[6, 3], [5, 2], [4, 1]],
                  8: [[3, 6], [2, 5], [1, 4]]}
        for value, expected in turned.items():
            for mark, order in ((b"MM\0*", ">"), (b"II*\0", "<")):
                exif = mark + struct.pack(order + "IHHHIHHI", 8, 1, 0x112, 3, 1, value, 0, 0)
                write("in.png", make_png(3, 2, rows, 8, 0, [(b"eXIf", exif)]))
                self.quant("convert", "in.png", "-o", "out.png", "--truecolor", "--force")
                self.assertEqual(load("out.png").rows, expected, value)

    def test_broken_exif_is_ignored(self):
        for exif in (b"MM\0*\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff\x01\x12", b"II"):
            write("in.png", make_png(2, 1, [[1, 2]], 8, 0, [(b"eXIf", exif)]))
            self.quant("convert", "in.png", "-o", "out.png", "--truecolor", "--force")
            self.assertEqual(load("out.png").rows, [[1, 2]])


class Damage(Case):
    def setUp(self):
        super().setUp()
        rng = random.Random(2)
        rows = [[rng.randint(0, 255) for _ in range(60)] for _ in range(20)]
        self.good = make_png(20, 20, rows, extra=[(b"gAMA", struct.pack(">I", 45455))])

    def test_cut_anywhere(self):
        for size in (9, 20, 33, 45, 60, 200, len(self.good) - 13, len(self.good) - 1):
            write("in.png", self.good[:size])
            self.fails("convert", "in.png", message="in.png: the file is damaged")

    def test_checksums(self):
        for at in (20, 100, len(self.good) - 20):
            write("in.png", self.good[:at] + bytes([self.good[at] ^ 1]) + self.good[at + 1:])
            self.fails("convert", "in.png", message="in.png: the file is damaged")

    def test_sizes(self):
        def with_size(width, height):
            head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
            return self.good[:8] + chunk(b"IHDR", head) + self.good[33:]

        for width, height in ((0x7fffffff, 0x7fffffff), (60000, 60000), (0x7fffffff, 1)):
            write("in.png", with_size(width, height))
            self.fails("convert", "in.png", message=f"{width} x {height} pixels are more than")
        write("in.png", with_size(0, 5))
        self.fails("convert", "in.png", message="damaged")
        write("in.png", self.good)
        self.fails("convert", "in.png", "--max-pixels", "399", message="20 x 20 pixels")
        self.quant("convert", "in.png", "--max-pixels", "400")


class Writing(Case):
    def test_as_few_bits_as_the_palette_needs(self):
        for colors, depth in ((1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)):
            row = [s for i in range(colors) for s in (i, 255 - i, 7)]
            write("in.png", make_png(colors, 1, [row], 8, 2))
            for mode in ("fast", "default", "max"):
                self.quant("convert", "in.png", "-o", "out.png", "--force", "--compress", mode)
                out = load("out.png")
                self.assertEqual((out.color, out.depth, len(out.palette)), (3, depth, colors))
                self.assertEqual([s for p in out.pixels()[0] for s in p[:3]], row)

    def test_grays_need_no_palette(self):
        for levels, depth in (([0, 255], 1), ([0, 85, 170], 2), ([17, 51, 0, 102, 238], 4), (range(256), 8)):
            write("in.png", make_png(len(levels), 1, [list(levels)], 8, 0))
            for mode in ("fast", "default", "max"):
                self.quant("convert", "in.png", "-o", "out.png", "--force", "--compress", mode)
                out = load("out.png")
                self.assertEqual((out.color, out.depth, out.palette), (0, depth, []))
                self.assertEqual([p[0] for p in out.pixels()[0]], list(levels))
        # These need more bits than a palette of them, or are given.
        write("in.png", make_png(3, 1, [[1, 2, 9]], 8, 0))
        self.quant("convert", "in.png", "-o", "out.png", "--force")
        self.assertEqual((load("out.png").color, load("out.png").depth), (3, 2))
        self.quant("convert", "in.png", "-o", "out.png", "--force", "--keep-color", "777777")
        self.assertIn((0x77, 0x77, 0x77, 255), load("out.png").palette)
        write("given.hex", b"000000\nffffff\n")
        self.quant("convert", "in.png", "-o", "out.png", "--force", "--palette", "given.hex")
        self.assertEqual(load("out.png").palette, [(0, 0, 0, 255), (255, 255, 255, 255)])

    def test_a_picture_with_a_profile_keeps_it_and_its_palette(self):
        icc = [(b"iCCP", b"p\0\0" + deflate(profile()))]
        write("in.png", make_png(2, 1, [[0, 0, 0, 255, 255, 255]], 8, 2, extra=icc))
        self.quant("convert", "in.png", "-o", "out.png")
        self.assertEqual(load("out.png").color, 3)
        self.assertIn(b"iCCP", load("out.png").chunks)

    def test_compression_changes_the_size_only(self):
        self.quant("sample", "s")
        for options in (("-k", "200"), ("-k", "9"), ("-k", "64", "--truecolor"),
                        ("-k", "64", "--dither", "bayer")):
            sizes, pictures = [], []
            for mode in ("fast", "default", "max"):
                self.quant("convert", "s/landscape-small.png", "-o", "out.png", "--force",
                           "--compress", mode, *options)
                sizes.append(os.path.getsize("out.png"))
                pictures.append(load("out.png").pixels())
            self.assertEqual(pictures[1], pictures[0])
            self.assertEqual(pictures[2], pictures[0])
            self.assertGreater(sizes[0], sizes[1])
            self.assertGreater(sizes[1], sizes[2])

    def test_large_pictures_do_not_depend_on_threads(self):
        row = bytes(range(256)) * 9
        rows = [row[i % 200:] + row[:i % 200] for i in range(2200)]
        write("in.pgm", b"P5 2304 2200 255\n" + b"".join(rows))
        for threads in ("1", "2", "3"):
            self.quant("convert", "in.pgm", "-o", threads + ".png", "--threads", threads)
            self.assertEqual(read(threads + ".png"), read("1.png"))
        self.assertEqual([bytes(made) for made in load("1.png").rows], rows)

    def test_transparency_list_is_short(self):
        colors = [(i, i, i, 255) for i in range(1, 30)] + [(9, 9, 9, 77), (1, 2, 3, 200)]
        write("in.png", make_png(len(colors), 1, [[s for c in colors for s in c]], 8, 6))
        self.quant("convert", "in.png", "-o", "out.png")
        out = load("out.png")
        self.assertEqual(sorted(out.alpha), [77, 200])
        self.assertEqual(out.pixels()[0], colors)
        write("opaque.png", make_png(1, 1, [[1, 2, 3, 255]], 8, 6))
        self.quant("convert", "opaque.png", "-o", "o.png")
        self.assertNotIn(b"tRNS", load("o.png").chunks)

    def test_no_color_twice_and_none_unused(self):
        rng = random.Random(3)
        samples = [rng.randint(0, 65535) for _ in range(3000)]
        close = [0x4000 + rng.randint(0, 9) for _ in range(3000)]  # all are one color in 8 bits
        for row in (samples, close):
            write("in.png", make_png(1000, 1, [row], 16))
            self.quant("convert", "in.png", "-o", "out.png", "--force")
            out = load("out.png")
            self.assertEqual(len(set(out.palette)), len(out.palette))
            self.assertEqual(set(out.rows[0]), set(range(len(out.palette))))

    def test_gray_stays_gray_in_truecolor(self):
        write("in.png", make_png(4, 1, [[0, 80, 160, 255]], 8, 0))
        self.quant("convert", "in.png", "-o", "out.png", "--truecolor", "-k", "2")
        self.assertEqual(load("out.png").color, 0)

    def test_gray_gets_given_colors_in_truecolor(self):
        icc = [(b"iCCP", b"p\0\0" + deflate(profile(b"GRAY")))]
        write("in.png", make_png(2, 1, [[40, 250]], 8, 0, extra=icc))
        write("p.hex", b"ff8000\n000000\n")
        for mode in (("--palette", "p.hex"), ("--keep-color", "ff8000", "-k", "2")):
            self.quant("convert", "in.png", "-o", "out.png", "--truecolor", "--force", *mode)
            out = load("out.png")
            self.assertEqual(out.color, 2)
            self.assertNotIn(b"iCCP", out.chunks)
        self.quant("convert", "in.png", "-o", "out.png", "--truecolor", "--force", "--palette",
                   "p.hex")
        self.assertEqual(load("out.png").pixels(), [[(0, 0, 0, 255), (255, 128, 0, 255)]])

    def test_color_information_is_kept(self):
        icc = profile()
        chrm = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
        extra = [(b"gAMA", struct.pack(">I", 45455)), (b"cHRM", chrm), (b"sRGB", b"\1")]
        write("tags.png", make_png(1, 1, [[1, 2, 3]], extra=extra))
        write("icc.png", make_png(1, 1, [[1, 2, 3]], extra=[(b"iCCP", b"p\0\0" + deflate(icc))]))
        for mode in ((), ("--truecolor",)):
            self.quant("convert", "tags.png", "-o", "out.png", "--force", *mode)
            out = load("out.png").chunks
            self.assertEqual([out.get(name) for name, _ in extra], [body for _, body in extra])
            self.quant("convert", "icc.png", "-o", "out.png", "--force", *mode)
            self.assertEqual(inflate(load("out.png").chunks[b"iCCP"]), icc)

    def test_profile_that_does_not_fit_is_left_out(self):
        gray = profile(b"GRAY")
        write("in.png", make_png(1, 1, [[7]], 8, 0, [(b"iCCP", b"p\0\0" + deflate(gray))]))
        self.quant("convert", "in.png", "-o", "out.png")
        self.assertNotIn(b"iCCP", load("out.png").chunks)
        self.quant("convert", "in.png", "-o", "gray.png", "--truecolor")
        self.assertEqual(inflate(load("gray.png").chunks[b"iCCP"]), gray)
        write("none.png", make_png(1, 1, [[1, 2, 3]]))
        self.quant("convert", "none.png", "-o", "plain.png")
        self.assertEqual(load("plain.png").order, [b"IHDR", b"PLTE", b"IDAT", b"IEND"])


def deflate(content):
    return zlib.compress(content)


def inflate(iccp):
    return zlib.decompress(iccp[iccp.index(b"\0") + 2:])


if __name__ == "__main__":
    main()
