#!/bin/bash
# Makes the pictures of README.md from original.png, and those of docs/quality.md and
# docs/dithering.md from the built-in landscape.
#
#   docs/images/make.sh QUANT      needs ImageMagick
set -euo pipefail

quant=$(realpath "${1:?usage: docs/images/make.sh QUANT}")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$quant" sample "$folder" >/dev/null

# The photograph is kodim23 of the Kodak suite, scaled: convert kodim23.png -filter Lanczos -resize
# 384x256 -strip PNG24:original.png
for colors in 16 64; do
    "$quant" convert -q --force -k "$colors" original.png -o "colors-$colors.png"
done

# Colors are chosen for what is shown.
convert "$folder/landscape.png" -filter triangle -resize 216x216 -crop 216x162+0+40 +repage -strip \
    "PNG24:quality-original.png"
for colors in 4 16 64; do
    "$quant" convert -q --force -k "$colors" quality-original.png -o "quality-$colors.png"
done

convert "$folder/landscape.png" -filter triangle -resize 400x400 -crop 224x168+30+66 +repage -strip \
    "PNG24:dithering-original.png"
for method in none auto floyd-steinberg blue-noise bayer; do
    "$quant" convert -q --force -k 12 --dither "$method" dithering-original.png \
        -o "dithering-$method.png"
done
