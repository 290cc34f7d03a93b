# test_editing.py HOST tests selections, layers, alpha, precisions and palettes in a host.
import math
import os
import sys
import unittest

import hosts
import pictures
import profiles
import quant_test

HOST = hosts.HOSTS[sys.argv.pop(1)]()


def pixels_of(path):
    width, _, samples = pictures.samples_of(path)
    return width, [tuple(samples[i:i + 4]) for i in range(0, len(samples), 4)]


def linear(sample):
    v = sample / 65535
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def encoded(light):
    return 65535 * (light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


class Editing(quant_test.Case):
    def setUp(self):
        super().setUp()
        self.picture = self.path("in.png")
        pictures.magick("-size", "160x120", "-seed", "3", "plasma:tomato-navy", "-depth", "8",
                        *pictures.CLEAN, self.picture)

    def path(self, name):
        return os.path.join(self.folder, name)

    def results_of(self, *jobs):
        results = HOST.run(list(jobs), self.folder)
        for job, result in zip(jobs, results):
            self.assertNotIn("error", result, job)
        return results

    def run_jobs(self, *jobs):
        return [result["values"] for result in self.results_of(*jobs)]

    def job(self, name, call, setup=(), **more):
        return {"open": self.picture, "setup": list(setup), "call": call,
                "save": self.path(name), **more}

    def converted(self, source, name, *flags):
        self.quant("convert", "-q", source, "-o", self.path(name), *flags)
        return self.path(name)

    def with_quantized_part(self, width, height, x, y, colors):
        """Returns the path of the picture in which one part is replaced by the program's result for
        this part alone."""
        pictures.magick(self.picture, "-crop", f"{width}x{height}+{x}+{y}", "+repage",
                        *pictures.CLEAN, self.path("part.png"))
        part = self.converted(self.path("part.png"), "quantized.png", "-k", str(colors),
                              "--truecolor")
        pictures.magick(self.picture, part, "-geometry", f"+{x}+{y}", "-composite",
                        self.path("expected.png"))
        return self.path("expected.png")

    def assert_same(self, a, b):
        self.assertEqual(pictures.different_pixels(a, b), 0, (a, b))

    def test_results(self):
        results = self.results_of(
            self.job("a.png", {"colors": 5}),
            self.job("b.png", {"mode": "indexed", "colors": 7}),
            self.job("c.png", {"mode": "palette", "colors": 6}))
        in_place, indexed, palette = (result["values"] for result in results)
        self.assertEqual([in_place[0], indexed[0], palette[0]], [5, 7, 6])
        self.assertEqual(len(in_place[2].split()), 5)
        self.assertEqual([in_place[3], indexed[3]], ["", ""])
        self.assertIn("K-Means of", palette[3])
        self.assertEqual(results[2]["palette"], palette[2].split())
        self.assert_same(self.path("c.png"), self.picture)
        stdout, _ = self.quant("palette", self.picture, "-k", "6", "-o", "-", "--format", "hex")
        self.assertEqual(stdout.decode().split(),
                         [text.lstrip("#") for text in palette[2].split()])
        report = self.report(self.picture, "-k", "5", "-o", "psnr.png")[0]
        self.assertAlmostEqual(in_place[1], report["psnr"], places=4)

    def test_error_above_eight_bits(self):
        # The returned PSNR is that of the pixels as they are saved.
        deep = self.path("deep.png")
        pictures.magick("-size", "160x120", "-seed", "4", "plasma:tomato-navy", "-depth", "16",
                        *pictures.CLEAN, deep)
        jobs = [{**self.job(f"{mode}.png", {"mode": mode, "colors": 64}), "open": deep}
                for mode in ("in-place", "indexed")]
        for job, result in zip(jobs, self.run_jobs(*jobs)):
            _, _, before = pictures.samples_of(deep)
            _, _, after = pictures.samples_of(job["save"])
            squares = sum(((a - b) / 257) ** 2 for i, (a, b) in enumerate(zip(before, after))
                          if i % 4 != 3)
            mse = squares / (len(before) / 4)
            self.assertAlmostEqual(result[1], 10 * math.log10(3 * 255 ** 2 / mse), places=3)

    def test_hard_selection_is_a_picture_of_its_own(self):
        self.run_jobs(self.job("out.png", {"colors": 4}, [["select", 30, 20, 60, 50, 0]]))
        self.assert_same(self.path("out.png"), self.with_quantized_part(60, 50, 30, 20, 4))

    def test_importance(self):
        # A channel counts by its numbers, and so does a selection, which in place also limits what
        # is changed.
        mask = self.path("mask.png")
        pictures.magick("-size", "160x120", "xc:gray(40)", "-fill", "white", "-draw",
                        "rectangle 20,10 79,59", "-depth", "8", "-colorspace", "Gray",
                        *pictures.CLEAN, mask)
        hard = self.path("hard.png")
        pictures.magick(mask, "-threshold", "50%", *pictures.CLEAN, hard)
        channel = [["add_channel", mask, "face"]]
        select = [["select", 20, 10, 60, 50, 0]]
        call = {"colors": 6, "importance": "face"}
        self.run_jobs(self.job("place.png", call, channel),
                      self.job("indexed.png", {**call, "mode": "indexed"}, channel),
                      self.job("both.png", call, [*channel, *select]),
                      self.job("selection.png", {"mode": "indexed", "colors": 6,
                                                 "importance": "selection"}, select))
        flags = ("-k", "6", "--importance")
        expected = self.converted(self.picture, "cli.png", *flags, mask)
        plain = self.converted(self.picture, "plain.png", "-k", "6")
        self.assertGreater(pictures.different_pixels(expected, plain), 1000)
        self.assert_same(self.path("place.png"), expected)
        self.assert_same(self.path("indexed.png"), expected)
        self.assert_same(self.path("both.png"), self.with_quantized_part(60, 50, 20, 10, 6))
        self.assert_same(self.path("selection.png"),
                         self.converted(self.picture, "hard-cli.png", *flags, hard))

    def test_colors_picked_by_hand(self):
        colors = ["#00ff00", "#204080", "#ffffff"]
        kept, used = self.run_jobs(
            self.job("kept.png", {"mode": "indexed", "colors": 6, "keep-colors": " ".join(colors)}),
            self.job("used.png", {"palette-colors": ",".join(colors), "colors": 2}))
        self.assertEqual([kept[0], used[0]], [6, 3])
        self.assertTrue(set(colors) < set(kept[2].split()), kept[2])
        self.assertEqual(used[2].split(), colors)
        self.assert_same(self.path("kept.png"), self.converted(
            self.picture, "kept-cli.png", "-k", "6",
            *(text for color in colors for text in ("--keep-color", color))))
        with open(self.path("used.hex"), "w", encoding="ascii") as file:
            file.write("\n".join(color.lstrip("#") for color in colors))
        self.assert_same(self.path("used.png"), self.converted(
            self.picture, "used-cli.png", "--palette", self.path("used.hex")))

    @hosts.only(HOST, hosts.Gimp2)  # GIMP 3 itself stores the last values
    def test_stored_settings(self):
        # The file has the last settings in one group, and each preset in another one.
        stored = {"mode": "indexed", "colors": "7", "preset": "fast", "space": "oklab",
                  "dither": "bayer", "dither-strength": "0.75", "bayer-size": "4",
                  "dither-space": "linear", "protect": "0.25", "target-psnr": "0",
                  "keep-colors": "#00ff00 #204080"}
        path = os.path.join(HOST.home.name, "quant-kmeans.ini")
        with open(path, "w", encoding="ascii") as file:
            file.write("[last]\n" + "".join(f"{key}={value}\n" for key, value in stored.items()))
        self.addCleanup(os.remove, path)
        job = {**self.job("out.png", {}), "last": True}
        values = self.run_jobs(job)[0]
        self.assertEqual(values[0], 7)
        self.assertTrue({"#00ff00", "#204080"} < set(values[2].split()), values[2])
        flags = [f"--{key}={value}" for key, value in stored.items()
                 if key not in ("mode", "colors", "target-psnr", "keep-colors")]
        self.assert_same(job["save"], self.converted(
            self.picture, "cli.png", "-k", "7", "--keep-color", "#00ff00", "--keep-color",
            "#204080", *flags))

    def test_soft_selection(self):
        mask = self.path("mask.png")
        self.run_jobs(self.job("out.png", {"colors": 4},
                               [["select", 40, 30, 70, 60, 15], ["save_selection", mask]]))
        _, before = pixels_of(self.picture)
        _, after = pixels_of(self.path("out.png"))
        _, selected = pixels_of(mask)
        # Selections are linear, and GIMP mixes by them linearly; the mask was saved as sRGB.
        values = [linear(m[0]) for m in selected]
        self.assertTrue({0, 1} < set(values))
        inside = {a for a, m in zip(after, values) if m == 1}
        self.assertLessEqual(len(inside), 4)
        for b, a, m in zip(before, after, values):
            if m == 0:
                self.assertEqual(a, b)
            elif m < 1:  # between the old color and one of the new colors
                self.assertTrue(any(
                    all(abs(a[c] - encoded(linear(b[c]) * (1 - m) + linear(color[c]) * m)) < 300
                        for c in range(3)) for color in inside), (b, a, m))

    def test_moved_layer_and_selection(self):
        # The selection is in coordinates of the image, the pixels are in those of the layer.
        self.run_jobs(self.job("out.png", {"colors": 2},
                               [["move", 50, 40], ["select", 60, 50, 30, 20, 0]],
                               save_layers=[self.path("layer.png")]))
        self.assert_same(self.path("layer.png"), self.with_quantized_part(30, 20, 10, 10, 2))

    def test_empty_selection_is_all(self):
        self.run_jobs(self.job("out.png", {"colors": 4},
                               [["select", 1, 1, 5, 5, 0], ["select_none"]]))
        self.assert_same(self.path("out.png"),
                         self.converted(self.picture, "e.png", "-k", "4", "--truecolor"))

    def test_precisions(self):
        # Images of more than eight bits keep their precision, and nothing crashes.
        names = ("U8_LINEAR", "U16_NON_LINEAR", "U32_NON_LINEAR", "HALF_NON_LINEAR",
                 "FLOAT_LINEAR")
        jobs = [self.job(f"{name}-{mode}.png", {"mode": mode, "colors": 6}, [["precision", name]])
                for name in names for mode in ("in-place", "indexed")]
        self.run_jobs(*jobs)
        for job in jobs:
            _, pixels = pixels_of(job["save"])
            self.assertEqual(len(set(pixels)), 6, job["save"])

    def test_indexed_again(self):
        # The number of colors is reduced; an image that has no more colors is left as it is.
        self.run_jobs(
            self.job("few.png", {"mode": "indexed", "colors": 4}, [["indexed", 32]]),
            self.job("same.png", {"mode": "indexed", "colors": 64}, [["indexed", 5]]),
            self.job("plain.png", {"mode": "palette", "colors": 64}, [["indexed", 5]]))
        self.assertEqual(len(set(pixels_of(self.path("few.png"))[1])), 4)
        self.assert_same(self.path("same.png"), self.path("plain.png"))

    def test_colormap_that_is_small_enough_stays(self):
        # Neither the order of the entries changes, nor do those that no pixel has.
        colors = ["#00ff00", "#ff6347", "#000080", "#00ffff", "#7f3163"]
        used = ["#ff6347", "#000080", "#7f3163"]
        kept = {"keep-foreground": 1}

        def job(name, call, *setup):
            return self.job(name + ".png", {"mode": "indexed", **call},
                            [*setup, ["indexed_with", f"quant {name}", colors]])
        results = self.results_of(
            job("plain", {"mode": "palette", "colors": 8}), job("same", {"colors": 5}),
            job("auto", {"colors": 256, "dither": "auto"}), job("used", {"colors": 3}),
            job("kept", {"colors": 6, **kept}, ["context", "#123456", "#000000"]),
            job("had", {"colors": 5, **kept}, ["context", "#00ff00", "#000000"]),
            job("fewer", {"colors": 2}))
        maps = [result["colormap"] for result in results]
        self.assertEqual(maps[:3], [colors] * 3)
        self.assertEqual(maps[3:6], [used, [*colors, "#123456"], colors])
        self.assertEqual(len(maps[6]), 2)
        for result in results[1:6]:
            self.assertEqual(result["values"][1], 0)  # no error
        for name in ("same", "auto", "used", "kept", "had"):
            self.assert_same(self.path(name + ".png"), self.path("plain.png"))

    def test_given_and_kept_colors(self):
        given = ["#102030", "#e0d0c0", "#802020", "#102030"]
        kept, used, used_indexed = self.run_jobs(
            self.job("kept.png", {"colors": 3, "keep-foreground": 1, "keep-background": 1},
                     [["context", "#00ff00", "#ffffff"]]),
            self.job("used.png", {"palette": "quant given"}, [["palette", "quant given", given]]),
            self.job("used8.png", {"mode": "indexed", "palette": "quant given2",
                                   "dither": "floyd-steinberg"},
                     [["palette", "quant given2", given[:3]]]))
        self.assertTrue({"#00ff00", "#ffffff"} < set(kept[2].split()))
        self.assertEqual(used[2].split(), given)
        self.assertEqual(used_indexed[2].split(), given[:3])
        self.assert_same(self.path("kept.png"), self.converted(
            self.picture, "k.png", "-k", "3", "--truecolor", "--keep-color", "00ff00",
            "--keep-color", "ffffff"))
        with open("given.hex", "w", encoding="ascii") as file:
            file.write("\n".join(color[1:] for color in given[:3]))
        self.assert_same(self.path("used8.png"), self.converted(
            self.picture, "u.png", "--palette", "given.hex", "--dither", "floyd-steinberg"))

    def test_same_pixels_of_profile_float_and_colormap(self):
        # Both take the numbers of pixels as they are, and compare the colors of the profile.
        with open(self.path("wide.icc"), "wb") as file:
            file.write(profiles.wide_profile())
        wide, deep, few = (self.path(name) for name in ("wide.png", "deep.png", "few.png"))
        pictures.magick(self.picture, "-profile", self.path("wide.icc"), wide)
        pictures.magick("-size", "160x120", "-seed", "4", "plasma:tomato-navy", "-depth", "16",
                        *pictures.CLEAN, deep)
        pictures.magick(self.picture, "+dither", "-colors", "40", *pictures.CLEAN, "PNG8:" + few)
        jobs = [{**self.job("wide-out.png", {"colors": 9, "space": "oklab"}), "open": wide},
                {**self.job("deep-out.png", {"colors": 9}, [["precision", "FLOAT_NON_LINEAR"]]),
                 "open": deep},
                {**self.job("few-out.png", {"mode": "indexed", "colors": 5}), "open": few}]
        self.run_jobs(*jobs)
        for job, flags in zip(jobs, (("--space", "oklab"), ("--truecolor",), ())):
            expected = self.converted(job["open"], "cli-" + os.path.basename(job["open"]), "-k",
                                      str(job["call"]["colors"]), *flags)
            self.assert_same(job["save"], expected)

    def test_colors_of_another_profile(self):
        # Palettes and the foreground have colors in sRGB, and the image has its own numbers.
        wide = self.path("wide.png")
        with open("wide.icc", "wb") as file:
            file.write(profiles.wide_profile())
        pictures.magick(self.picture, "-profile", "wide.icc", wide)
        given = ["#204060", "#e0d0c0", "#a04030"]

        def job(name, call, *setup):
            return {**self.job(name, {"colors": 4, **call}, setup), "open": wide}
        results = self.results_of(
            job("kept.png", {"keep-foreground": 1}, ["context", "#30a050", "#ffffff"]),
            job("used.png", {"palette": "quant wide"}, ["palette", "quant wide", given]),
            job("used8.png", {"mode": "indexed", "palette": "quant wide8"},
                ["palette", "quant wide8", given]),
            job("made.png", {"mode": "palette"}))
        kept, used, used8, made = (result["values"][2].split() for result in results)
        self.assert_near(min(kept, key=lambda c: self.distance(c, profiles.wide_of_srgb("#30a050"))),
                         profiles.wide_of_srgb("#30a050"))
        for colors in (used, used8):
            for color, expected in zip(colors, map(profiles.wide_of_srgb, given)):
                self.assert_near(color, expected)
        for color, expected in zip(results[3]["palette"], map(profiles.srgb_of_wide, made)):
            self.assert_near(color, expected)

    @staticmethod
    def distance(color, rgb):
        return max(abs(int(color[i:i + 2], 16) - v) for i, v in zip((1, 3, 5), rgb))

    def assert_near(self, color, rgb):
        self.assertLessEqual(self.distance(color, rgb), 1, (color, rgb))

    def test_layers_become_indexed_together(self):
        second = self.path("second.png")
        pictures.magick("-size", "90x70", "-seed", "5", "plasma:green-yellow", "-depth", "8",
                        *pictures.CLEAN, second)
        top, bottom = self.path("top.png"), self.path("bottom.png")
        self.run_jobs(self.job("all.png", {"mode": "indexed", "colors": 9},
                               [["add_layer", second, 30, 40]], save_layers=[top, bottom]))
        self.quant("palette", "-q", self.picture, second, "-k", "9", "-o", "nine.gpl")
        for made, source in ((top, second), (bottom, self.picture)):
            self.assert_same(made, self.converted(source, os.path.basename(made) + "-cli.png",
                                                  "--palette", "nine.gpl"))

    def test_harmless_locks(self):
        # These locks forbid nothing that the modes do.
        locks = ["position", "alpha"] + (["visibility"] if isinstance(HOST, hosts.Gimp3) else [])
        jobs = [self.job(f"{lock}-{mode}.png", {"mode": mode, "colors": 4}, [["lock", lock]])
                for mode in ("in-place", "indexed", "palette") for lock in locks]
        jobs.append(self.job("pixels-palette.png", {"mode": "palette"}, [["lock", "pixels"]]))
        self.run_jobs(*jobs)
        self.converted(self.picture, "four.png", "-k", "4")
        for job in jobs:
            expected = self.picture if job["call"]["mode"] == "palette" else self.path("four.png")
            self.assert_same(job["save"], expected)

    def test_several_layers_in_place(self):
        second = self.path("second.png")
        pictures.magick("-size", "90x70", "-seed", "5", "plasma:green-yellow", "-depth", "8",
                        *pictures.CLEAN, second)
        add = ["add_layer", second, 30, 40]
        setups = [[add, ["group_all"]]]
        if isinstance(HOST, hosts.Gimp3):  # where several layers can be chosen
            setups.append([add, ["choose_all"]])
        jobs = []
        for i, setup in enumerate(setups):
            jobs += [self.job(f"shared{i}.png", {"colors": 9}, setup),
                     self.job(f"own{i}.png", {"colors": 4, "shared-palette": 0}, setup),
                     self.job(f"part{i}.png", {"colors": 3},
                              [*setup, ["select", 0, 0, 20, 20, 0]])]
        results = self.run_jobs(*jobs)

        def composite(name, bottom, top):
            pictures.magick(bottom, top, "-geometry", "+30+40", "-composite", self.path(name))
        self.quant("palette", "-q", self.picture, second, "-k", "9", "-o", "nine.gpl")
        composite("shared.png", *(self.converted(path, f"shared{i}-cli.png", "--palette", "nine.gpl")
                                  for i, path in enumerate((self.picture, second))))
        composite("own.png", *(self.converted(path, f"own{i}-cli.png", "-k", "4")
                               for i, path in enumerate((self.picture, second))))
        composite("part.png", self.with_quantized_part(20, 20, 0, 0, 3), second)
        for job in jobs:
            name = os.path.basename(job["save"])
            self.assert_same(job["save"], self.path(name[:-5] + ".png"))
        self.assertEqual([values[0] for values in results], [9, 4, 3] * len(setups))
        self.assertEqual([len(values[2].split(" / ")) for values in results],
                         [1, 2, 1] * len(setups))

    def test_mask_is_gray(self):
        self.run_jobs(self.job("out.png", {"colors": 2}, [["add_mask"]]),
                      self.job("of-indexed.png", {"colors": 2}, [["indexed", 16], ["add_mask"]]))

    def test_what_is_visible_stays_so(self):
        # Of the two colors, transparency is nearer to the black line than the light color is.
        picture = self.path("line.png")
        pictures.magick("-size", "60x40", "xc:none", "-fill", "#faf0e6", "-draw",
                        "rectangle 5,5 50,30", "-fill", "black", "-draw", "line 8,8 12,8",
                        *pictures.CLEAN, "-define", "png:color-type=6", picture)
        self.run_jobs({**self.job("out.png", {"mode": "indexed", "colors": 2}), "open": picture})
        before, after = (pixels_of(path)[1] for path in (picture, self.path("out.png")))
        self.assertEqual([p[3] for p in before], [p[3] for p in after])


if __name__ == "__main__":
    unittest.main()
