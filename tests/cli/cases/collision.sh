# Two inputs with one output are refused before any work, and there is a way out.
picture x/a.png 1
picture x/a.bmp 2
quant convert x --output-dir out -k 8
test -e out || echo "nothing is written"
quant convert x --output-dir out -k 8 --keep-extension --dry-run
