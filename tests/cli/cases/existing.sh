# What becomes of an output that exists.
picture a.png 1
picture b.png 2
quant convert a.png -k 8 --output-dir out
quant convert a.png b.png -k 8 --output-dir out --jobs 1
quant convert a.png b.png -k 8 --output-dir out --skip-existing --verbose --jobs 1
quant convert a.png b.png -k 8 --output-dir out --update --verbose --jobs 1
touch -d 2040-01-01 a.png
quant convert a.png b.png -k 8 --output-dir out --update
