# Tests for defects that a review found by trying to break the program.
import json
import os
import signal
import subprocess
import time

from quant_test import PROGRAM, Case, load, main, make_png, read, wait_for_handlers, write

ROWS = [[s for x in range(48) for s in (x * 5, y * 6, (x * y) % 256)] for y in range(40)]
PICTURE = make_png(48, 40, ROWS)


class Numbers(Case):
    def test_a_leading_zero_is_not_octal(self):
        write("a.png", PICTURE)
        self.quant("convert", "a.png", "-k", "010", "-o", "ten.png")
        self.assertEqual(len(load("ten.png").palette), 10)
        self.quant("convert", "a.png", "-k", "08", "-o", "eight.png")
        self.assertEqual(len(load("eight.png").palette), 8)


class Names(Case):
    def test_names_that_the_parser_would_change(self):
        for name in ("[x]", "[a,b]", "++"):
            write(name, PICTURE)
            self.quant("convert", name, "-o", "out.png", "--force")
            self.quant("convert", "-o", "out.png", "--force", "--", name)

    def test_names_that_begin_with_a_dash(self):
        for name in ("-dash.png", "-k.png", "-q.png", "--json", "--colors=5", "a.png"):
            write(name, PICTURE)
        for name, message in (
                ("-dash.png", "there is no option -dash.png; put -- before the names of files, or "
                              "write ./-dash.png (see quant convert --help)"),
                ("-k.png", "-k.png is a file, and also the option -k; for the file put -- before"),
                ("-q.png", "-q.png is a file, and also the option -q; for the file put -- before")):
            self.fails("convert", name, "a.png", status=2, message=message)
            self.quant("convert", f"./{name}", "-o", "out.png", "--force")
        self.quant("convert", "-k", "5", "a.png", "--output-dir", "d", "--", "-dash.png", "-k.png",
                   "--json", "--colors=5")
        self.assertEqual(sorted(os.listdir("d")),
                         ["--colors=5.png", "--json.png", "-dash.png", "-k.png", "a.png"])
        self.assertEqual(len(load("d/-dash.png").palette), 5)
        self.quant("compare", "a.png", "--json", "--", "-k.png")
        self.quant("palette", "-q", "--", "-k.png")

    def test_a_value_may_be_empty_or_look_like_a_list(self):
        write("a.png", PICTURE)
        self.quant("convert", "a.png", "--suffix=", "--output-dir", "d")
        self.quant("convert", "a.png", "--suffix", "[x]")
        self.assertTrue(os.path.exists("d/a.png") and os.path.exists("a[x].png"))

    def test_force_spares_an_input_that_is_still_to_be_read(self):
        write("x.png", PICTURE)
        write("x-1.png", make_png(48, 40, [list(reversed(row)) for row in ROWS]))
        before = read("x-1.png")
        _, errors = self.quant("convert", "--force", "--suffix", "-1", "x.png", "x-1.png",
                               status=1)
        self.assertIn("x-1.png: is an input of this command too", errors)
        self.assertEqual(read("x-1.png"), before)
        self.assertTrue(os.path.exists("x-1-1.png"))

    def test_json_comes_even_if_the_folder_cannot_be_made(self):
        write("a.png", PICTURE)
        write("file", b"")
        out, _ = self.quant("convert", "a.png", "--json", "--output-dir", "file", status=1)
        self.assertEqual(json.loads(out)["results"][0]["status"], "failed")


class Streams(Case):
    def test_closed_standard_streams(self):
        write("a.png", PICTURE)
        for redirection, status in (("- <&-", 1), ("a.png -o - >&-", 1),
                                    ("a.png -o out.png >&- 2>&- <&-", 0)):
            done = subprocess.run(["sh", "-c", f"exec {PROGRAM} convert {redirection}"],
                                  capture_output=True, timeout=120, check=False)
            self.assertEqual(done.returncode, status, redirection)
        self.assertEqual(load("out.png").width, 48)

    def test_a_listener_that_leaves_costs_no_picture(self):
        for i in range(5):
            write(f"{i}.png", PICTURE)
        subprocess.run(["sh", "-c", f"{PROGRAM} convert ?.png --output-dir out -v | true"],
                       capture_output=True, timeout=120, check=True)
        self.assertEqual(len(os.listdir("out")), 5)

    def test_a_signal_ends_a_stalled_write(self):
        noise = [list(os.urandom(1500)) for _ in range(500)]  # more bytes than a pipe can hold
        write("n.png", make_png(500, 500, noise))
        with subprocess.Popen([PROGRAM, "convert", "n.png", "-o", "-"],
                              stdout=subprocess.PIPE) as process:
            wait_for_handlers(process)
            time.sleep(0.5)  # it decodes, and then waits for the pipe
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=120), 143)

    def test_ignored_child_signals(self):
        write("a.png", PICTURE)
        subprocess.run(["sh", "-c", f"trap '' CHLD; exec {PROGRAM} convert a.png -o o.png"],
                       check=True, timeout=120)


if __name__ == "__main__":
    main()
