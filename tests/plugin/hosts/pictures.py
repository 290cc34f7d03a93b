# Makes the pictures for the tests of the hosts, and compares the pictures that the hosts write.
# ImageMagick makes and reads them, so that no tested code does either.
import os
import subprocess

import quant_test

# GIMP makes a color space from gAMA and similar chunks, so that equal values would mean different
# colors in different programs.
CLEAN = ["-strip", "-define", "png:exclude-chunks=gAMA,cHRM,sRGB,iCCP,date,tIME,pHYs,bKGD"]
ALPHA = "alpha_art/icon_applications-internet.png"


def magick(*arguments, capture=False):
    return subprocess.run(["convert", *arguments], check=True, timeout=120,
                          stdout=subprocess.PIPE if capture else None).stdout


def sources():
    """Returns photos and unusual pictures; without the test images, the built-in ones and None."""
    data = quant_test.DATA
    samples = os.path.abspath("samples")
    subprocess.run([quant_test.PROGRAM, "sample", samples], check=True, stdout=subprocess.DEVNULL)
    built_in = sorted(os.path.join(samples, name) for name in os.listdir(samples)
                      if "alpha" not in name)  # the pictures that need some get their own
    if not data or not os.path.isdir(data):
        print("skipped: no test images: with the built-in samples only")
        return built_in, None
    real = [sorted(quant_test.files_below(os.path.join(data, name)))
            for name in ("intel", "kodak", "landscape")]
    return [real[0][0], real[0][150], real[1][2], real[1][22], real[2][5]], os.path.join(data, "odd")


def make(folder):
    """Makes ten pictures of all kinds and returns {name: (path, bits, channels)}."""
    photos, odd = sources()
    photos = (photos * 5)[:5]
    crop = ["-crop", "230x170+20+30", "+repage"]
    made = {}

    def add(name, bits, channels, *arguments):
        path = os.path.join(folder, name + ".png")
        kind = {1: "0", 2: "4", 3: "2", 4: "6"}[channels]
        magick(*arguments, *CLEAN, "-define", f"png:color-type={kind}", "-define",
               f"png:bit-depth={bits}", path)
        made[name] = (path, bits, channels)

    for i, photo in enumerate(photos[:3]):
        add(f"rgb{i}", 8, 3, photo, *crop)
    add("noise", 8, 3, photos[3], *crop, "-seed", "7", "-attenuate", "2", "+noise", "Gaussian")
    add("few", 8, 3, photos[4], *crop, "-posterize", "2")
    add("gray", 8, 1, photos[3], *crop, "-colorspace", "Gray")
    add("gray16", 16, 1, photos[2], "-colorspace", "Gray", "-resize", "190x140!")
    add("rgb16", 16, 3, photos[4], "-resize", "210x150!")
    soft = ["(", "-size", "200x150", "radial-gradient:white-black", ")", "-alpha", "off",
            "-compose", "CopyOpacity", "-composite"]
    if odd:
        add("alpha", 8, 4, os.path.join(odd, ALPHA), "-resize", "200x200")
    else:
        add("alpha", 8, 4, photos[0], "-resize", "200x150!", *soft)
    add("alpha16", 16, 4, photos[1], "-resize", "200x150!", *soft)
    return made


def samples_of(path):
    """Returns width, height and the 16-bit RGBA channel values, which are 0 for transparent
    pixels."""
    # Values are taken as they are, whatever a file says about its gamma; GEGL writes a wrong one.
    raw = magick(path, "-set", "colorspace", "sRGB", "-alpha", "on", "-depth", "16", "RGBA:-",
                 capture=True)
    size = magick(path, "-format", "%w %h", "info:", capture=True)
    width, height = map(int, size.split()[:2])
    samples = memoryview(raw).cast("H").tolist()
    for i in range(3, len(samples), 4):
        if samples[i] == 0:
            samples[i - 3:i] = (0, 0, 0)
    return width, height, samples


def different_pixels(a, b):
    """Returns the number of pixels in which two files differ; -1 if their sizes differ."""
    width_a, height_a, left = samples_of(a)
    width_b, height_b, right = samples_of(b)
    if (width_a, height_a) != (width_b, height_b):
        return -1
    if left == right:
        return 0
    return sum(left[i:i + 4] != right[i:i + 4] for i in range(0, len(left), 4))


def visible_pixels(path):
    return sum(alpha > 0 for alpha in samples_of(path)[2][3::4])
