# Tests that every engine and every number of threads writes the same bytes.
import os

from quant_test import DATA, Case, files_below, main, read, write

ENGINES = ("sequential", "openmp", "auto")
THREADS = (1, 4)


class Identity(Case):
    def same_bytes(self, pictures, colors, *options):
        wanted = {}
        for k in colors:
            for engine in ENGINES:
                for threads in THREADS:
                    folder = f"{k}-{engine}-{threads}"
                    self.quant("convert", *pictures, "--output-dir", folder, "-k", k, "--engine",
                               engine, "--threads", threads, "-q", *options, timeout=600)
                    self.assertEqual(len(os.listdir(folder)), len(pictures))
                    for name in os.listdir(folder):
                        content = read(os.path.join(folder, name))
                        self.assertEqual(content, wanted.setdefault((k, name), content),
                                         (folder, name))

    def quant(self, *arguments, **options):
        return super().quant(*map(str, arguments), **options)

    def test_samples(self):
        names = self.quant("sample", "s")[0].decode().split()
        self.same_bytes(names, (2, 8, 32, 256), "--max-iterations", "12")

    def test_samples_to_the_end(self):
        self.quant("sample", "s")
        self.same_bytes(["s/landscape-small.png"], (2, 32, 256))
        for empty in ("zero", "keep", "farthest", "split"):
            self.same_bytes(["s/landscape-small.png"], (64,), "--seeding", "random", "--empty",
                            empty, "--force")

    def test_spaces(self):
        names = self.quant("sample", "s")[0].decode().split()
        small = [name for name in names if "small" in name or "alpha" in name]
        self.assertGreater(len(small), 1)
        for space in ("linear", "oklab", "lab"):
            self.same_bytes(small, (2, 32), "--space", space, "--force", "--max-iterations", "9")

    def test_a_picture_whose_memory_another_thread_touches(self):
        """The worker does that for more than 64 MiB, and for damaged files until they fail."""
        rows = [bytes((x * y >> 8) & 0xff for x in range(256)) * 33 for y in range(256)] * 33
        file = b"P5 8448 8448 255\n" + b"".join(rows)
        write("in.pgm", file)
        write("cut.pgm", file[:len(file) // 2])
        for threads in (1, 2):
            self.quant("convert", "in.pgm", "-o", f"{threads}.bmp", "--preset", "instant",
                       "--threads", threads)
            self.assertEqual(read(f"{threads}.bmp"), read("1.bmp"))
            self.fails("convert", "cut.pgm", "-o", "no.bmp", "--threads", str(threads),
                       message="the file is damaged: it ends before its last pixel")
        # 255 * 255 >> 8 is 254, the highest of 255 grays.
        self.assertEqual(len(read("1.bmp")), 14 + 40 + 4 * 255 + 8448 * 8448)

    def test_photographs(self):
        if not os.path.isdir(os.path.join(DATA, "kodak")):
            self.skipTest("no test images")
        pictures = (files_below(os.path.join(DATA, "kodak"))[:10] +
                    files_below(os.path.join(DATA, "intel"))[::30][:10])
        self.same_bytes(pictures, (8, 32), "--max-iterations", "8")


if __name__ == "__main__":
    main()
