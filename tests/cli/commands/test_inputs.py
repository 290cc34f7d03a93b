# Tests from outside which files are inputs: of folders, of lists of names, and by patterns. The
# command is `quant palette`, whose JSON names its inputs in their order.
import json
import os
import subprocess

from quant_test import OBEDIENT, Case, main, make_png, read, write

PICTURE = make_png(1, 1, [[1, 2, 3]])


def add(name):
    """Writes a picture, and makes the folders that contain it."""
    folder = os.path.dirname(name)
    if folder:
        os.makedirs(folder, exist_ok=True)
    write(name, PICTURE)


class Inputs(Case):
    def inputs(self, *arguments, **options):
        """Returns the names of the inputs and what is on standard error."""
        out, err = self.quant("palette", *arguments, "--json", "-q", **options)
        return [i["input"] for i in json.loads(out)["inputs"]], err

    def check(self, expected, *arguments, **options):
        self.assertEqual(self.inputs(*arguments, **options), (expected, ""))


class Folders(Inputs):
    def setUp(self):
        super().setUp()
        for name in ("p/2.png", "p/10.png", "p/x/3.PNG", "p/x/y/4.png", "p/.h.png", "p/.d/h.png",
                     "p/__MACOSX/m.png", "p/r-quant.png", "q/5.png"):
            add(name)
        write("p/text.txt", b"no picture")

    def test_a_folder_gives_its_own_pictures_in_the_order_of_bytes(self):
        self.check(["p/10.png", "p/2.png"], "p")
        self.check(["q/5.png", "p/10.png", "p/2.png"], "q", "p/")
        self.check(["./p/x/3.PNG"], "./p/x")
        self.check(["./x/3.PNG", "../q/5.png"], "./x", "../q", cwd="p")

    def test_recursive_takes_what_is_below(self):
        for option in ("-r", "--recursive"):
            self.check(["p/10.png", "p/2.png", "p/x/3.PNG", "p/x/y/4.png", "q/5.png"], option, "p",
                       "q")

    def test_what_is_named_is_taken_and_once(self):
        self.check(["p/r-quant.png", "p/x/3.PNG", "p/.h.png", "p/10.png", "p/2.png"],
                   "p/r-quant.png", "p/x/3.PNG", "p/.h.png", "p", "./p/2.png", "p//x/3.PNG")

    def test_links_are_followed_but_not_in_circles(self):
        os.symlink("..", "p/x/up")
        os.symlink("loop", "p/loop")
        os.symlink(".", "p/self")
        os.symlink(os.path.abspath("q"), "p/q")
        os.symlink("missing", "p/gone.png")
        os.symlink("../q/5.png", "p/link.png")
        self.check(["p/10.png", "p/2.png", "p/link.png", "p/q/5.png", "p/x/3.PNG", "p/x/y/4.png"],
                   "p", "-r")

    def test_no_pictures(self):
        os.makedirs("none/below")
        self.fails("palette", "none", status=2,
                   message="there are no pictures in none (--recursive looks into the folders ther")
        self.fails("palette", "none", "-r", status=2,
                   message="there are no pictures in none (see quant palette --help)")
        self.fails("palette", "p", "--include", "*.gif", status=2,
                   message="there are no pictures in p that --include and --exclude leave")
        self.fails("palette", status=2, message="name an input, or use --files-from")

    def test_only_files_are_pictures(self):
        os.mkfifo("p/pipe.png")
        os.mkdir("p/folder.png")
        self.check(["p/10.png", "p/2.png"], "p")

    def test_names_of_any_bytes(self):
        names = [b"u/\xff\xfe.png", b"u/a\nb.png", b"u/ .png", "u/ä.png".encode()]
        for name in names:
            add(name)
        out, err = self.quant("palette", b"u", "--json", "-q")
        self.assertEqual(([i["status"] for i in json.loads(out)["inputs"]], err), (["ok"] * 4, ""))
        write("list", b"\0".join(names))
        out, err = self.quant("palette", "--files-from", "list", "-0", "--json", "-q")
        self.assertEqual(([i["status"] for i in json.loads(out)["inputs"]], err), (["ok"] * 4, ""))

    def test_a_folder_that_cannot_be_read(self):
        os.chmod("p/x", 0)
        out, err = self.quant("palette", "-r", "p", "--json", "-q", status=1, prefix=OBEDIENT)
        self.assertEqual(err, "quant: p/x: cannot read: Permission denied\n")
        report = json.loads(out)
        self.assertEqual([(i["input"], i["status"]) for i in report["inputs"]],
                         [("p/10.png", "ok"), ("p/2.png", "ok"), ("p/x", "failed")])
        self.assertEqual(report["colors"], [])
        out, _ = self.quant("palette", "-r", "p", "-q", "--keep-going", status=1, prefix=OBEDIENT)
        self.assertEqual(out, b"010203\n")
        self.fails("palette", "p/x", message="p/x: cannot read: Permission denied", prefix=OBEDIENT)
        self.check(["p/10.png", "p/2.png"], "-r", "p", "--exclude", "x", prefix=OBEDIENT)
        os.chmod("p/x", 0o700)


