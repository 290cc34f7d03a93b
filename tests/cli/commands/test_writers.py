# Tests the files that quant writes besides PNG with readers that share no code with it: headers,
# palettes, indices, and what a format cannot hold.
import struct
import zlib

from quant_test import Case, flat, load, main, make_png, profile, read, write

WIDTH, HEIGHT = 7, 5


def picture(colors):
    """Returns the rows of a picture that has each of so many colors."""
    def color(i):
        return i * 37 % 256, i * 101 % 256, 255 - i
    return [[color((y * WIDTH + x) % colors) for x in range(WIDTH)] for y in range(HEIGHT)]


def unpacked(rows, bits):
    """Returns the indices of rows of bytes, the first of a byte in its highest bits."""
    return [[value >> shift & (1 << bits) - 1 for value in row for shift in range(8 - bits, -1, -bits)]
            [:WIDTH] for row in rows]


def read_bmp(file):
    """Returns the bits of an index, the palette and the rows of a file with a palette."""
    size, at, width, height, bits, compression, colors = struct.unpack_from("<2xI4xI4xii2xHI12xI",
                                                                            file)
    assert size == len(file) and compression == 0 and (width, height) == (WIDTH, HEIGHT)
    palette = [tuple(file[54 + 4 * i + c] for c in (2, 1, 0)) for i in range(colors)]
    step = (width * bits + 31) // 32 * 4
    rows = [file[at + y * step:at + (y + 1) * step] for y in reversed(range(height))]
    return bits, palette, unpacked(rows, bits)


def read_targa(file):
    """Returns the bits of a palette entry, the palette and the rows, of a file of runs."""
    mapped, kind, colors, entry, width, height, bits, descriptor = struct.unpack_from(
        "<xBB2xHB4xHHBB", file)
    assert mapped == 1 and kind == 9 and bits == 8 and descriptor & 0x20
    at, size = 18, entry // 8
    palette = [tuple(file[at + size * i + c] for c in (2, 1, 0, 3)[:size]) for i in range(colors)]
    at += size * colors
    rows = []
    for _ in range(height):
        row = []
        while len(row) < width:  # a packet ends with its row
            count = (file[at] & 0x7f) + 1
            row += file[at + 1:at + 2] * count if file[at] & 0x80 else file[at + 1:at + 1 + count]
            at += 2 if file[at] & 0x80 else 1 + count
        rows.append(row)
    assert file[at:].endswith(b"TRUEVISION-XFILE.\0") and len(file) == at + 26
    return entry, palette, rows


def read_tiff(file):
    """Returns the values of all fields by tag."""
    at, = struct.unpack_from("<4xI", file)
    fields = {}
    for i in range(struct.unpack_from("<H", file, at)[0]):
        tag, kind, count = struct.unpack_from("<HHI", file, at + 2 + 12 * i)
        form, size = {1: ("B", 1), 3: ("H", 2), 4: ("I", 4), 5: ("I", 8), 7: ("B", 1)}[kind]
        where = at + 2 + 12 * i + 8
        if count * size > 4:
            where, = struct.unpack_from("<I", file, where)
        fields[tag] = struct.unpack_from(f"<{count * size // struct.calcsize(form)}{form}", file,
                                         where)
    return fields


def strips(file, fields):
    return b"".join(zlib.decompress(file[at:at + size])
                    for at, size in zip(fields[273], fields[279]))


