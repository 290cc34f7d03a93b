# A damaged file is named, and the others are converted.
picture x/1.png 1
picture x/3.png 3
head -c 100 x/1.png > x/2.png
quant convert x -k 8 --output-dir out --jobs 1
