# Tests kinds of BMP, Targa, PNM, HDR, TIFF and GIF that readers often get wrong. Each file is made
# here byte by byte, and its pixels are known.
import struct

from quant_test import Case, load, main, write

RGB = [[(248, 0, 0), (0, 248, 0), (0, 0, 248), (248, 248, 248)],
       [(0, 0, 0), (8, 16, 24), (96, 64, 32), (248, 8, 80)]]
INDICES = [[0, 0, 0, 1, 2, 2], [2, 1, 0, 1, 2, 0]]
PALETTE = [(10, 20, 30), (200, 100, 0), (255, 255, 255)]


def solid(rows):
    return [[tuple(p[:3]) + (255,) for p in row] for row in rows]


def from_palette(indices):
    return solid([[PALETTE[i] for i in row] for row in indices])


def bmp(width, height, bits, body, compression=0, masks=(), colors=(), header=40, order="BGR0"):
    """Returns a file with a header of this size. A negative height is that of a top-down picture;
    `masks` are part of headers that have room for them, and follow the others."""
    size = struct.pack("<hH" if header == 12 else "<ii", width, height)
    head = struct.pack("<I", header) + size + struct.pack("<HH", 1, bits)
    if header > 12:
        head += struct.pack("<IIiiII", compression, len(body), 2835, 2835, len(colors), 0)
    packed_masks = struct.pack(f"<{len(masks)}I", *masks)
    head = (head + packed_masks if header > 40 else head).ljust(header, b"\0")
    if header == 40:
        head += packed_masks
    table = b"".join(bytes((b, g, r)) + b"\0" * (len(order) - 3) for r, g, b in colors)
    at = 14 + len(head) + len(table)
    return b"BM" + struct.pack("<IHHI", at + len(body), 0, 0, at) + head + table + body


def lines(rows, top_down=False):
    """Returns rows of bytes, padded to multiples of four."""
    return b"".join(row + b"\0" * (-len(row) % 4) for row in (rows if top_down else rows[::-1]))


def tga(kind, width, bits, body, descriptor=0x20, colors=(), first=0, entry=24, height=None):
    table = b"".join(bytes((b, g, r)) for r, g, b in colors)
    height = height or len(body) // (width * bits // 8)
    return struct.pack("<BBBHHBHHHHBB", 0, int(bool(colors)), kind, first, len(colors), entry, 0, 0,
                       width, height, bits, descriptor) + table + body


def tiff(tags, body):
    """Returns a file of one strip. `tags` are (tag, type, values)."""
    tags = sorted(tags + [(273, 4, [8]), (279, 4, [len(body)])])
    body += b"\0" * (len(body) % 2)
    directory = 8 + len(body)
    extra_at, entries, extra = directory + 2 + 12 * len(tags) + 4, b"", b""
    for tag, kind, values in tags:
        value = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        if len(value) > 4:
            where = struct.pack("<I", extra_at + len(extra))
            extra += value
            value = where
        entries += struct.pack("<HHI", tag, kind, len(values)) + value.ljust(4, b"\0")
    return (b"II*\0" + struct.pack("<I", directory) + body + struct.pack("<H", len(tags)) +
            entries + bytes(4) + extra)


class Kinds(Case):
    def read(self, content, *options):
        write("in.bin", content)
        self.quant("convert", "in.bin", "-o", "out.png", "--force", "-q", *options)
        return load("out.png").pixels()

    def shows(self, content, expected):
        self.assertEqual(self.read(content), expected)


