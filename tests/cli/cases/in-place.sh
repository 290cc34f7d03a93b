# Inputs are replaced only if that is asked for, and only in formats that are written.
picture a.png 1
cp a.png photo.jpg
ln -s a.png link.png
quant convert a.png photo.jpg link.png --in-place -k 8 --jobs 1
test -L link.png && echo "the link is still there"
quant convert a.png --in-place --output-dir out
