# Tests that a batch that is killed at any moment can go on: the tree is then that of an undisturbed
# run, with nothing temporary left. And that failures of the machine are called by their names.
import fcntl
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import zlib

from quant_test import PROGRAM, Case, chunk, eventually, main, make_png, read, workers_of, write

ROOT = os.geteuid() == 0
IS_SANITIZED = b"__asan_init" in read(PROGRAM) or b"__tsan_init" in read(PROGRAM)


def picture(seed, width=60, height=40):
    return make_png(width, height, [[(x * y * (seed + 3) + x * 7 + seed) % 256
                                     for x in range(3 * width)] for y in range(height)])


def tree(folder):
    return {os.path.relpath(os.path.join(path, name), folder): read(os.path.join(path, name))
            for path, _, names in os.walk(folder) for name in names}


def files_of(pid):
    """Returns what a process has open."""
    try:
        return [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return []


class Kills(Case):
    """100 kills at random times, with 1 and with 4 jobs."""
    COUNT = 40
    SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def setUp(self):
        super().setUp()
        for i in range(self.COUNT):
            os.makedirs(f"x/{i % 5}", exist_ok=True)
            write(f"x/{i % 5}/{i}.png", picture(i))
        start = time.perf_counter()
        self.quant("convert", "x", "-r", "--output-dir", "whole", "-k", "16", "--jobs", "1")
        self.duration = time.perf_counter() - start
        self.whole = tree("whole")

    def disturb(self, output, kills, *arguments):
        """Starts the same batch again and again, and kills it each time; returns how many ended by
        themselves."""
        rng = random.Random(len(arguments) + kills)
        ended = 0
        command = [PROGRAM, "convert", "x", "-r", "--output-dir", output, "-k", "16", "-q",
                   "--journal", "journal", *arguments]
        for _ in range(kills):
            process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
            time.sleep(rng.random() * self.duration / 4)
            number = rng.choice(self.SIGNALS)
            os.killpg(process.pid, number)
            _, err = process.communicate(timeout=60)
            self.assertIn(process.returncode, (0, -number, 128 + number), err)
            ended += process.returncode == 0
            for name, content in tree(output).items() if os.path.isdir(output) else ():
                if not os.path.basename(name).startswith(".quant-"):
                    self.assertEqual(content, self.whole[name], name)
        return ended

    def finish(self, output, *arguments):
        self.quant("convert", "x", "-r", "--output-dir", output, "-k", "16", "-q", "--journal",
                   "journal", *arguments)
        self.assertEqual(tree(output), self.whole)

    def test_new_files(self):
        for jobs in ("1", "4"):
            with self.subTest(jobs=jobs):
                rounds = 0
                for kills in (10, 10, 5):
                    self.disturb("o", kills, "--jobs", jobs)
                    self.finish("o", "--jobs", jobs)
                    rounds += kills
                    shutil.rmtree("o")
                    os.unlink("journal")

    def test_replaced_files(self):
        """Replacing takes a temporary name, which the next run must find and remove."""
        for jobs in ("1", "4"):
            with self.subTest(jobs=jobs):
                for kills in (10, 15):
                    shutil.copytree("whole", "o")
                    for name in self.whole:
                        write(os.path.join("o", name), b"old")
                    self.disturb_replacing(kills, jobs)
                    self.finish("o", "--force", "--jobs", jobs)
                    shutil.rmtree("o")
                    os.unlink("journal")

    def disturb_replacing(self, kills, jobs):
        rng = random.Random(kills)
        for _ in range(kills):
            process = subprocess.Popen([PROGRAM, "convert", "x", "-r", "--output-dir", "o", "-k",
                                        "16", "-q", "--journal", "journal", "--force", "--jobs",
                                        jobs], stderr=subprocess.PIPE, start_new_session=True)
            time.sleep(rng.random() * self.duration / 4)
            os.killpg(process.pid, rng.choice(self.SIGNALS))
            process.communicate(timeout=60)
            for name, content in tree("o").items():
                if not os.path.basename(name).startswith(".quant-"):
                    self.assertIn(content, (b"old", self.whole[name]), name)


class Stale(Case):
    """Replacing a file takes a temporary name, always the same one for an output, so that the next
    run removes what a killed one has left."""

    def test_temporary_file_of_a_killed_program(self):
        if IS_SANITIZED:
            self.skipTest("AddressSanitizer wants to be loaded first")
        write("a.png", picture(1))
        self.quant("convert", "a.png", "--output-dir", "o")
        expected = read("o/a.png")
        env = {**os.environ, "LD_PRELOAD": os.environ["QUANT_OLD_FILE_SYSTEM"]}
        for extra in ({}, {"UNNAMED_FILES": "1"}):
            with self.subTest(**extra):
                write("o/a.png", b"old")
                for _ in range(2):
                    self.quant("convert", "a.png", "--output-dir", "o", "--force", status=-9,
                               env={**env, **extra, "DIE_AT_RENAME": "1"})
                    left = [name for name in os.listdir("o") if name.startswith(".quant-")]
                    self.assertEqual(len(left), 1)
                    self.assertEqual(read("o/a.png"), b"old")
                # A living program holds a lock on its file, which another one leaves alone.
                with open(f"o/{left[0]}", "rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX)
                    self.quant("convert", "a.png", "--output-dir", "o", "--force",
                               env={**env, **extra})
                self.assertEqual(sorted(os.listdir("o")), [left[0], "a.png"])
                self.quant("convert", "a.png", "--output-dir", "o", "--force",
                           env={**env, **extra})
                self.assertEqual(os.listdir("o"), ["a.png"])
                self.assertEqual(read("o/a.png"), expected)


class Order(Case):
    """What a power cut can cost depends on the order of syncing (s) and naming (n)."""

    def calls(self, *arguments):
        if os.path.exists("calls"):
            os.unlink("calls")
        env = {**os.environ, "LD_PRELOAD": os.environ["QUANT_OLD_FILE_SYSTEM"],
               "UNNAMED_FILES": "1", "LOG_CALLS": os.path.abspath("calls")}
        self.quant("convert", "x", "--jobs", "1", "-k", "4", "-q", *arguments, env=env)
        return read("calls").decode() if os.path.exists("calls") else ""

    def test_bytes_are_synced_before_they_have_a_name(self):
        if IS_SANITIZED:
            self.skipTest("AddressSanitizer wants to be loaded first")
        os.mkdir("x")
        for count in (1, 2, 40):
            for i in range(count):
                write(f"x/{i}.png", picture(i))
            for extra in ((), ("--journal", f"j{count}")):
                with self.subTest(count=count, extra=extra):
                    calls = self.calls("--output-dir", f"end{count}{len(extra)}", *extra)
                    self.assertEqual(calls.count("n"), count)
                    self.assertRegex(calls, "^s+(n+s+)+$")  # the names are synced at the end
            self.assertRegex(self.calls("--output-dir", f"file{count}", "--sync", "file"),
                             "^(s+n+s+)+$")
            self.assertEqual(self.calls("--output-dir", f"none{count}", "--sync", "none"),
                             "n" * count)


class Machine(Case):
    def setUp(self):
        super().setUp()
        for i in range(30):
            write(f"{i:02}.png", picture(i))

    def statuses(self, out):
        return [r["status"] for r in json.loads(out)["results"]]

    def test_output_folder_that_is_removed(self):
        for i in range(30, 600):
            write(f"{i:03}.png", picture(1))
        with subprocess.Popen([PROGRAM, "convert", ".", "--output-dir", "o/p", "--json", "-q"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            eventually(lambda: os.path.isdir("o/p") and len(os.listdir("o/p")) > 2, "some outputs")
            os.rename("o", "elsewhere")
            out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"quant: o/p: is gone", err)
        self.assertGreater(self.statuses(out).count("not tried"), 100)
        self.assertFalse(os.path.exists("o"))

    def test_input_that_changes_while_it_is_read(self):
        # 144 megapixels of black take a few hundred milliseconds to decode.
        big = make_png(12000, 12000, [], 8, 0)[:33] + chunk(
            b"IDAT", zlib.compress(bytes(12001 * 12000), 1)) + chunk(b"IEND", b"")
        # A larger file is mapped instead of read.
        mapped = b"P6 4400 4400 255\n" + bytes(3 * 4400 * 4400)
        cases = [("big.png", big), ("big.ppm", mapped)]
        for (name, content), change in itertools.product(cases, ("cut off", "written")):
            with self.subTest(name=name, change=change):
                write(name, content)
                with subprocess.Popen([PROGRAM, "convert", name, "-o", "out.png"],
                                      stderr=subprocess.PIPE) as process:
                    path = os.path.join(self.folder, name)
                    eventually(lambda: path in files_of(process.pid), "the opening of the input")
                    worker = workers_of(process.pid)["quant-decode"]
                    os.kill(worker, signal.SIGSTOP)
                    if change == "cut off":
                        os.truncate(name, 100)
                    else:
                        write(name, content)
                    os.kill(worker, signal.SIGCONT)
                    _, err = process.communicate(timeout=60)
                self.assertEqual((process.returncode, err),
                                 (1, f"quant: {name}: was changed while it was read\n".encode()))
                self.assertFalse(os.path.exists("out.png"))

    def test_file_size_limit(self):
        _, err = self.quant("convert", "00.png", "-o", "x.png", prefix=("prlimit", "--fsize=400"),
                            status=1)
        self.assertIn("File too large", err)
        self.assertNotIn("damaged", err)

    def test_no_more_processes(self):
        os.chmod(".", 0o777)
        if not ROOT:
            self.skipTest("needs root")
        # The limit counts all processes of a user, and other tests have some too.
        user = str(100_000 + os.getpid())
        out, err = self.quant("convert", ".", "--output-dir", "o", "--json", "--jobs", "4",
                              prefix=("prlimit", "--nproc=1", "setpriv", "--reuid=" + user,
                                      "--regid=65534", "--clear-groups",
                                      # so that the folder of the program can be entered
                                      "--inh-caps=+dac_read_search",
                                      "--ambient-caps=+dac_read_search"), status=None)
        self.assertNotIn("libgomp", err)
        self.assertNotIn("damaged", err)
        self.assertIn("cannot be started: no more processes are allowed (ulimit -u)\n", err)
        self.assertEqual(self.statuses(out), ["failed"] + ["not tried"] * 29)

    def test_too_little_address_space(self):
        if IS_SANITIZED:
            self.skipTest("sanitizers need much address space")
        for kib in (40_000, 60_000, 100_000, 200_000):
            limits = (kib << 10, kib << 10)
            _, err = self.quant(
                "convert", ".", "--output-dir", f"o{kib}", "--jobs", "2", status=None,
                preexec_fn=lambda limits=limits: resource.setrlimit(resource.RLIMIT_AS, limits))
            self.assertNotIn("damaged", err, kib)
            self.assertRegex(err, r"\n?\d+ of 30 files converted.*\n$", kib)

    def test_no_proc(self):
        if not ROOT:
            self.skipTest("needs root")
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
            self.skipTest("cannot mount a small disk in the place of /proc")
        out, err = self.quant("convert", ".", "--output-dir", "o", "--json", status=None, prefix=(
            "unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh"))
        self.assertEqual(self.statuses(out).count("ok"), 30, err)

    def test_two_runs_on_one_journal(self):
        processes = [subprocess.Popen([PROGRAM, "convert", ".", "--output-dir", "o", "--journal",
                                       "j", "-q"], stderr=subprocess.PIPE) for _ in range(2)]
        results = [(p.communicate(timeout=60)[1], p.returncode) for p in processes]
        self.assertIn(0, [status for _, status in results])
        for err, status in results:
            if status:
                self.assertIn(b"j: is in use by another run of quant", err)
        self.assertEqual(len(os.listdir("o")), 30)


if __name__ == "__main__":
    main()
