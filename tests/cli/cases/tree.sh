# The tree below an input folder is kept in the output folder.
picture x/a/1.png 1
picture x/b/1.png 2
picture x/b/c/2.png 3
quant convert x --recursive --output-dir out -k 8 --jobs 1
find out -type f | sort
