# Tests that spaces of light follow the color profile of a picture: the same colors in the numbers of
# a wider space get the same palette, and a profile that cannot be used is said to be so.
import json
import zlib

from profiles import SRGB, WIDE, apply, solve, srgb_of_wide, wide_profile
from quant_test import Case, load, main, make_png, profile, write

NOTE = ("its colors are taken for sRGB: the ICC profile has only tables of colors, and no matrix")


def iccp(data):
    return [(b"iCCP", b"x\0\0" + zlib.compress(data))]


def picture(width=64, height=48):
    """Returns rows of 16-bit values: smooth hues, with a little noise in each pixel."""
    state, rows = 1, []
    for y in range(height):
        row = []
        for x in range(width):
            state = (state * 1664525 + 1013904223) % 2 ** 32
            noise = (state >> 24) * 8
            row += [x * 60000 // width + noise, y * 60000 // height + noise,
                    (x + 2 * y) * 20000 // width + noise]
        rows.append(row)
    return rows


def in_wide_space(rows):
    """Returns the same colors in the numbers of the wide profile."""
    def light(v):
        v /= 65535
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
    converted = []
    for row in rows:
        values = []
        for i in range(0, len(row), 3):
            linear = solve(WIDE, apply(SRGB, [light(v) for v in row[i:i + 3]]))
            values += [round(65535 * min(max(v, 0), 1) ** (256 / 461)) for v in linear]
        converted.append(values)
    return converted


def agreement(one, other):
    """Returns the share of pixels that two indexed pictures put into the same groups."""
    counts = {}
    for a, b in zip(sum(one.rows, []), sum(other.rows, [])):
        counts.setdefault(a, {}).setdefault(b, 0)
        counts[a][b] += 1
    return sum(max(row.values()) for row in counts.values()) / (one.width * one.height)


class Profiles(Case):
    def setUp(self):
        super().setUp()
        rows = picture()
        wide = in_wide_space(rows)
        write("plain.png", make_png(64, 48, rows, depth=16))
        write("wide.png", make_png(64, 48, wide, depth=16, extra=iccp(wide_profile())))
        write("bare.png", make_png(64, 48, wide, depth=16))
        write("odd.png", make_png(64, 48, rows, depth=16, extra=iccp(profile())))

    def converted(self, name, *arguments):
        _, stderr = self.quant("convert", name, "-o", "out.png", "--force", "-q", "-k", "12",
                               *arguments)
        self.assertEqual(stderr, "")
        return load("out.png")

    def test_the_same_colors_in_other_numbers_are_grouped_alike(self):
        for space in ("oklab", "lab"):
            expected = self.converted("plain.png", "--space", space)
            wide = self.converted("wide.png", "--space", space)
            bare = self.converted("bare.png", "--space", space)
            self.assertGreater(agreement(wide, expected), 0.96, space)
            self.assertGreater(agreement(wide, expected), agreement(bare, expected) + 0.02, space)
            # The darkest and the lightest color are nearly the same light.
            for choose in (min, max):
                color = choose((c[:3] for c in wide.palette), key=sum)
                srgb = srgb_of_wide("#%02x%02x%02x" % color)
                other = choose((c[:3] for c in expected.palette), key=sum)
                self.assertLess(max(abs(a - b) for a, b in zip(srgb, other)), 14, (srgb, other))

    def test_channel_values_as_they_are_stored_have_no_profile(self):
        for options in ((), ("--dither", "floyd-steinberg"), ("--space", "srgb")):
            wide, bare = (self.converted(name, *options) for name in ("wide.png", "bare.png"))
            self.assertEqual((wide.rows, wide.palette), (bare.rows, bare.palette))

    def test_dithering_follows_the_profile(self):
        for options in (("--dither", "auto"),
                        ("--dither", "floyd-steinberg", "--dither-space", "oklab"),
                        ("--dither", "blue-noise", "--space", "linear")):
            wide, bare = (self.converted(name, *options) for name in ("wide.png", "bare.png"))
            self.assertNotEqual(wide.rows, bare.rows, options)

    def test_a_profile_that_cannot_be_used_is_noted_where_it_matters(self):
        for options in (("--space", "oklab"), ("--dither", "auto")):
            out, err = self.quant("convert", "odd.png", "-o", "1.png", "--force", "--json",
                                  *options)
            self.assertIn(f"quant: odd.png: {NOTE}\n", err)
            self.assertEqual(json.loads(out)["results"][0]["notes"], [NOTE])
            self.quant("convert", "plain.png", "-o", "2.png", "--force", *options)
            self.assertEqual(load("1.png").rows, load("2.png").rows)
        for options in ((), ("--dither", "bayer")):
            _, err = self.quant("convert", "odd.png", "-o", "1.png", "--force", *options)
            self.assertNotIn("profile", err)

    def test_one_palette_for_pictures_of_one_profile(self):
        options = ("-k", "12", "--space", "lab")
        shared, err = self.quant("palette", "wide.png", "wide.png", *options)
        self.assertNotIn("profile", err)
        alone = {"%02x%02x%02x" % tuple(c[:3])
                 for c in self.converted("wide.png", "--space", "lab").palette}
        self.assertEqual(set(shared.decode().split()), alone)

    def test_one_palette_for_pictures_of_several_profiles(self):
        different = "quant: the inputs have different color profiles; all are taken for sRGB\n"
        for options in (("--space", "lab"), ("--dither", "auto")):
            mixed, err = self.quant("palette", "wide.png", "plain.png", *options)
            self.assertIn(different, err)
            bare, err = self.quant("palette", "bare.png", "plain.png", *options)
            self.assertNotIn("profile", err)
            self.assertEqual(mixed, bare)
        self.assertNotIn("profile", self.quant("palette", "wide.png", "plain.png")[1])
        # An unusable profile is taken for sRGB, as the picture without one is.
        out, err = self.quant("palette", "odd.png", "plain.png", "--space", "lab", "--json")
        self.assertIn(f"quant: odd.png: {NOTE}\n", err)
        self.assertNotIn(different, err)
        self.assertEqual([i["notes"] for i in json.loads(out)["inputs"]], [[NOTE], []])


if __name__ == "__main__":
    main()
