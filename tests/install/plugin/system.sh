#!/bin/bash
# Checks where `cmake --install` puts the plug-ins: each must be in the folder that its host names,
# with its translations, and must find the library that was installed with it.
#   system.sh BUILD PREFIX PLUGIN...
set -euo pipefail
build=$1 prefix=$2
shift 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
fail() {
    echo "system: $*" >&2
    exit 1
}

DESTDIR=$root cmake --install "$build" >/dev/null
for plugin in "$@"; do
    case $plugin in
        gegl) folder=$(pkg-config --variable=pluginsdir gegl-0.4) file=quant-kmeans.so domain=quant-gegl ;;
        gimp2) folder=$(pkg-config --variable=gimplibdir gimp-2.0)/plug-ins ;;
        gimp3) folder=$(pkg-config --variable=gimplibdir gimp-3.0)/plug-ins ;;
    esac
    folder=$root$folder/quant-kmeans
    [[ -x $folder/${file:=quant-kmeans} || $plugin == gegl ]] || fail "no program $folder/$file"
    while read -r language; do
        [[ -s $folder/locale/$language/LC_MESSAGES/${domain:=quant-plugin}.mo ]] ||
            fail "no texts of the language '$language' in $folder"
    done <"$(dirname "${BASH_SOURCE[0]}")/../../../plugin/po/LINGUAS"
    library=$(ldd "$folder/$file" | sed -n 's/.*libquant.so.0 => \(.*\) (.*/\1/p')
    [[ $(realpath "$library") == "$(realpath "$root$prefix")"/* ]] ||
        fail "$folder/$file takes the library '$library', not that below $root$prefix"
    [[ $plugin == gegl || -s $root$prefix/share/metainfo/org.gimp.GIMP.Plugin.quant_$plugin.metainfo.xml ]] ||
        fail "no metainfo of $plugin"
    unset file domain
done
