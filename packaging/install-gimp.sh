#!/bin/bash
# Installs the plug-in for each installed version of GIMP and the GEGL operation, for the current
# user and without root. Needs the packages of `packaging/dependencies library gimp`.
#
#   packaging/install-gimp.sh                # builds and installs; run it again after an update
#   packaging/install-gimp.sh --build DIR    # installs from the build folder DIR, without building
#   packaging/install-gimp.sh --uninstall    # removes everything that it installed
#
# The exit code is 0 on success, 1 if something is missing or fails, and 2 for wrong arguments.
set -euo pipefail

fail() {
    echo "install-gimp.sh: $1" >&2
    exit "${2-1}"
}

uninstall=no build=''
while [[ $# -gt 0 ]]; do
    case $1 in
        --uninstall) uninstall=yes ;;
        --build)
            build=$(realpath -e "${2-}" 2>/dev/null) || fail "--build: no folder '${2-}'" 2
            shift
            ;;
        *) fail "unknown option '$1': use --build DIR or --uninstall" 2 ;;
    esac
    shift
done
[[ -n ${HOME-} ]] || fail "HOME is not set"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The folders in which GEGL and GIMP look for plug-ins. Each plug-in has a folder of its own there,
# and this script owns everything in it.
gegl_folder=${XDG_DATA_HOME:-$HOME/.local/share}/gegl-0.4/plug-ins/quant-kmeans
# gimp_folder VERSION PROFILE: prints the plug-in's folder. PROFILE, if it is not empty, replaces
# the profile folder of the version; GIMP takes a relative PROFILE as a folder below HOME.
gimp_folder() {
    local profile=${2:-${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/$1}
    [[ $profile == /* ]] || profile=$HOME/$profile
    echo "$profile/plug-ins/quant-kmeans"
}

if [[ $uninstall == yes ]]; then
    shopt -s nullglob
    for folder in "$gegl_folder" "${XDG_CONFIG_HOME:-$HOME/.config}"/GIMP/*/plug-ins/quant-kmeans \
        ${GIMP2_DIRECTORY:+"$(gimp_folder 2.10 "$GIMP2_DIRECTORY")"} \
        ${GIMP3_DIRECTORY:+"$(gimp_folder 3.0 "$GIMP3_DIRECTORY")"}; do
        [[ -d $folder ]] || continue
        rm -r "$folder"
        echo "Removed $folder"
        plug_ins=$(dirname "$folder")
        rmdir --ignore-fail-on-non-empty "$plug_ins"
        [[ -d $plug_ins ]] || rmdir --ignore-fail-on-non-empty "$(dirname "$plug_ins")"
    done
    exit 0
fi

if [[ -z $build ]]; then
    if command -v dpkg-query >/dev/null; then
        missing=$(packaging/dependencies --missing library gimp)
        [[ -z $missing ]] ||
            fail "needs ${missing//$'\n'/ }: run packaging/dependencies library gimp as root"
    fi
    plugins=gegl
    pkg-config --exists gimpui-2.0 && plugins+=';gimp2'
    pkg-config --exists gimpui-3.0 && plugins+=';gimp3'
    [[ $plugins != gegl ]] ||
        fail "there is no GIMP to build for: pkg-config finds neither gimpui-2.0 nor gimpui-3.0"
    build=$PWD/build/gimp
    log=$build/install-gimp.log
    mkdir -p "$build"
    echo "Building (log: $log)"
    if ! { cmake --preset release -B "$build" -DQUANT_PLUGINS="$plugins" -DQUANT_BUILD_CLI=OFF \
        -DQUANT_BUILD_TESTS=OFF && cmake --build "$build" --parallel; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "the build failed, see $log"
    fi
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
# stage COMPONENT: installs a component of the build into the folder $stage/COMPONENT.
stage() {
    DESTDIR=$stage/$1 cmake --install "$build" --component "$1" >"$stage/log" 2>&1 || {
        tail -n 20 "$stage/log" >&2
        fail "$build cannot be installed: is it built?"
    }
}
stage runtime
library=$(find "$stage/runtime" -name 'libquant.so.[0-9]')
[[ -n $library ]] || fail "$build has no libquant"

# put COMPONENT FOLDER: replaces FOLDER by the plug-in and the library. Returns false if the
# component is not built.
put() {
    local staged
    stage "$1"
    staged=$(find "$stage/$1" -type d -name quant-kmeans)
    [[ -n $staged ]] || return 1
    { mkdir -p "$(dirname "$2")" && rm -rf "$2" && cp -r "$staged" "$2" && cp -L "$library" "$2/"; } ||
        fail "cannot write $2"
}
# put_gimp COMPONENT PACKAGE PROFILE: installs the plug-in for the GIMP that pkg-config knows as
# PACKAGE, if there is one, and counts it in $gimps.
gimps=0
put_gimp() {
    local version folder
    version=$(pkg-config --modversion "$2" 2>/dev/null | cut -d. -f1,2) || return 0
    folder=$(gimp_folder "$version" "$3")
    put "$1" "$folder" || return 0
    echo "Installed for GIMP $version: $folder"
    gimps=$((gimps + 1))
}
put_gimp gimp2 gimp-2.0 "${GIMP2_DIRECTORY-}"
put_gimp gimp3 gimp-3.0 "${GIMP3_DIRECTORY-}"
put gegl "$gegl_folder" && echo "Installed for GEGL: $gegl_folder"
[[ $gimps -gt 0 ]] ||
    fail "$build has no plug-in for a version of GIMP that is installed here"
echo "Restart GIMP, then choose Colors > Map > K-Means Quantize. To uninstall: $0 --uninstall"