class Patterns(Inputs):
    def setUp(self):
        super().setUp()
        for name in ("p/a.png", "p/b.gif", "p/c.dat", "p/x/a.png", "p/x/b.png", "p/y/x/a.png",
                     "p/y/d.png"):
            add(name)

    def test_include(self):
        self.check(["p/a.png", "p/x/a.png", "p/y/x/a.png"], "p", "-r", "--include", "a*")
        self.check(["p/c.dat"], "p", "-r", "--include", "*.dat")
        self.check(["p/b.gif", "p/c.dat"], "p", "--include", "*.dat", "--include=*.gif")
        self.check(["p/x/a.png", "p/x/b.png"], "p", "-r", "--include", "x/*")
        self.check(["p/x/a.png", "p/x/b.png", "p/y/d.png", "p/y/x/a.png"], "p", "-r", "--include",
                   "[xy]/*")

    def test_exclude(self):
        self.check(["p/b.gif", "p/x/b.png", "p/y/d.png"], "p", "-r", "--exclude", "a*")
        self.check(["p/a.png", "p/b.gif", "p/y/d.png"], "p", "-r", "--exclude", "x/")
        self.check(["p/a.png", "p/b.gif", "p/x/a.png", "p/x/b.png", "p/y/d.png"], "p", "-r",
                   "--exclude", "y/x")
        self.check(["p/a.png"], "p", "-r", "--exclude", "[xy]", "--exclude", "b*")

    def test_excludes_win_and_what_is_named_is_not_asked(self):
        self.check(["p/x/b.png"], "p/x", "--include", "*.png", "--exclude", "a*")
        self.check(["p/x/a.png", "p/x/b.png"], "p/x/a.png", "p/x", "--exclude", "a*")


class Lists(Inputs):
    def test_lines_after_the_operands(self):
        for name in ("a.png", "b.png", "c d.png", "p/e.png"):
            add(name)
        write("list", b"c d.png\r\n\nb.png\np\na.png")
        self.check(["c d.png", "b.png", "p/e.png", "a.png"], "--files-from", "list")
        self.check(["a.png", "c d.png", "b.png", "p/e.png"], "a.png", "--files-from=list")
        self.check(["c d.png", "b.png", "p/e.png", "a.png"], "--files-from", "-",
                   stdin=read("list"))
        os.mkdir("elsewhere")
        os.rename("list", "elsewhere/list")
        self.check(["c d.png", "b.png", "p/e.png", "a.png"], "--files-from", "elsewhere/list")

    def test_a_missing_file_of_a_list_is_a_failed_input(self):
        add("a.png")
        write("list", b"a.png\nmissing.png\n-\n")
        names, err = self.inputs("--files-from", "list", status=1)
        self.assertEqual(names, ["a.png", "missing.png", "./-"])
        self.assertEqual(err, "quant: missing.png: cannot open: No such file or directory\n"
                              "quant: ./-: cannot open: No such file or directory\n")

    def test_names_that_end_in_nulls(self):
        for name in ("a\nb.png", "c.png"):
            add(name)
        write("list", b"a\nb.png\0c.png\0")
        for option in ("-0", "--null"):
            self.check(["a\nb.png", "c.png"], "--files-from", "list", option)
        self.fails("palette", "--files-from", "list", status=2, message="list has NUL bytes; ")
        find = subprocess.run(["find", ".", "-name", "*.png", "-print0"], capture_output=True,
                              check=True)
        names, _ = self.inputs("--files-from", "-", "-0", stdin=find.stdout)
        self.assertEqual(sorted(names), ["./a\nb.png", "./c.png"])

    def test_mistakes(self):
        add("a.png")
        write("empty", b"\n")
        os.mkdir("folder")
        self.fails("palette", "--files-from", "empty", status=2, message="the list empty is empty")
        self.fails("palette", "a.png", "-0", status=2, message="--null needs --files-from: ")
        self.fails("palette", "-", "--files-from", "-", status=2, message="can be read once only")
        self.fails("palette", "--files-from", "missing", message="missing: cannot open: No such fi")
        self.fails("palette", "--files-from", "folder", message="folder: is a folder")
        self.fails("palette", "a.png", "--files-from", "empty", "--files-from", "empty", status=2,
                   message="--files-from is given more than once")

    def test_more_names_than_a_command_line_takes(self):
        add("a.png")
        names = []
        for folder in range(40):
            os.mkdir(f"{folder:0100}")
            for i in range(1000):
                names.append(f"{folder:0100}/{i}.png")
                os.link("a.png", names[-1])
        write("list", "\n".join(reversed(names)).encode())
        self.assertGreater(os.path.getsize("list"), 4_000_000)
        found, err = self.inputs("--files-from", "list", timeout=600)
        self.assertEqual(err, "")
        self.assertTrue(found == names[::-1])


if __name__ == "__main__":
    main()
