#!/bin/bash
# Builds a program with the flags that pkg-config gives for quant, as a user of the library would,
# and runs it: compile_and_run.sh PKG-CONFIG OUTPUT COMPILER [FLAG...] SOURCE
set -euo pipefail
pkg_config=$1 output=$2
shift 2
read -ra flags <<<"$("$pkg_config" --cflags --libs quant)"
"$@" "${flags[@]}" -o "$output"
"./$output"
