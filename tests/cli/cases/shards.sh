# The parts of a list.
for i in 1 2 3 4; do picture x/$i.png $i; done
for i in 0 1 2; do quant convert x --output-dir out --shard $i/3 --dry-run; done
quant convert x --output-dir out --shard 3/3
