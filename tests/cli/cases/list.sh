# Lists of names, by lines and by NUL bytes.
picture "x/a b.png" 1
picture x/c.png 2
find x -name '*.png' | sort > list
quant convert --files-from list --output-dir one -k 8
find x -name '*.png' -print0 | quant convert --files-from - -0 --output-dir two -k 8
ls one two
quant convert --files-from missing --output-dir three
