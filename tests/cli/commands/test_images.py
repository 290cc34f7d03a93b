# Tests that folders of real photographs convert without a failure. test_readers.py has unusual files.
import os

from quant_test import Case, data_folder, files_below, load, main

DATA = data_folder("")


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


if __name__ == "__main__":
    main()
