# test_same_pixels.py HOST tests that the host and the program give the same results for ten
# pictures.
import os
import sys
import unittest

import hosts
import pictures
import profiles
import quant_test

HOST = hosts.HOSTS[sys.argv.pop(1)]()
# Numbers of colors. A picture uses one pair in place and the other pair indexed; the next picture
# swaps the pairs. GIMP 2.10, which takes two seconds for a picture, uses one number of each pair.
COLORS = ((2, 64), (8, 256))
# Each picture has other options, so that every option is seen to reach the library.
OPTIONS = ({}, {"dither": "floyd-steinberg", "serpentine": 1},
           {"space": "oklab", "protect": 0.25}, {"preset": "best", "target-psnr": 30.5},
           {"preset": "paper", "seed": 7}, {"dither": "blue-noise", "dither-strength": 0.5},
           {"dither": "bayer", "bayer-size": 4}, {"preset": "fast", "space": "lab"},
           {"dither": "auto", "dither-space": "linear"}, {"space": "linear", "dither": "atkinson"})


def flags(options):
    return ["--serpentine" if key == "serpentine" else f"--{key}={value}"
            for key, value in options.items()]


class SamePixels(quant_test.Case):
    def jobs(self, mode, made):
        for i, (name, (path, bits, channels)) in enumerate(made.items()):
            options = OPTIONS[i]
            pair = COLORS[(i + (mode == "indexed")) % 2]
            if isinstance(HOST, hosts.Gimp2):
                pair = (pair[i // 2 % 2],)
            for colors in pair:
                yield {"open": path, "bits": bits, "channels": channels,
                       "call": {"mode": mode, "colors": colors, **options},
                       "save": os.path.join(self.folder, f"{mode}-{name}-{colors}.png"),
                       "options": options}

    def expected(self, job):
        target = job["save"].replace(".png", "-cli.png")
        if job["call"]["mode"] == "indexed":
            ways = []
        else:
            ways = ["--truecolor"] + (["--keep-alpha"] if job["channels"] % 2 == 0 else [])
        self.quant("convert", "-q", "-k", str(job["call"]["colors"]), *flags(job["options"]), *ways,
                   job["open"], "-o", target)
        return target

    def without_holes(self, job, expected, result):
        """Returns the expected picture where the program would make visible pixels transparent
        because no color is nearer: the plug-in maps them onto the visible colors."""
        with open("visible.hex", "w", encoding="ascii") as file:
            file.write(result["values"][2].replace("#", "").replace(" ", "\n"))
        target = expected.replace("-cli.png", "-visible.png")
        self.quant("convert", "-q", "--truecolor", "--keep-alpha", "--palette", "visible.hex",
                   *flags({key: value for key, value in job["options"].items()
                           if key.startswith(("dither", "space"))}), job["open"], "-o", target)
        return target

    def compare(self, jobs):
        jobs = list(jobs)
        results = HOST.run(jobs, self.folder)
        self.assertEqual(len(results), len(jobs))
        for job, result in zip(jobs, results):
            with self.subTest(picture=os.path.basename(job["save"])):
                self.assertNotIn("error", result)
                expected = self.expected(job)
                is_cut_out = job["call"]["mode"] == "indexed" and job["channels"] % 2 == 0
                if is_cut_out and (pictures.visible_pixels(expected) <
                                   pictures.visible_pixels(job["open"])):
                    expected = self.without_holes(job, expected, result)
                self.assertEqual(pictures.different_pixels(job["save"], expected), 0)

    def test_in_place(self):
        self.compare(self.jobs("in-place", pictures.make(self.folder)))

    @hosts.only(HOST, hosts.Gimp2, hosts.Gimp3)
    def test_indexed(self):
        made = pictures.make(self.folder)
        for path, _, channels in made.values():  # removes soft alpha, which indexed images lack
            if channels % 2 == 0:
                pictures.magick(path, "-channel", "A", "-threshold", "50%", "+channel",
                                *pictures.CLEAN, path)
        self.compare(self.jobs("indexed", made))

    def wide_jobs(self, mode):
        """Returns jobs on a picture of a wide profile, in spaces that depend on it."""
        path, profile = os.path.join(self.folder, "wide.png"), os.path.join(self.folder, "w.icc")
        with open(profile, "wb") as file:
            file.write(profiles.wide_profile())
        pictures.magick("-size", "200x150", "-seed", "7", "plasma:tomato-navy", *pictures.CLEAN,
                        path)
        pictures.magick(path, "-profile", profile, "-depth", "8", path)
        for i, options in enumerate(({"space": "oklab"}, {"space": "lab"}, {"dither": "auto"},
                                     {"space": "linear", "dither": "floyd-steinberg",
                                      "dither-space": "lab"})):
            yield {"open": path, "bits": 8, "channels": 3, "options": options,
                   "call": {"mode": mode, "colors": 12, **options},
                   "save": os.path.join(self.folder, f"wide-{mode}-{i}.png")}

    def test_wide_profile_in_place(self):
        jobs = list(self.wide_jobs("in-place"))
        self.compare(jobs)
        # The profile makes a difference.
        bare = os.path.join(self.folder, "bare.png")
        pictures.magick(jobs[0]["open"], "+profile", "*", bare)
        self.quant("convert", "-q", "-k", "12", "--space", "oklab", bare, "-o", "bare-cli.png")
        self.assertNotEqual(pictures.different_pixels(jobs[0]["save"], "bare-cli.png"), 0)

    @hosts.only(HOST, hosts.Gimp2)
    def test_wide_profile_indexed(self):
        self.compare(self.wide_jobs("indexed"))

    @hosts.only(HOST, hosts.Gimp3)
    def test_filters(self):
        path = pictures.make(self.folder)["rgb0"][0]
        for way in ("merge", "append"):
            self.compare([{"open": path, "channels": 3, "options": {"space": "oklab"},
                           "call": {"mode": "in-place", "filter": way, "colors": 8,
                                    "space": "oklab"},
                           "save": os.path.join(self.folder, way + ".png")}])


if __name__ == "__main__":
    unittest.main()
