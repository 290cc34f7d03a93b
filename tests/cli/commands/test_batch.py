# Tests what `quant convert` does with many files: where results go, what becomes of files that
# exist, the journal, shards, and the reports.
import fcntl
import json
import os
import stat
import struct
import subprocess
import time
import urllib.parse

from quant_test import OBEDIENT, PROGRAM, Case, eventually, load, main, make_png, read, write

MANY = make_png(40, 30, [[(x * 5 + y * 11 + x * y) % 256 for x in range(120)] for y in range(30)])
# Quantizing a file of one pixel row does not make it smaller.
TINY = make_png(1, 1, [[7]], 8, 0)


def tree(folder):
    """Returns the names and contents of all files below a folder."""
    return {os.path.relpath(os.path.join(path, name), folder): read(os.path.join(path, name))
            for path, _, names in os.walk(folder) for name in names}


class Trees(Case):
    def setUp(self):
        super().setUp()
        for name in ("a/1.png", "b/1.png", "b/c/2.png"):
            os.makedirs(os.path.join("x", os.path.dirname(name)), exist_ok=True)
            write("x/" + name, MANY)

    def test_output_folder_keeps_the_tree(self):
        self.quant("convert", "x", "-r", "--output-dir", "o", "-k", "4")
        self.assertEqual(sorted(tree("o")), ["a/1.png", "b/1.png", "b/c/2.png"])
        self.quant("convert", "x/b", "--output-dir", "p", "-k", "4")
        self.assertEqual(sorted(tree("p")), ["1.png"])

    def test_two_inputs_with_one_output_are_refused_before_any_work(self):
        self.fails("convert", "x/a/1.png", "x/b/1.png", "--output-dir", "o", status=2,
                   message="x/a/1.png and x/b/1.png would both become o/1.png (name a folder above")
        self.assertFalse(os.path.exists("o"))
        write("x/a/1.bmp", b"")
        self.fails("convert", "x/a", status=2, message="would both become x/a/1-quant.png")
        # Every shard refuses what the whole list does not allow.
        for shard in ("0/2", "1/2"):
            self.fails("convert", "x/a/1.png", "x/b/1.png", "--output-dir", "o", "--shard", shard,
                       status=2, message="would both become")

    def test_results_are_not_inputs(self):
        self.quant("convert", "x", "-r", "-k", "4")
        self.assertEqual(len(tree("x")), 6)
        self.quant("convert", "x", "-r", "-k", "4", "--force")
        self.assertEqual(len(tree("x")), 6)
        self.quant("convert", "x", "-r", "-k", "4", "--output-dir", "x/out")
        self.quant("convert", "x", "-r", "-k", "4", "--output-dir", "x/out", "--force")
        self.assertEqual(len(tree("x")), 9)

    def test_links_between_folders(self):
        os.symlink("../a", "x/b/link")
        os.symlink("..", "x/b/up")
        self.quant("convert", "x", "-r", "-k", "4")
        self.assertEqual(len(tree("x")), 6)

    def test_results_among_the_inputs_of_the_next_run(self):
        self.fails("convert", "x/a", "--output-dir", "x/a", status=2, message="use --suffix")
        for expected in ("ok", "skipped"):
            # The second time, the pattern of the shell has the output folder too.
            operands = ["x/a", "x/b/c"] + ["x/small"] * os.path.isdir("x/small")
            report = self.report(*operands, "--output-dir", "x/small", "--journal", "j")
            self.assertEqual([r["status"] for r in report], [expected] * 2)

    def test_private_folders_stay_private(self):
        os.umask(0o022)
        os.chmod("x/b", 0o700)
        self.quant("convert", "x", "-r", "--output-dir", "o/p")
        for name, mode in (("o", 0o755), ("o/p", 0o755), ("o/p/a", 0o755), ("o/p/b", 0o700),
                           ("o/p/b/c", 0o755)):
            self.assertEqual(stat.S_IMODE(os.stat(name).st_mode), mode, name)

    def test_output_folder_that_is_the_input_folder(self):
        self.quant("convert", "x", "-r", "--output-dir", "x", "--suffix", "-s")
        self.assertEqual(sorted(tree("x")), ["a/1-s.png", "a/1.png", "b/1-s.png", "b/1.png",
                                             "b/c/2-s.png", "b/c/2.png"])

    def test_unreadable_folder_below(self):
        os.chmod("x/b/c", 0)
        report = self.report("x", "-r", "--output-dir", "o", status=1, prefix=OBEDIENT)
        self.assertEqual([r["status"] for r in report], ["ok", "ok", "failed"])

    def test_empty_folder_is_no_error(self):
        os.mkdir("empty")
        out, err = self.quant("convert", "empty", "--json")
        self.assertEqual(json.loads(out)["results"], [])
        self.assertIn("there are no pictures in empty", err)


