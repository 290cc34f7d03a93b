# test_windows.py HOST operates the dialog in a real window by its keys, and tests its result, undo
# and redo.
import os
import shutil
import subprocess
import sys
import unittest

import hosts
import pictures
import quant_test

HOST = hosts.HOSTS[sys.argv.pop(1)]()


class Windows(quant_test.Case):
    def test_dialog_undo_redo(self):
        picture = os.path.join(self.folder, "in.png")
        pictures.magick("-size", "300x200", "-seed", "3", "plasma:tomato-navy", "-depth", "8",
                        *pictures.CLEAN, picture)
        out = HOST.windows(picture, self.folder)
        self.quant("convert", "-q", "-k", "4", picture, "-o", "expected.png")
        for made, expected in (("done", "expected.png"), ("undone", picture),
                               ("redone", "expected.png")):
            with self.subTest(state=made):
                path = os.path.join(out, made + ".png")
                self.assertEqual(pictures.different_pixels(path, expected), 0)
        if isinstance(HOST, hosts.Gimp2):  # the plug-in stores what was applied
            with open(os.path.join(HOST.home.name, "quant-kmeans.ini"), encoding="utf-8") as file:
                stored = file.read().splitlines()
            self.assertIn("mode=indexed", stored)
            self.assertIn("colors=4", stored)
        with open(os.path.join(out, "gimp.log"), encoding="utf-8", errors="replace") as file:
            faults = [line for line in file if "quant-kmeans:" in line and "CRITICAL" in line]
        self.assertEqual(faults, [])
        keep = os.environ.get("QUANT_SCREENSHOTS")
        if keep:
            shutil.copy(os.path.join(out, "dialog.png"), os.path.join(keep, HOST.name + ".png"))


if __name__ == "__main__":
    if isinstance(HOST, hosts.Gimp2) and not all(
            shutil.which(name) for name in ("Xvfb", "openbox", "xdotool")):
        print("skipped: needs a display: Xvfb, openbox and xdotool")
        sys.exit(77)
    unittest.main()
