"""Rivals that are programs: they read a PNG and write a file without dithering. The time is that
from the start of the process to its end."""
import os
import shutil
import subprocess

from job import outcome_of_file
from rival import WHOLE_PROCESS, Rival

TIMEOUT_S = 600


def of_command(name, program, arguments, suffix=".png", **more):
    """Returns the rival that runs `program` with the result of arguments(job, output)."""
    def start(job):
        output = job.folder / (name + suffix)
        output.unlink(missing_ok=True)
        command = [program, *map(str, arguments(job, output))]

        def run():
            return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=TIMEOUT_S, check=False)

        def finish(done):
            if done.returncode != 0:
                complaint = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
                raise RuntimeError(f"exit code {done.returncode}: {' '.join(complaint)}")
            return outcome_of_file(job, output)
        return run, finish
    return Rival(name, WHOLE_PROCESS, start, **more)


def ours(program, presets):
    def arguments(preset):
        def list_them(job, output):
            fixed = ["--max-iterations", job.iterations] if preset == "paper" else []
            return ["convert", job.png, "-o", output, "-k", job.k, "--preset", preset, "--seed",
                    job.seed, "--threads", job.threads, "--force", *fixed]
        return list_them
    return [of_command("convert-" + preset, os.path.abspath(program), arguments(preset))
            for preset in presets]


def pngquant(speed):
    return lambda job, output: ["--nofs", "--speed", speed, "--output", output, job.k, "--",
                                job.png]


def magick(job, output):
    return [job.png, "+dither", "-colors", job.k, f"PNG8:{output}"]


def ffmpeg(job, output):
    graph = (f"split[a][b];[a]palettegen=max_colors={job.k}:reserve_transparent=0[palette];"
             "[b][palette]paletteuse=dither=none")
    return ["-loglevel", "error", "-threads", job.threads, "-filter_complex_threads", job.threads,
            "-i", job.png, "-filter_complex", graph, "-frames:v", "1", "-threads", job.threads,
            output]


def gimp(job, output, dither="NONE"):
    """Does Image > Mode > Indexed with an optimum palette. GIMP always exits with 0: if it fails,
    there is no output."""
    def text(path):
        return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
    script = (f"(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE {text(job.png)} "
              f"{text(job.png)}))))"
              "(if (= (car (gimp-image-base-type image)) INDEXED) (gimp-image-convert-rgb image))"
              f"(gimp-image-convert-indexed image CONVERT-DITHER-{dither} CONVERT-PALETTE-GENERATE "
              f'{job.k} FALSE FALSE "")'
              "(gimp-file-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-drawable "
              f"image)) {text(output)} {text(output)}))")
    return ["-n", "-i", "-d", "-f", "-b", script, "-b", "(gimp-quit 0)"]


def bits(job):
    return job.k.bit_length() - 1


def vips_gif(job, output):
    return ["gifsave", job.png, output, "--dither", "0", "--bitdepth", bits(job)]


def vips_png(job, output):
    return ["pngsave", job.png, output, "--palette", "--dither", "0", "--bitdepth", bits(job)]


def installed():
    """Returns the rivals whose programs are on PATH, and the names of the programs that are not."""
    table = [
        ("pngquant-1", "pngquant", pngquant(1), ".png", {}),
        ("pngquant-4", "pngquant", pngquant(4), ".png", {}),
        ("pngquant-11", "pngquant", pngquant(11), ".png", {}),
        ("imagemagick", "convert", magick, ".png", {}),
        ("graphicsmagick", "gm", lambda *job: ["convert", *magick(*job)], ".png", {}),
        ("gimp", "gimp-console-2.10", gimp, ".png", {}),
        ("ffmpeg", "ffmpeg", ffmpeg, ".png", {"supports": lambda k: k >= 4}),
        # vips takes bits per pixel, not a number of colors.
        ("vips-gif", "vips", vips_gif, ".gif", {"supports": lambda k: k in (2, 4, 8, 16, 32, 64,
                                                                          128, 256)}),
        ("vips-png", "vips", vips_png, ".png", {"supports": lambda k: k in (2, 4, 16, 256)}),
    ]
    rivals = [of_command(name, shutil.which(program), arguments, suffix, **more)
              for name, program, arguments, suffix, more in table if shutil.which(program)]
    absent = {program for _, program, *_ in table if not shutil.which(program)}
    return rivals, sorted(absent)
