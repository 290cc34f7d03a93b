# test_errors.py HOST tests that impossible requests give one line of error and change nothing.
import os
import sys
import unittest

import hosts
import pictures
import quant_test

HOST = hosts.HOSTS[sys.argv.pop(1)]()
RED, BLUE = "#ff0000", "#0000ff"


def many_colors():
    return [f"#{i // 16:02x}{i % 16 * 16:02x}80" for i in range(257)]


# For each case: the steps before the call, the arguments of the call, and the message.
COMMON = {
    "indexed group": ([["group"]], {"mode": "indexed"},
                      "GIMP cannot index an image with layer groups"),
    "locked": ([["lock", "pixels"]], {}, "are locked"),
    "locked, indexed": ([["lock", "pixels"]], {"mode": "indexed"}, "are locked"),
    "in a locked group": ([["group"], ["lock", "pixels"], ["choose_inside"]], {},
                          "The pixels of 'Layer Group' are locked"),
    "mask of a locked layer": ([["lock", "pixels"], ["add_mask"]], {}, "are locked"),
    "soft alpha is locked": ([["soften"], ["lock", "alpha"]], {"mode": "indexed"},
                             "is locked, and an indexed image has no soft alpha"),
    "indexed": ([["indexed", 16]], {}, "The image is indexed"),
    "selection outside": ([["move", 5000, 5000], ["select", 5, 5, 20, 20, 0]], {},
                          "No part of"),
    "gray": ([["gray"], ["palette", "quant colors", [RED, BLUE]]], {"palette": "quant colors"},
             "A grayscale image cannot have these colors"),
    "kept gray": ([["gray"], ["context", RED, BLUE]], {"keep-foreground": 1},
                  "A grayscale image cannot have these colors"),
    "two kept of one": ([["context", RED, BLUE]],
                        {"colors": 1, "keep-foreground": 1, "keep-background": 1},
                        "2 colors are to be kept, but the palette may have only 1"),
    "empty palette": ([["palette", "quant empty", []]], {"palette": "quant empty"},
                      "has no colors"),
    "no channel": ([], {"importance": "face"}, "The image has no channel 'face'"),
    "not a color": ([], {"keep-colors": "#ff0000 red"},
                    "keep-colors: 'red' is not a color: write #rrggbb"),
    "not a palette": ([], {"palette-colors": "#ff00"}, "palette-colors: '#ff00' is not a color"),
    "too many kept": ([], {"colors": 1, "keep-colors": "#ff0000,#0000ff"},
                      "2 colors are to be kept, but the palette may have only 1"),
    "kept in gray": ([["gray"]], {"keep-colors": RED},
                     "A grayscale image cannot have these colors"),
    "matrix": ([], {"dither": "bayer", "bayer-size": 3}, "bayer_size"),
    "large palette": ([["palette", "quant large", many_colors()]], {"palette": "quant large"},
                      "The palette has 257 colors, but at most 256 can be used"),
}
OLD_ONLY = {
    "mode": ([], {"mode": "nonsense"},
             "mode: 'nonsense' is not one of in-place, indexed, palette"),
    "preset": ([], {"preset": "better"}, "preset: 'better' is not one of paper, fast"),
    "space": ([], {"space": ""}, "space: '' is not one of srgb"),
    "dither": ([], {"dither": "Bayer"}, "dither: 'Bayer' is not one of none"),
    "no colors": ([], {"colors": 0}, "colors is 0, and must be 1 to 256"),
    "too many colors": ([], {"colors": 257}, "colors is 257, and must be 1 to 256"),
    "seed": ([], {"seed": -1}, "seed is -1, and must be 0 to 2147483647"),
    "strength": ([], {"dither": "bayer", "dither-strength": 1.5}, "dither_strength"),
    "protect": ([], {"protect": 1.5}, "protect"),
    "target": ([], {"target-psnr": -1.0}, "target_psnr"),
    "dither space": ([], {"dither-space": "hsv"}, "dither-space: 'hsv' is not one of srgb"),
    "missing palette": ([], {"palette": "quant missing"}, "There is no palette 'quant missing'"),
}
NEW_ONLY = {
    "no layers": ([["remove_layers"]], {"mode": "indexed"}, "The image has no layers"),
    "filter": ([["add_filter"]], {}, "has filters: merge them first"),
    "filter, indexed": ([["add_filter"]], {"mode": "indexed"}, "has filters: merge them first"),
    "no layer is chosen": ([["choose_none"]], {}, "Choose a layer"),
    # GIMP itself checks the values of arguments; gimp3_jobs.py makes errors of its warnings.
    "mode": ([], {"mode": "nonsense"}, "is invalid or out of range for property 'mode'"),
    "no colors": ([], {"colors": 0}, "is invalid or out of range for property 'colors'"),
    "too many colors": ([], {"colors": 257},
                        'value "257" of type \'gint\' is invalid or out of range for property'),
    "seed": ([], {"seed": -1}, "is invalid or out of range for property 'seed'"),
    "strength": ([], {"dither": "bayer", "dither-strength": 1.5},
                 "is invalid or out of range for property 'dither-strength'"),
}
CASES = {**COMMON, **(OLD_ONLY if isinstance(HOST, hosts.Gimp2) else NEW_ONLY)}

