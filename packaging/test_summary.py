"""Adds up the JUnit files of several ctest runs: test_summary.py STEP.xml... [--failed-steps N]

Prints every test that failed or was skipped, and then `N passed, N failed, N skipped`. A skipped
entry, or a skipped case within an entry, must name a requirement (see REASONS) that this machine
does not meet. Any other skip, and a disabled test, counts as a failure.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent


CPU = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
INSTRUCTION_SETS = {"SSSE3": "ssse3", "SSE4": "sse4_1", "AVX2": "avx2", "AVX3": "avx512bw"}


def fails(*command):
    return subprocess.run(command, capture_output=True, check=False).returncode != 0


def cannot_run(instruction_set):
    flag = INSTRUCTION_SETS.get(instruction_set, "")
    return flag != "" and not re.search(rf"^flags\s*:.*\b{flag}\b", CPU, re.MULTILINE)


def has_access_lists():
    """Whether the file system of temporary files stores POSIX access control lists."""
    owner_group_others = b"\2\0\0\0" + b"".join(
        bytes((kind, 0, 6, 0)) + b"\xff" * 4 for kind in (1, 4, 32))
    with tempfile.NamedTemporaryFile() as file:
        try:
            os.setxattr(file.name, "system.posix_acl_access", owner_group_others)
        except OSError:
            return False
    return True


def cannot_make_debian_13():
    release = "http://deb.debian.org/debian/dists/trixie/Release"
    with tempfile.TemporaryDirectory() as folder:
        return (os.geteuid() != 0 or shutil.which("mmdebstrap") is None or
                fails("/usr/lib/apt/apt-helper", "download-file", release, folder + "/Release"))


# The reasons that a skip may give, and functions that tell whether each is true on this machine.
REASONS = {
    r"test images": lambda _: not (ROOT.parent / "shared" / "data").is_dir(),
    r"needs root": lambda _: os.geteuid() != 0,
    r"small disk": lambda _: fails("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"),
    r"needs rivals": lambda _: fails("/usr/bin/python3", "-c", "import numpy, PIL"),
    r"needs Pillow": lambda _: fails("/usr/bin/python3", "-c", "import PIL"),
    r"needs ImageMagick": lambda _: shutil.which("convert") is None,
    r"Debian 13 tree": lambda _: cannot_make_debian_13(),
    r"needs a display": lambda _: shutil.which("xdotool") is None,
    r"GNU parallel": lambda _: shutil.which("parallel") is None,
    r"access lists": lambda _: not has_access_lists(),
    r"loop device": lambda _: fails("losetup", "--find"),
    r"machine cannot run (\w+)": lambda match: cannot_run(match[1]),
}


def is_true(reason):
    matches = ((re.search(pattern, reason), check) for pattern, check in REASONS.items())
    return any(match and check(match) for match, check in matches)


def outcomes(case):
    """Yields the (outcome, reason) of a ctest entry: several if some of its Python cases were
    skipped."""
    output = case.findtext("system-out", "")
    skips = re.findall(r"(?:^skipped: |\.\.\. skipped ['\"])(.*?)['\"]?$", output, re.MULTILINE)
    if case.get("status") == "run" or (case.get("status") == "notrun" and skips):
        for reason in skips:
            yield ("skipped" if is_true(reason) else "failed"), reason
        if case.get("status") == "run":
            yield "passed", ""
    else:
        yield "failed", (output.strip().splitlines() or [""])[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*")
    parser.add_argument("--failed-steps", type=int, default=0)
    arguments = parser.parse_args()

    counts = {"passed": 0, "failed": arguments.failed_steps, "skipped": 0}
    for file in map(pathlib.Path, arguments.files):
        for case in ElementTree.parse(file).getroot().iter("testcase"):
            for outcome, reason in outcomes(case):
                counts[outcome] += 1
                if outcome != "passed":
                    print(f"{outcome}: {file.stem}: {case.get('name')}: {reason}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    ran_tests = counts["passed"] > 0 or not arguments.files
    return 0 if ran_tests and counts["failed"] == 0 else 1


sys.exit(main())
