#!/bin/bash
# Checks that the library exports exactly the names in a list: check_symbols.sh NM LIBRARY LIST
set -euo pipefail
# The only absolute symbol is the symbol version itself; some versions of nm list it.
names=$("$1" -D --defined-only --format=posix "$2" | awk '$2 != "A" { print $1 }' | LC_ALL=C sort)
if ! diff -u "$3" <(printf '%s\n' "$names"); then
    echo "the exported names of $2 are not those of $3; change the list only with the interface" >&2
    exit 1
fi
