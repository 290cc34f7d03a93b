#!/bin/bash
# Updates quant-plugin.pot and the .po file of each language from the sources. New texts are left
# without a translation; the script fails until somebody has translated them, and if two controls of
# a dialog have the same letter behind the underscore.
#
#   plugin/po/update.sh           # after a text has changed
#   plugin/po/update.sh --check   # changes nothing; fails if something would change or is missing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
    echo "update.sh: $*" >&2
    exit 1
}
case ${1-} in
    '') check=no ;;
    --check) check=yes ;;
    *)
        echo "update.sh: unknown option '$1': use --check" >&2
        exit 2
        ;;
esac

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# The order is the same everywhere, and there are no line numbers, which change with every edit.
find . -name '*.cpp' | LC_ALL=C sort >"$scratch/sources"
xgettext --files-from="$scratch/sources" --language=C++ --from-code=UTF-8 --keyword=_ --keyword=N_ \
    --keyword=NP_:1,2 \
    --add-comments=Translators --no-location --no-wrap --package-name=quant -o "$scratch/new.pot"
sed -i '/^"POT-Creation-Date/d' "$scratch/new.pot"

if [[ $check == yes ]]; then
    # The order does not matter: only the texts are compared.
    for file in po/quant-plugin.pot "$scratch/new.pot"; do
        msgcat --no-wrap --sort-output "$file" -o "$scratch/$(basename "$file").sorted"
    done
    diff "$scratch/quant-plugin.pot.sorted" "$scratch/new.pot.sorted" >&2 ||
        fail "quant-plugin.pot is not up to date: run plugin/po/update.sh"
else
    cp "$scratch/new.pot" po/quant-plugin.pot
fi
while read -r language; do
    file=po/$language.po
    if [[ $check == no ]]; then
        msgmerge --quiet --update --backup=none --no-wrap --no-fuzzy-matching "$file" po/quant-plugin.pot
    fi
    msgfmt --check --output-file=/dev/null "$file" || fail "$file has mistakes"
    msgcmp --use-untranslated --use-fuzzy "$file" po/quant-plugin.pot ||
        fail "$file lacks texts: run plugin/po/update.sh"
    { msgattrib --untranslated --no-obsolete "$file"; msgattrib --only-fuzzy --no-obsolete "$file"; } |
        sed -n '/^msgid ""$/d; s/^msgid //p' >"$scratch/open"
    [[ ! -s $scratch/open ]] || fail "$file does not translate: $(paste -sd ' ' "$scratch/open")"
done <po/LINGUAS
po/check_mnemonics.py || fail 'give one of two controls with the same letter another one'
