# Tests files with several pictures: animations and pages. The files are made here byte by byte.
import json
import os
import struct
import zlib

from quant_test import Case, chunk, load, main, make_png, read, write

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
SIDE = 4


def gif(colors):
    """Returns an animation that shows one color after the other on its whole area."""
    def pixels(index):
        # Each pixel is preceded by a clear code (4), so that codes stay 3 bits wide.
        codes = [code for _ in range(SIDE * SIDE) for code in (4, index)] + [5]
        bits = "".join(format(code, "03b")[::-1] for code in codes)
        bits += "0" * (-len(bits) % 8)
        data = bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))
        return b"\x02" + bytes((len(data),)) + data + b"\0"
    table = b"".join(bytes(c) for c in (colors + [(0, 0, 0)] * 4)[:4])
    frames = b"".join(b"\x21\xf9\x04\x04\x0a\0\0\0" + b"\x2c" +
                      struct.pack("<HHHHB", 0, 0, SIDE, SIDE, 0) + pixels(i)
                      for i in range(len(colors)))
    return b"GIF89a" + struct.pack("<HHBBB", SIDE, SIDE, 0x91, 0, 0) + table + frames + b"\x3b"


def control(number, width=SIDE, height=SIDE, x=0, y=0, dispose=0, blend=0):
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, height, x, y, 1, 10, dispose,
                                      blend))


def rows(color, width=SIDE, height=SIDE):
    return zlib.compress(b"".join(b"\0" + bytes(color) * width for _ in range(height)))


def apng(frames, hidden=None, channels=3, palette=b""):
    """Returns an animation. Each frame is (color, options of control()). `hidden` is the color of a
    default image that is not part of it. If there is a palette, a color is an index, as a tuple."""
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, {1: 3, 3: 2, 4: 6}[channels], 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    file += chunk(b"acTL", struct.pack(">II", len(frames), 0))
    if palette:
        file += chunk(b"PLTE", palette)
    if hidden:
        file += chunk(b"IDAT", rows(hidden))
    number = 0
    for i, (color, options) in enumerate(frames):
        file += control(number, **options)
        number += 1
        data = rows(color, options.get("width", SIDE), options.get("height", SIDE))
        if i == 0 and not hidden:
            file += chunk(b"IDAT", data)
        else:
            file += chunk(b"fdAT", struct.pack(">I", number) + data)
            number += 1
    return file + chunk(b"IEND", b"")


def tiff(colors, thumbnail=False):
    """Returns a file with a page of each color; the first one is a thumbnail if asked for."""
    file, link = b"II*\0" + bytes(4), 4
    for i, color in enumerate(colors):
        data = bytes(color) * (SIDE * SIDE)
        at = len(file)
        file += data + b"\0" * (len(data) % 2)
        bits_at = len(file)
        file += struct.pack("<HHH", 8, 8, 8)
        tags = [(254, 4, 1, int(thumbnail and i == 0)), (256, 4, 1, SIDE), (257, 4, 1, SIDE),
                (258, 3, 3, bits_at), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, at),
                (277, 3, 1, 3), (278, 4, 1, SIDE), (279, 4, 1, len(data))]
        directory = len(file)
        file = file[:link] + struct.pack("<I", directory) + file[link + 4:]
        file += struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *t) for t in tags)
        link = len(file)
        file += bytes(4)
    return file


