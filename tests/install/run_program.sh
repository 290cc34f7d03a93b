#!/bin/bash
# Checks that the installed program and its helper programs run outside the build tree:
# run_program.sh QUANT VERSION
set -euo pipefail
quant=$1 version=$2
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
fail() {
    echo "run_program: $*" >&2
    exit 1
}

[[ $("$quant" --version) == *"$version"* ]] || fail "--version does not say $version"
"$quant" sample "$directory/in"
"$quant" convert "$directory"/in/* -k 8 --output-dir "$directory/out"
inputs=("$directory"/in/*)
outputs=("$directory"/out/*)
[[ -e ${inputs[0]} ]] || fail "'quant sample' wrote nothing"
[[ ${#inputs[@]} -eq ${#outputs[@]} ]] ||
    fail "${#inputs[@]} samples became ${#outputs[@]} pictures"