class Palettes(Case):
    def converted(self, name, rows, *options, color=2):
        write("in.png", make_png(WIDTH, HEIGHT, [flat(row) for row in rows], color=color))
        self.quant("convert", "in.png", "-o", name, "--force", *options)
        self.quant("convert", name, "-o", "back.png", "--force")
        self.assertEqual([[p[:len(rows[0][0])] for p in row] for row in load("back.png").pixels()],
                         rows)
        return read(name)

    def test_bmp(self):
        for colors, bits in ((1, 1), (2, 1), (3, 4), (16, 4), (17, 8), (35, 8)):
            rows = picture(colors)
            depth, palette, indices = read_bmp(self.converted("x.bmp", rows))
            self.assertEqual((depth, len(palette)), (bits, colors))
            self.assertEqual([[palette[i] for i in row] for row in indices], rows)

    def test_targa(self):
        for colors in (1, 2, 35):
            rows = picture(colors)
            entry, palette, indices = read_targa(self.converted("x.tga", rows))
            self.assertEqual((entry, len(palette)), (24, colors))
            self.assertEqual([[palette[i] for i in row] for row in indices], rows)

    def test_runs_of_targa(self):
        """Runs and lists of all lengths, longer than a packet and at the ends of rows."""
        values = [0] * 300 + [1, 2] * 150 + [3, 3, 4, 4, 4, 5] + [6]
        write("in.png", make_png(len(values), 1, [[c for v in values for c in (v, 9 * v, 0)]]))
        self.quant("convert", "in.png", "-o", "x.tga")
        _, palette, rows = read_targa(read("x.tga"))
        self.assertEqual([palette[i] for i in rows[0]], [(v, 9 * v, 0) for v in values])

    def test_tiff(self):
        for colors, bits in ((2, 4), (16, 4), (17, 8)):
            rows = picture(colors)
            file = self.converted("x.tif", rows)
            fields = read_tiff(file)
            self.assertEqual([fields[tag] for tag in (256, 257, 258, 259, 262)],
                             [(WIDTH,), (HEIGHT,), (bits,), (8,), (3,)])
            size, step = 1 << bits, (WIDTH * bits + 7) // 8
            palette = [tuple(fields[320][size * c + i] // 257 for c in range(3))
                       for i in range(size)]
            data = strips(file, fields)
            indices = unpacked([data[y * step:(y + 1) * step] for y in range(HEIGHT)], bits)
            self.assertEqual([[palette[i] for i in row] for row in indices], rows)

    def test_levels_of_tiff(self):
        """Many strips, and the same pixels at each level."""
        rows = [[(x * y >> 3) % 256 for x in range(1500) for _ in range(3)] for y in range(1000)]
        write("in.png", make_png(1500, 1000, rows))
        sizes = []
        for level in ("fast", "default", "max"):
            self.quant("convert", "in.png", "-o", "x.tif", "--compress", level, "--force")
            file = read("x.tif")
            fields = read_tiff(file)
            self.assertEqual(len(fields[273]), 2)
            palette = [fields[320][i] // 257 for i in range(256)]
            self.assertEqual([palette[i] for i in strips(file, fields)],
                             [v for row in rows for v in row[::3]])
            sizes.append(len(file))
        self.assertGreater(sizes[0], sizes[2])

    def test_kept_colors_are_in_the_palette(self):
        rows = picture(30)
        write("in.png", make_png(WIDTH, HEIGHT, [flat(row) for row in rows]))
        keep = ("-k", "5", "--keep-color", "#010203", "--keep-color", "#fffefd")
        self.quant("convert", "in.png", "-o", "x.bmp", *keep)
        self.quant("convert", "in.png", "-o", "x.tga", *keep)
        for palette in (read_bmp(read("x.bmp"))[1], read_targa(read("x.tga"))[1]):
            self.assertEqual(len(palette), 5)
            self.assertLess({(1, 2, 3), (255, 254, 253)}, set(palette))

    def test_transparent_colors(self):
        rows = [[(*p, 255 if x else 128) for x, p in enumerate(row)] for row in picture(3)]
        entry, palette, _ = read_targa(self.converted("x.tga", rows, color=6))
        self.assertEqual((entry, {color[3] for color in palette}), (32, {128, 255}))
        for name in ("x.bmp", "x.tif"):
            self.fails("convert", "in.png", "-o", name, "--force",
                       message="has no transparency, which the image has")

    def test_profile_and_resolution_of_tiff(self):
        extra = [(b"iCCP", b"x\0\0" + zlib.compress(profile())),
                 (b"pHYs", struct.pack(">IIB", 11811, 5906, 1))]
        write("in.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=extra))
        for options in ((), ("--truecolor",)):
            _, stderr = self.quant("convert", "in.png", "-o", "x.tif", "--force", *options)
            self.assertEqual(stderr, "")
            fields = read_tiff(read("x.tif"))
            self.assertEqual(bytes(fields[34675]), profile())
            self.assertEqual(fields[296], (2,))
            self.assertEqual([round(fields[tag][0] / fields[tag][1]) for tag in (282, 283)],
                             [300, 150])

    def test_too_large(self):
        write("wide.png", make_png(65536, 1, [[0] * 65536], color=0))
        self.fails("convert", "wide.png", "-o", "x.tga", message="too large for targa")
        self.fails("convert", "wide.png", "-o", "x.jpg", "--truecolor", message="65500 pixels")


class Truecolor(Case):
    def test_jpeg_keeps_profile_and_resolution(self):
        extra = [(b"iCCP", b"x\0\0" + zlib.compress(profile())),
                 (b"pHYs", struct.pack(">IIB", 11811, 5906, 1))]
        write("in.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=extra))
        self.quant("convert", "in.png", "-o", "x.jpg", "--truecolor")
        file = read("x.jpg")
        self.assertIn(b"JFIF\0\1\1\1" + struct.pack(">HH", 300, 150), file)
        self.assertIn(b"ICC_PROFILE\0\1\1" + profile(), file)

    def test_resolution_that_jpeg_cannot_hold_is_left_out(self):
        for per_meter, stored in ((1, (0, 1, 1)), (20, (1, 1, 1)), (3937, (1, 100, 100)),
                                  (4000000, (2, 40000, 40000)), (2 ** 31 - 1, (0, 1, 1))):
            write("in.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]],
                                     extra=[(b"pHYs", struct.pack(">IIB", *[per_meter] * 2, 1))]))
            self.quant("convert", "in.png", "-o", "x.jpg", "--truecolor", "--force")
            file = read("x.jpg")
            at = file.index(b"JFIF\0") + 7
            self.assertEqual(struct.unpack_from(">BHH", file, at), stored, per_meter)

    def test_bmp_with_alpha_has_masks(self):
        write("in.png", make_png(2, 1, [[1, 2, 3, 255, 4, 5, 6, 9]], color=6))
        self.quant("convert", "in.png", "-o", "x.bmp", "--truecolor")
        file = read("x.bmp")
        at, header, bits, compression = struct.unpack_from("<10xII10xHI", file)
        self.assertEqual((header, bits, compression), (108, 32, 3))
        self.assertEqual(struct.unpack_from("<4I", file, 54), (0xff0000, 0xff00, 0xff, 0xff000000))
        self.assertEqual(file[at:], bytes((3, 2, 1, 255, 6, 5, 4, 9)))

    def test_16_bits_and_gray_in_tiff(self):
        write("in.png", make_png(2, 1, [[258, 65000]], color=0, depth=16))
        self.quant("convert", "in.png", "-o", "x.tif", "--truecolor")
        file = read("x.tif")
        fields = read_tiff(file)
        self.assertEqual([fields[tag] for tag in (258, 262, 277)], [(16,), (1,), (1,)])
        self.assertEqual(strips(file, fields), struct.pack("<HH", 258, 65000))


if __name__ == "__main__":
    main()
