# Tests help, version, info, and mistakes on the command line.
import glob
import json
import os
import re
import subprocess

from quant_test import PROGRAM, Case, main


class Help(Case):
    def test_every_command_fits_a_screen_and_shows_an_example(self):
        # That of `convert` has two screens.
        for command, most in (("convert", 100), ("compare", 56), ("validate", 56), ("sample", 56)):
            out, err = self.quant(command, "--help")
            self.assertEqual(err, "")
            self.assertLess(out.count(b"\n"), most)
            self.assertLess(max(map(len, out.split(b"\n"))), 100)
            self.assertIn(b"Example", out)

    def test_lists_choices_and_defaults(self):
        out = self.quant("convert", "--help")[0].decode()
        for text in ("[256]", "[balanced]", "auto, sequential, openmp", "random, wu, kmeans++, maximin",
                     "zero, keep, farthest, split", "srgb, linear, oklab, lab",
                     "paper, fast, balanced, best, instant", "[120]",
                     "none, floyd-steinberg, blue-noise, bayer", "--palette FILE",
                     "gpl, act, aco, ase, hex, json, png"):
            self.assertIn(text, out)

    def test_version(self):
        out, _ = self.quant("--version")
        self.assertRegex(out.decode(), r"^quant \d+\.\d+\.\d+\n$")

    def test_the_program_itself_does_not_load_the_decoder(self):
        libraries = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout
        self.assertIn("libquant", libraries)
        self.assertNotIn("OpenImageIO", libraries)


class Info(Case):
    def test_json(self):
        info = json.loads(self.quant("info", "--json")[0])
        self.assertEqual(list(info), ["version", "instruction_set", "instruction_sets_available",
                                      "threads", "formats", "containment"])
        self.assertIn(info["instruction_set"], info["instruction_sets_available"])
        self.assertGreaterEqual(info["threads"], 1)
        self.assertIn("jpeg", info["formats"]["read"])
        self.assertNotIn("gif", info["formats"]["write_truecolor"])

    def test_an_unknown_instruction_set_is_named_and_refused(self):
        environment = dict(os.environ, QUANT_FORCE_ISA="AVX9")
        run = lambda *arguments: subprocess.run([PROGRAM, *arguments], env=environment,
                                                capture_output=True, text=True)
        self.assertIn("none: QUANT_FORCE_ISA is 'AVX9'", run("info").stdout)
        self.assertEqual(json.loads(run("info", "--json").stdout)["instruction_set"], "none")
        self.quant("sample", ".")
        converted = run("convert", next(iter(sorted(glob.glob("*.png")))), "-o", "out.png")
        self.assertEqual(converted.returncode, 1)
        self.assertIn("QUANT_FORCE_ISA is 'AVX9'", converted.stderr)

    def test_text(self):
        out = self.quant("info")[0].decode()
        for word in ("version:", "instruction set:", "threads:", "reads:", "decoders held by:"):
            self.assertIn(word, out)


