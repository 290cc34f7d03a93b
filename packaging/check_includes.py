"""Fails on an #include that runs the wrong way: a folder uses only folders on lower levels.

The parts, the library, the program and the plug-ins, have their folders in levels, from the ground
up. An include names the folder ("color/point.h"), its own folder too. Folders of one level do not
know each other. CMake holds the same order, in what each target links; this names the line.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

LEVELS = {
    "libquant/src": [["base"], ["color"], ["simd"], ["histogram"], ["cluster", "map"], ["api"]],
    "cli": [["base"], ["io", "sample"], ["inputs", "metrics", "png", "worker"], ["write"],
            ["convert", "dataset", "palette"],
            ["batch", "reference"], ["results"], ["bench", "report", "validate"], ["experiment"],
            ["commands"]],
    "plugin": [["common"], ["gegl", "gimp"], ["gimp2", "gimp3"]],
}
# Headers that have no folder: made by CMake, chosen by the host, or the file itself again.
OTHERS = {"git_revision.h", "host_types.h", "gegl-op.h", "kmeans.cpp"}

# Who may see these: everybody whose path begins so.
RESERVED = {
    "CLI/": ("cli/commands/", "cli/main.cpp"),
    "OpenImageIO/": ("cli/worker/decode_oiio.cpp",),
    "hwy/": ("libquant/src/simd/", "cli/bench/multiply_add.cpp"),
    "omp.h": ("libquant/src/base/parallel.cpp", "cli/base/processors.cpp"),
    "libgimp": ("plugin/gimp",),
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def level_of(part, folder):
    for level, folders in enumerate(LEVELS[part]):
        if folder in folders:
            return level
    return None


def complaint(part, path, kind, name):
    """What is wrong with one include, or nothing."""
    relative = path.relative_to(ROOT).as_posix()
    for reserved, allowed in RESERVED.items():
        if name.startswith(reserved) and not relative.startswith(allowed):
            return f"only {' and '.join(allowed)} may include it"
    if ".." in name.split("/"):
        return "an include never goes back through a folder"
    folders = [folder for level in LEVELS[part] for folder in level]
    is_ours = "/" in name and name.split("/")[0] in folders
    if (kind == "<" and not is_ours) or name in OTHERS:
        return ""
    own = path.relative_to(ROOT / part).parts[0]
    own_level = len(LEVELS[part]) if own == path.name else level_of(part, own)
    if own_level is None:
        return f"the folder {own} has no level in packaging/check_includes.py"
    folder = name.split("/")[0]
    level = level_of(part, folder) if "/" in name else None
    if level is None:
        return "name the folder and the file, both of this part"
    if folder != own and level >= own_level:
        return f"{own} is {'on the level of' if level == own_level else 'below'} {folder}"
    return ""


def main():
    failed = False
    for part in LEVELS:
        for path in sorted((ROOT / part).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            text = path.read_text(encoding="utf-8")
            for match in INCLUDE.finditer(text):
                what = complaint(part, path, *match.groups())
                if what:
                    line = text.count("\n", 0, match.start(2)) + 1
                    print(f"{path.relative_to(ROOT)}:{line}: #include {match[2]}: {what}")
                    failed = True
    return 1 if failed else 0


sys.exit(main())
