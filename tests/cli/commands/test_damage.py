# Tests the one rule about damaged files: what loses no pixel is converted with a note; missing pixels
# are refused, or converted with the status "damaged" if the user accepts that.
import json
import os
import struct
import zlib

from quant_test import Case, chunk, load, main, make_png, read, write

WIDTH = HEIGHT = 64
ROWS = [[(x * y + c * x) % 256 for x in range(WIDTH) for c in range(3)] for y in range(HEIGHT)]


def broken(kind, content):
    """Returns a chunk with a wrong checksum."""
    return chunk(kind, content)[:-4] + b"\0\1\2\3"


def with_chunks(before=b"", after=b""):
    """Returns a PNG file with more bytes before IDAT and before IEND."""
    picture = make_png(WIDTH, HEIGHT, ROWS)
    at = picture.index(b"IDAT") - 4
    return picture[:at] + before + picture[at:-12] + after + picture[-12:]


def tiff():
    """Returns a TIFF file whose pixels come last, so that a part of it has some of them."""
    data = bytes(v for row in ROWS for v in row)
    entries, bits_at = 9, 8 + 2 + 9 * 12 + 4
    tags = [(256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 3, bits_at), (259, 3, 1, 1),
            (262, 3, 1, 2), (273, 4, 1, bits_at + 6), (277, 3, 1, 3), (278, 4, 1, HEIGHT),
            (279, 4, 1, len(data))]
    return (b"II*\0" + struct.pack("<IH", 8, entries) +
            b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4) +
            struct.pack("<HHH", 8, 8, 8) + data)


class Damage(Case):
    def files(self):
        """Returns whole files of every format that quant writes, by name."""
        write("whole.png", make_png(WIDTH, HEIGHT, ROWS))
        written = ("a.jpg", "a.bmp", "a.tga", "a.ppm")
        for name in written:
            self.quant("convert", "whole.png", "--truecolor", "-o", name, "--force")
        write("a.tif", tiff())
        return {name: read(name) for name in ("whole.png", "a.tif", *written)}

    def test_missing_pixels_are_refused_or_accepted(self):
        for name, content in self.files().items():
            cut = content[:len(content) * 3 // 4]
            write(name, cut)
            self.fails("convert", name, "-o", "no.png", message="the file is damaged")
            self.assertFalse(os.path.exists("no.png"))
            stdout, stderr = self.quant("convert", name, "-o", "some.png", "--force", "--json",
                                        "--accept-damaged", status=1)
            [result] = json.loads(stdout)["results"]
            self.assertEqual((result["status"], result["error"]), ("damaged", None), name)
            self.assertRegex(result["notes"][0], "the file is damaged: .+")
            self.assertIn(f"quant: {name}: the file is damaged", stderr)
            self.assertEqual(load("some.png").width, WIDTH)

    def test_the_pixels_before_the_damage_are_kept(self):
        write("cut.png", make_png(WIDTH, HEIGHT, ROWS, level=0)[:WIDTH * HEIGHT * 3 // 2])
        self.quant("convert", "cut.png", "-o", "some.png", "--accept-damaged", "--truecolor",
                   status=1)
        self.quant("convert", self.whole(), "-o", "all.png", "--truecolor")
        some, whole = load("some.png").rows, load("all.png").rows
        self.assertEqual(len(some), HEIGHT)
        self.assertTrue(any(some[HEIGHT // 4]) and not any(some[-1]) and any(whole[-1]))

    def whole(self):
        write("whole.png", make_png(WIDTH, HEIGHT, ROWS))
        return "whole.png"

    def test_summary_counts_damaged_files(self):
        write("a.png", read(self.whole())[:-200])
        _, stderr = self.quant("convert", "a.png", "whole.png", "--accept-damaged", status=1)
        self.assertIn("2 of 2 files converted, 1 of damaged files", stderr)

    def test_whole_files_are_not_called_damaged(self):
        for name in self.files():
            [result] = self.report(name, "-o", "out.png", "--force", "--accept-damaged")
            self.assertEqual((result["status"], result["notes"]), ("ok", []))

    def test_broken_chunk_that_holds_no_pixels_is_dropped(self):
        text, time = b"Comment\0Hello", struct.pack(">HBBBBB", 2020, 1, 2, 3, 4, 5)
        compressed = b"Comment\0\0" + zlib.compress(b"Hello")
        for content in (with_chunks(before=broken(b"tEXt", text)),
                        with_chunks(after=broken(b"tIME", time)),
                        with_chunks(before=broken(b"iCCP", b"x\0\0" + zlib.compress(bytes(200)))),
                        with_chunks(before=broken(b"zTXt", compressed))):
            write("a.png", content)
            [result] = self.report("a.png", "-o", "out.png", "--force")
            self.assertEqual(result["status"], "ok")
            self.assertRegex(result["notes"][0], "CRC")
            self.assertNotIn(b"iCCP", load("out.png").chunks)

    def test_lost_transparency_is_damage(self):
        colors, alpha = (b"PLTE", bytes(6)), broken(b"tRNS", b"\0")
        picture = make_png(8, 1, [[0, 1] * 4], depth=1, color=3, extra=(colors,))
        at = picture.index(b"IDAT") - 4
        write("a.png", picture[:at] + alpha + picture[at:])
        self.fails("convert", "a.png", message="its transparency is lost (tRNS: CRC error)")

    def test_colors_that_the_palette_lacks_are_damage(self):
        write("a.png", make_png(3, 1, [[0, 1, 7]], depth=4, color=3, extra=((b"PLTE", bytes(6)),)))
        self.fails("convert", "a.png",
                   message="pixels have colors that the palette does not contain")

    def test_broken_chunk_that_holds_pixels_is_an_error(self):
        picture = read(self.whole())
        for kind in (b"IHDR", b"IDAT"):
            at = picture.index(kind)
            size, = struct.unpack(">I", picture[at - 4:at])
            end = at + 4 + size
            write("a.png", picture[:end] + b"\0\1\2\3" + picture[end + 4:])
            self.fails("convert", "a.png", "--force", message="the file is damaged")

    def test_extra_bytes_after_the_picture(self):
        for name, content in self.files().items():
            write(name, content + b"more bytes")
            [result] = self.report(name, "-o", "out.png", "--force")
            self.assertEqual(result["status"], "ok", name)

    def test_extra_bytes_between_the_markers_of_jpeg(self):
        content = self.files()["a.jpg"]
        size, = struct.unpack(">H", content[4:6])
        write("b.jpg", content[:4 + size] + b"\0\0\0" + content[4 + size:])
        self.quant("convert", "a.jpg", "-o", "a.png")
        self.quant("convert", "b.jpg", "-o", "b.png")
        self.assertEqual(load("a.png").rows, load("b.png").rows)


if __name__ == "__main__":
    main()
