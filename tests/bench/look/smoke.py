"""Tests the benchmark: smoke.py QUANT compares all methods on two small pictures, beside a method
that changes nothing, and checks the figures, the tables and a sheet."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench_test import SKIPPED, check, noise, rows_of, skips  # noqa: E402

K = 8


def look(quant, pictures, out, *more):
    done = subprocess.run([sys.executable, HERE / "look.py", "--quant", quant, "--pictures",
                           pictures, "-k", str(K), "--method", "copy=cp {in} {out}", "--method",
                           "broken=false {in} {out}", "--out", out, *more], capture_output=True,
                          text=True, check=False)
    check(done.returncode == 0, f"look.py: exit code {done.returncode}: {done.stderr}")
    return done.stdout


def check_rows(rows):
    names = {row["method"] for row in rows}
    wanted = {"quant auto", "quant none/lab", "quant bayer", "quant jarvis/linear", "copy"}
    check(wanted <= names, f"not measured: {wanted - names}")
    check("broken" not in names, "a method that fails has rows")
    for row in rows:
        check(None not in row.values() and row["width"] == "40", f"wrong: {row}")
        copied = row["method"] == "copy"
        check(copied == (int(row["colors"]) > K), f"a wrong number of colors: {row}")
        check(copied == (float(row["ssimulacra2"]) > 99.99), f"a wrong score: {row}")
        if row["butteraugli"]:
            check(copied == (float(row["butteraugli"]) < 1e-6), f"a wrong norm: {row}")
    check(sum(row["method"] == "quant auto" for row in rows) == 2, "not both pictures")


def main(quant):
    if skips():
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        pictures = noise(pathlib.Path(folder, "noise"), "a.png", "b.png")
        out = pathlib.Path(folder, "out")
        said = look(quant, pictures, out, "--crop", f"{pictures}/b.png:30,5,20,10")
        check((out / "look.md").read_text("utf-8") in said, "the tables are not printed")
        rows = rows_of(out / "look.csv")
        check_rows(rows)
        for text in ("| copy | 8 | 0.0 % of 2 |", "2 results have more than K colors",
                     "failed: broken: noise/a.png, K = 8: exit code 1"):
            check(text in said, f"'{text}' is not in the report")
        sheet = out / "sheets" / "01-b-8.png"
        check(f"{sheet}: {pictures}/b.png:30,5,10,10" in said, "the crop is not in the picture")
        from PIL import Image  # skips() says whether there is one
        columns, cells = 3, 1 + len({r["method"] for r in rows if "/" not in r["method"]})
        with Image.open(sheet) as image:
            check(image.size == (columns * 24, -(-cells // columns) * 44), f"sheet {image.size}")

        said = look(quant, pictures, out, "--resume", "--only", "quant *", "--only", "copy",
                    "--show", "quant auto")
        check("noise/a.png 8\n" not in said, "what look.csv has is measured again")
        check(rows_of(out / "look.csv") == rows, "rows are lost")
        check(len(list((out / "sheets").glob("02-[ab]-8.png"))) == 1, "not a sheet each picture")
    return 0


sys.exit(main(sys.argv[1]))
