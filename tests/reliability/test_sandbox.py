# Tests that a decoder that a hostile file has taken over can do nothing but answer. A worker process
# made for this, hostile_worker.cpp, takes the place of quant-decode.
import ctypes
import json
import os
import platform
import re
import resource
import shutil
import signal
import subprocess

from quant_test import PROGRAM, Case, eventually, main, make_png, read, workers_of, write

HOSTILE = os.environ.get("QUANT_HOSTILE_WORKER", os.path.join(
    os.path.dirname(PROGRAM), "..", "tests", "reliability", "quant_hostile_worker"))
PICTURE = make_png(2, 2, [[0, 1], [2, 3]], 8, 0)
SANITIZED = b"__asan_init" in read(PROGRAM) or b"__tsan_init" in read(PROGRAM)
# What a worker must not see, and what a copied program needs to find its library.
ENVIRONMENT = {**os.environ, "QUANT_SECRET": "secret", "LD_LIBRARY_PATH": os.path.join(
    os.path.dirname(PROGRAM), "..", "libquant")}

ATTEMPTS = {"read", "write", "find", "remove", "connect", "pair", "fork", "thread", "execute",
            "memory", "cpu", "size", "code", "made-code", "ignore", "kill", "dump", "trace"}


def landlock_version():
    """The version of Landlock of this kernel, or 0."""
    create_ruleset = 444
    return max(0, ctypes.CDLL(None).syscall(create_ruleset, None, ctypes.c_size_t(0), 1))


def has_seccomp():
    """Whether a worker can have a filter: on other machines it does not know the calls."""
    path = "/proc/sys/kernel/seccomp/actions_avail"
    return (os.path.exists(path) and "errno" in read(path).decode() and
            platform.machine() in ("x86_64", "aarch64"))


class Sandbox(Case):
    def setUp(self):
        super().setUp()
        shutil.copy(PROGRAM, "quant")
        shutil.copy(HOSTILE, "quant-decode")
        write("victim", b"")

    def convert(self, *arguments, **options):
        return subprocess.run(["./quant", "convert", *arguments], stderr=subprocess.PIPE, text=True,
                              timeout=120, env=ENVIRONMENT, check=False, **options)

    def attacks(self, **options):
        """Lets the hostile worker attack, and returns what was refused and what was not."""
        write("a.png", PICTURE)
        error = self.convert("a.png", "-o", "b.png", **options).stderr
        match = re.fullmatch(r"quant: a.png: refused:(.*); allowed:(.*)\.\n", error)
        self.assertTrue(match, error)
        refused, allowed = (set(group.split()) for group in match.groups())
        self.assertEqual(refused | allowed, ATTEMPTS)
        return refused

    def test_a_hostile_decoder_is_refused_everything(self):
        refused = self.attacks()
        if not SANITIZED and has_seccomp():
            self.assertEqual(refused, ATTEMPTS)
            self.assertFalse(os.path.exists("hostile"))
        elif not SANITIZED and landlock_version() > 0:
            self.assertLessEqual({"read", "write", "remove"}, refused)

    def test_answers_that_would_never_end(self):
        shutil.copy(HOSTILE, "quant-tiff")
        for answer in (b"larger", b"other"):
            write("a.png", PICTURE + answer)
            done = self.convert("a.png", "-o", "b.png")
            self.assertEqual((done.returncode, done.stderr),
                             (1, "quant: a.png: the decoder gave a wrong answer\n"))

    def test_limit_of_cpu_time(self):
        """The program is stopped meanwhile, so that its own time limit does not come first."""
        write("a.png", PICTURE + b"spin")
        process = subprocess.Popen(["./quant", "convert", "--jobs", "1", "a.png", "--timeout", "3",
                                    "--threads", "1", "--decoder", "auto"], stderr=subprocess.PIPE,
                                   env=ENVIRONMENT)

        def used():
            worker = workers_of(process.pid).get("quant-decode")
            if worker is None:
                return 0
            with open(f"/proc/{worker}/stat", encoding="utf-8") as file:
                return int(file.read().rsplit(")", 1)[1].split()[11])
        eventually(lambda: used() >= 10,  # hundredths of a second: more than loading takes
                   "a spinning worker")
        process.send_signal(signal.SIGSTOP)
        eventually(lambda: not workers_of(process.pid), "the end of the worker")
        process.send_signal(signal.SIGCONT)
        error = process.communicate(timeout=120)[1].decode()
        self.assertEqual(error, "quant: a.png: decoding took longer than 3 s of CPU time\n")


class Surroundings(Case):
    def test_limits_and_environment_of_a_worker(self):
        write("a.png", PICTURE)
        process = subprocess.Popen([PROGRAM, "convert", "--jobs", "1", "a.png", "-",
                                    "--output-dir", "o", "-q",
                                    "--timeout", "50", "--threads", "1"],
                                   stdin=subprocess.PIPE, env=ENVIRONMENT)
        eventually(lambda: os.path.exists("o/a.png"), "the first picture")
        worker = workers_of(process.pid)["quant-decode"]
        variables = read(f"/proc/{worker}/environ").split(b"\0")
        # Both are set for the next file when it comes: this is what the first one had.
        cpu, _ = resource.prlimit(worker, resource.RLIMIT_CPU)
        sizes = [resource.prlimit(worker, limit)
                 for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)]
        process.communicate(PICTURE)
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"LC_ALL=C", variables)
        names = {variable.split(b"=")[0] for variable in variables if variable}
        self.assertLessEqual(names, {b"LC_ALL", b"LD_LIBRARY_PATH", b"ASAN_OPTIONS",
                                     b"LSAN_OPTIONS", b"TSAN_OPTIONS", b"UBSAN_OPTIONS"})
        self.assertIn(cpu, (51, 52))
        most = (16 << 20) + (64 << 20) + 9 * 250_000_000
        self.assertEqual(sizes, [(most, most), (0, 0)])

    def test_info_says_what_is_in_force(self):
        found = json.loads(self.quant("info", "--json")[0])["containment"]
        for guard in ("no_new_privileges", "no_capabilities", "limit_cpu_time", "limit_file_size"):
            self.assertTrue(found[guard], guard)
        self.assertEqual(found["limit_memory"], not SANITIZED)
        self.assertEqual(found["limit_processes"], not SANITIZED and os.getuid() != 0)
        self.assertEqual(found["landlock_abi"], 0 if SANITIZED else landlock_version())
        self.assertEqual(found["landlock"], found["landlock_abi"] > 0)
        self.assertEqual(found["seccomp"], not SANITIZED and has_seccomp())

    def test_info_without_a_worker(self):
        shutil.copy(PROGRAM, "quant")
        run = lambda *arguments: subprocess.run(["./quant", "info", *arguments], env=ENVIRONMENT,
                                                capture_output=True, text=True, check=True).stdout
        self.assertIn("not known: cannot start", run())
        self.assertIsNone(json.loads(run("--json"))["containment"])


if __name__ == "__main__":
    main()