class Existing(Case):
    def setUp(self):
        super().setUp()
        write("a.png", MANY)
        write("b.png", MANY)
        self.quant("convert", "a.png", "--output-dir", "o", "-k", "3")
        self.first = read("o/a.png")

    def statuses(self, *arguments, status=0):
        return [(r["status"], r["skipped"]) for r in
                self.report("a.png", "b.png", "--output-dir", "o", *arguments, status=status)]

    def test_refused(self):
        self.assertEqual(self.statuses(status=1), [("failed", None), ("ok", None)])
        self.assertEqual(read("o/a.png"), self.first)

    def test_skip_existing(self):
        self.assertEqual(self.statuses("--skip-existing"),
                         [("skipped", "its output exists"), ("ok", None)])
        self.assertEqual(read("o/a.png"), self.first)

    def test_update(self):
        self.assertEqual(self.statuses("--update"),
                         [("skipped", "its output is not older"), ("ok", None)])
        os.utime("a.png", (2e9, 2e9))
        self.assertEqual([s for s, _ in self.statuses("--update")], ["ok", "skipped"])
        self.assertNotEqual(read("o/a.png"), self.first)

    def test_inputs_that_are_gone_are_failures(self):
        os.unlink("a.png")
        for extra in ("--skip-existing", "--update"):
            self.fails("convert", "a.png", "--output-dir", "o", extra, message="a.png: cannot open")

    def test_only_o_names_a_device(self):
        os.mkfifo("a-quant.png")
        for extra in ((), ("--force",)):
            self.fails("convert", "a.png", *extra, message="is not a regular file", timeout=20)
        os.unlink("a-quant.png")
        os.symlink("/dev/null", "a-quant.png")
        self.fails("convert", "a.png", message="a-quant.png: exists")
        self.quant("convert", "a.png", "--force")
        self.assertFalse(os.path.islink("a-quant.png"))
        self.quant("convert", "a.png", "-o", "/dev/null")

    def test_force(self):
        self.assertEqual([s for s, _ in self.statuses("--force")], ["ok", "ok"])
        self.assertNotEqual(read("o/a.png"), self.first)

    def test_dry_run(self):
        out, _ = self.quant("convert", "a.png", "b.png", "--output-dir", "o", "--skip-existing",
                            "--dry-run")
        self.assertEqual(out, b"a.png: skipped, as its output exists\nb.png -> o/b.png\n")
        out, err = self.quant("convert", "a.png", "b.png", "--output-dir", "p", "--dry-run",
                              "--journal", "j")
        self.assertEqual(out, b"a.png -> p/a.png\nb.png -> p/b.png\n")
        self.assertEqual(sorted(os.listdir(".")), ["a.png", "b.png", "o"])
        self.quant("convert", "a.png", "--output-dir", "o", "--dry-run", status=1)
        self.fails("convert", "none.png", "--dry-run", message="none.png: cannot open")
        self.fails("convert", "a.png", "--output-dir", "b.png/x", "--dry-run",
                   message="b.png/x/a.png: cannot create")
        self.quant("convert", "a.png", "--output-dir", "p", "--dry-run", "--log", "log")
        self.assertFalse(os.path.exists("log"))
        report = self.report("b.png", "--output-dir", "o", "--dry-run")
        self.assertEqual((report[0]["status"], report[0]["output"]), ("not tried", "o/b.png"))


