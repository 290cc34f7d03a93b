# Tests the formats besides PNG, with files that are made here byte by byte. test_kinds.py has the less
# usual kinds of each.
import struct

from quant_test import Case, flat, load, main, make_png, profile, read, write

RGBA = [[(200, 100, 50, 255), (200, 100, 50, 1), (10, 20, 30, 128)],
        [(0, 0, 0, 255), (255, 255, 255, 200), (1, 2, 3, 4)]]
RGB = [[(200, 100, 50), (1, 2, 3), (10, 20, 30)], [(0, 0, 0), (255, 255, 255), (7, 8, 9)]]


def opaque(rows):
    return [[p + (255,) for p in row] for row in rows]


def tiff(rows, bits=8, associated=None, orientation=1, icc=b"", order="<"):
    """Returns an uncompressed RGB or RGBA file. `associated` is the kind of alpha, or None if there
    is no alpha."""
    height, width, channels = len(rows), len(rows[0]), len(rows[0][0])
    kind = "B" if bits == 8 else "H"
    samples = [s for row in rows for p in row for s in p]
    data = struct.pack(f"{order}{len(samples)}{kind}", *samples)
    tags = [(256, 4, [width]), (257, 4, [height]), (258, 3, [bits] * channels), (259, 3, [1]),
            (262, 3, [2]), (273, 4, [8]), (274, 3, [orientation]), (277, 3, [channels]),
            (278, 4, [height]), (279, 4, [len(data)])]
    if associated is not None:
        tags.append((338, 3, [1 if associated else 2]))
    if icc:
        tags.append((34675, 7, icc))
    data += b"\0" * (len(data) % 2)
    directory = 8 + len(data)
    extra_at = directory + 2 + 12 * len(tags) + 4
    entries, extra = b"", b""
    for tag, field, values in tags:
        body = (bytes(values) if field == 7 else
                struct.pack(f"{order}{len(values)}{'H' if field == 3 else 'I'}", *values))
        if len(body) > 4:
            offset = struct.pack(order + "I", extra_at + len(extra))
            extra += body + b"\0" * (len(body) % 2)
            body = offset
        entries += struct.pack(order + "HHI", tag, field, len(values)) + body.ljust(4, b"\0")
    return ((b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", directory) + data +
            struct.pack(order + "H", len(tags)) + entries + bytes(4) + extra)


def bmp(rows, unused_alpha=False):
    """Returns a bottom-up file of 32 bits for RGBA rows and for unused_alpha, otherwise 24 bits."""
    width, four = len(rows[0]), len(rows[0][0]) == 4 or unused_alpha
    lines = b""
    for row in reversed(rows):
        line = b"".join(bytes((p[2], p[1], p[0])) +
                        (bytes((0 if unused_alpha else p[3],)) if four else b"") for p in row)
        lines += line + b"\0" * (-len(line) % 4)
    return (b"BM" + struct.pack("<IHHI", 54 + len(lines), 0, 0, 54) +
            struct.pack("<IiiHHIIiiII", 40, width, len(rows), 1, 32 if four else 24, 0,
                        len(lines), 2835, 2835, 0, 0) + lines)


def tga(rows, alpha_type=None):
    """Returns a top-down, uncompressed file; `alpha_type` is for the version 2 extension area."""
    four = len(rows[0][0]) == 4
    head = struct.pack("<BBB5xHHHHBB", 0, 0, 2, 0, 0, len(rows[0]), len(rows), 32 if four else 24,
                       0x20 | (8 if four else 0))
    body = b"".join(bytes((p[2], p[1], p[0]) + tuple(p[3:])) for row in rows for p in row)
    if alpha_type is None:
        return head + body
    extension = bytearray(495)
    extension[0:2] = struct.pack("<H", 495)
    extension[494] = alpha_type
    return (head + body + bytes(extension) +
            struct.pack("<II", len(head) + len(body), 0) + b"TRUEVISION-XFILE.\0")


def gif(rows, palette, transparent=None):
    """Returns a file of uncompressed LZW, with a clear code before each pixel."""
    codes = [code for i in flat(rows) for code in (256, i)] + [257]
    bits = "".join(reversed([format(code, "09b") for code in codes]))
    data = int(bits, 2).to_bytes((len(bits) + 7) // 8, "little")
    blocks = b"".join(bytes((len(data[i:i + 255]),)) + data[i:i + 255]
                      for i in range(0, len(data), 255))
    control = b"" if transparent is None else b"!\xf9\x04\x01\0\0" + bytes((transparent,)) + b"\0"
    size = struct.pack("<HH", len(rows[0]), len(rows))
    colors = b"".join(bytes(c) for c in palette).ljust(768, b"\0")
    return (b"GIF89a" + size + b"\xf7\0\0" + colors + control + b"," + bytes(4) + size +
            b"\0\x08" + blocks + b"\0;")


def exr(rows):
    """Returns a file of uncompressed float scanlines; `rows` have pixels (r, g, b, a)."""
    width, height = len(rows[0]), len(rows)

    def attribute(name, kind, value):
        return name + b"\0" + kind + b"\0" + struct.pack("<I", len(value)) + value

    channels = b"".join(name + b"\0" + struct.pack("<iiii", 2, 0, 1, 1) for name in
                        (b"A", b"B", b"G", b"R")) + b"\0"
    window = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    head = (b"v/1\x01\2\0\0\0" + attribute(b"channels", b"chlist", channels) +
            attribute(b"compression", b"compression", b"\0") +
            attribute(b"dataWindow", b"box2i", window) +
            attribute(b"displayWindow", b"box2i", window) +
            attribute(b"lineOrder", b"lineOrder", b"\0") +
            attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1)) +
            attribute(b"screenWindowCenter", b"v2f", struct.pack("<ff", 0, 0)) +
            attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1)) + b"\0")
    lines, offsets = b"", b""
    for y, row in enumerate(rows):
        offsets += struct.pack("<Q", len(head) + 8 * height + len(lines))
        body = b"".join(struct.pack("<f", p[c]) for c in (3, 2, 1, 0) for p in row)
        lines += struct.pack("<ii", y, len(body)) + body
    return head + offsets + lines


