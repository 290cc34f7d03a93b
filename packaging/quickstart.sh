#!/bin/bash
# Takes a fresh Debian 12 to quantized pictures: installs the packages that the build needs, builds
# quant, and converts pictures to 8, 16 and 32 colors.
#
#   packaging/quickstart.sh [-o DIR] [PICTURE...]
#
# Without pictures, it converts the built-in sample pictures. Writes to ./quickstart-out or DIR.
set -euo pipefail

fail() {
    echo "quickstart: $*" >&2
    exit 1
}
# Prints the comment at the head of this file.
usage() {
    sed -n '2,7s/^# \{0,1\}//p' "$0"
}
# quietly WHAT COMMAND...: prints WHAT, runs the command, and shows the end of its output only if it
# fails.
quietly() {
    local what=$1
    shift
    echo "$what ..."
    if ! "$@" >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        fail "$what failed"
    fi
}

out=quickstart-out
while getopts ':o:h' option; do
    case $option in
        o) out=$OPTARG ;;
        h) usage && exit 0 ;;
        :) fail "-$OPTARG needs a folder" ;;
        *) fail "unknown option -$OPTARG; see packaging/quickstart.sh -h" ;;
    esac
done
shift $((OPTIND - 1))
for picture in "$@"; do
    [[ -f $picture && -r $picture ]] || fail "cannot read the picture '$picture'"
done
pictures=("$@")
mkdir -p "$out" || fail "cannot make the folder '$out'"
out=$(cd "$out" && pwd)

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$source/build/release
log=$(mktemp)
trap 'rm -f "$log"' EXIT

"$source/packaging/dependencies" build
# CMake reads presets only from the current folder.
configure() { (cd "$source" && cmake --preset release -DQUANT_BUILD_TESTS=OFF); }
quietly "Configuring" configure
quietly "Building quant into $build" cmake --build "$build"
quant=$build/cli/quant

if [[ ${#pictures[@]} -eq 0 ]]; then
    # The names of the samples are not known beforehand, so they go to a folder that holds nothing
    # else.
    rm -rf "$build/samples"
    quietly "Painting the sample pictures" "$quant" sample "$build/samples"
    mkdir -p "$out/originals"
    cp -f "$build"/samples/* "$out/originals"
    pictures=("$out/originals"/*)
fi

status=0
for k in 8 16 32; do
    echo "Converting ${#pictures[@]} pictures at $k colors ..."
    "$quant" convert --quiet --json --force -k "$k" --suffix "-k$k" --output-dir "$out" \
        -- "${pictures[@]}" >"$out/k$k.json" || status=$?
    [[ $status -le 1 ]] || fail "quant convert ended with exit code $status"
done
echo
python3 "$source/packaging/quickstart_table.py" "$out"/k{8,16,32}.json
echo
echo "The pictures are in $out"
exit "$status"
