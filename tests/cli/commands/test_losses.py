# Tests that a picture keeps what its output can hold, and that the rest is said: transparency, values
# above 1, color information, resolution, metadata.
import json
import struct
import zlib

from quant_test import Case, chunk, load, main, make_png, profile, read, write

CODE_POINTS = bytes((12, 13, 0, 1))  # Display P3


def pfm(values, little=True):
    """Returns a gray picture of floats in one row."""
    return (f"Pf\n{len(values)} 1\n{-1.0 if little else 1.0}\n".encode() +
            struct.pack(("<" if little else ">") + f"{len(values)}f", *values))


def said(stderr):
    """Returns the notes about files."""
    return [line.split(": ", 2)[2] for line in stderr.splitlines() if line.count(": ") > 1]


class Losses(Case):
    def test_transparency_without_a_transparent_color(self):
        write("a.png", make_png(2, 1, [[9, 9, 9, 255, 9, 9, 9, 0]], color=6))
        write("opaque.hex", b"000000\nffffff\n")
        note = "its transparency is lost: the palette has only opaque colors"
        _, stderr = self.quant("convert", "a.png", "-o", "1.png", "--palette", "opaque.hex")
        self.assertEqual(said(stderr), [note])
        [result] = self.report("a.png", "-o", "2.png", "--palette", "opaque.hex")
        self.assertEqual(result["notes"], [note])
        write("clear.hex", b"000000\nffffff\n00000000\n")
        for options in (("--palette", "clear.hex"), (),
                        ("--palette", "opaque.hex", "--truecolor", "--keep-alpha")):
            _, stderr = self.quant("convert", "a.png", "-o", "3.png", "--force", *options)
            self.assertEqual(stderr, "")
        write("b.png", make_png(1, 1, [[9, 9, 9, 255]], color=6))  # alpha that hides nothing
        self.assertEqual(self.quant("convert", "b.png", "--palette", "opaque.hex")[1], "")

    def test_values_above_1(self):
        values = [0.0, 0.5, 1.0, 2.0, 8.0, float("nan"), float("inf")]
        write("a.pfm", pfm(values))
        stdout, stderr = self.quant("convert", "a.pfm", "-o", "clip.png", "--json")
        [result] = json.loads(stdout)["results"]
        self.assertEqual(result["clipped_pixels"], 3)
        self.assertIn("3 pixels have values above 1, cut off at 1", stderr)
        self.assertIn("1 pixel has a value that is not a number", stderr)
        gray = [pixel[0] for pixel in load("clip.png").pixels()[0]]
        self.assertEqual(gray[2:5] + gray[6:], [255] * 4)
        self.quant("convert", "a.pfm", "-o", "tone.png", "--tone-map", "reinhard")
        gray = [pixel[0] for pixel in load("tone.png").pixels()[0]]
        self.assertEqual((gray[0], gray[4]), (0, 255))
        self.assertTrue(gray[0] < gray[1] < gray[2] < gray[3] < gray[4], gray)
        self.fails("convert", "a.pfm", "-o", "no.png", "--tone-map", "refuse",
                   message="3 pixels have values above 1")
        self.fails("convert", "a.pfm", "-o", "no.png", "--tone-map", "some", status=2)

    def test_reinhard_cuts_no_channel(self):
        pixels = [3.0, 0.0, 0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 1.5]
        write("a.pfm", b"PF\n3 1\n-1.0\n" + struct.pack("<9f", *pixels))
        stdout, stderr = self.quant("convert", "a.pfm", "-o", "a.png", "--tone-map", "reinhard",
                                    "--json")
        self.assertEqual((stderr, json.loads(stdout)["results"][0]["clipped_pixels"]), ("", 0))
        reds = [pixel[0] for pixel in load("a.png").pixels()[0]]
        self.assertTrue(reds[2] < reds[0] < reds[1] == 255, reds)

    def test_reinhard_by_its_formula(self):
        def to_light(v):
            return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

        def to_srgb(v):
            return v * 12.92 if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055
        values = [0.1, 0.5, 1.0, 4.0]
        write("a.pfm", pfm(values))
        self.quant("convert", "a.pfm", "-o", "a.png", "--tone-map", "reinhard", "--truecolor")
        white = to_light(4.0)
        for value, pixel in zip(values, load("a.png").pixels()[0]):
            light = to_light(value)
            wanted = to_srgb(light * (1 + light / white ** 2) / (1 + light))
            self.assertLess(abs(pixel[0] / 65535 - wanted), 1e-4)

    def test_tone_mapping_leaves_other_pictures_alone(self):
        write("a.pfm", pfm([0.0, 0.25, 1.0]))
        self.quant("convert", "a.pfm", "-o", "1.png", "--truecolor")
        _, stderr = self.quant("convert", "a.pfm", "-o", "2.png", "--truecolor", "--tone-map",
                               "reinhard")
        self.assertEqual((stderr, read("1.png")), ("", read("2.png")))

    def test_code_points_are_kept(self):
        for options, name in (((), "i.png"), (("--truecolor",), "t.png")):
            write("a.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=[(b"cICP", CODE_POINTS)]))
            _, stderr = self.quant("convert", "a.png", "-o", name, *options)
            picture = load(name)
            self.assertEqual((picture.chunks[b"cICP"], stderr), (CODE_POINTS, ""))
            self.assertLess(picture.order.index(b"cICP"), picture.order.index(b"IDAT"))
            if b"PLTE" in picture.order:
                self.assertLess(picture.order.index(b"cICP"), picture.order.index(b"PLTE"))
        _, stderr = self.quant("convert", "a.png", "--truecolor", "-o", "a.tif")
        self.assertEqual(said(stderr), ["its color space, which PNG chunks describe, is not kept "
                                        "in tiff"])

    def test_resolution_is_kept(self):
        content = make_png(2, 1, [[1, 2, 3, 4, 5, 6]],
                           extra=[(b"pHYs", struct.pack(">IIB", 5669, 2835, 1))])
        write("a.png", content)
        self.quant("convert", "a.png", "-o", "b.png")
        self.assertEqual(load("b.png").chunks[b"pHYs"], struct.pack(">IIB", 5669, 2835, 1))
        for name in ("c.tif", "c.jpg"):
            self.quant("convert", "a.png", "--truecolor", "-o", name)
            self.quant("convert", name, "-o", "d.png", "--force")
            x, y, unit = struct.unpack(">IIB", load("d.png").chunks[b"pHYs"])
            # JPEG has whole pixels per centimeter or inch.
            self.assertLess(max(abs(x - 5669), abs(y - 2835)), 40, name)
            self.assertEqual(unit, 1)
        _, stderr = self.quant("convert", "a.png", "--truecolor", "-o", "c.bmp")
        self.assertEqual(said(stderr), ["its resolution is not kept in bmp"])

    def test_metadata_is_named(self):
        text = chunk(b"tEXt", b"Author\0me")
        xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>")
        picture = make_png(2, 1, [[1, 2, 3, 4, 5, 6]])
        write("a.png", picture[:-12] + text + picture[-12:])
        write("b.png", picture[:33] + xmp + text + picture[33:])
        _, stderr = self.quant("convert", "a.png", "b.png", "--output-dir", "o")
        self.assertIn("quant: metadata is not kept: XMP of 1 file, text of 2 files\n", stderr)
        results = self.report("a.png", "b.png", "--output-dir", "p")
        self.assertEqual([r["not_kept"] for r in results], [["text"], ["XMP", "text"]])
        self.assertEqual(self.quant("convert", "a.png", "-q", "-o", "q.png")[1], "")

    def test_profile_that_the_format_does_not_hold(self):
        extra = [(b"iCCP", b"x\0\0" + zlib.compress(profile()))]
        write("a.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=extra))
        _, stderr = self.quant("convert", "a.png", "--truecolor", "-o", "a.bmp")
        self.assertEqual(said(stderr), ["its color profile is not kept in bmp"])
        write("g.png", make_png(2, 1, [[1, 2]], color=0,
                                extra=[(b"iCCP", b"x\0\0" + zlib.compress(profile(b"GRAY")))]))
        _, stderr = self.quant("convert", "g.png")
        self.assertEqual(said(stderr), ["its gray color profile is not kept with a palette "
                                        "(--truecolor keeps it)"])
        self.assertEqual(self.quant("convert", "g.png", "--truecolor", "--force")[1], "")
        for name in ("b.png", "b.tif", "b.jpg"):
            self.assertEqual(self.quant("convert", "a.png", "--truecolor", "-o", name)[1], "")

    def test_compare_warns_about_another_color_space(self):
        write("a.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=[(b"cICP", CODE_POINTS)]))
        write("b.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]]))
        write("c.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]], extra=[(b"sRGB", b"\0")]))
        stdout, stderr = self.quant("compare", "a.png", "b.png", "--json")
        self.assertIn("has another color profile than a.png", stderr)
        self.assertFalse(json.loads(stdout)["same_profile"])
        stdout, stderr = self.quant("compare", "b.png", "c.png", "--json")
        self.assertEqual((stderr, json.loads(stdout)["same_profile"]), ("", True))

    def test_missed_target_is_in_the_json(self):
        rows = [[(x * 37 + y * 91 + c * 13) % 256 for x in range(32) for c in range(3)]
                for y in range(32)]
        write("a.png", make_png(32, 32, rows))
        for target, missed in (("90", True), ("10", False)):
            [result] = self.report("a.png", "-k", "8", "--target-psnr", target, "--force")
            self.assertEqual(result["target_missed"], missed)
        stdout, _ = self.quant("palette", "a.png", "-k", "8", "--target-psnr", "90", "--json")
        self.assertTrue(json.loads(stdout)["target_missed"])


if __name__ == "__main__":
    main()