class Mistakes(Case):
    def usage(self, *arguments, message):
        out, _ = self.fails(*arguments, status=2, message=message)
        self.assertEqual(out, b"")

    def test_commands(self):
        self.usage(message="command is required")
        self.usage("bogus", message="there is no command bogus (see quant --help)")
        self.usage("convrt", "x.png", message="no command convrt; did you mean convert?")
        self.usage("info", "x", message="there is nothing to do with x (see quant info --help)")
        self.usage("compare", "x", "y", "z", message="there is nothing to do with z")

    def test_colors(self):
        for value in ("0", "257", "-1", "3.5", "many", ""):
            self.usage("convert", "x.png", "-k", value, message="number from 1 to 256")

    def test_other_numbers(self):
        for option, value in (("--max-iterations", "-1"), ("--tolerance", "nan"),
                              ("--tolerance", "-0.1"), ("--seed", "-1"), ("--threads", "1025"),
                              ("--max-pixels", "0"), ("--timeout", "0"), ("--timeout", "inf"),
                              ("--dither-strength", "1.5"), ("--dither-strength", "-0.1"),
                              ("--dither-strength", "nan")):
            self.usage("convert", "x.png", option, value, message=f"{option}: '{value}' is not")

    def test_choices(self):
        for option in ("--engine", "--seeding", "--search", "--empty", "--space", "--preset",
                       "--dither", "--dither-space"):
            self.usage("convert", "x.png", option, "bogus", message="'bogus' is not one of")

    def test_unknown_option_and_missing_input(self):
        self.usage("convert", "x.png", "--bogus", message="there is no option --bogus; put -- ")
        self.usage("info", "--bogus", message="there is no option --bogus (see quant info --help)")
        for wrong, right in (("--colours", "--colors"), ("--color=5", "--colors"),
                             ("--max-iter", "--max-iterations"), ("--dihter", "--dither")):
            self.usage("convert", "x.png", wrong,
                       message=f"there is no option {wrong}; did you mean {right}?")
        self.usage("convert", message="name an input, or use --files-from")
        self.usage("sample", message="DIR is required")

    def test_values_that_are_missing_or_too_many(self):
        self.usage("convert", "x.png", "-k", message="--colors needs a value, N (")
        self.usage("convert", "x.png", "-o", "--json",
                   message="--output needs a value, FILE, before --json (")
        self.usage("convert", "x.png", "--colors=", message="'' is not a number from 1 to 256")
        self.usage("convert", "x.png", "--json=yes", message="--json takes no value")
        self.usage("bench", "-q5", message="there is no option -q5")

    def test_an_option_with_a_value_is_given_once(self):
        for command in ("convert", "palette", "compare", "bench", "report", "validate"):
            add_up = {"--keep-color", "--dataset", "--k", "--engines", "--isa", "--include",
                      "--exclude"}
            if command in ("bench", "validate"):
                add_up.add("--threads")
            help_text = self.quant(command, "--help")[0].decode()
            for name in re.findall(r"^  (?:-\w,)?(--[\w-]+) [A-Z]", help_text, re.MULTILINE):
                twice = [f"{name}=1"] * 2 if name == "--protect" else [name, "1"] * 2
                if name not in add_up:
                    self.usage(command, *twice, message=f"{name} is given more than once")
        self.usage("convert", "-k", "5", "--colors=6", message="--colors is given more than once")
        self.quant("info", "--json", "--json")

    def test_outputs_that_exclude_each_other(self):
        self.usage("convert", "x.png", "-o", "y.jpg", message="palettes (png, tiff, bmp, targa); use")
        self.usage("convert", "x.png", "-o", "y", message="format with palettes")
        self.usage("convert", "x.png", "-o", "y.gif", "--truecolor", message="writable format")
        self.usage("convert", "x.png", "y.png", "-o", "z.png", message="one input")
        self.usage("convert", "x.png", "-o", "z.png", "--output-dir", "d", message="exclude")
        self.usage("convert", "x.png", "-o", "z.png", "--suffix", "s", message="exclude")
        self.usage("convert", "x.png", "--suffix", "a/b", message="slash")
        self.usage("convert", "x.png", "-o", "-", "--json", message="--json")
        self.usage("convert", "-", "--json", message="--json")
        for option in ("--suffix=s", "--keep-extension", "--in-place", "--preserve",
                       "--skip-if-larger", "--journal=j", "--jsonl"):
            name = option.split("=", maxsplit=1)[0]
            self.usage("convert", "-", option, message=f"{name} and an image on standard output")
        self.usage("convert", "-", "-", "--output-dir", "d", message="once")
        self.usage("convert", "-", "x.png", message="--output-dir")
        self.usage("convert", "x.png", "-q", "-v", message="exclude")

    def test_results_that_cannot_be_written(self):
        for arguments in (("--help",), ("info",), ("info", "--json")):
            with open("/dev/full", "wb") as full:
                result = subprocess.run([PROGRAM, *arguments], stdout=full, capture_output=False,
                                        stderr=subprocess.PIPE)
            self.assertEqual(result.returncode, 1, arguments)
            self.assertEqual(result.stderr, b"quant: standard output: No space left on device\n")


if __name__ == "__main__":
    main()
