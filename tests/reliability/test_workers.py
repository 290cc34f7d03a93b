# Tests that a decoder process that crashes, hangs, vanishes or asks for too much affects one file.
import os
import shutil
import signal
import struct
import subprocess
import threading
import time
import zlib

from quant_test import (PROGRAM, Case, chunk, eventually, load, main, make_png, read, workers_of,
                        write)

PICTURE = make_png(400, 300, [[(x * y) % 256 for x in range(400)] for y in range(300)], 8, 0)

# In a build with AddressSanitizer, the sanitizer must not handle SIGSEGV.
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":handle_segv=0"

# 144 megapixels of black take a few hundred milliseconds to decode.
BIG = make_png(12000, 12000, [], 8, 0)[:33] + chunk(
    b"IDAT", zlib.compress(bytes(12001 * 12000), 1)) + chunk(b"IEND", b"")


def bmp(width=2, height=2):
    size = width * height * 4
    return (b"BM" + struct.pack("<IHHI", 54 + size, 0, 0, 54) +
            struct.pack("<IiiHHIIiiII", 40, width, height, 1, 32, 0, size, 0, 0, 0, 0) +
            bytes(i % 256 for i in range(size)))


class Waiting(Case):
    def after_the_first_picture(self):
        """Waits until a.png is converted: the program then waits for its second picture."""
        eventually(lambda: os.path.exists("o/a.png"), "the first picture")


