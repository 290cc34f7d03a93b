# Tests that an interrupted batch ends soon, with 128 + the signal, and leaves only whole outputs.
import json
import os
import signal
import subprocess
import time

from quant_test import (PROGRAM, Case, load, main, make_png, wait_for_handlers, wait_for_work,
                        write)

STATUS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
PICTURE = make_png(300, 200, [[(x * y + x) % 256 for x in range(900)] for y in range(200)])


class Signals(Case):
    def interrupt(self, number, delay, *arguments, count=200):
        for i in range(count):
            write(f"{i}.png", PICTURE)
        process = subprocess.Popen([PROGRAM, "convert", *[f"{i}.png" for i in range(count)],
                                    "--output-dir", "o", *arguments], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)
        while not (os.path.isdir("o") and len(os.listdir("o")) > 2):
            time.sleep(0.01)
            self.assertIsNone(process.poll())
        time.sleep(delay)
        # The signal goes to the whole process group, as that of Ctrl-C on a terminal does.
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, STATUS[number], err)
        written = os.listdir("o")
        self.assertTrue(2 < len(written) < count, len(written))
        for name in written[:5] + written[-5:]:
            self.assertEqual(load(os.path.join("o", name)).width, 300)
        self.assertNotIn(b"crash", err)
        return out, written

    def test_batch(self):
        for number in STATUS:
            for delay in (0, 0.05):
                with self.subTest(signal=number, delay=delay):
                    self.interrupt(number, delay)
                    for name in os.listdir("o"):
                        os.unlink(os.path.join("o", name))

    def test_json_tells_what_was_done(self):
        out, written = self.interrupt(signal.SIGINT, 0.1, "--json")
        done = [r["output"] for r in json.loads(out)["results"] if r["status"] == "ok"]
        self.assertEqual(sorted(done), sorted(os.path.join("o", name) for name in written))

    def test_long_iterations(self):
        rows = [[(x * 7919 + y * 104729 + x * y) % 256 for x in range(3 * 1500)]
                for y in range(1000)]
        write("big.png", make_png(1500, 1000, rows, level=1))
        process = subprocess.Popen([PROGRAM, "convert", "big.png", "--engine", "sequential"])
        wait_for_work(process, 1)
        self.assertIsNone(process.poll(), "too fast for this test")
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), 130)
        self.assertEqual(os.listdir("."), ["big.png"])

    def test_while_reading_stdin(self):
        process = subprocess.Popen([PROGRAM, "convert", "-", "-o", "x.png"],
                                   stdin=subprocess.PIPE)
        wait_for_handlers(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 143)
        process.stdin.close()
        self.assertEqual(os.listdir("."), [])

    def test_ignored_hangup_stays_ignored(self):
        write("a.png", PICTURE)
        process = subprocess.Popen(["nohup", PROGRAM, "convert", "a.png", "-", "--output-dir", "o"],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        while not os.path.exists("o/a.png"):
            time.sleep(0.01)
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGHUP)
        process.communicate(PICTURE, timeout=60)
        self.assertEqual(process.returncode, 0)


if __name__ == "__main__":
    main()