class InPlace(Case):
    def test_replaces(self):
        write("a.png", MANY)
        os.chmod("a.png", 0o640)
        self.quant("convert", "a.png", "--in-place", "-k", "3")
        self.assertEqual(len(load("a.png").palette), 3)
        self.assertEqual(stat.S_IMODE(os.stat("a.png").st_mode), 0o640)
        self.assertEqual(os.listdir("."), ["a.png"])

    def test_refuses_what_it_cannot_write(self):
        write("a.jpg", MANY)
        self.fails("convert", "a.jpg", "--in-place", message="a.jpg: cannot be replaced")
        self.assertEqual(read("a.jpg"), MANY)

    def test_links(self):
        write("a.png", MANY)
        os.symlink("a.png", "link.png")
        os.link("a.png", "hard.png")
        self.fails("convert", "link.png", "--in-place", message="link.png: is a link")
        self.quant("convert", "a.png", "--in-place", "-k", "3")
        self.assertEqual(read("hard.png"), MANY)  # the other name keeps the old picture
        self.assertEqual(os.readlink("link.png"), "a.png")

    def test_journal_knows_what_was_replaced(self):
        write("a.png", MANY)
        for expected in ("ok", "skipped"):
            report = self.report("a.png", "--in-place", "-k", "3", "--journal", "j")
            self.assertEqual(report[0]["status"], expected)


class Larger(Case):
    def test_journal_of_inputs_that_were_kept(self):
        write("a.png", TINY)
        arguments = ("a.png", "--in-place", "--skip-if-larger", "--journal", "j", "-k", "3")
        for why in ("the result is not smaller", "the journal says that it is done"):
            self.assertEqual(self.report(*arguments)[0]["skipped"], why)
        write("a.png", MANY)
        for extra in ((), ("--verify",)):
            write("a.png", MANY)
            self.assertEqual(self.report(*arguments, *extra)[0]["status"], "ok", extra)

    def test_copies_are_outputs_too(self):
        write("t.png", TINY)
        arguments = ("t.png", "--output-dir", "o", "--skip-if-larger", "--copy-skipped",
                     "--keep-extension")
        self.quant("convert", *arguments)
        before = os.stat("o/t.png").st_ino
        for extra, why in (("--update", "its output is not older"),
                           ("--skip-existing", "its output exists")):
            self.assertEqual(self.report(*arguments, extra)[0]["skipped"], why)
        self.assertEqual(os.stat("o/t.png").st_ino, before)
        self.fails("convert", "-", *arguments[1:], status=2, message="standard input has no name")

    def test_skip_and_copy(self):
        write("tiny.png", TINY)
        write("many.png", MANY)
        report = self.report("tiny.png", "many.png", "--output-dir", "o", "--skip-if-larger",
                             "-k", "4")
        self.assertEqual([(r["status"], r["output"]) for r in report],
                         [("skipped", None), ("ok", "o/many.png")])
        self.assertEqual(os.listdir("o"), ["many.png"])
        report = self.report("tiny.png", "--output-dir", "o", "--skip-if-larger", "--copy-skipped")
        self.assertEqual((report[0]["status"], report[0]["output"], report[0]["bytes_out"]),
                         ("skipped", "o/tiny.png", len(TINY)))
        self.assertEqual(read("o/tiny.png"), TINY)

    def test_journal(self):
        write("tiny.png", TINY)
        for extra in ([], ["--copy-skipped"]):
            for why in ("the result is not smaller", "the journal says that it is done"):
                report = self.report("tiny.png", "--output-dir", f"o{len(extra)}",
                                     "--skip-if-larger", *extra, "--journal", f"j{len(extra)}")
                self.assertEqual(report[0]["skipped"], why)


