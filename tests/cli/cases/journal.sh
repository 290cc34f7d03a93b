# A batch goes on where it was, and does again what has changed.
picture x/1.png 1
picture x/2.png 2
quant convert x --output-dir out -k 8 --journal j --verbose > /dev/null
quant convert x --output-dir out -k 8 --journal j
rm out/1.png
quant convert x --output-dir out -k 8 --journal j
quant convert x --output-dir out -k 4 --journal j
