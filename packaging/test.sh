#!/bin/bash
# Checks what must hold before a change lands, on a fresh Debian 12: installs the packages that the
# checks need, then runs the named steps, or those of every landing.
#
#   packaging/test.sh [STEP...]
#
# packaging/nightly.sh runs the steps that take too long for every change.
#
# It continues after a failed step. Its last line, `N passed, N failed, N skipped`, counts all
# tests, and each failed step as one failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

landing_steps=(format scripts release quickstart asan-ubsan tsan tidy)
nightly_steps=(clang minimal gimp3 asan-ubsan-all fuzz analyze)
jobs=$(nproc)
results=build/test-results

# These list the C and C++ sources and the shell scripts, without build outputs.
sources() { find libquant cli plugin tests -name '*.h' -o -name '*.hpp' -o -name '*.c' -o -name '*.cpp'; }
scripts() { grep -rlE '^#!/bin/(ba)?sh' .ci packaging cli plugin tests; }

# build PRESET [CMAKE-OPTION...]: configures and builds a preset; shows the end of the log and fails
# if that does not succeed.
build() {
    local preset=$1 log=$results/$1.log
    shift
    if ! { cmake --preset "$preset" -DQUANT_BUILD_TESTS=ON "$@" &&
        cmake --build --preset "$preset" --parallel "$jobs"; } >"$log" 2>&1; then
        tail -n 80 "$log"
        echo "test.sh: the $preset build failed"
        return 1
    fi
}
# run PRESET [CTEST-OPTION...]: runs tests of a preset for the current step; test_summary.py reads
# the counts from the JUnit file.
run() {
    local preset=$1
    shift
    # Failed tests are counted from the JUnit file, so the step fails only if that file is missing.
    ctest --preset "$preset" --parallel "$jobs" --test-output-size-passed 1000000 \
        --output-junit "$PWD/$results/$step.xml" "$@"
    [[ -s $results/$step.xml ]]
}

step_format() {
    python3 packaging/check_includes.py || return 1
    sources | xargs clang-format-14 --dry-run -Werror >"$results/format.log" 2>&1 && return
    echo "clang-format-14 -i would change:"
    sed -n 's/:.* error: .*//p' "$results/format.log" | uniq -c
    return 1
}
step_scripts() { scripts | xargs shellcheck -S warning; }
# build_release UNITY: if ON, compiles each target in one piece, which takes a third of the time,
# except for the library, which is tested as it is installed.
build_release() {
    build release -DCMAKE_UNITY_BUILD="$1" -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 \
        -DQUANT_LIBRARY_BY_FILE=ON -DQUANT_WERROR=ON -DQUANT_BUILD_BENCHMARKS=ON \
        "-DQUANT_PLUGINS=gegl;gimp2"
}
step_release() { build_release ON && run release -LE nightly; }
step_clang() { build clang -DQUANT_BUILD_CLI=ON -DQUANT_PLUGINS= && run clang -L 'unit|cli'; }
# File by file, the build shows whether each file includes what it uses.
step_gimp3() { build_release OFF && run release -L nightly; }
step_quickstart() {
    local out=build/quickstart-check
    rm -rf "$out"
    # It runs twice: the second run finds all results in place and must write them again.
    packaging/quickstart.sh -o "$out" && packaging/quickstart.sh -o "$out" >/dev/null &&
        [[ $(find "$out" -name '*-k*.png' | wc -l) -eq $((3 * $(find "$out/originals" -type f | wc -l))) ]]
}
# With each instruction set only the kernels: the code around them is the same for all. Other suites
# run every engine too, and other commands the same code as these three, which compute for minutes.
step_asan-ubsan() {
    local without='engines_tests|cli\.(experiment|results_sentences|validate)$'
    without+='|per_isa\..*\.(diffusion|dither|dither_ordered|histogram|nearest_color)_tests'
    build asan-ubsan -DQUANT_SANITIZE_TESTS=OFF &&
        run asan-ubsan -L 'unit|cli' -LE slow -E "$without"
}
step_asan-ubsan-all() {
    build asan-ubsan -DQUANT_SANITIZE_TESTS=ON && run asan-ubsan -L 'unit|cli'
}
step_minimal() { build minimal -DQUANT_BUILD_CLI=OFF && run minimal -L unit -LE per_isa; }
step_tsan() {
    build tsan -DQUANT_BUILD_CLI=OFF -DQUANT_SANITIZE_TESTS=OFF && run tsan -L unit -LE per_isa
}

# tidy FOLDER UNITY [OPTION...]: checks libquant, the program and the plug-ins with clang-tidy.
tidy() {
    local folder=$1 unity=$2 log=$results/$step.log
    shift 2
    { cmake --preset clang -B "$folder" -DCMAKE_UNITY_BUILD="$unity" -DQUANT_BUILD_TESTS=OFF \
        -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON "-DQUANT_PLUGINS=gegl;gimp2" &&
        cmake --build "$folder" --target quant_git_revision; } >"$log" 2>&1 &&
        run-clang-tidy-14 -quiet -p "$folder" -j "$jobs" "$@" >"$log" 2>&1 && return
    sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -E -A 3 '(error|warning):' | head -n 80
    return 1
}
# Unity builds, whose source files are included as headers are, parse each header once for a target;
# but the static analyzer, and the checks of unused names, see only files that are not included.
step_tidy() {
    tidy build/tidy ON -header-filter='/(libquant/src|cli|plugin)/|/quant\.hpp$' \
        -checks='-clang-analyzer-*,-bugprone-suspicious-include,-performance-unnecessary-*-param'
}
# Half a minute finds what is broken at once; CONTRIBUTING.md tells how to run it longer.
step_fuzz() {
    local data=()
    [[ -d ../shared/data ]] && data=(../shared/data)
    for format in png jpeg icc; do
        tests/fuzz/fuzz.sh "$format" 30 "${data[@]}" >"$results/fuzz-$format.log" 2>&1 ||
            { tail -n 30 "$results/fuzz-$format.log"; return 1; }
    done
}
step_analyze() { tidy build/analyze OFF; }

packaging/dependencies build gimp test || exit 1
export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
export CCACHE_SLOPPINESS=pch_defines,time_macros  # without it, precompiled headers are not cached
rm -rf "$results"
mkdir -p "$results"

failed=() times=()
for step in "${@:-${landing_steps[@]}}"; do
    if [[ " ${landing_steps[*]} ${nightly_steps[*]} " != *" $step "* ]]; then
        echo "test.sh: unknown step '$step': use ${landing_steps[*]} ${nightly_steps[*]}" >&2
        exit 2
    fi
    echo "== $step"
    SECONDS=0
    "step_$step" || failed+=("$step")
    times+=("$(printf '%6d s  %s' "$SECONDS" "$step")")
done

printf '%s\n' "${times[@]}"
for step in "${failed[@]}"; do echo "failed: step $step"; done
shopt -s nullglob
python3 packaging/test_summary.py --failed-steps "${#failed[@]}" "$results"/*.xml
