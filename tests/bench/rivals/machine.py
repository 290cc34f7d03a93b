"""Limits the threads of all rivals, and describes the machine and the versions of the rivals."""
import importlib
import os
import pathlib
import re
import shutil
import subprocess

# A library or program that reads one of these starts that many threads; the other rivals get the
# number through their interfaces.
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                    "NUMBA_NUM_THREADS", "VIPS_CONCURRENCY", "MAGICK_THREAD_LIMIT")
MODULES = {"NumPy": "numpy", "Numba": "numba", "OpenCV": "cv2", "scikit-learn": "sklearn",
           "faiss": "faiss", "Pillow": "PIL", "libimagequant": "imagequant"}
PROGRAMS = {"pngquant": ["pngquant", "--version"], "ImageMagick": ["convert", "-version"],
            "GraphicsMagick": ["gm", "version"], "ffmpeg": ["ffmpeg", "-version"],
            "libvips": ["vips", "--version"]}


def limit_threads(threads):
    """Limits this process and its children to `threads` threads and processors. Must be called
    before any of the libraries is loaded. With the processors limited too, background threads that
    ignore all options cost time, as they do where all cores are busy. Raises ValueError if there
    are fewer processors."""
    allowed = sorted(os.sched_getaffinity(0))
    if not 1 <= threads <= len(allowed):
        raise ValueError(f"--threads {threads}: this process may use {len(allowed)} processors")
    os.sched_setaffinity(0, allowed[-threads:])
    for name in THREAD_VARIABLES:
        os.environ[name] = str(threads)


def processor():
    models = re.findall(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text("utf-8"))
    return f"{models[0] if models else os.uname().machine}, {os.cpu_count()} processors"


def blas():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return {}
    pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return {"BLAS": f"{pools[0]['internal_api']} {pools[0]['version']}" if pools else "reference"}


def versions(with_modules):
    found = {}
    for title, module in MODULES.items():
        if module in with_modules:
            found[title] = importlib.import_module(module).__version__
    found |= blas()
    for title, command in PROGRAMS.items():
        if shutil.which(command[0]):
            shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            number = re.search(r"\d+\.\d[\w.+-]*", shown)
            found[title] = number[0] if number else "unknown"
    return ", ".join(f"{title} {version}" for title, version in found.items())


def load():
    return f"load average {os.getloadavg()[0]:.2f}"
