# Tests that unusual files of other projects' test suites are read right: each is compared with what
# ImageMagick reads, or refused with a reason. The files where both differ are listed here, with the
# reason why.
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys

from quant_test import DATA, PROGRAM, SKIP, Case, data_folder, files_below, main

# Largest mean squared error, as a sum over three channels: ImageMagick rounds some values to 8 bits.
TOLERANCE = 2

# Files below odd/ that are refused, by a part of the name, and a part of the reason that is given.
UNKNOWN, DAMAGED = "is not an image in a known format", "the file is damaged: "
REFUSED = {
    **dict.fromkeys((".txt", ".icc", ".md", "CVS/", "genimages", ".svgz", ".js"), UNKNOWN),
    # PngSuite's files with a damaged signature.
    **dict.fromkeys((f"pngsuite_full/x{kind}n0g0" for kind in ("cr", "lf", "s1", "s2", "s4", "s7")),
                    UNKNOWN),
    **dict.fromkeys((".avif", ".pdf", ".ico"), "is not enabled"),
    "pngsuite_full/x": DAMAGED, "libpng_testpngs/crashers/": DAMAGED,
    "libpng_testpngs/badpal/": DAMAGED + "pixels have colors that the palette does not contain",
    "sharp/truncated.png": DAMAGED + "it ends too early",
    # The lower part of the picture is missing. ImageMagick makes it up.
    "5315c35bbcc28d8eee419028ac9f38e0.jpg": DAMAGED + "some of its pixels are missing",
    "monkey12.jpg": "12 bits per channel", "testimgl.jpg": "lossless",
    # The file has a header and no pixels.
    "p_8.tga": "a color map of 8 bits per color",
    "libvips/sample.exr": "Subsampled channels are not supported",
}
# What makes ImageMagick show the same as quant, by a part of the name. Without -colorspace it keeps
# values that are proportional to light. Alpha that is 0 everywhere is meant as opaque by most
# writers, and ImageMagick does not invert 3, 4 and 7 bits.
OPTIONS = {
    ".hdr": ("-colorspace", "sRGB"),
    **dict.fromkeys(("3b-miniswhite", "4b-miniswhite", "7b-miniswhite"), ("-negate",)),
    **dict.fromkeys(("V3_A1_R5_G5_B5.bmp", "V3_A4_R4_G4_B4", "rgb32bf-abgr.bmp", "utc32.tga"),
                    ("-alpha", "off")),
}
# Files that the two readers see differently all the same, and why quant is right.
DIFFERENT = {
    ".exr": "this ImageMagick does not read OpenEXR",
    "flower-minisblack-24.tif": "ImageMagick is wrong for 24 bits",
    **dict.fromkeys(("seq-1c-i32", "16bit.s.tif"), "of signed values, 0 is black"),
    "off_l16.tif": "ImageMagick is wrong for LogL",
    "off_luv": "libtiff converts with a gamma of 2 and to 8 bits",
    "zackthecat.tif": "ImageMagick shows stripes, all others what quant shows",
    "cielab-dagams.tiff": "ImageMagick differs from Little CMS by 1.8 steps",
    "tiff_tiled_cmyk_jpeg.tif": "ImageMagick shows white, Pillow what quant shows",
    "old-rle.hdr": "ImageMagick shows black",
    **dict.fromkeys(("readers/la.tga", "la_tl_raw.tga"), "ImageMagick ignores the alpha of gray"),
    "b5-unused-cmap.tga": "ImageMagick reads 5 bits as 8",
    "pal8os2v2.bmp": "ImageMagick reads the palette with four bytes a color",
    "V5_A8_R8_G8_B8_Rgb.bmp": "ImageMagick ignores the alpha that the header declares",
    **dict.fromkeys(("rgb16-231.bmp", "rgba16-1924.bmp", "V3_A4_R4_G4_B4"),
                    "ImageMagick does not scale few bits"),
    "issue_1455_undersized.gif": "ImageMagick shows the frame without its screen",
}


def found(name, table):
    """Returns the value of the first part of the name that is in the table, or None."""
    return next((value for part, value in table.items() if part in name), None)


def outcome(picture):
    """Returns ("refused", reason), ("differs", error) or ("same", "")."""
    reference = os.path.join(os.getcwd(), f"{abs(hash(picture))}.png")
    options = found(picture, OPTIONS) or ()
    subprocess.run(["convert", "-quiet", f"{picture}[0]", "-auto-orient", "-depth", "16", *options,
                    reference], capture_output=True, timeout=100)
    done = subprocess.run([PROGRAM, "compare", picture, reference, "--json"], capture_output=True,
                          timeout=100)
    if os.path.exists(reference):
        os.remove(reference)
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").splitlines()[-1]
        return "refused" if reason.startswith(f"quant: {picture}: ") else "differs", reason
    error = json.loads(done.stdout)["mse"]
    return ("same", "") if error <= TOLERANCE else ("differs", f"mean squared error {error:.1f}")


class Readers(Case):
    def test_every_odd_file(self):
        folder = os.path.join(DATA, "odd")
        pictures = files_below(folder)
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            outcomes = list(pool.map(outcome, pictures))
        wrong = []
        for picture, (kind, what) in zip(pictures, outcomes):
            name = os.path.relpath(picture, folder)
            reason = found(name, REFUSED)
            # An exception that is not needed any more would hide a new mistake.
            expected = "refused" if reason else "differs" if found(name, DIFFERENT) else "same"
            if kind != expected or (reason or "") not in what:
                wrong.append(f"{name}: {kind} {what}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))
        self.assertGreater(sum(kind == "same" for kind, _ in outcomes), 400)


if __name__ == "__main__":
    if shutil.which("convert") is None:
        print("skipped: no ImageMagick")
        sys.exit(SKIP)
    data_folder("odd")
    main()