class Frames(Case):
    def color_of(self, name, *options):
        """Converts a file and returns the color of its only palette entry, and what was said."""
        _, stderr = self.quant("convert", name, "-o", "out.png", "--force", *options)
        pixels = {pixel for row in load("out.png").pixels() for pixel in row}
        self.assertEqual(len(pixels), 1)
        return pixels.pop(), stderr

    def files(self):
        plain = [(RED, {}), (GREEN, {}), (BLUE, {})]
        return {"a.gif": gif([RED, GREEN, BLUE]), "a.png": apng(plain),
                "a.tif": tiff([RED, GREEN, BLUE])}

    def test_the_first_is_taken_and_said(self):
        for name, content in self.files().items():
            write(name, content)
            color, stderr = self.color_of(name)
            self.assertEqual(color[:3], RED, name)
            word = "pages" if name.endswith("tif") else "frames"
            self.assertEqual(stderr, f"quant: {name}: has 3 {word}, and only the first is taken "
                                     "(--frame N chooses another)\n")

    def test_chosen_frame(self):
        for name, content in self.files().items():
            write(name, content)
            for number, wanted in enumerate((RED, GREEN, BLUE), 1):
                color, stderr = self.color_of(name, "--frame", str(number))
                self.assertEqual((color[:3], stderr), (wanted, ""), name)
            self.fails("convert", name, "--frame", "4", "-o", "no.png",
                       message="there is no frame 4: the file has 3")

    def test_json(self):
        write("a.gif", gif([RED, GREEN]))
        [first] = self.report("a.gif", "-o", "1.png")
        [second] = self.report("a.gif", "-o", "2.png", "--frame", "2")
        self.assertEqual((first["frames"], first["frame"], len(first["notes"])), (2, 1, 1))
        self.assertEqual((second["frames"], second["frame"], second["notes"]), (2, 2, []))

    def test_still_picture_has_one_frame(self):
        write("a.png", make_png(1, 1, [[1, 2, 3]]))
        [result] = self.report("a.png", "--frame", "1")
        self.assertEqual((result["frames"], result["frame"]), (1, 1))
        self.fails("convert", "a.png", "--frame", "2", "--force", message="there is no frame 2")

    def test_other_commands_say_it(self):
        os.mkdir("set")
        write("set/a.png", self.files()["a.png"])
        note = "a.png: has 3 frames, and only the first is taken"
        _, stderr = self.quant("palette", "set/a.png", "-o", "p.hex")
        self.assertIn(note, stderr)
        _, stderr = self.quant("palette", "set/a.png", "-o", "p.hex", "--force", "--frame", "3")
        self.assertEqual(read("p.hex").split()[0].lower().lstrip(b"#")[:6], b"0000ff")
        self.assertNotIn(note, stderr)
        write("blue.png", make_png(SIDE, SIDE, [[0, 0, 255] * SIDE] * SIDE))
        stdout, stderr = self.quant("compare", "set/a.png", "blue.png", "--json")
        self.assertIn(note, stderr)
        self.assertEqual(json.loads(stdout)["a"]["frames"], 3)
        stdout, _ = self.quant("compare", "set/a.png", "blue.png", "--frame", "3", "--json")
        self.assertEqual(json.loads(stdout)["mse"], 0)
        _, stderr = self.quant("validate", "--dataset", "s=set", "--k", "2", "--threads", "1")
        self.assertIn(note, stderr)

    def test_animation_is_not_replaced_by_a_still_picture(self):
        animation = self.files()["a.png"]
        write("a.png", animation)
        write("still.png", make_png(1, 1, [[1, 2, 3]]))
        for source in ("a.png", "still.png"):
            self.fails("convert", source, "-o", "a.png", "--force", message="has 3 frames")
            self.assertEqual(read("a.png"), animation)
        self.fails("palette", "still.png", "-o", "a.png", "--force", message="has 3 frames")
        self.quant("convert", "a.png", "-o", "a.png", "--force", "--frame", "2")
        self.assertEqual(load("a.png").pixels()[0][0][:3], GREEN)

    def test_apng_disposal_and_blending(self):
        half = {"width": 2, "height": SIDE}
        frames = [((255, 0, 0, 255), {}), ((0, 255, 0, 255), {**half, "dispose": 1}),
                  ((0, 0, 255, 255), {**half, "x": 2, "dispose": 2}),
                  ((0, 0, 0, 0), {**half, "x": 2, "blend": 1})]
        write("a.png", apng(frames, channels=4))
        red, green, blue, none = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 255, 255), (0,) * 4
        for number, (left, right) in enumerate(((red, red), (green, red), (none, blue),
                                                (none, red)), 1):
            self.quant("convert", "a.png", "-o", "out.png", "--force", "--frame", str(number))
            self.assertEqual(load("out.png").pixels()[0], [left] * 2 + [right] * 2, number)

    def test_hidden_default_image_counts_as_the_first(self):
        write("a.png", apng([(GREEN, {}), (BLUE, {})], hidden=RED))
        for number, wanted in enumerate((RED, GREEN, BLUE), 1):
            self.assertEqual(self.color_of("a.png", "--frame", str(number))[0][:3], wanted)

    def test_frames_outside_the_picture_do_not_count(self):
        write("a.png", apng([(RED, {}), (GREEN, {"x": 1})]))
        self.assertEqual(self.report("a.png", "-o", "1.png")[0]["frames"], 1)

    def test_frames_with_a_palette(self):
        write("a.png", apng([((0,), {}), ((1,), {}), ((2,), {})], channels=1,
                            palette=bytes(RED + GREEN)))
        for number, wanted in ((1, RED), (2, GREEN)):
            self.assertEqual(self.color_of("a.png", "--frame", str(number))[0][:3], wanted)
        self.fails("convert", "a.png", "--frame", "3", "-o", "no.png",
                   message="frame 3: pixels have colors that the palette does not contain")

    def test_damaged_frame(self):
        good = apng([(RED, {}), (GREEN, {})])
        at = good.index(b"fdAT") + 12
        write("a.png", good[:at] + bytes((good[at] ^ 1,)) + good[at + 1:])
        self.assertEqual(self.color_of("a.png", "--frame", "1")[0][:3], RED)
        self.fails("convert", "a.png", "--frame", "2", "-o", "no.png",
                   message="the file is damaged: a chunk of the animation has a wrong checksum")

    def test_thumbnail_is_no_page(self):
        write("a.tif", tiff([RED, GREEN, BLUE], thumbnail=True))
        color, stderr = self.color_of("a.tif")
        self.assertEqual(color[:3], GREEN)
        self.assertIn("has 2 pages", stderr)


class Openimageio(Case):
    """Files that OpenImageIO reads if asked to, though it tells less about them."""

    def test_gif(self):
        write("a.gif", gif([RED, BLUE]))
        for frame, color in (("1", RED), ("2", BLUE)):
            self.quant("convert", "a.gif", "-o", "out.png", "--force", "--decoder", "oiio",
                       "--frame", frame)
            self.assertEqual({p[:3] for row in load("out.png").pixels() for p in row}, {color})

    def test_an_animation_is_spared_all_the_same(self):
        write("a.png", apng([(RED, {}), (BLUE, {})]))
        write("b.png", make_png(1, 1, [[1, 2, 3]]))
        self.fails("convert", "b.png", "-o", "a.png", "--force", "--decoder", "oiio",
                   message="has 2 frames")


if __name__ == "__main__":
    main()
