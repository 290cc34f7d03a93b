# Helpers of the tests from outside: a test case that runs the program in an empty folder, and a PNG
# reader and writer that share no code with the program.
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
# CTest sets both; by hand, the program of the preset `dev` is tested.
PROGRAM = os.environ.get("QUANT_PROGRAM", os.path.join(ROOT, "build", "dev", "cli", "quant"))
DATA = os.environ.get("QUANT_TEST_DATA", os.path.join(ROOT, "..", "shared", "data"))
SKIP = 77
# The command before one that permissions are to hold for: root ignores them by two capabilities.
# Another user might not be able to enter the folder of the program.
OBEDIENT = (("setpriv", "--bounding-set=-dac_override,-dac_read_search")
            if os.geteuid() == 0 else ())


class Case(unittest.TestCase):
    """A test case that runs in a folder of its own and fails if temporary files are left there."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="quant-test-")
        os.chmod(self.folder, 0o777)
        self.before = os.getcwd()
        os.chdir(self.folder)

    def tearDown(self):
        leftovers = [name for _, folders, files in os.walk(self.folder)
                     for name in folders + files if name.startswith(".quant-")]
        os.chdir(self.before)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.assertEqual(leftovers, [])

    def quant(self, *arguments, status=0, stdin=b"", prefix=(), **options):
        """Runs the program, checks the exit status unless it is None, and returns stdout and
        stderr."""
        options.setdefault("timeout", 120)
        result = subprocess.run([*prefix, PROGRAM, *map(os.fspath, arguments)], input=stdin,
                                capture_output=True, **options)
        if status is not None:
            self.assertEqual(result.returncode, status,
                             f"{arguments}: {result.stdout[-500:]!r} {result.stderr[-2000:]!r}")
        return result.stdout, result.stderr.decode("utf-8", "replace")

    def fails(self, *arguments, status=1, message="", **options):
        """Checks that the program fails with one line on stderr that contains the message. Returns
        stdout and stderr."""
        stdout, stderr = self.quant(*arguments, status=status, **options)
        self.assertEqual(stderr.count("\n"), 1, stderr)
        self.assertTrue(stderr.startswith("quant: "), stderr)
        self.assertIn(message, stderr)
        return stdout, stderr

    def report(self, *arguments, **options):
        stdout, _ = self.quant("convert", *arguments, "--json", "-q", **options)
        return json.loads(stdout)["results"]


def data_folder(name):
    """Returns the folder of real images of this name; ends the test as skipped if it is missing."""
    folder = os.path.join(DATA, name)
    if not DATA or not os.path.isdir(folder):
        print(f"skipped: no test images in {folder or 'QUANT_TEST_DATA'}")
        sys.exit(SKIP)
    return folder


def files_below(folder):
    return sorted(os.path.join(path, name) for path, _, names in os.walk(folder) for name in names)


def eventually(condition, what):
    """Waits until condition() is true. The limit only ends a test that hangs: no test may depend on
    how busy the machine is."""
    until = time.monotonic() + 120
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not happen")
        time.sleep(0.01)


def wait_for_handlers(process):
    """Waits until the process handles SIGTERM itself: before that, a signal would simply end it."""
    def handles():
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
            caught = next(line for line in file if line.startswith("SigCgt")).split()[1]
        return int(caught, 16) >> (signal.SIGTERM - 1) & 1 == 1
    eventually(handles, "a signal handler")


def wait_for_work(process, seconds):
    """Waits until the process has computed for this time from now, however long that takes."""
    def computed():
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
            return int(file.read().rsplit(")", 1)[1].split()[11]) / os.sysconf("SC_CLK_TCK")
    begin = computed()
    eventually(lambda: computed() - begin >= seconds, "work")


def workers_of(pid):
    """Returns the running children of a process, by name."""
    found = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                name, rest = file.read().rsplit(")", 1)
        except OSError:
            continue
        if int(rest.split()[1]) == pid and rest.split()[0] != "Z":
            found[name.split("(", 1)[1]] = int(entry)
    return found


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


def read(name):
    with open(name, "rb") as file:
        return file.read()


def chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content +
            struct.pack(">I", zlib.crc32(kind + content)))


CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def make_png(width, height, rows, depth=8, color=2, extra=(), interlaced=False, level=6):
    """Returns a PNG file. `rows` are lists of channel values; `extra` are (kind, content) of chunks
    before IDAT."""
    if interlaced:
        packed = b"".join(pack_row(row, depth) for row in adam7(width, height, rows, color))
    else:
        packed = b"".join(pack_row(row, depth) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) +
            b"".join(chunk(kind, content) for kind, content in extra) +
            chunk(b"IDAT", zlib.compress(packed, level)) + chunk(b"IEND", b""))


def pack_row(samples, depth):
    if depth == 16:
        return b"\0" + struct.pack(f">{len(samples)}H", *samples)
    bits = "".join(format(sample, f"0{depth}b") for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return b"\0" + bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def adam7(width, height, rows, color):
    n = CHANNELS[color]
    for x0, y0, dx, dy in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4),
                           (1, 0, 2, 2), (0, 1, 1, 2)):
        for y in range(y0, height, dy):
            row = [s for x in range(x0, width, dx) for s in rows[y][x * n:x * n + n]]
            if row:
                yield row


class Png:
    """A decoded PNG file: chunks by name, channel values in rows, and pixels as RGBA tuples."""

    def __init__(self, content):
        assert content[:8] == b"\x89PNG\r\n\x1a\n", content[:8]
        self.chunks, self.order, at = {}, [], 8
        while at < len(content):
            size, kind = struct.unpack(">I4s", content[at:at + 8])
            body = content[at + 8:at + 8 + size]
            crc, = struct.unpack(">I", content[at + 8 + size:at + 12 + size])
            assert crc == zlib.crc32(kind + body), kind
            self.chunks[kind] = self.chunks.get(kind, b"") + body
            self.order.append(kind)
            at += 12 + size
        assert at == len(content) and self.order[0] == b"IHDR" and self.order[-1] == b"IEND"
        (self.width, self.height, self.depth, self.color, compression, filtering,
         interlace) = struct.unpack(">IIBBBBB", self.chunks[b"IHDR"])
        assert (compression, filtering, interlace) == (0, 0, 0)
        self.rows = self._unpack(zlib.decompress(self.chunks[b"IDAT"]))
        palette = self.chunks.get(b"PLTE", b"")
        self.alpha = self.chunks.get(b"tRNS", b"") if self.color == 3 else b""
        opaque = b"\xff" * (len(palette) // 3 - len(self.alpha))
        self.palette = [tuple(palette[i * 3:i * 3 + 3]) + (a,)
                        for i, a in enumerate(self.alpha + opaque)] if palette else []

    def _unpack(self, raw):
        channels = CHANNELS[self.color]
        step = max(1, channels * self.depth // 8)
        size = (self.width * channels * self.depth + 7) // 8
        assert len(raw) == (size + 1) * self.height, "wrong amount of pixels"
        previous, rows = bytes(size), []
        for y in range(self.height):
            start = y * (size + 1)
            line = self._unfilter(raw[start], bytearray(raw[start + 1:start + 1 + size]), previous,
                                  step)
            rows.append(self._samples(line, self.width * channels))
            previous = line
        return rows

    @staticmethod
    def _unfilter(kind, line, previous, step):
        if kind == 0:
            return line
        for i in range(len(line)):
            left = line[i - step] if i >= step else 0
            up = previous[i]
            corner = previous[i - step] if i >= step else 0
            if kind == 4:
                p = left + up - corner
                distance = [abs(p - left), abs(p - up), abs(p - corner)]
                value = (left, up, corner)[distance.index(min(distance))]
            else:
                value = {1: left, 2: up, 3: (left + up) // 2}[kind]
            line[i] = (line[i] + value) & 255
        return line

    def _samples(self, line, count):
        if self.depth == 8:
            return list(line)
        if self.depth == 16:
            return list(struct.unpack(f">{count}H", line))
        per_byte, mask = 8 // self.depth, (1 << self.depth) - 1
        return [line[i // per_byte] >> (8 - self.depth * (i % per_byte + 1)) & mask
                for i in range(count)]

    def pixels(self):
        """Returns rows of RGBA tuples in the depth of the file, 8 for palettes and smaller depths."""
        if self.color == 3:
            return [[self.palette[i] for i in row] for row in self.rows]
        top = (1 << self.depth) - 1
        if self.depth < 8:
            return [[(v * 255 // top,) * 3 + (255,) for v in row] for row in self.rows]
        expand = {0: lambda s: (s[0],) * 3 + (top,), 2: lambda s: tuple(s) + (top,),
                  4: lambda s: (s[0],) * 3 + (s[1],), 6: tuple}[self.color]
        n = CHANNELS[self.color]
        return [[expand(row[x * n:x * n + n]) for x in range(self.width)] for row in self.rows]


def load(name):
    return Png(read(name))


def flat(rows):
    return [sample for row in rows for sample in row]


def profile(space=b"RGB ", size=600):
    """Returns a minimal ICC profile that libpng accepts."""
    head = struct.pack(">I4sI4s4s4s12s4s4sIIIQI3I", size, b"test", 0x02100000, b"mntr", space,
                       b"XYZ ", bytes(12), b"acsp", b"APPL", 0, 0, 0, 0, 0, 0xF6D6, 0x10000,
                       0xD32D)
    body = head.ljust(128, b"\0") + struct.pack(">I", 0)
    # libpng treats a profile that compresses to less than a hundred bytes as broken.
    return body + bytes(i * i * 7 % 251 for i in range(size - len(body)))


def main():
    unittest.main(verbosity=2)
