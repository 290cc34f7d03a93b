#!/bin/bash
# Runs packaging/install-gimp.sh as a user would: GIMP and GEGL must find the plug-ins with their
# library and German texts, and --uninstall must leave nothing.
#   install_gimp.sh SOURCE BUILD PLUGIN...
set -euo pipefail
source=$1 build=$2
shift 2
plugins=" $* "
install=$source/packaging/install-gimp.sh
picture=$source/docs/images/original.png

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "install_gimp: $*" >&2
    exit 1
}
unset GIMP2_DIRECTORY GIMP3_DIRECTORY XDG_CONFIG_HOME XDG_DATA_HOME GEGL_PATH DISPLAY
unset LC_ALL LC_MESSAGES
mkdir "$scratch/a home" "$scratch/locale"
localedef -i de_DE -f UTF-8 "$scratch/locale/de_DE.UTF-8" ||
    fail "localedef cannot make a German locale"
export HOME="$scratch/a home" LOCPATH=$scratch/locale LANG=de_DE.UTF-8 LANGUAGE=de

"$install" --build "$build"
"$install" --uninstall
left=$(find "$HOME" -type f -o -name '*quant*' -o -name plug-ins)
[[ -z $left ]] || fail "--uninstall left $left"
"$install" --build "$build" >/dev/null
find "$HOME" | sort >"$scratch/once"
"$install" --build "$build" >"$scratch/said"
find "$HOME" | sort | diff "$scratch/once" - || fail "twice is not the same as once"

# few COLORS PICTURE: fails if the picture does not have exactly this number of colors.
few() {
    local colors
    colors=$(identify -format %k "$2") || fail "$2 is no picture"
    [[ $colors -eq $1 ]] || fail "$2 has $colors colors, not $1"
}
# own_library FILE: fails if FILE does not load the libquant in its own folder.
own_library() {
    [[ $(ldd "$1") == *"libquant.so.0 => $(dirname "$1")/libquant.so.0 "* ]] ||
        fail "$1 does not take the library beside it"
}
# in_gimp VERSION GIMP-OPTION...: runs a script in GIMP that reduces the picture and then tries
# again with locked pixels. Fails unless GIMP refuses that second call in German.
in_gimp() {
    local version=$1
    own_library "$HOME/.config/GIMP/$version/plug-ins/quant-kmeans/quant-kmeans"
    grep -qF "GIMP $version" "$scratch/said" || fail "it does not say that it installed for $version"
    shift
    timeout -k 5 120 "gimp-console-$version" -idf --stack-trace-mode=never "$@" \
        >"$scratch/log" 2>&1 </dev/null || true
    cat "$scratch/log"
    few 5 "$scratch/gimp-$version.png"
    grep -qF 'sind gesperrt' "$scratch/log" ||
        fail "GIMP $version does not refuse in German that pixels are locked"
}

if [[ $plugins == *' gimp2 '* ]]; then
    cat >"$scratch/2.10.scm" <<SCRIPT
(define image (car (gimp-file-load RUN-NONINTERACTIVE "$picture" "$picture")))
(define layer (car (gimp-image-get-active-drawable image)))
(define (reduce)
  (plug-in-quant-kmeans RUN-NONINTERACTIVE image layer "in-place" 5 "balanced" "srgb" "none" 1 0 0 0
                        "" 1 0 0 "" "auto" 8 0 "" ""))
(reduce)
(file-png-save RUN-NONINTERACTIVE image layer "$scratch/gimp-2.10.png" "" 0 9 0 0 0 0 0)
(gimp-item-set-lock-content layer TRUE)
(reduce)
SCRIPT
    in_gimp 2.10 -n -b "(load \"$scratch/2.10.scm\")" -b '(gimp-quit 0)'
fi
if [[ $plugins == *' gimp3 '* ]]; then
    cat >"$scratch/3.0.scm" <<SCRIPT
(script-fu-use-v3)
(define image (gimp-file-load RUN-NONINTERACTIVE "$picture"))
(define layer (vector-ref (gimp-image-get-selected-drawables image) 0))
(define (reduce)
  (plug-in-quant-kmeans #:run-mode RUN-NONINTERACTIVE #:image image #:drawables (vector layer) #:colors 5))
(reduce)
(gimp-file-save RUN-NONINTERACTIVE image "$scratch/gimp-3.0.png")
(gimp-item-set-lock-content layer TRUE)
(reduce)
SCRIPT
    in_gimp 3.0 --quit --batch-interpreter=plug-in-script-fu-eval -b "(load \"$scratch/3.0.scm\")"
    ! grep -F 'catalog directory' "$scratch/log" || fail "GIMP 3 misses the translations"
fi
if [[ $plugins == *' gegl '* ]]; then
    own_library "$HOME/.local/share/gegl-0.4/plug-ins/quant-kmeans/quant-kmeans.so"
    gegl "$picture" -- quant:kmeans colors=5 png-save path="$scratch/gegl.png" bitdepth=8
    few 5 "$scratch/gegl.png"
fi

"$install" --uninstall
left=$(find "$HOME" -name '*quant*')
[[ -z $left ]] || fail "--uninstall left $left"
