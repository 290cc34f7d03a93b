# Tests `quant convert` from outside: names, outputs, batches, stdin and stdout, JSON, and errors
# with files.
import json
import math
import os

from quant_test import OBEDIENT, Case, Png, flat, load, main, make_png, read, write

WIDTH, HEIGHT = 48, 40
ROWS = [[s for x in range(WIDTH) for s in (x * 5, y * 6, (x * y) % 256)] for y in range(HEIGHT)]
PICTURE = make_png(WIDTH, HEIGHT, ROWS)

FIELDS = ["input", "output", "status", "error", "width", "height", "pixels", "unique_colors",
          "colors", "engine", "threads", "iterations", "converged", "inertia", "mse", "psnr",
          "bytes_in", "bytes_out", "seconds", "target_missed", "frames", "frame", "clipped_pixels",
          "not_kept", "notes", "number", "skipped", "dithered"]


class Names(Case):
    def setUp(self):
        super().setUp()
        write("a.png", PICTURE)

    def test_default_is_beside_the_input_and_silent(self):
        os.mkdir("sub")
        write("sub/b.c.png", PICTURE)
        self.assertEqual(self.quant("convert", "a.png", "-k", "8"), (b"", ""))
        self.quant("convert", "sub/b.c.png", "-k", "8")
        self.assertEqual(read("a-quant.png"), read("sub/b.c-quant.png"))
        self.assertEqual(sorted(os.listdir(".")), ["a-quant.png", "a.png", "sub"])

    def test_output_dir_is_created_and_takes_a_suffix(self):
        self.quant("convert", "a.png", "--output-dir", "x/y")
        self.quant("convert", "a.png", "--output-dir", "x/y", "--suffix", ".small")
        self.assertEqual(sorted(os.listdir("x/y")), ["a.png", "a.small.png"])

    def test_truecolor_keeps_the_extension_where_it_can(self):
        write("b.jpg", PICTURE)
        write("c.gif", PICTURE)
        self.quant("convert", "b.jpg", "c.gif", "--truecolor", "-k", "4")
        self.assertEqual(read("b-quant.jpg")[:2], b"\xff\xd8")
        self.assertEqual(load("c-quant.png").color, 2)

    def test_existing_output_needs_force(self):
        write("out.png", b"old")
        self.fails("convert", "a.png", "-o", "out.png",
                   message="quant: out.png: exists (use --force to overwrite)")
        self.assertEqual(read("out.png"), b"old")
        self.quant("convert", "a.png", "-o", "out.png", "--force")
        self.assertEqual(load("out.png").width, WIDTH)

    def test_source_as_destination(self):
        self.fails("convert", "a.png", "-o", "./a.png", message="exists")
        self.assertEqual(read("a.png"), PICTURE)
        self.quant("convert", "a.png", "-o", "a.png", "--force", "-k", "8")
        self.assertEqual(len(load("a.png").palette), 8)

    def test_destination_link_folder_and_device(self):
        write("target.png", b"target")
        os.symlink("target.png", "link.png")
        os.symlink("nowhere.png", "dangling.png")
        os.mkdir("folder.png")
        self.fails("convert", "a.png", "-o", "link.png", message="exists")
        self.fails("convert", "a.png", "-o", "dangling.png", message="exists")
        self.fails("convert", "a.png", "-o", "folder.png", "--force", message="is a folder")
        self.quant("convert", "a.png", "-o", "link.png", "--force")
        self.assertFalse(os.path.islink("link.png"))
        self.assertEqual(read("target.png"), b"target")
        self.quant("convert", "a.png", "-o", "/dev/null", "--force")
        self.assertTrue(os.path.exists("/dev/null") and not os.path.isfile("/dev/null"))

    def test_two_inputs_with_one_output(self):
        os.mkdir("d")
        write("d/a.jpg", PICTURE)
        self.fails("convert", "a.png", "d/a.jpg", "--output-dir", "o", "--force", status=2,
                   message="a.png and d/a.jpg would both become o/a.png (use --keep-extension)")
        self.assertFalse(os.path.exists("o"))
        self.quant("convert", "a.png", "d/a.jpg", "--output-dir", "o", "--keep-extension")
        self.assertEqual(sorted(os.listdir("o")), ["a.jpg.png", "a.png.png"])

    def test_mode_follows_umask(self):
        self.quant("convert", "a.png", "-o", "x.png", preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(os.stat("x.png").st_mode & 0o777, 0o640)


class Batches(Case):
    def test_others_are_converted_when_one_fails(self):
        for name in ("a.png", "c.png"):
            write(name, PICTURE)
        write("b.png", PICTURE[:-40])
        _, err = self.quant("convert", "a.png", "b.png", "none.png", "c.png", "-k", "5", status=1)
        lines = err.splitlines()
        # Files are reported when they are done.
        self.assertEqual(sorted(lines[:-1]), [
            "quant: b.png: the file is damaged: it ends too early",
            "quant: none.png: cannot open: No such file or directory"])
        self.assertEqual(lines[-1], "2 of 4 files converted, 2 failed")
        self.assertEqual(sorted(os.listdir(".")),
                         ["a-quant.png", "a.png", "b.png", "c-quant.png", "c.png"])

    def test_quiet_and_verbose(self):
        write("a.png", PICTURE)
        write("b.png", PICTURE)
        out, err = self.quant("convert", "a.png", "b.png", "-v")
        self.assertEqual(err, "2 of 2 files converted\n")
        self.assertRegex(sorted(out.decode().splitlines())[1],
                         r"^b.png -> b-quant.png: 256 colors, PSNR \d+\.\d\d dB, \d+ -> \d+ bytes,")
        self.assertEqual(self.quant("convert", "a.png", "b.png", "-q", "--force"), (b"", ""))


class Json(Case):
    def test_fields_and_figures(self):
        write("a.png", PICTURE)
        write("bad.png", b"no image")
        out, err = self.quant("convert", "a.png", "bad.png", "-k", "16", "--json", "-q", status=1)
        report = json.loads(out)
        self.assertEqual(list(report), ["version", "results"])
        good, bad = report["results"]
        self.assertEqual(list(good), FIELDS)
        self.assertEqual(list(bad), FIELDS)
        self.assertEqual((good["status"], good["error"], good["output"]),
                         ("ok", None, "a-quant.png"))
        self.assertEqual((good["width"], good["height"], good["pixels"]),
                         (WIDTH, HEIGHT, WIDTH * HEIGHT))
        self.assertEqual(good["unique_colors"], len({tuple(row[i:i + 3]) for row in ROWS
                                                     for i in range(0, len(row), 3)}))
        self.assertEqual((good["bytes_in"], good["bytes_out"]),
                         (len(PICTURE), os.path.getsize("a-quant.png")))
        self.assertEqual(list(good["seconds"]), ["decode", "cluster", "map", "encode", "total"])
        self.assertEqual((bad["status"], bad["output"], bad["mse"], bad["seconds"]),
                         ("failed", None, None, None))
        self.assertIn("not an image", bad["error"])

    def test_mse_is_that_of_the_written_file(self):
        write("a.png", PICTURE)
        outputs = set()
        for space in ("srgb", "linear", "oklab", "lab"):
            result, = self.report("a.png", "-k", "16", "--space", space, "--force")
            written = load("a-quant.png")
            outputs.add(read("a-quant.png"))
            self.assertEqual(len(written.palette), result["colors"])
            error = sum((a - b) ** 2 for row, line in zip(ROWS, written.pixels())
                        for a, b in zip(row, flat([p[:3] for p in line])))
            mse = error / (WIDTH * HEIGHT)
            self.assertAlmostEqual(result["mse"], mse, delta=1e-9 * mse)
            self.assertAlmostEqual(result["psnr"], 10 * math.log10(3 * 255 ** 2 / mse), places=9)
        self.assertEqual(len(outputs), 4)

    def test_mse_of_16_bits_is_that_of_the_written_file(self):
        rows = [[s * 257 + (i * 89) % 257 - 128 if 0 < s < 255 else s * 257
                 for i, s in enumerate(row)] for row in ROWS]
        write("a.png", make_png(WIDTH, HEIGHT, rows, depth=16))
        for space in ("srgb", "oklab"):
            result, = self.report("a.png", "-k", "16", "--space", space, "--truecolor", "--force")
            written = load("a-quant.png")
            self.assertEqual(written.depth, 16)
            error = sum(((a - b) / 257) ** 2 for row, line in zip(rows, written.pixels())
                        for a, b in zip(row, flat([p[:3] for p in line])))
            mse = error / (WIDTH * HEIGHT)
            self.assertAlmostEqual(result["mse"], mse, delta=1e-4 * mse)

    def test_few_colors_of_16_bits_are_exact_where_16_bits_are_written(self):
        write("a.png", make_png(3, 1, [[1000, 2000, 3000, 40000, 1, 60000, 77, 88, 99]], depth=16))
        result, = self.report("a.png", "--truecolor", "--force")
        self.assertEqual((result["mse"], result["psnr"]), (0, None))
        self.assertEqual(load("a-quant.png").pixels(), load("a.png").pixels())
        result, = self.report("a.png", "--force")
        self.assertGreater(result["mse"], 0)

    def test_mse_with_alpha_is_the_mean_over_gray_backgrounds(self):
        rows = [[s for x in range(WIDTH) for s in (x * 5, y * 6, 90, max(0, (x * y) % 256 - 60))]
                for y in range(HEIGHT)]
        write("a.png", make_png(WIDTH, HEIGHT, rows, color=6))
        result, = self.report("a.png", "-k", "16")
        written = load("a-quant.png").pixels()
        before = load("a.png").pixels()
        for row, line in zip(before, written):
            for old, new in zip(row, line):
                self.assertEqual(new if old[3] == 0 else (0, 0, 0, 0), (0, 0, 0, 0))

        def over(pixel, gray):
            return [v * pixel[3] / 255 + gray * (1 - pixel[3] / 255) for v in pixel[:3]]
        # Simpson's rule is exact for a quadratic error.
        mse = sum(weight / 6 * sum((a - b) ** 2 for row, line in zip(before, written)
                                   for old, new in zip(row, line)
                                   for a, b in zip(over(old, gray), over(new, gray)))
                  for gray, weight in ((0, 1), (127.5, 4), (255, 1))) / (WIDTH * HEIGHT)
        self.assertAlmostEqual(result["mse"], mse, delta=1e-3 * mse)

    def test_exact_picture_has_no_psnr(self):
        write("a.png", make_png(2, 1, [[1, 2, 3, 4, 5, 6]]))
        result, = self.report("a.png")
        self.assertEqual((result["mse"], result["psnr"], result["colors"]), (0, None, 2))

    def test_names_that_are_not_utf8(self):
        name = b"\xff\n.png"
        write(name, PICTURE)
        write(b"bad\x1b.png", b"")
        result, = self.report(name)
        self.assertEqual(result["input"], "\ufffd\n.png")
        self.assertTrue(os.path.exists(b"\xff\n-quant.png"))
        self.fails("convert", b"bad\x1b.png", message=r"quant: bad\x1b.png: the file is empty")


class Options(Case):
    def test_explicit_options_override_the_preset_in_any_order(self):
        write("a.png", PICTURE)

        def iterations(*options):
            return self.report("a.png", "-k", "32", "--force", *options)[0]["iterations"]

        self.assertEqual(iterations("--preset", "paper", "--max-iterations", "3"), 3)
        self.assertEqual(iterations("--max-iterations", "3", "--preset", "paper"), 3)
        self.assertEqual(iterations("--max-iterations", "0"), 0)
        self.assertLessEqual(iterations("--preset", "fast"), 10)

    def test_gray_is_solved_unless_k_means_is_asked_for(self):
        rows = [[x * y % 251 for x in range(WIDTH)] for y in range(HEIGHT)]
        write("a.png", make_png(WIDTH, HEIGHT, rows, color=0))

        def result(*options):
            return self.report("a.png", "-k", "12", "--force", *options)[0]

        solved = result()
        self.assertEqual((solved["iterations"], solved["converged"]), (0, True))
        for options in (["--preset", "fast"], ["--preset", "best"], ["--engine", "openmp"],
                        ["--seed", "3"]):
            other = result(*options)
            self.assertEqual((other["iterations"], other["inertia"]), (0, solved["inertia"]))
        for options in (["--preset", "paper"], ["--seeding", "wu"], ["--search", "thorough"],
                        ["--empty", "split"], ["--max-iterations", "9"], ["--tolerance", "0"],
                        ["--inertia-tolerance", "0"]):
            other = result(*options)
            self.assertGreater(other["iterations"], 0, options)
            self.assertGreaterEqual(other["inertia"], solved["inertia"] * 0.9999, options)

    def test_engine_and_threads_are_reported(self):
        write("a.png", PICTURE)
        result, = self.report("a.png", "--engine", "sequential", "-k", "4")
        self.assertEqual((result["engine"], result["threads"]), ("sequential", 1))
        result, = self.report("a.png", "--force", "-k", "4")
        self.assertNotEqual(result["engine"], "auto")

    def test_seed_matters_for_random_seeding_only(self):
        write("a.png", PICTURE)

        def picture(*options):
            return self.quant("convert", "a.png", "-o", "-", "-k", "6", *options)[0]

        paper = [picture("--preset", "paper", "--seed", str(seed)) for seed in (1, 1, 2)]
        self.assertEqual(paper[0], paper[1])
        self.assertNotEqual(paper[0], paper[2])
        self.assertEqual(picture("--seed", "1"), picture("--seed", "2"))


class GivenColors(Case):
    """Converts PICTURE to the colors of a palette file, or with some colors kept."""

    COLORS = ["ffffff", "000000", "c83c28", "000000", "2850a0"]

    def test_palette_file_is_used_exactly_and_in_its_order(self):
        write("a.png", PICTURE)
        write("colors.hex", "\n".join(self.COLORS).encode())
        result, = self.report("a.png", "--palette", "colors.hex", "-o", "b.png")
        self.assertEqual(result["colors"], 5)
        file = Png(read("b.png"))
        self.assertEqual(file.chunks[b"PLTE"].hex(), "".join(self.COLORS))
        palette = [tuple(bytes.fromhex(color)) for color in self.COLORS]
        for before, after in zip(Png(PICTURE).pixels(), file.pixels()):
            for old, new in zip(before, after):
                nearest = min(palette,
                              key=lambda c: (sum((a - b) ** 2 for a, b in zip(c, old)), c))
                self.assertEqual(new[:3], nearest)

    def test_kept_colors_are_in_the_palette(self):
        write("a.png", PICTURE)
        self.quant("convert", "a.png", "-k", "4", "--keep-color", "#ff00ff", "--keep-color",
                   "12FE34", "--keep-color", "orange", "-o", "b.png")
        palette = Png(read("b.png")).chunks[b"PLTE"]
        colors = [palette[i:i + 3].hex() for i in range(0, len(palette), 3)]
        self.assertEqual(len(colors), 4)
        self.assertLessEqual({"ff00ff", "12fe34", "ffa500"}, set(colors))

    def test_palette_texts_take_every_notation(self):
        write("a.png", PICTURE)
        write("c.hex", b"#f00\nrgb(0, 128, 255)\nWhite\n")
        write("c.json", b'["#f00", "rgb(0 128 255)", "white"]')
        for name in ("c.hex", "c.json"):
            self.quant("convert", "a.png", "--palette", name, "-o", "b.png", "--force")
            self.assertEqual(Png(read("b.png")).chunks[b"PLTE"].hex(), "ff00000080ffffffff")
        write("bad.hex", b"red\nredd\n")
        self.fails("convert", "a.png", "--palette", "bad.hex", "-o", "b.png", "--force",
                   message="quant: bad.hex: line 2: 'redd' is not a color: ")

    def test_mistakes(self):
        write("a.png", PICTURE)
        write("colors.hex", b"123")
        self.fails("convert", "a.png", "--palette", "colors.hex", "-o", "b.png",
                   message="quant: colors.hex: ")
        self.fails("convert", "a.png", "--palette", "none.gpl", "-o", "b.png",
                   message="quant: none.gpl: ")
        self.fails("convert", "a.png", "--keep-color", "pinkish", status=2,
                   message="--keep-color: 'pinkish' is not a color: CSS has no color of this name")
        self.fails("convert", "a.png", "-k", "1", "--keep-color", "000000", "--keep-color",
                   "ffffff", status=2, message="--keep-color is given 2 times, but -k is 1")
        self.fails("convert", "a.png", "--palette", "colors.hex", "--keep-color", "000000",
                   status=2, message="--palette and --keep-color exclude each other: ")
        self.fails("convert", "-", "--palette", "-", "-o", "b.png", status=2,
                   message="can be read once only")


class Dithering(Case):
    METHODS = ("floyd-steinberg", "blue-noise", "bayer")

    def setUp(self):
        super().setUp()
        write("a.png", PICTURE)

    def convert(self, *options):
        result, = self.report("a.png", "-k", "16", "-o", "out.png", "--force", *options)
        return result, read("out.png")

    def test_mse_is_that_of_the_written_file(self):
        plain, plain_file = self.convert()
        for method in self.METHODS:
            result, content = self.convert("--dither", method)
            self.assertNotEqual(content, plain_file)
            written = Png(content)
            error = sum((a - b) ** 2 for row, line in zip(ROWS, written.pixels())
                        for a, b in zip(row, flat([p[:3] for p in line]))) / (WIDTH * HEIGHT)
            self.assertAlmostEqual(result["mse"], error, delta=1e-9 * error)
            self.assertGreater(result["mse"], plain["mse"])
            self.assertEqual(result["inertia"], plain["inertia"])
            self.assertEqual(sorted(written.palette), sorted(Png(plain_file).palette))

    def test_deep_truecolor_has_its_own_mse(self):
        deep = [[s * 257 + (i * 7) % 200 for i, s in enumerate(row)] for row in ROWS]
        write("deep.png", make_png(WIDTH, HEIGHT, [[min(s, 65535) for s in row] for row in deep],
                                   depth=16))
        rows = load("deep.png").rows
        for method in ("none", "floyd-steinberg"):
            result, = self.report("deep.png", "-k", "16", "--truecolor", "-o", "out.png", "--force",
                                  "--dither", method)
            written = load("out.png")
            self.assertEqual(written.depth, 16)
            error = sum(((a - b) / 257) ** 2 for row, line in zip(rows, written.rows)
                        for a, b in zip(row, line)) / (WIDTH * HEIGHT)
            self.assertAlmostEqual(result["mse"], error, delta=0.03 * error ** 0.5)

    def test_strength(self):
        plain = self.convert()[1]
        for method in self.METHODS:
            options = ("--dither", method, "--dither-strength")
            self.assertEqual(self.convert(*options, "0")[1], plain)
            half, full = (self.convert(*options, strength)[0]["mse"] for strength in ("0.5", "1"))
            self.assertLess(half, full)

    def test_picture_of_few_colors_stays_as_it_is(self):
        write("few.png", make_png(3, 2, [[1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1]]))
        self.quant("convert", "few.png", "-o", "plain.png")
        for method in self.METHODS:
            self.quant("convert", "few.png", "-o", "out.png", "--force", "--dither", method)
            self.assertEqual(read("out.png"), read("plain.png"))

    def test_threads_and_engines_write_the_same_bytes(self):
        self.quant("sample", "s")
        for method in self.METHODS:
            files = {self.quant("convert", "s/soft-alpha.png", "-o", "-", "-k", "12", "--dither",
                                method, "--threads", threads, "--engine", engine)[0]
                     for threads in ("1", "4") for engine in ("cells", "openmp")}
            self.assertEqual(len(files), 1)


class BadInputs(Case):
    def test_kinds_of_file(self):
        os.mkdir("folder")
        write("empty.png", b"")
        write("text.png", b"just text\n")
        write("drawing.psd", b"8BPS\0\1" + bytes(40))
        self.fails("convert", "none.png", message="none.png: cannot open: No such file")
        self.fails("convert", "empty.png", message="the file is empty")
        self.fails("convert", "text.png", message="not an image in a known format (png,")
        self.fails("convert", "drawing.psd", message="format psd is not enabled")

    def test_unreadable(self):
        write("a.png", PICTURE)
        os.chmod("a.png", 0)
        self.fails("convert", "a.png", message="a.png: cannot open: Permission denied",
                   prefix=OBEDIENT)


class Samples(Case):
    def test_writes_pictures_that_convert(self):
        out, _ = self.quant("sample", "s")
        names = out.decode().split()
        self.assertGreaterEqual(len(names), 3)
        self.assertEqual(sorted(names), sorted("s/" + name for name in os.listdir("s")))
        _, err = self.quant("sample", "s", status=1)
        self.assertEqual(err.count("exists (use --force to overwrite)"), len(names))
        before = [read(name) for name in names]
        self.quant("sample", "s", "--force")
        self.assertEqual([read(name) for name in names], before)
        self.assertTrue(any(load(name).color == 6 for name in names if "alpha" in name))


if __name__ == "__main__":
    main()
