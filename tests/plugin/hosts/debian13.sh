#!/bin/bash
# Makes a Debian 13 tree with GIMP 3, which Debian 12 does not have, and builds the plug-ins there.
#
#   debian13.sh TREE
#
# A complete tree is used again, and only changed files are built. The exit code is 77 if no tree
# can be made on this machine.
set -euo pipefail
tree=$1
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

skip() {
    echo "skipped: needs a Debian 13 tree: $*"
    exit 77
}

packages=gimp,libgimp-3.0-dev,libgegl-dev,gegl,gettext,libhwy-dev,g++,cmake,ninja-build,pkg-config
packages+=,python3-gi,xvfb,xauth,xdotool,x11-utils,imagemagick,openbox,ca-certificates
packages+=,fonts-dejavu-core

if [[ ! -e $tree/complete ]]; then
    [[ $(id -u) -eq 0 ]] || skip "only root can make one"
    command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
    rm -rf "$tree"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    # Leaves out recommended packages and documentation: the tree takes 1.3 GB without them.
    mmdebstrap --quiet --variant=apt --include=$packages \
        --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --components=main trixie "$tree" >"$log" 2>&1 || {
        tail -n 5 "$log"
        rm -rf "$tree"
        skip "mmdebstrap could not make one"
    }
    touch "$tree/complete"
fi

rm -rf "$tree/quant"
mkdir "$tree/quant"
for name in CMakeLists.txt LICENSE libquant plugin packaging; do
    cp --archive "$source/$name" "$tree/quant/"  # keeps file times, which decide what is built
done
# The environment is cleared: the compiler launcher of this build, for example, is not in the tree.
# The plug-ins are tested, not their speed: full optimization would take minutes.
chroot "$tree" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root sh -ec '
    cmake -S /quant -B /quant-build -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DQUANT_WERROR=ON \
        -DQUANT_BUILD_CLI=OFF -DQUANT_BUILD_TESTS=OFF -DQUANT_PLUGINS="gegl;gimp3" \
        -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 >/dev/null
    cmake --build /quant-build'
