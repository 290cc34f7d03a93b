#!/bin/bash
# Decodes what libFuzzer makes up from files of one format, with the address sanitizer, and stops at
# the first error. The input that led to it is then in build/fuzz.
#
#   tests/fuzz/fuzz.sh png|jpeg|icc SECONDS [FOLDER...]
#
# The files of up to 64 KB below the folders are where it starts. It needs clang, and keeps what it
# has found in build/fuzz/FORMAT for the next time.
set -euo pipefail
if [[ $# -lt 2 || ! $1 =~ ^(png|jpeg|icc)$ || ! $2 =~ ^[0-9]+$ ]]; then
    sed -n '5s/^# *//p' "${BASH_SOURCE[0]}" >&2
    exit 2
fi
format=$1 seconds=$2
shift 2
folders=("$@")
for i in "${!folders[@]}"; do folders[i]=$(realpath "${folders[i]}"); done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "quant_fuzz_$format"
found=build/fuzz/$format
mkdir -p "$found"
pattern=".*\.$format"
[[ $format == jpeg ]] && pattern='.*\.jpe?g'
if [[ $# -gt 0 ]]; then
    find "${folders[@]}" -type f -iregex "$pattern" -size -65k -exec sh -c '
        for file; do cp -n "$file" "$0/$(sha1sum <"$file" | cut -c1-40)"; done' "$found" {} +
fi
build/fuzz/tests/fuzz/quant_fuzz_"$format" "$found" -max_total_time="$seconds" -max_len=65536 \
    -timeout=60 -rss_limit_mb=4096 -artifact_prefix="build/fuzz/$format-" -print_final_stats=1