class Attached:
    """A running program that reads its picture from the test, which can inspect it meanwhile. It
    has one job, and so at most one worker of each kind."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "convert", "--jobs", "1", *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)

    def worker(self, name):
        eventually(lambda: name[:15] in workers_of(self.process.pid), name)
        return workers_of(self.process.pid)[name[:15]]

    def finish(self, content):
        out, err = self.process.communicate(content, timeout=60)
        return self.process.returncode, err.decode()


class Crashes(Waiting):
    def test_worker_that_died_between_two_files_is_replaced(self):
        write("a.png", PICTURE)
        run = Attached("a.png", "-", "--output-dir", "o", "-q")
        pid = run.worker("quant-decode")
        self.after_the_first_picture()
        os.kill(pid, signal.SIGKILL)
        self.assertEqual(run.finish(PICTURE), (0, ""))
        self.assertEqual(load("o/a.png").pixels(), load("o/stdin.png").pixels())

    def test_crash_while_decoding_is_one_failed_file(self):
        write("big.png", BIG)
        write("b.png", PICTURE)
        for number, name in ((signal.SIGSEGV, "SIGSEGV"), (signal.SIGABRT, "SIGABRT"),
                             (signal.SIGKILL, "SIGKILL")):
            # With --decoder, the worker is not started early, but for this file.
            run = Attached("big.png", "b.png", "--decoder", "auto", "--output-dir", name, "-q")
            os.kill(run.worker("quant-decode"), number)
            self.assertEqual(run.finish(b""), (1, f"quant: big.png: the decoder crashed ({name}): "
                                                  "the file is probably damaged\n"))
            self.assertEqual(os.listdir(name), ["b.png"])

    def test_crash_of_a_used_worker_is_tried_again(self):
        write("a.png", PICTURE)
        run = Attached("a.png", "-", "--output-dir", "o", "-q")
        pid = run.worker("quant-decode")
        self.after_the_first_picture()
        os.kill(pid, signal.SIGSTOP)  # it takes the request and never answers

        def strike():
            time.sleep(0.5)
            os.kill(pid, signal.SIGKILL)

        thread = threading.Thread(target=strike)
        thread.start()
        self.assertEqual(run.finish(PICTURE), (0, ""))
        thread.join()

    def test_worker_that_died_before_its_first_file_is_replaced(self):
        """It is started while the options are read, and waits as long as the first file does."""
        write("b.png", PICTURE)
        run = Attached("-", "b.png", "--output-dir", "o", "-q")
        pid = run.worker("quant-decode")
        os.kill(pid, signal.SIGKILL)
        status, err = run.finish(PICTURE)
        self.assertEqual((status, err), (0, ""))

    def test_hang_is_one_failed_file(self):
        write("a.png", PICTURE)
        run = Attached("a.png", "-", "a.png", "--timeout", "3", "--output-dir", "o", "-q")
        pid = run.worker("quant-decode")
        self.after_the_first_picture()
        os.kill(pid, signal.SIGSTOP)
        status, err = run.finish(PICTURE)
        self.assertEqual(status, 1)
        self.assertEqual(err.splitlines()[0], "quant: -: decoding took longer than 3 s")
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_workers_end_with_the_program(self):
        write("b.png", PICTURE)
        self.quant("convert", "b.png", "--truecolor", "-o", "a.tif")
        for number in (signal.SIGKILL, signal.SIGTERM):
            run = Attached("a.tif", "b.png", "-", "--output-dir", "o", "--force")
            pids = [run.worker("quant-tiff"), run.worker("quant-decode")]
            run.process.send_signal(number)
            run.process.communicate()
            eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids),
                       "the end of the workers")


class Limits(Waiting):
    def test_pixels_are_checked_before_memory_is_taken(self):
        head = struct.pack(">IIBBBBB", 100000, 100000, 8, 6, 0, 0, 0)
        write("bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x\x9c") +
              chunk(b"IEND", b""))
        write("bomb.bmp", bmp()[:18] + struct.pack("<ii", 60000, 60000) + bmp()[26:])
        for name, size in (("bomb.png", "100000 x 100000"), ("bomb.bmp", "60000 x 60000")):
            self.fails("convert", name, message=f"{name}: {size} pixels are more than 250000000")

    def test_memory_limit_of_the_workers(self):
        # The file announces 240 million pixels in a few bytes. This number is allowed, so decoding
        # must start, and fail because of the content, in bounded memory.
        head = struct.pack(">IIBBBBB", 16000, 15000, 8, 6, 0, 0, 0)
        write("thin.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x\x9c") +
              chunk(b"IEND", b""))
        self.fails("convert", "thin.png", message="thin.png: the file is damaged")
        if b"__asan_init" in read(PROGRAM):
            self.skipTest("AddressSanitizer needs unlimited address space")
        write("a.png", PICTURE)
        run = Attached("a.png", "-", "--output-dir", "o", "--max-pixels", "1000000")
        pid = run.worker("quant-decode")
        self.after_the_first_picture()
        with open(f"/proc/{pid}/limits", encoding="ascii") as file:
            soft = next(line for line in file if line.startswith("Max address space")).split()[3]
        self.assertEqual(int(soft), (2 << 30) + 24 * 1000000)
        run.finish(PICTURE)

    def test_worker_sees_nothing_of_the_program(self):
        write("a.png", PICTURE)
        with open("secret", "wb") as secret:
            os.set_inheritable(secret.fileno(), True)
            process = subprocess.Popen([PROGRAM, "convert", "--jobs", "1", "a.png", "-",
                                        "--output-dir", "o"],
                                       stdin=subprocess.PIPE, close_fds=False)
            run = Attached.__new__(Attached)
            run.process = process
            pid = run.worker("quant-decode")
            self.after_the_first_picture()

            def links():
                return sorted(os.readlink(f"/proc/{pid}/fd/{fd}").split(":")[0]
                              for fd in os.listdir(f"/proc/{pid}/fd"))
            # The worker may still be closing what it received for the first picture.
            eventually(lambda: len(links()) <= 4, "the end of the first picture")
            self.assertEqual(links(), ["/dev/null"] * 3 + ["socket"])
            process.communicate(PICTURE)


class Installation(Case):
    def test_missing_worker(self):
        shutil.copy(PROGRAM, "quant")
        write("a.png", PICTURE)
        library = os.path.join(os.path.dirname(PROGRAM), "..", "libquant")
        result = subprocess.run(["./quant", "convert", "a.png"], stderr=subprocess.PIPE,
                                env={**os.environ, "LD_LIBRARY_PATH": library})
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr.decode(), r"^quant: a.png: cannot start .*libexec/quant/"
                                                 r"quant-decode: No such file or directory\n$")


if __name__ == "__main__":
    main()
