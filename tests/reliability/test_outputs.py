# Tests that an output is whole or absent: on a full disk, past a file-size limit, in a folder that
# cannot be written, and when the program is killed at any moment.
import json
import os
import random
import shutil
import subprocess
import time

from quant_test import OBEDIENT, PROGRAM, Case, load, main, make_png, read, write

RNG = random.Random(4)
# Gray noise does not compress: 4096 bytes of pixels become a little more than 4200 of PNG.
NOISE = make_png(64, 64, [[RNG.randint(0, 255) for _ in range(64)] for _ in range(64)], 8, 0)
BIG_NOISE = make_png(600, 400, [[RNG.randint(0, 255) for _ in range(600)] for _ in range(400)],
                     8, 0)
ROOT = os.geteuid() == 0
PRELOAD = os.environ["QUANT_OLD_FILE_SYSTEM"]


class Folders(Case):
    def test_read_only_folder(self):
        os.mkdir("closed")
        write("a.png", NOISE)
        os.chmod("closed", 0o555)
        self.fails("convert", "a.png", "-o", "closed/x.png", prefix=OBEDIENT,
                   message="closed/x.png: cannot create: Permission denied")
        self.fails("convert", "a.png", "--output-dir", "closed/sub", prefix=OBEDIENT,
                   message="closed/sub: cannot create the folder: Permission denied")

    def test_missing_folder_and_file_as_folder(self):
        write("a.png", NOISE)
        self.fails("convert", "a.png", "-o", "none/x.png", message="none/x.png: cannot create")
        self.fails("convert", "a.png", "-o", "a.png/x.png", message="a.png/x.png: cannot create")
        self.fails("convert", "a.png", "--output-dir", "a.png", message="cannot create the folder")
        self.assertEqual(os.listdir("."), ["a.png"])

    def test_name_that_is_too_long(self):
        write("a.png", NOISE)
        self.fails("convert", "a.png", "-o", "x" * 300 + ".png", message="File name too long")


class NoSpace(Case):
    def test_file_size_limit(self):
        write("a.png", NOISE)
        for limit, where in ((4200, "x.png: File too large"), (2000, "a.png: ")):
            self.fails("convert", "a.png", "-o", "x.png", prefix=("prlimit", f"--fsize={limit}"),
                       message=where)
            self.assertEqual(os.listdir("."), ["a.png"])

    def test_old_output_survives(self):
        write("a.png", NOISE)
        write("x.png", b"old")
        self.fails("convert", "a.png", "-o", "x.png", "--force", message="File too large",
                   prefix=("prlimit", "--fsize=4200"))
        self.assertEqual(read("x.png"), b"old")

    def test_full_disk(self):
        os.mkdir("disk")
        if not ROOT or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", "disk"],
                                      stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a small disk")
        try:
            write("a.png", BIG_NOISE)
            write("small.png", NOISE)
            # A full disk ends the batch.
            for i in range(200):
                write(f"small-{i:03}.png", NOISE)
            out, err = self.quant("convert", "a.png", ".", "--jobs", "1", "--json",
                                  "--output-dir", "disk", status=1)
            self.assertIn("quant: disk/a.png: No space left on device\n", err)
            statuses = [r["status"] for r in json.loads(out)["results"]]
            self.assertEqual(statuses[0], "failed")
            self.assertGreater(statuses.count("not tried"), 100)
            self.assertEqual(len(os.listdir("disk")), statuses.count("ok"))
            self.quant("convert", "small.png", "-o", "disk/small.png", "--force")
            self.assertEqual(load("disk/small.png").width, 64)
        finally:
            subprocess.run(["umount", "disk"], check=True)


class Races(Case):
    def test_output_that_appears_meanwhile_is_not_overwritten(self):
        # The program reads from a pipe and checks the name before the picture is complete.
        write("a.png", NOISE)
        with subprocess.Popen([PROGRAM, "convert", "-", "-o", "x.png"], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdin.write(NOISE[:100])
            process.stdin.flush()
            time.sleep(0.3)
            write("x.png", b"mine")
            _, err = process.communicate(NOISE[100:], timeout=60)
        self.assertEqual((process.returncode, err),
                         (1, b"quant: x.png: exists (use --force to overwrite)\n"))
        self.assertEqual(read("x.png"), b"mine")

    def test_killed_at_any_moment(self):
        write("a.png", BIG_NOISE)
        start = time.perf_counter()
        self.quant("convert", "a.png", "-o", "x.png", "-k", "200")
        duration = time.perf_counter() - start
        whole = read("x.png")
        finished = 0
        for i in range(60):
            os.unlink("x.png") if os.path.exists("x.png") else None
            process = subprocess.Popen([PROGRAM, "convert", "a.png", "-o", "x.png", "-k", "200"])
            time.sleep(duration * 1.1 * i / 60)
            process.kill()
            process.wait()
            self.assertIn(sorted(os.listdir(".")), (["a.png"], ["a.png", "x.png"]))
            if os.path.exists("x.png"):
                finished += 1
                self.assertEqual(read("x.png"), whole)
        print(f"{finished} of 60 had finished", end=" ")


class OldFileSystem(Case):
    """Tests the other ways to write an output: without unnamed files, without a rename that does
    not replace, and without links."""

    def test_convert(self):
        if b"__asan_init" in read(PROGRAM):
            self.skipTest("AddressSanitizer wants to be loaded first")
        write("a.png", NOISE)
        os.umask(0o022)
        for extra in ({}, {"NO_RENAME_NOREPLACE": "1"}, {"NO_LINKS": "1"}):
            env = {**os.environ, **extra, "LD_PRELOAD": PRELOAD}
            os.mkdir("out")
            self.quant("convert", "a.png", "-o", "out/x.png", env=env)
            self.assertEqual(os.stat("out/x.png").st_mode & 0o777, 0o644)
            self.fails("convert", "a.png", "-o", "out/x.png", env=env, message="exists")
            self.quant("convert", "a.png", "-o", "out/x.png", "--force", "-k", "7", env=env)
            self.assertEqual(os.listdir("out"), ["x.png"])
            self.assertEqual(len(load("out/x.png").palette), 7)
            self.fails("convert", "a.png", "-o", "out/y.png", message="File too large", env=env,
                       prefix=("prlimit", "--fsize=4200"))
            self.assertEqual(os.listdir("out"), ["x.png"])
            self.race(env)
            shutil.rmtree("out")

    def race(self, env):
        with subprocess.Popen([PROGRAM, "convert", "-", "-o", "out/z.png"], env=env,
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(NOISE[:100])
            process.stdin.flush()
            time.sleep(0.3)
            write("out/z.png", b"mine")
            _, err = process.communicate(NOISE[100:], timeout=60)
        self.assertEqual((process.returncode, err),
                         (1, b"quant: out/z.png: exists (use --force to overwrite)\n"))
        self.assertEqual(sorted(os.listdir("out")), ["x.png", "z.png"])


if __name__ == "__main__":
    main()
