#!/bin/bash
# Checks what takes too long for every change: the optimized build by Clang, the build with neither
# OpenMP nor SIMD, the release build file by file, GIMP 3 in a Debian 13 tree, the tests that
# sanitizers slow down most, a minute of fuzzing, and the static analyzer. Installs and prints what
# packaging/test.sh does.
exec "$(dirname "${BASH_SOURCE[0]}")/test.sh" clang minimal gimp3 asan-ubsan-all fuzz analyze
