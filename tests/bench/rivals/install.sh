#!/bin/bash
# Installs the quantizers that rivals.py measures, from the packages of Debian 12. This is optional:
# the tests run without them, and rivals.py measures those that are installed.
set -euo pipefail

packages=(
    python3-numpy
    python3-pil
    libopenblas0-pthread # without it, scikit-learn and faiss multiply matrices with reference BLAS
    python3-numba
    python3-opencv
    python3-sklearn
    python3-faiss
    libimagequant0
    pngquant
    imagemagick
    graphicsmagick
    gimp
    libvips-tools
    ffmpeg
)

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

command -v apt-get >/dev/null ||
    fail "this is not Debian: install the equivalents of ${packages[*]}"
root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || fail "run as root, or install: ${packages[*]}"
    root=(sudo)
fi
apt() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@"
}
apt update
apt install --no-install-recommends "${packages[@]}"
