# Tests that folders of real photographs convert without a failure, and that unusual files convert
# or fail with a reason.
import json
import os
import subprocess

from quant_test import PROGRAM, Case, data_folder, files_below, load, main

DATA = data_folder("")

# Files below odd/ that must fail: they are damaged on purpose, no images, or of a refused kind.
REFUSED = ("pngsuite_full/x", "libpng_testpngs/crashers/", ".txt", ".icc", ".js", ".svgz", ".pdf",
           ".ico", ".avif", "CVS/", "genimages", "truncated.png")
# Kinds that OpenImageIO cannot read: 3, 5 and 7 bits per channel value, 12-bit and lossless JPEG,
# luminance-chroma EXR.
UNSUPPORTED = ("-3b", "-5b", "-7b", "monkey12.jpg", "testimgl.jpg", "libvips/sample.exr")


class Images(Case):
    def converts(self, pictures, *options):
        results = self.report(*pictures, "--output-dir", "out", *options, timeout=800)
        self.assertEqual([r["status"] for r in results], ["ok"] * len(pictures))
        for result in results:
            self.assertLessEqual(result["colors"], result["unique_colors"])
            self.assertEqual(os.path.getsize(result["output"]), result["bytes_out"])
        return results

    def test_landscape(self):
        pictures = [f for f in files_below(os.path.join(DATA, "landscape")) if f.endswith(".jpg")]
        results = self.converts(pictures, "-k", "32", "--preset", "fast")
        for result in results[:3]:
            self.assertEqual(load(result["output"]).width, result["width"])

    def test_kodak(self):
        pictures = [f for f in files_below(os.path.join(DATA, "kodak")) if f.endswith(".png")]
        for result in self.converts(pictures, "--preset", "fast"):
            self.assertGreater(result["psnr"], 30)

    def test_intel(self):
        pictures = [f for f in files_below(os.path.join(DATA, "intel")) if f.endswith(".jpg")]
        self.converts(pictures, "-k", "16")

    def test_odd(self):
        folder = os.path.join(DATA, "odd")
        groups = {}
        for picture in files_below(folder):
            if os.path.relpath(picture, folder).startswith("readers/"):
                continue  # files that are known to be read wrongly or to be refused though sound
            groups.setdefault(os.path.dirname(picture), []).append(picture)
        for number, pictures in enumerate(groups.values()):
            self.odd_group(folder, pictures, f"odd{number}")

    def odd_group(self, folder, pictures, out):
        stdout, stderr = self.run_group(pictures, out)
        for result in stdout:
            name = os.path.relpath(result["input"], folder)
            if result["status"] == "ok" or "already the output" in result["error"]:
                continue
            self.assertTrue(any(part in name for part in REFUSED + UNSUPPORTED),
                            f"{name}: {result['error']}")
            self.assertNotIn("crash", result["error"])
        self.assertEqual(stderr.count("\n"), sum(r["status"] == "failed" for r in stdout))

    def run_group(self, pictures, out):
        done = subprocess.run([PROGRAM, "convert", *pictures, "--output-dir", out, "-k", "16",
                               "--json", "-q"], capture_output=True, timeout=600)
        self.assertIn(done.returncode, (0, 1))
        return json.loads(done.stdout)["results"], done.stderr.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
