#!/usr/bin/env python3
"""Fails if two controls of a dialog have the same mnemonic in any language, because Alt and the
letter would then only move between them. update.sh runs it."""
import gettext
import io
import pathlib
import re
import subprocess
import sys

PO = pathlib.Path(__file__).resolve().parent
# The letters of the buttons that GIMP adds to the dialogs: OK, Cancel and Help, and in GIMP 3 also
# Reset, Load Saved Settings and Save Settings. They are those of GIMP 2.10.34 with GTK 2.24 and of
# GIMP 3.0.4, whose French has no text for Help yet: H is that of the English one, E that of 2.10.
# A language without letters here is only checked against itself.
GIMP_2 = {"en": "och", "de": "oah", "es": "acy", "fr": "vne", "ja": "och"}
GIMP_3 = {"en": "ochrls", "de": "ochzgs", "es": "acyrg", "fr": "vnhercs", "ja": "ochrls"}


def texts(mark, *sources):
    """Returns the texts with a mnemonic that these sources have in _() or in N_()."""
    found = {text for source in sources for text in re.findall(
        rf'\b{mark}\("([^"]*_[^"]*)"\)', (PO.parent / source).read_text())}
    assert len(found) > 1, f"{sources}: no mnemonics in {mark}()"
    return found


IN_TURN = texts("_", "gimp/palette_editor.cpp")  # one button has these texts one after the other
VIEW = "gimp/picture_view.cpp"
DIALOGS = [("palette menu", texts("N_", "gimp/palette_editor.cpp"), {}),
           ("question", texts("_", "gimp/presets.cpp"), {})]
for now in IN_TURN:
    DIALOGS += [("2.10", texts("_", "gimp2/form.cpp", "gimp2/dialog.cpp", VIEW) | {now}, GIMP_2),
                ("3", texts("_", "gimp3/arguments.cpp", "gimp3/dialog.cpp", VIEW) | {now}, GIMP_3)]

problems = set()
for language in ["en", *(PO / "LINGUAS").read_text().split()]:
    translate = str
    if language != "en":
        catalog = subprocess.run(["msgfmt", "-o", "-", PO / f"{language}.po"], check=True,
                                 stdout=subprocess.PIPE).stdout
        translate = gettext.GNUTranslations(io.BytesIO(catalog)).gettext
    for dialog, originals, letters_of_gimp in DIALOGS:
        owners = {letter: "a button of GIMP" for letter in letters_of_gimp.get(language, "")}
        for text in map(translate, sorted(originals)):
            for letter in re.findall("_(.)", text.lower()):
                if letter in owners:
                    problems.add(f"{language}, {dialog}: '{owners[letter]}' and '{text}' collide")
                owners[letter] = text
for problem in sorted(problems):
    print(f"check_mnemonics.py: {problem}", file=sys.stderr)
sys.exit(bool(problems))
