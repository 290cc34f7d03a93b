# Tests that pictures come out as they always did: checksums of palettes and indices, recorded from
# the built-in sample pictures. This guards against change, not against error: the other tests say
# what is right. Where a change is meant, `test_checksums.py --record` writes checksums.txt anew.
import hashlib
import itertools
import os
import sys
import zlib

from quant_test import Case, load, main, read, write

RECORD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checksums.txt")
COLORS = (2, 16, 256)
PRESETS = ("paper", "fast", "balanced", "best", "instant")
DITHERS = ("none", "floyd-steinberg", "blue-noise", "bayer")
SPACES = ("linear", "oklab", "lab")


def checksum(name):
    """Returns the checksum of the pixels and the palette: not of the file, whose compressed bytes
    depend on the version of zlib."""
    chunks = load(name).chunks
    parts = [chunks[b"IHDR"], zlib.decompress(chunks[b"IDAT"])]
    parts += [chunks.get(kind, b"") for kind in (b"PLTE", b"tRNS")]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:32]


class Checksums(Case):
    recorded = None  # where --record collects the lines

    def convert(self, pictures, *options):
        """Yields a line for each picture: its name, the options and the checksum."""
        self.quant("convert", *pictures, "--output-dir", "out", "--force", "-q",
                   "--compress", "fast", *options)
        for picture in pictures:
            name = os.path.basename(picture)
            yield " ".join((name[:-4], *options, checksum(os.path.join("out", name))))

    def lines(self):
        self.quant("sample", "s")
        small = ["s/landscape-small.png", "s/soft-alpha.png"]
        for k, preset, dither in itertools.product(COLORS, PRESETS, DITHERS):
            yield from self.convert(small, "-k", str(k), "--preset", preset, "--dither", dither)
        for space in SPACES:
            yield from self.convert(small, "-k", "16", "--space", space)
        for options in (("--seeding", "kmeans++"), ("--seeding", "maximin"), ("--protect",),
                        ("--target-psnr", "30"), ("--keep-color", "e2001a"),
                        ("--truecolor", "--keep-alpha"), ("--dither", "auto"),
                        ("--dither", "jarvis", "--dither-space", "oklab"),
                        ("--dither", "sierra-lite", "--serpentine"),
                        ("--dither", "bayer", "--bayer-size", "16")):
            yield from self.convert(small, "-k", "32", *options)
        for preset in ("balanced", "instant"):
            yield from self.convert(["s/landscape.png"], "-k", "64", "--preset", preset)
        self.quant("convert", small[0], "-k", "200", "-o", "s/few-colors.png", "--force", "-q")
        for k, preset in itertools.product((16, 64), ("balanced", "best")):
            yield from self.convert(["s/few-colors.png"], "-k", str(k), "--preset", preset)
        for space in ("srgb", *SPACES):
            out, _ = self.quant("palette", *small, "-k", "32", "--space", space, "-q")
            yield f"palette {space} {hashlib.sha256(out).hexdigest()[:32]}"

    def test_the_bits_are_those_recorded(self):
        lines = list(self.lines())
        if Checksums.recorded is not None:
            Checksums.recorded += lines
            return
        wanted = read(RECORD).decode().splitlines()
        changed = sorted(set(lines) ^ set(wanted))
        self.assertEqual(len(lines), len(wanted))
        self.assertEqual(changed, [], "the output has changed; see the head of this file")


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        sys.argv.pop()
        Checksums.recorded = []
        try:
            main()
        finally:
            write(RECORD, "".join(line + "\n" for line in Checksums.recorded).encode())
    main()