class Attributes(Case):
    def mode(self, name):
        return stat.S_IMODE(os.stat(name).st_mode)

    def test_new_files(self):
        os.umask(0o022)
        for mode, expected in ((0o600, 0o600), (0o644, 0o644), (0o640, 0o640), (0o666, 0o644),
                               (0o444, 0o644)):
            write("a.png", MANY)
            os.chmod("a.png", mode)
            self.quant("convert", "a.png", "-o", "b.png", "--force" if mode != 0o600 else "-q")
            self.assertEqual(self.mode("b.png"), expected, oct(mode))
            os.unlink("a.png")
            os.unlink("b.png")

    def test_replaced_files_keep_theirs(self):
        write("a.png", MANY)
        write("b.png", b"old")
        os.chmod("b.png", 0o602)
        if os.geteuid() == 0:
            os.chown("b.png", 65534, 65534)
        self.quant("convert", "a.png", "-o", "b.png", "--force")
        self.assertEqual(self.mode("b.png"), 0o602)
        if os.geteuid() == 0:
            self.assertEqual((os.stat("b.png").st_uid, os.stat("b.png").st_gid), (65534, 65534))

    def test_another_group_gets_nothing(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
        write("a.png", MANY)
        os.chown("a.png", 0, 65534)
        for mode, expected in ((0o640, 0o600), (0o644, 0o644)):
            os.chmod("a.png", mode)
            self.quant("convert", "a.png", "-o", "b.png")
            self.assertEqual(self.mode("b.png"), expected)
            os.unlink("b.png")

    def test_access_lists(self):
        any_id = 0xffffffff
        entries = ((1, 6, any_id), (2, 4, 1500), (4, 0, any_id), (16, 6, any_id), (32, 0, any_id))
        value = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
        write("a.png", MANY)
        try:
            os.setxattr("a.png", "system.posix_acl_access", value)
        except OSError:
            self.skipTest("the file system has no access lists")
        self.quant("convert", "a.png", "-o", "b.png")
        self.assertEqual(self.mode("b.png"), 0o600)  # the group has no permission in the list
        self.quant("convert", "a.png", "--in-place")
        self.assertEqual(os.getxattr("a.png", "system.posix_acl_access"), value)

    def test_streams_have_nothing_to_preserve(self):
        os.umask(0o022)
        self.quant("convert", "-", "--output-dir", "o", "--preserve", stdin=MANY)
        self.assertEqual(self.mode("o/stdin.png"), 0o644)

    def test_preserve(self):
        write("a.png", MANY)
        os.chmod("a.png", 0o640)
        os.utime("a.png", (1e9, 1.1e9))
        self.quant("convert", "a.png", "-o", "b.png", "--preserve")
        self.assertEqual((self.mode("b.png"), os.stat("b.png").st_mtime), (0o640, 1.1e9))


class Journal(Case):
    def setUp(self):
        super().setUp()
        for name in ("a.png", "b.png"):
            write(name, MANY)

    def run_batch(self, *arguments, status=0):
        report = self.report("a.png", "b.png", "--output-dir", "o", "--journal", "j", *arguments,
                             status=status)
        return [r["status"] for r in report]

    def test_second_run_skips(self):
        self.assertEqual(self.run_batch(), ["ok", "ok"])
        before = os.stat("o/a.png").st_mtime_ns
        self.assertEqual(self.run_batch(), ["skipped", "skipped"])
        self.assertEqual(self.run_batch("--force"), ["skipped", "skipped"])
        self.assertEqual(self.run_batch("--threads", "1", "--jobs", "3"), ["skipped", "skipped"])
        self.assertEqual(os.stat("o/a.png").st_mtime_ns, before)

    def test_what_changed_is_done_again(self):
        self.run_batch()
        self.assertEqual(self.run_batch("-k", "5"), ["ok", "ok"])  # the outputs are its own
        self.assertEqual(len(load("o/a.png").palette), 5)
        os.utime("a.png", (2e9, 2e9))
        self.assertEqual(self.run_batch("-k", "5"), ["ok", "skipped"])
        os.unlink("o/b.png")
        self.assertEqual(self.run_batch("-k", "5"), ["skipped", "ok"])
        write("o/a.png", b"mine")
        self.assertEqual(self.run_batch("-k", "5", status=1), ["failed", "skipped"])
        self.assertEqual(read("o/a.png"), b"mine")

    def test_verify_compares_contents(self):
        self.run_batch()
        os.utime("a.png", (2e9, 2e9))
        os.utime("o/b.png", (2e9, 2e9))
        self.assertEqual(self.run_batch("--verify"), ["skipped", "skipped"])
        old = os.stat("o/a.png")
        write("o/a.png", b"x" * old.st_size)
        os.utime("o/a.png", ns=(old.st_atime_ns, old.st_mtime_ns))
        self.assertEqual(self.run_batch("--verify", status=1), ["failed", "skipped"])

    def test_torn_and_changed_lines(self):
        self.run_batch("--jobs", "1")  # so that the first line is that of the first input
        whole = read("j")
        lines = whole.splitlines(keepends=True)
        self.assertEqual(len(lines), 3)
        for cut in range(len(lines[0]) + len(lines[1]), len(whole), 37):
            write("j", whole[:cut])
            self.assertEqual(self.run_batch("--force"), ["skipped", "ok"], cut)
            self.assertEqual(self.run_batch(), ["skipped", "skipped"], cut)
            whole = lines[0] + lines[1] + read("j").splitlines(keepends=True)[-1]
        write("j", lines[0] + lines[1].replace(b'"input":"a', b'"input":"c'))
        self.assertEqual(self.run_batch("--force"), ["ok", "ok"])
        write("j", lines[0][:7])  # killed before the first line was whole
        self.assertEqual(self.run_batch("--force"), ["ok", "ok"])

    def test_other_spellings_of_the_same(self):
        self.run_batch()
        for extra in (("--compress", "default"), ("--tone-map", "clip"), ("--accept-damaged",),
                      ("--preset", "balanced")):
            self.assertEqual(self.run_batch(*extra), ["skipped", "skipped"], extra)
        self.assertEqual(self.run_batch("--preserve"), ["ok", "ok"])
        report = self.report("./a.png", ".//b.png", "--output-dir", "./o", "--journal", "j",
                             "--preserve")
        self.assertEqual([r["status"] for r in report], ["skipped", "skipped"])

    def test_lines_of_others(self):
        """A line with a right checksum that says nothing, and other things in a folder of
        journals."""
        self.quant("convert", "a.png", "--output-dir", "o", "--journal", "jobs/")
        os.mkfifo("jobs/x.journal")
        os.mkdir("jobs/y.journal")
        report = self.report("a.png", "--output-dir", "o", "--journal", "jobs/", timeout=20)
        self.assertEqual(report[0]["status"], "skipped")

    def test_outputs_do_not_replace_the_journal(self):
        self.fails("convert", "a.png", "-o", "e.png", "--journal", "e.png", "--force",
                   message="e.png: is an input of this command too")
        self.fails("convert", "a.png", "-o", "b2.png", "--log", "a.png",
                   message="a.png: is not a log of quant")

    def test_other_files_are_not_touched(self):
        write("j", b"my notes\n")
        self.fails("convert", "a.png", "--output-dir", "o", "--journal", "j",
                   message="j: is not a journal of quant")
        self.assertEqual(read("j"), b"my notes\n")

    def test_two_runs_on_one_journal(self):
        with subprocess.Popen([PROGRAM, "convert", "-", "a.png", "--output-dir", "o", "--journal",
                               "j", "-q"], stdin=subprocess.PIPE) as first:
            while not os.path.exists("j") or not read("j"):
                pass
            self.fails("convert", "b.png", "--output-dir", "p", "--journal", "j",
                       message="j: is in use by another run of quant")
            first.communicate(MANY, timeout=60)
        self.assertEqual(first.returncode, 0)

    def test_folder_of_journals(self):
        for i in range(3):
            self.quant("convert", "a.png", "b.png", "--output-dir", "o", "--journal", "jobs/",
                       "--shard", f"{i}/3")
        self.assertEqual(sorted(os.listdir("jobs")), [f"shard-{i}-of-3.journal" for i in range(3)])
        report = self.report("a.png", "b.png", "--output-dir", "o", "--journal", "jobs/")
        self.assertEqual([r["status"] for r in report], ["skipped", "skipped"])


class Same(Case):
    """The bytes do not depend on how the work is shared out."""

    def test_jobs_threads_and_shards(self):
        os.mkdir("x")
        for i in range(9):
            write(f"x/{i}.png", make_png(30 + i, 20, [[(x * y * (i + 3) + x) % 256
                                                       for x in range(3 * (30 + i))]
                                                      for y in range(20)]))
        self.quant("convert", "x", "--output-dir", "o1", "--jobs", "1", "-k", "8")
        expected = tree("o1")
        self.assertEqual(len(expected), 9)
        for i, extra in enumerate((["--jobs", "4"], ["--jobs", "2", "--threads", "3"],
                                   ["--sync", "file"], ["--sync", "none", "--max-memory", "64K"])):
            self.quant("convert", "x", "--output-dir", f"p{i}", "-k", "8", *extra)
            self.assertEqual(tree(f"p{i}"), expected, extra)
        for i in range(4):
            self.quant("convert", "x", "--output-dir", "s", "-k", "8", "--shard", f"{i}/4")
        self.assertEqual(tree("s"), expected)

    def test_gnu_parallel(self):
        """The line of docs/batch.md."""
        if subprocess.run(["sh", "-c", "command -v parallel"], capture_output=True).returncode:
            self.skipTest("there is no GNU parallel")
        os.mkdir("photos")
        for i in range(5):
            write(f"photos/{i}.png", MANY)
        subprocess.run(["parallel", "-j2", PROGRAM, "convert", "-r", "photos", "--output-dir",
                        "small", "--journal", "small.journal/", "--shard", "{}/4", ":::", "0", "1",
                        "2", "3"], check=True, capture_output=True)
        self.assertEqual(sorted(os.listdir("small")), [f"{i}.png" for i in range(5)])


class Reports(Case):
    def setUp(self):
        super().setUp()
        for i in range(6):
            write(f"{i}.png", MANY if i != 2 else b"damaged")
        self.names = [f"{i}.png" for i in range(6)]

    def test_json_is_in_the_order_of_the_inputs(self):
        for jobs in ("1", "3"):
            report = self.report(*self.names, "--output-dir", "o", "--jobs", jobs, "--force",
                                 status=1)
            self.assertEqual([r["input"] for r in report], self.names)
            self.assertEqual([r["number"] for r in report], [1, 2, 3, 4, 5, 6])
            self.assertEqual([r["status"] for r in report], ["ok"] * 2 + ["failed"] + ["ok"] * 3)

    def test_jsonl_and_log(self):
        write("log", b'{"earlier": 1}\n')
        out, _ = self.quant("convert", *self.names, "--output-dir", "o", "--jobs", "3", "--jsonl",
                            "--log", "log", status=1)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(sorted(line["number"] for line in lines), [1, 2, 3, 4, 5, 6])
        self.assertEqual({line["input"]: line["status"] for line in lines}["2.png"], "failed")
        self.assertEqual(read("log"), b'{"earlier": 1}\n' + out)

    def test_failures_that_end_the_batch(self):
        for extra, tried in ((["--fail-fast"], 3), (["--max-failures", "1"], 3),
                             (["--max-failures", "2"], 6)):
            report = self.report(*self.names, "--output-dir", "o", "--jobs", "1", "--force", *extra,
                                 status=1)
            left = [r["status"] for r in report].count("not tried")
            self.assertLessEqual(left, 6 - tried)
            if "2" in extra:
                self.assertEqual(left, 0)
            self.assertEqual([r["number"] for r in report], [1, 2, 3, 4, 5, 6])

    def test_the_batch_ends_soon(self):
        os.mkdir("bad")
        for i in range(300):
            write(f"bad/{i}.png", b"damaged")
        for extra, most in ((["--fail-fast"], 3), (["--max-failures", "4"], 6)):
            report = self.report("bad", "--output-dir", "o", "--jobs", "2", *extra, status=1)
            self.assertLessEqual([r["status"] for r in report].count("failed"), most)

    def test_log_that_cannot_be_written(self):
        for names in (self.names[:1], self.names[:2]):
            _, err = self.quant("convert", *names, "--output-dir", "o", "--force", "--log",
                                "/dev/full", status=1)
            self.assertEqual(err.count("/dev/full: No space left on device"), 1)

    def test_slow_reader(self):
        """Of a pipe that does not block, and one that nobody reads when a signal comes."""
        for i in range(60):
            write(f"more-{i}.png", MANY)
        end, begin = os.pipe()
        fcntl.fcntl(begin, fcntl.F_SETPIPE_SZ, 4096)
        os.set_blocking(begin, False)
        with subprocess.Popen([PROGRAM, "convert", ".", "--output-dir", "o", "--json", "-q"],
                              stdout=begin, stderr=subprocess.DEVNULL) as process:
            os.close(begin)
            eventually(lambda: os.path.isdir("o") and os.listdir("o"), "an output")
            with os.fdopen(end, "rb") as file:
                self.assertEqual(len(json.load(file)["results"]), 66)
        self.assertEqual(process.returncode, 1)
        end, begin = os.pipe()
        fcntl.fcntl(begin, fcntl.F_SETPIPE_SZ, 4096)
        with subprocess.Popen([PROGRAM, "convert", ".", "--output-dir", "p", "--jsonl", "-q"],
                              stdout=begin, stderr=subprocess.DEVNULL) as process:
            os.close(begin)
            eventually(lambda: os.path.isdir("p") and os.listdir("p"), "an output")
            time.sleep(0.2)  # the pipe is full soon; if not, this tests less
            process.terminate()
            self.assertEqual(process.wait(timeout=60), 143)
        os.close(end)

    def test_summary(self):
        _, err = self.quant("convert", *self.names, "--output-dir", "o", status=1)
        self.assertEqual(err.splitlines()[-1], "5 of 6 files converted, 1 failed")
        _, err = self.quant("convert", *self.names, "--output-dir", "o", "--skip-existing",
                            status=1)
        self.assertEqual(err.splitlines()[-1], "0 of 6 files converted, 1 failed, 5 skipped")

    def test_names_that_are_not_utf_8(self):
        name = b"caf\xe9 50%\\n.png"
        write(name, MANY)
        for extra in ((), ("--jsonl",)):
            out, _ = self.quant("convert", os.fsdecode(name), "--output-dir", "o", "--force",
                                *(extra or ("--json",)))
            record = json.loads(out) if extra else json.loads(out)["results"][0]
            self.assertEqual(urllib.parse.unquote_to_bytes(record["input_escaped"]), name)
            self.assertEqual(urllib.parse.unquote_to_bytes(record["output_escaped"]), b"o/" + name)
        self.assertNotIn("input_escaped", self.report("0.png", "--output-dir", "o", "--force")[0])

    def test_memory_limit_that_is_too_small(self):
        report = self.report("0.png", "--output-dir", "o", "--max-memory", "4K", status=1)
        self.assertIn("more than --max-memory", report[0]["error"])
        report = self.report(*self.names, "--output-dir", "o", "--max-memory", "40K", "--jobs", "4",
                             status=1)
        self.assertEqual([r["status"] for r in report].count("ok"), 5)


if __name__ == "__main__":
    main()
