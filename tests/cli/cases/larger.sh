# What does not become smaller is left alone, or copied.
printf 'P5 1 1 255\n.' > tiny.pgm
quant convert tiny.pgm --skip-if-larger --verbose
quant convert tiny.pgm --skip-if-larger --copy-skipped --output-dir out --verbose
cmp tiny.pgm out/tiny.pgm && echo same
