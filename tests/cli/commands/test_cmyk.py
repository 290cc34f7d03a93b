# Tests the conversion of CMYK colors by the color profile of a file, on files made here.
import os
import shutil
import struct
import subprocess

from quant_test import PROGRAM, Case, load, main, read, write

NO_INK, INK = 0, 255


def icc(space=b"CMYK"):
    """Returns a profile of four inks, made of a table with two points along each. Three of them
    take 60 from a lightness of 255 each, and black takes all of it."""
    nodes = b"".join(bytes((0 if k else 255 - 60 * (c + m + y), 128, 128))
                     for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1))
    ramp = bytes(range(256))
    unit = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + unit + ramp * 4 + nodes + ramp * 3
    text = b"text" + bytes(4) + b"none\0"
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    parts = {b"A2B0": table, b"cprt": text, b"desc": b"desc" + bytes(4) +
             struct.pack(">I", 2) + b"x\0" + bytes(78), b"wtpt": white}
    at, index, body = 128 + 4 + 12 * len(parts), b"", b""
    for name, part in parts.items():
        index += name + struct.pack(">II", at + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    head = struct.pack(">I4sI4s4s4s12s4s4sIIIQI3I", at + len(body), b"lcms", 0x02400000, b"prtr",
                       space, b"Lab ", bytes(12), b"acsp", b"APPL", 0, 0, 0, 0, 0,
                       0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + struct.pack(">I", len(parts)) + index + body


def gray_of(lightness):
    """Returns the sRGB value of a neutral color, whose lightness is from 0 to 255."""
    if lightness == 0:
        return 0
    y = ((lightness / 255 * 100 + 16) / 116) ** 3
    return round(255 * (1.055 * y ** (1 / 2.4) - 0.055))


def tiff(pixels, bits, profile):
    """Returns a row of CMYK pixels of 0 to 255."""
    kind, scale = ("B", 1) if bits == 8 else ("H", 257)
    data = b"".join(struct.pack("<" + kind, v * scale) for pixel in pixels for v in pixel)
    entries = 10 + bool(profile)
    after = 8 + 2 + 12 * entries + 4
    tags = [(256, 4, 1, len(pixels)), (257, 4, 1, 1), (258, 3, 4, after), (259, 3, 1, 1),
            (262, 3, 1, 5), (273, 4, 1, after + 8), (277, 3, 1, 4), (278, 4, 1, 1),
            (279, 4, 1, len(data)), (332, 3, 1, 1)]
    if profile:
        tags.append((34675, 7, len(profile), after + 8 + len(data)))
    return (b"II*\0" + struct.pack("<IH", 8, entries) +
            b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4) +
            struct.pack("<4H", *[bits] * 4) + data + profile)


def ycck_of(c, m, y, k):
    """Returns what is stored for a pixel as YCCK. The first three inks count as red, green and
    blue, and the last one is inverted."""
    luma = 0.299 * c + 0.587 * m + 0.114 * y
    return [round(v) for v in (luma, 128 + (y - luma) / 1.772, 128 + (c - luma) / 1.402, 255 - k)]


def jpeg(pixel, profile, ycck=False):
    """Returns a file of 8x8 equal pixels of 0 to 255, stored as Adobe does, inverted."""
    def segment(marker, content):
        return bytes((0xff, marker)) + struct.pack(">H", len(content) + 2) + content
    bits = ""
    stored = ycck_of(*pixel) if ycck else [255 - ink for ink in pixel]
    for value in stored:  # the mean of the block, in units of an eighth, and no details
        mean = (min(value, 255) - 128) * 8
        size = abs(mean).bit_length()
        bits += f"{size:04b}"
        if size:
            bits += f"{mean if mean > 0 else mean + (1 << size) - 1:0{size}b}"
        bits += "0"
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    # The code of each size is the size itself, and that of the end of a block is 0.
    sizes = bytes((0, 0, 0, 12)) + bytes(12) + bytes(range(12))
    end = bytes((1,)) + bytes(15) + bytes(1)
    frame = struct.pack(">BHHB", 8, 8, 8, 4) + b"".join(bytes((i, 0x11, 0)) for i in range(4))
    transform = bytes((2 if ycck else 0,))
    file = b"\xff\xd8" + segment(0xee, b"Adobe\0d\0\0\0\0" + transform)
    if profile:
        file += segment(0xe2, b"ICC_PROFILE\0\1\1" + profile)
    return (file + segment(0xdb, bytes(1) + bytes((1,)) * 64) + segment(0xc0, frame) +
            segment(0xc4, b"\0" + sizes) + segment(0xc4, b"\x10" + end) +
            segment(0xda, bytes((4,)) + b"".join(bytes((i, 0)) for i in range(4)) +
                    bytes((0, 63, 0))) + scan + b"\xff\xd9")


PIXELS = [(NO_INK,) * 4, (INK, NO_INK, NO_INK, NO_INK), (INK, INK, NO_INK, NO_INK),
          (NO_INK, NO_INK, NO_INK, INK)]
BY_PROFILE = [gray_of(v) for v in (255, 195, 135, 0)]
BY_FORMULA = [(255, 255, 255), (0, 255, 255), (0, 0, 255), (0, 0, 0)]
APPROXIMATE = "its CMYK colors are converted to RGB without a color profile"


class Cmyk(Case):
    def converted(self, name, content):
        """Returns the first row and what was said."""
        write(name, content)
        _, stderr = self.quant("convert", name, "-o", "out.png", "--truecolor", "--force")
        file = load("out.png")
        self.assertNotIn(b"iCCP", file.chunks)
        return [pixel[:3] for pixel in file.pixels()[0]], stderr

    def check_grays(self, pixels, expected):
        for pixel, gray in zip(pixels, expected, strict=True):
            for value in pixel:
                self.assertLessEqual(abs(value - gray), 1, (pixels, expected))

    def test_tiff_by_its_profile(self):
        for bits in (8, 16):
            pixels, stderr = self.converted("a.tif", tiff(PIXELS, bits, icc()))
            unit = 1 if bits == 8 else 257
            self.check_grays([[v // unit for v in p] for p in pixels], BY_PROFILE)
            self.assertEqual(stderr, "")

    def test_jpeg_by_its_profile(self):
        for pixel, gray in zip(PIXELS, BY_PROFILE):
            pixels, stderr = self.converted("a.jpg", jpeg(pixel, icc()))
            self.check_grays(pixels, [gray] * 8)
            self.assertEqual(stderr, "")

    def test_without_a_profile(self):
        pixels, stderr = self.converted("a.tif", tiff(PIXELS, 8, b""))
        self.assertEqual(pixels, BY_FORMULA)
        self.assertIn(APPROXIMATE + ", and are approximate", stderr)
        for pixel, color in zip(PIXELS, BY_FORMULA):
            pixels, stderr = self.converted("a.jpg", jpeg(pixel, b""))
            self.assertEqual(pixels, [color] * 8)
            self.assertIn(APPROXIMATE + ", and are approximate", stderr)

    def test_ycck(self):
        for pixel, color, gray in zip(PIXELS, BY_FORMULA, BY_PROFILE):
            pixels, _ = self.converted("a.jpg", jpeg(pixel, b"", ycck=True))
            for value, wanted in zip(pixels[0], color, strict=True):
                self.assertLessEqual(abs(value - wanted), 2, (pixels[0], color))
            pixels, stderr = self.converted("a.jpg", jpeg(pixel, icc(), ycck=True))
            self.assertLessEqual(abs(pixels[0][0] - gray), 2)
            self.assertEqual(stderr, "")

    def test_a_profile_of_no_use(self):
        for profile in (icc(b"RGB "), icc()[:200], icc().replace(b"mft1", b"mft9")):
            pixels, stderr = self.converted("a.tif", tiff(PIXELS, 8, profile))
            self.assertEqual(pixels, BY_FORMULA)
            self.assertIn(APPROXIMATE + ", as its own is of no use", stderr)

    def test_a_profile_too_large_for_one_segment(self):
        """JPEG has segments of at most 64 KB, and libjpeg joins those of the profile."""
        profile = icc() + bytes(90000)
        profile = struct.pack(">I", len(profile)) + profile[4:]
        half, file = len(profile) // 2, jpeg(PIXELS[1], b"")
        for i, part in enumerate((profile[:half], profile[half:])):
            content = b"ICC_PROFILE\0" + bytes((i + 1, 2)) + part
            at = file.index(b"\xff\xdb")
            file = (file[:at] + b"\xff\xe2" + struct.pack(">H", len(content) + 2) + content +
                    file[at:])
        pixels, stderr = self.converted("a.jpg", file)
        self.check_grays(pixels, [BY_PROFILE[1]] * 8)
        self.assertEqual(stderr, "")

    def test_other_pictures_do_not_load_the_library(self):
        # A worker gets no LD_DEBUG from the program: a copy of it starts scripts as its workers.
        shutil.copy(PROGRAM, "quant")
        for worker in ("quant-decode", "quant-tiff", "quant-oiio"):
            write(worker, b"#!/bin/sh\nLD_DEBUG=files LD_DEBUG_OUTPUT=loaded/by exec " +
                  os.path.join(os.path.dirname(PROGRAM), worker).encode() + b"\n")
            os.chmod(worker, 0o755)
        library = os.path.join(os.path.dirname(PROGRAM), "..", "libquant")
        for profile, libraries in ((b"", {"libjpeg"}), (icc(), {"libjpeg", "liblcms2", "libtiff"})):
            write("a.jpg", jpeg(PIXELS[0], profile))
            os.mkdir("loaded")
            subprocess.run(["./quant", "convert", "a.jpg", "-o", "out.png", "--force"], check=True,
                           env={**os.environ, "LD_LIBRARY_PATH": library})
            loaded = b"".join(read(f"loaded/{name}") for name in os.listdir("loaded"))
            shutil.rmtree("loaded")
            self.assertEqual({name for name in ("libjpeg", "liblcms2", "libtiff", "libOpenImageIO")
                              if name.encode() in loaded}, libraries)


if __name__ == "__main__":
    main()