class Bmp(Kinds):
    def test_bit_fields(self):
        def packed(masks, kind):
            def pack(pixel):
                value = 0
                for channel, mask in zip(pixel, masks):
                    low = (mask & -mask).bit_length() - 1
                    value |= (channel * (mask >> low) // 248) << low if mask else 0
                return struct.pack(kind, value)
            return [b"".join(pack(p) for p in row) for row in RGB]
        five = [[tuple(c // 8 * 255 // 31 for c in p) for p in row] for row in RGB]
        masks = (0x7c00, 0x3e0, 0x1f)
        for header, top_down in ((40, False), (52, True), (56, False), (108, True), (124, False)):
            height = -2 if top_down else 2
            fitting = masks + (0,) * (header >= 56)
            content = bmp(4, height, 16, lines(packed(masks, "<H"), top_down), 3, fitting,
                          header=header)
            for row, wanted in zip(self.read(content), solid(five)):
                for pixel, other in zip(row, wanted):
                    self.assertLessEqual(max(abs(a - b) for a, b in zip(pixel, other)), 1)
        # The channels of 32 bits in any place.
        wide = (0xff, 0xff00, 0xff0000)
        body = lines([b"".join(bytes(p) + b"\x77" for p in row) for row in RGB])
        self.shows(bmp(4, 2, 32, body, 3, wide), solid(RGB))

    def test_alpha(self):
        body = lines([b"".join(bytes(p[::-1]) + b"\x80" for p in row) for row in RGB])
        masks = (0xff0000, 0xff00, 0xff, 0xff000000)
        for header in (56, 108, 124):
            pixels = self.read(bmp(4, 2, 32, body, 3, masks, header=header), "--truecolor")
            self.assertEqual(pixels, [[p + (128,) for p in row] for row in RGB])
        self.shows(bmp(4, 2, 32, body, 3, masks[:3] + (0,), header=108), solid(RGB))

    def test_headers_of_os2(self):
        body = lines([bytes(row) for row in INDICES])
        self.shows(bmp(6, 2, 8, body, colors=PALETTE + [(0, 0, 0)] * 253, header=12, order="BGR"),
                   from_palette(INDICES))
        self.shows(bmp(6, 2, 8, body, colors=PALETTE, header=64), from_palette(INDICES))

    def test_top_down(self):
        body = lines([b"".join(bytes(p[::-1]) for p in row) for row in RGB], True)
        self.shows(bmp(4, -2, 24, body), solid(RGB))

    def test_run_lengths(self):
        # The lower row is a run of one pixel and five pixels that stand as they are, padded to six.
        eight = bytes((1, 2, 0, 5, 1, 0, 1, 2, 0, 0, 0, 0, 3, 0, 1, 1, 2, 2, 0, 1))
        self.shows(bmp(6, 2, 8, eight, 1, colors=PALETTE), from_palette(INDICES))
        four = (bytes((1, 0x20, 0, 5, 0x10, 0x12, 0x00, 0, 0, 0)) +
                bytes((3, 0x00, 1, 0x10, 2, 0x22, 0, 1)))
        self.shows(bmp(6, 2, 4, four, 2, colors=PALETTE), from_palette(INDICES))

    def test_few_bits(self):
        rows = [[0, 1, 1, 0, 1], [1, 0, 0, 1, 1]]
        body = lines([bytes((int("".join(map(str, row)).ljust(8, "0"), 2),)) for row in rows])
        self.shows(bmp(5, 2, 1, body, colors=PALETTE[:2]),
                   solid([[PALETTE[i] for i in row] for row in rows]))

    def test_what_cannot_be_read_is_refused(self):
        for content, why in (
                (bmp(4, 2, 24, b"\x89PNG", 5), "PNG"), (bmp(4, 2, 7, bytes(16)), "7"),
                (bmp(6, 2, 8, lines([bytes((9,) * 6)] * 2), colors=PALETTE), "palette"),
                (bmp(6, 2, 8, bytes((200, 1, 0, 1)), 1, colors=PALETTE), "damaged")):
            write("in.bin", content)
            self.fails("convert", "in.bin", message=why)


class Targa(Kinds):
    def test_gray_with_alpha(self):
        body = bytes((10, 255, 20, 128, 30, 255, 40, 1))
        expected = [[(10,) * 3 + (255,), (20,) * 3 + (128,)], [(30,) * 3 + (255,), (40,) * 3 + (1,)]]
        self.shows(tga(3, 2, 16, body, 0x28), expected)
        self.shows(tga(3, 2, 16, body, 0x08), expected[::-1])

    def test_color_map_with_an_offset(self):
        body = bytes(i + 5 for row in INDICES for i in row)
        self.shows(tga(1, 6, 8, body, colors=PALETTE, first=5), from_palette(INDICES))

    def test_color_map_that_is_not_used(self):
        body = b"".join(bytes(p[::-1]) for row in RGB for p in row)
        self.shows(tga(2, 4, 24, body, colors=PALETTE), solid(RGB))

    def test_32_bits_and_run_lengths(self):
        body = b"".join(bytes(p[::-1]) + b"\xff" for row in RGB for p in row)
        self.shows(tga(2, 4, 32, body, 0x28), solid(RGB))
        runs = b"\x82\1\2\3" + b"\0\4\5\6"
        self.shows(tga(10, 2, 24, runs, height=2),
                   solid([[(3, 2, 1)] * 2, [(3, 2, 1), (6, 5, 4)]]))


class Others(Kinds):
    def test_plain_pbm_without_blanks(self):
        self.shows(b"P1\n# comment\n4 2\n01101\n001\n",
                   solid([[(255 - 255 * int(b),) * 3 for b in row] for row in ("0110", "1001")]))

    def test_old_run_lengths_of_hdr(self):
        head = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 5\n"
        flat = head + bytes((128, 64, 32, 128)) * 4 + bytes((9, 9, 9, 128))
        old = head + bytes((128, 64, 32, 128, 1, 1, 1, 3, 9, 9, 9, 128))
        self.assertEqual(self.read(old), self.read(flat))

    def test_tiff_samples(self):
        def gray(values, kind, bits, sample=1, photometric=1):
            return tiff([(256, 4, [len(values)]), (257, 4, [1]), (258, 3, [bits]), (259, 3, [1]),
                         (262, 3, [photometric]), (277, 3, [1]), (278, 4, [1]), (339, 3, [sample])],
                        struct.pack(f"<{len(values)}{kind}", *values))
        levels = [[(v,) * 3 + (255,) for v in (0, 51, 255)]]
        self.shows(gray((0.0, 0.2, 1.0), "d", 64, 3), levels)
        self.shows(gray((0.0, 0.2, 1.0), "f", 32, 3), levels)
        self.shows(gray((0, 51 * 0x01010101, 0xffffffff), "I", 32), levels)
        self.shows(gray((255, 204, 0), "B", 8, 1, 0), levels)
        packed = int("000" + "011" + "111" + "0" * 7, 2).to_bytes(2, "big")
        few = tiff([(256, 4, [3]), (257, 4, [1]), (258, 3, [3]), (259, 3, [1]), (262, 3, [1]),
                    (277, 3, [1]), (278, 4, [1])], packed)
        self.shows(few, [[(v,) * 3 + (255,) for v in (0, 109, 255)]])

    def test_tiff_with_channels_beyond_the_colors(self):
        def picture(channels, photometric, planar, body):
            return tiff([(256, 4, [1]), (257, 4, [1]), (258, 3, [8] * channels), (259, 3, [1]),
                         (262, 3, [photometric]), (277, 3, [channels]), (278, 4, [1]),
                         (284, 3, [planar]), (338, 3, [0])], body)
        # The fifth channel of CMYK is not ink.
        self.shows(picture(5, 5, 1, bytes((0, 255, 0, 0, 77))), [[(255, 0, 255, 255)]])
        self.shows(picture(4, 2, 1, bytes((1, 2, 3, 77))), [[(1, 2, 3, 255)]])

    def test_frame_smaller_than_the_screen_of_gif(self):
        codes = "".join(format(code, "03b")[::-1] for code in (4, 1, 5))
        data = bytes((int(codes[:8][::-1], 2), int(codes[8:][::-1], 2)))
        self.shows(b"GIF89a" + struct.pack("<HHBBB", 2, 2, 0x91, 0, 0) + bytes(3) + b"\xff\0\0" +
                   bytes(6) + b"," + struct.pack("<HHHHB", 1, 0, 1, 1, 0) + b"\2\2" + data + b"\0;",
                   [[(0, 0, 0, 0), (255, 0, 0, 255)], [(0, 0, 0, 0)] * 2])


if __name__ == "__main__":
    main()