# The steps after which the image does not look like the file.
CHANGING = {"move", "gray", "indexed", "remove_layers", "add_filter", "add_mask", "soften"}


class Errors(quant_test.Case):
    def picture(self):
        picture = os.path.join(self.folder, "in.png")
        pictures.magick("-size", "64x48", "plasma:red-blue", "-depth", "8", *pictures.CLEAN, picture)
        return picture

    def test_messages(self):
        picture = self.picture()
        jobs = [{"open": picture, "setup": setup, "call": call}
                for setup, call, _ in CASES.values()]
        for i, job in enumerate(jobs):
            if not {step for step, *_ in job["setup"]} & CHANGING:
                job["save_failed"] = os.path.join(self.folder, f"{i}.png")
        results = HOST.run(jobs, self.folder)
        self.assertEqual(len(results), len(CASES))
        for (name, (_, _, message)), job, result in zip(CASES.items(), jobs, results):
            with self.subTest(case=name):
                self.assertIn("error", result)
                self.assertIn(message, result["error"])
                if job.get("save_failed"):
                    self.assertEqual(pictures.different_pixels(picture, job["save_failed"]), 0)

    @hosts.only(HOST, hosts.Gimp3)
    def test_values_in_script_fu(self):
        self.picture()
        script = """(let ((image (gimp-file-load RUN-NONINTERACTIVE "/quant-jobs/in.png")))
          (plug-in-quant-kmeans #:run-mode RUN-NONINTERACTIVE #:image image
                                #:drawables (gimp-image-get-selected-drawables image) %s))"""
        for value, code, message in (
                ("#:colors 0", 70, "has value 0 out of range: 1 to 256"),
                ("#:colors 300", 70, "has value 300 out of range: 1 to 256"),
                ("#:dither-strength 1.5", 70, "out of range: 0.000000 to 1.000000"),
                ("#:seed -1", 70, "has value -1 out of range: 0 to 2147483647"),
                ('#:mode "nonsense"', 0, "is invalid or out of range for property 'mode'")):
            with self.subTest(value=value):
                ended, log = HOST.script_fu(script % value, self.folder)
                self.assertIn(message, log)
                self.assertEqual(ended, code)

    @hosts.only(HOST, hosts.Gimp3)
    def test_file_with_a_filter_that_is_not_installed(self):
        picture = self.picture()
        copy = """(let ((image (gimp-file-load RUN-NONINTERACTIVE "/quant-jobs/%s")))
          (gimp-file-save RUN-NONINTERACTIVE image "/quant-jobs/%s"))"""
        make = """(let* ((image (gimp-file-load RUN-NONINTERACTIVE "/quant-jobs/in.png"))
                         (layer (vector-ref (gimp-image-get-layers image) 0)))
          (gimp-drawable-append-new-filter layer "quant:kmeans" "K-Means" LAYER-MODE-REPLACE 1.0
                                           "colors" 4)
          (gimp-file-save RUN-NONINTERACTIVE image "/quant-jobs/live.xcf")
          (gimp-drawable-merge-filters layer)
          (gimp-file-save RUN-NONINTERACTIVE image "/quant-jobs/merged.xcf"))"""
        ended, log = HOST.script_fu(make, self.folder)
        self.assertEqual(ended, 0, log)
        ended, log = HOST.script_fu(copy % ("live.xcf", "again.xcf") +
                                    copy % ("live.xcf", "live.png") +
                                    copy % ("merged.xcf", "merged.png"), self.folder, False)
        self.assertEqual(ended, 0, log)
        self.assertIn("(quant:kmeans) filter is not installed. It was discarded.", log)
        ended, log = HOST.script_fu(copy % ("again.xcf", "again.png") +
                                    copy % ("live.xcf", "applied.png"), self.folder)
        self.assertEqual(ended, 0, log)
        self.assertNotIn("not installed", log)
        self.quant("convert", "-q", "-k", "4", "--truecolor", picture, "-o", "expected.png")
        for made, expected in (("live", picture), ("again", picture), ("applied", "expected.png"),
                               ("merged", "expected.png")):
            with self.subTest(picture=made):
                path = os.path.join(self.folder, made + ".png")
                self.assertEqual(pictures.different_pixels(path, expected), 0)


if __name__ == "__main__":
    unittest.main()