def srgb(linear):
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(value * 65535)


class Reading(Case):
    def convert(self, content, *options, name="in.bin"):
        write(name, content)
        self.quant("convert", name, "-o", "out.png", "--force", *options)
        return load("out.png")

    def exact(self, content, expected):
        self.assertEqual(self.convert(content).pixels(), expected)

    def test_tiff(self):
        for order in "<>":
            self.exact(tiff(RGB, order=order), opaque(RGB))
            self.exact(tiff(RGBA, associated=False, order=order), RGBA)

    def test_tiff_16_bits(self):
        rows = [[(1, 513, 65535), (0x8000, 0x1234, 0)]]
        out = self.convert(tiff(rows, 16), "--truecolor")
        self.assertEqual((out.depth, out.rows), (16, [[s for p in rows[0] for s in p]]))

    def test_premultiplied_tiff_is_divided(self):
        premultiplied = [[(64, 32, 16, 128), (255, 0, 7, 255), (0, 0, 0, 0)]]
        self.exact(tiff(premultiplied, associated=True),
                   [[(128, 64, 32, 128), (255, 0, 7, 255), (0, 0, 0, 0)]])

    def test_bmp_and_tga(self):
        self.exact(bmp(RGB), opaque(RGB))
        self.exact(bmp(RGBA), RGBA)
        self.exact(tga(RGB), opaque(RGB))
        self.exact(tga(RGBA), RGBA)
        self.exact(tga(RGBA, 3), RGBA)
        self.exact(tga([[(64, 32, 16, 128)]], 4), [[(128, 64, 32, 128)]])

    def test_unused_fourth_byte_is_not_transparency(self):
        self.exact(bmp(RGB, unused_alpha=True), opaque(RGB))
        self.exact(tga([[p + (0,) for p in row] for row in RGB]), opaque(RGB))

    def test_pnm(self):
        self.exact(b"P3\n3 2\n255\n" + b" ".join(b"%d" % s for row in RGB for p in row for s in p),
                   opaque(RGB))
        self.exact(b"P6 3 2 255\n" + bytes(s for row in RGB for p in row for s in p), opaque(RGB))
        self.exact(b"P5 2 1 255\n\x07\xf0", [[(7, 7, 7, 255), (240, 240, 240, 255)]])
        self.exact(b"P4 8 1\n\xa5", [[(0 if bit == "1" else 255,) * 3 + (255,)
                                      for bit in "10100101"]])

    def test_gif(self):
        palette = [(9, 8, 7), (200, 100, 50), (1, 2, 3)]
        self.exact(gif([[0, 1, 2]], palette), [[p + (255,) for p in palette]])
        self.exact(gif([[0, 1, 2]], palette, 1),
                   [[(9, 8, 7, 255), (0, 0, 0, 0), (1, 2, 3, 255)]])

    def test_exr_is_encoded_and_clamped(self):
        nan, inf = float("nan"), float("inf")
        out = self.convert(exr([[(0.5, 0.25, 0.0, 1.0), (2.0, -1.0, nan, 1.0),
                                 (inf, 0.001, 1.0, 1.0), (0.25, 0.125, 0.0, 0.5)]]), "--truecolor")
        self.assertEqual((out.depth, out.color), (16, 6))
        expected = [(srgb(0.5), srgb(0.25), 0, 65535), (65535, 0, 0, 65535),
                    (65535, srgb(0.001), 65535, 65535), (srgb(0.5), srgb(0.25), 0, 32768)]
        for pixel, wanted in zip(out.pixels()[0], expected):
            for a, b in zip(pixel, wanted):
                # The library works with 15 bits and, if there is alpha, with premultiplied values.
                self.assertLessEqual(abs(a - b), 8, (pixel, wanted))

    def test_hdr_is_encoded(self):
        out = self.convert(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n" +
                           bytes((128, 64, 32, 128)), "--truecolor")
        for value, mantissa in zip(out.rows[0], (128, 64, 32)):
            self.assertLessEqual(abs(value - srgb((mantissa + 0.5) / 256)), 400)

    def test_orientation(self):
        rows = [[(1,) * 3, (2,) * 3, (3,) * 3], [(4,) * 3, (5,) * 3, (6,) * 3]]
        turned = {1: [123, 456], 2: [321, 654], 3: [654, 321], 4: [456, 123], 5: [14, 25, 36],
                  6: [41, 52, 63], 7: [63, 52, 41], 8: [36, 25, 14]}
        for value, expected in turned.items():
            out = self.convert(tiff(rows, orientation=value))
            self.assertEqual([int("".join(str(p[0]) for p in row)) for row in out.pixels()],
                             expected, value)

    def test_content_wins_over_the_name(self):
        write("x.jpg", make_png(3, 2, [flat(row) for row in RGB]))
        write("y.png", bmp(RGB))
        self.quant("convert", "x.jpg", "y.png", "-q")
        self.assertEqual(load("x-quant.png").pixels(), opaque(RGB))
        self.assertEqual(load("y-quant.png").pixels(), opaque(RGB))

    def test_profile(self):
        icc = profile()
        out = self.convert(tiff(RGB, icc=icc))
        self.assertIn(b"iCCP", out.chunks)
        self.convert(tiff(RGB, icc=profile(b"CMYK")))
        self.assertNotIn(b"iCCP", load("out.png").chunks)

    def test_cut_files(self):
        for content in (tiff(RGB * 40), bmp(RGB * 40), tga(RGB * 40), exr([[(1.0,) * 4] * 90] * 9),
                        b"P6 30 20 255\n" + bytes(1800)):
            write("in.bin", content[:len(content) // 2])
            self.fails("convert", "in.bin", message="in.bin: the file is damaged")

    def test_stdin(self):
        for content in (tiff(RGB), bmp(RGB), tga(RGB), exr([[(1.0,) * 4]]),
                        gif([[0]], [(1, 2, 3)])):
            write("in.bin", content)
            self.quant("convert", "in.bin", "-o", "out.png", "--force")
            self.assertEqual(self.quant("convert", "-", stdin=content)[0], read("out.png"))


class Writing(Case):
    """Converts with --truecolor into a format and back."""

    def setUp(self):
        super().setUp()
        write("rgb.png", make_png(3, 2, [flat(row) for row in RGB]))
        write("rgba.png", make_png(3, 2, [flat(row) for row in RGBA], color=6))
        write("gray.png", make_png(3, 1, [[0, 100, 255]], color=0))

    def round_trip(self, source, name):
        self.quant("convert", source, "-o", name, "--truecolor", "--force")
        self.quant("convert", name, "-o", "back.png", "--force")
        return load("back.png").pixels()

    def test_lossless_formats(self):
        for name in ("x.png", "x.tif", "x.tiff", "x.bmp", "x.tga", "x.ppm", "x.PNG"):
            with self.subTest(name=name):
                self.assertEqual(self.round_trip("rgb.png", name), opaque(RGB))
                self.assertEqual(self.round_trip("gray.png", name),
                                 [[(v, v, v, 255) for v in (0, 100, 255)]])

    def test_transparency(self):
        for name in ("x.png", "x.tif", "x.bmp", "x.tga"):
            with self.subTest(name=name):
                self.assertEqual(self.round_trip("rgba.png", name), RGBA)
        for name in ("x.jpg", "x.ppm"):
            self.fails("convert", "rgba.png", "-o", name, "--truecolor", "--force",
                       message="rgba.png: the image has transparency, which")

    def test_jpeg(self):
        write("flat.png", make_png(32, 32, [[90, 60, 30] * 32] * 32))
        pixels = self.round_trip("flat.png", "x.jpg")
        for pixel in flat(pixels):
            for a, b in zip(pixel, (90, 60, 30)):
                self.assertLessEqual(abs(a - b), 2)
        write("cut.jpg", read("x.jpg")[:-30])
        self.fails("convert", "cut.jpg", message="cut.jpg: the file is damaged")

    def test_16_bits_and_profile(self):
        rows = [[(1000, 2000, 3000), (65535, 0, 513)]]
        write("in.tif", tiff(rows, 16, icc=profile()))
        self.quant("convert", "in.tif", "--truecolor")
        self.quant("convert", "in-quant.tif", "-o", "back.png", "--truecolor")
        back = load("back.png")
        self.assertEqual((back.depth, back.rows), (16, [[s for p in rows[0] for s in p]]))
        self.assertIn(b"iCCP", back.chunks)


if __name__ == "__main__":
    main()
