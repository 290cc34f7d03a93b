# Tests standard input, standard output and pipes in the place of files.
import os
import pty
import signal
import subprocess

from quant_test import PROGRAM, Case, Png, load, main, make_png, read, wait_for_handlers, write

WIDTH, HEIGHT = 48, 40
ROWS = [[s for x in range(WIDTH) for s in (x * 5, y * 6, (x * y) % 256)] for y in range(HEIGHT)]
PICTURE = make_png(WIDTH, HEIGHT, ROWS)


class Streams(Case):
    def test_stdin_and_stdout(self):
        write("a.png", PICTURE)
        self.quant("convert", "a.png", "-o", "f.png", "-k", "9")
        expected = read("f.png")
        self.assertEqual(self.quant("convert", "-", "-k", "9", stdin=PICTURE)[0], expected)
        self.assertEqual(self.quant("convert", "a.png", "-o", "-", "-k", "9")[0], expected)
        self.quant("convert", "-", "-o", "s.png", "-k", "9", stdin=PICTURE)
        self.quant("convert", "-", "--output-dir", "d", "-k", "9", stdin=PICTURE)
        self.assertEqual([read("s.png"), read("d/stdin.png")], [expected] * 2)

    def test_pipes_are_read_as_standard_input_is(self):
        write("a.png", PICTURE)
        write("p.hex", b"red\nwhite\n")
        for i, options in enumerate(("-k 9", "--palette <(cat p.hex)",
                                     "--importance <(cat a.png)")):
            self.quant("convert", "a.png", "-o", f"{i}.png",
                       *options.replace("<(cat ", "").replace(")", "").split())
            command = f'"$0" convert <(cat a.png) -o piped-{i}.png {options}'
            subprocess.run(["bash", "-c", command, PROGRAM], check=True, timeout=120)
            self.assertEqual(read(f"piped-{i}.png"), read(f"{i}.png"))

    def test_a_pipe_without_a_writer_can_be_interrupted(self):
        os.mkfifo("pipe")
        with subprocess.Popen([PROGRAM, "convert", "pipe", "-o", "x.png"]) as process:
            wait_for_handlers(process)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=120), 143)
        with subprocess.Popen([PROGRAM, "convert", "pipe", "-o", "x.png"]) as process:
            write("pipe", PICTURE)
            self.assertEqual(process.wait(timeout=120), 0)
        self.assertEqual(load("x.png").width, WIDTH)

    def test_verbose_line_does_not_mix_with_the_image(self):
        out, err = self.quant("convert", "-", "-v", stdin=PICTURE)
        self.assertEqual(Png(out).width, WIDTH)
        self.assertIn("PSNR", err)

    def test_bad_stdin(self):
        self.fails("convert", "-", stdin=b"", message="quant: -: the file is empty")
        self.fails("convert", "-", stdin=b"hello world", message="not an image")

    def test_full_stdout(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, "convert", "-"], input=PICTURE, stdout=full,
                                    stderr=subprocess.PIPE)
        self.assertEqual((result.returncode, result.stderr),
                         (1, b"quant: standard output: No space left on device\n"))

    def test_not_to_a_terminal(self):
        master, slave = pty.openpty()
        result = subprocess.run([PROGRAM, "convert", "-"], input=PICTURE, stdout=slave,
                                stderr=subprocess.PIPE)
        os.close(slave)
        os.close(master)
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"terminal", result.stderr)

    def test_streams_that_are_no_picture_end_at_once(self):
        self.fails("convert", "/dev/zero", "-o", "z.png", message="is not an image")
        self.fails("convert", "/dev/null", "-o", "z.png", message="the file is empty")
        write("a.png", PICTURE)
        self.fails("convert", "a.png", "--palette", "/dev/zero", "-o", "z.png",
                   message="/dev/zero: has more than 1 MiB")
        with open("/dev/zero", "rb") as zeros:
            result = subprocess.run([PROGRAM, "convert", "-"], stdin=zeros, capture_output=True,
                                    timeout=120)
        self.assertIn(b"quant: -: is not an image", result.stderr)


if __name__ == "__main__":
    main()
