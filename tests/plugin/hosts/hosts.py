# Runs jobs in GIMP 2.10, GIMP 3 and GEGL, without windows.
#
# A job is a dictionary: `open` is a picture; `setup` is a list of steps [step, argument...] that
# are done to it first (gimp2_jobs.scm and gimp3_jobs.py define them); `call` has the arguments of
# the procedure by name; `save` is a file for the result, and `save_layers` has a file for each
# layer from the top; `save_failed` is a file for the image after a call that fails. The result of a job is {"values": [colors, psnr, hex colors, name of the
# palette], "palette": colors of the new palette, "colormap": colors of an indexed image}, with the
# colors as a list of "#rrggbb", or {"error": message}.
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = {"mode": "in-place", "colors": 16, "preset": "balanced", "space": "auto",
            "dither": "none", "dither-strength": 1.0, "seed": 0, "keep-foreground": 0,
            "keep-background": 0, "palette": "", "shared-palette": 1, "protect": 0.0,
            "target-psnr": 0.0, "importance": "", "dither-space": "auto", "bayer-size": 8,
            "serpentine": 0, "keep-colors": "", "palette-colors": ""}


def profile(folder, plugin):
    """Makes a GIMP profile folder that has the plug-in, unless it exists. GIMP takes two seconds to
    start with a new profile."""
    target = os.path.join(folder, "plug-ins", "quant-kmeans")
    if os.path.isdir(target):
        return
    os.makedirs(target)
    shutil.copy(plugin, target)
    locale = os.path.join(os.path.dirname(plugin), "locale")
    if os.path.isdir(locale):
        shutil.copytree(locale, os.path.join(target, "locale"))


def scheme(value):
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (list, tuple)):
        return "(list " + " ".join(map(scheme, value)) + ")"
    return str(value)


def few_gegl_modules(folder):
    """Makes a folder with the modules of GEGL, without those for files, and returns its path. Each
    plug-in that GIMP starts loads all modules, and those link many large libraries."""
    target = os.path.join(folder, "gegl")
    if not os.path.isdir(target):
        installed = subprocess.run(["pkg-config", "--variable=pluginsdir", "gegl-0.4"], check=True,
                                   capture_output=True, text=True).stdout.strip()
        os.mkdir(target)
        for name in os.listdir(installed):
            if not name.endswith(("-load.so", "-save.so")):
                os.symlink(os.path.join(installed, name), os.path.join(target, name))
    return target


LOAD = f"(load {scheme(os.path.join(HERE, 'gimp2_jobs.scm'))})"


def run_windows(command, out):
    """Runs windows.sh, and once more if a window did not open in time. Returns `out`, the folder
    with its pictures; raises AssertionError if both runs fail."""
    for _ in range(2):
        shutil.rmtree(out, ignore_errors=True)
        os.makedirs(out)
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=300, check=False)
        if result.returncode == 0:
            return out
    raise AssertionError("windows.sh failed:\n" + result.stdout.decode("utf-8", "replace"))


class Gimp2:
    name = "gimp2"

    def __init__(self):
        self.plugin = os.environ["QUANT_GIMP2_PLUGIN"]
        self.home = tempfile.TemporaryDirectory(prefix="quant-gimp2-")

    @staticmethod
    def script(job):
        # A batch command ends where it fails; GIMP then runs the next one independently.
        steps = [LOAD, f"(quant-open {scheme(job['open'])})"]
        for name, *arguments in job.get("setup", ()):
            steps.append(f"({name} {' '.join(map(scheme, arguments))})")
        call = {**DEFAULTS, **job["call"]}
        steps.append("(quant-call-last)" if job.get("last") else
                     f"(quant-call {' '.join(scheme(call[key]) for key in DEFAULTS)})")
        if job.get("save"):
            steps.append(f"(quant-save {scheme(job['save'])})")
        for index, path in enumerate(job.get("save_layers", ())):
            steps.append(f"(quant-save-layer {index} {scheme(path)})")
        return "(begin " + " ".join(steps) + " (gimp-image-delete quant-image))"

    def run(self, jobs, folder):
        profile(self.home.name, self.plugin)
        command = ["gimp-console-2.10", "--new-instance", "--no-interface", "--no-data",
                   "--no-fonts", "--stack-trace-mode=never"]
        for i, job in enumerate(jobs):
            command += ["-b", f'(gimp-message "JOB {i}")', "-b", self.script(job)]
            if job.get("save_failed"):
                command += ["-b", f"(begin {LOAD} (quant-save-newest {scheme(job['save_failed'])}))"]
        # Quitting is a command of its own: GIMP hangs if a command fails before its quit.
        command += ["-b", '(gimp-message "JOBS END")', "-b", "(gimp-quit 0)"]
        result = subprocess.run(
            command, env={**os.environ, "GIMP2_DIRECTORY": self.home.name, "LANG": "C.UTF-8",
                          "GEGL_PATH": few_gegl_modules(self.home.name)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=600, cwd=folder, check=False)
        log = result.stdout.decode("utf-8", "replace")
        if "JOBS END" not in log or "crashed" in log:
            raise AssertionError(f"GIMP 2.10 did not come to the end:\n{log[-3000:]}")
        return [self.result(part) for part in re.split(r"JOB \d+\n", log)[1:]]

    def windows(self, picture, folder):
        """Runs windows.sh and returns the folder with its pictures."""
        out = os.path.join(folder, "windows")
        profile(self.home.name, self.plugin)
        return run_windows([os.path.join(HERE, "windows.sh"), "gimp-2.10", self.home.name, picture,
                            out], out)

    @staticmethod
    def result(log):
        # An error counts even if the procedure returned a result before a later step failed.
        error = re.search(r"^Error: (.*)$", log, re.MULTILINE)
        values = re.search(r"RESULT\n(.*)\n(.*)\n(.*)\n(.*)\nEND", log)
        if error:
            return {"error": error[1]}
        if not values:
            return {"error": "no result: " + log}
        results = {"values": [int(values[1]), float(values[2]), values[3], values[4]]}
        for kind in ("PALETTE", "COLORMAP"):
            found = re.search(kind + r"([\d ]+)\nEND", log)
            if found:
                rgb = list(map(int, found[1].split()))
                results[kind.lower()] = ["#%02x%02x%02x" % tuple(rgb[i:i + 3])
                                         for i in range(0, len(rgb), 3)]
        return results


class Gimp3:
    name = "gimp3"

    def __init__(self):
        self.tree = os.environ["QUANT_DEBIAN13"]
        if not os.path.exists(os.path.join(self.tree, "quant-build/plugin/gimp3/quant-kmeans")):
            print("skipped: needs a Debian 13 tree, which plugin.debian13 did not make")
            sys.exit(77)
        shutil.rmtree(os.path.join(self.tree, "quant-home"), ignore_errors=True)

    def prepare(self, folder):
        """Copies the folder into the tree and returns the path of the copy."""
        work = os.path.join(self.tree, "quant-jobs")
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        profile(os.path.join(self.tree, "quant-home"),
                os.path.join(self.tree, "quant-build/plugin/gimp3/quant-kmeans"))
        return work

    def windows(self, picture, folder):
        work = self.prepare(folder)
        shutil.copy(os.path.join(HERE, "windows.sh"), work)
        return run_windows(
            ["chroot", self.tree, "/usr/bin/env", "-i", "LANG=C.UTF-8", "PATH=/usr/bin:/bin",
             "HOME=/quant-jobs", "bash", "/quant-jobs/windows.sh", "gimp-3.0", "/quant-home",
             "/quant-jobs/" + os.path.basename(picture), "/quant-jobs/windows"],
            os.path.join(work, "windows"))

    def console(self, interpreter, command, has_filter=True):
        """Runs a batch command with the folder of prepare(), and with or without the operation of
        GEGL. Returns the exit code and the output."""
        modules = os.path.join(self.tree, "quant-jobs/data/gegl-0.4/plug-ins")
        os.makedirs(modules)
        if has_filter:
            shutil.copy(os.path.join(self.tree, "quant-build/plugin/gegl/quant-kmeans.so"),
                        modules)
        result = subprocess.run(
            ["chroot", self.tree, "/usr/bin/env", "-i", "LANG=C.UTF-8", "PATH=/usr/bin:/bin",
             "HOME=/quant-jobs", "GIMP3_DIRECTORY=/quant-home", "QUANT_JOBS=/quant-jobs",
             "XDG_DATA_HOME=/quant-jobs/data", "GIO_USE_VFS=local",
             "gimp-console-3.0", "--new-instance", "--no-interface", "--no-data", "--no-fonts",
             "--stack-trace-mode=never", "--quit", "--batch-interpreter=" + interpreter,
             "-b", command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=600, check=False)
        return result.returncode, result.stdout.decode("utf-8", "replace")

    def script_fu(self, script, folder, has_filter=True):
        """Runs a script that names files of `folder` as those of /quant-jobs; what it makes comes
        into `folder`. Returns the exit code and the output."""
        work = self.prepare(folder)
        with open(os.path.join(work, "script.scm"), "w", encoding="utf-8") as file:
            file.write("(script-fu-use-v3)\n" + script)
        before = set(os.listdir(work))
        result = self.console("plug-in-script-fu-eval", '(load "/quant-jobs/script.scm")',
                              has_filter)
        for name in set(os.listdir(work)) - before:
            if os.path.isfile(os.path.join(work, name)):
                shutil.copy(os.path.join(work, name), folder)
        return result

    def run(self, jobs, folder):
        """Runs jobs whose paths are those of `folder`, outside of the tree."""
        work = self.prepare(folder)
        shutil.copy(os.path.join(HERE, "gimp3_jobs.py"), work)
        text = json.dumps(jobs).replace(folder + "/", "/quant-jobs/")
        with open(os.path.join(work, "jobs.json"), "w", encoding="utf-8") as file:
            file.write(text)
        code, log = self.console("python-fu-eval",
                                 "exec(open('/quant-jobs/gimp3_jobs.py').read())")
        if code != 0 or "rashed" in log:
            raise AssertionError(f"GIMP 3 ended with {code}:\n{log[-3000:]}")
        with open(os.path.join(work, "results.json"), encoding="utf-8") as file:
            results = json.load(file)
        for job in jobs:
            for path in [job.get("save"), job.get("save_failed"), *job.get("save_layers", ()),
                         *(step[1] for step in job.get("setup", ())
                           if step[0] == "save_selection")]:
                made = path and os.path.join(work, os.path.relpath(path, folder))
                if made and os.path.exists(made):
                    shutil.copy(made, path)
        return results


class Gegl:
    """The command gegl, which supports only `open`, `call` in place, and `save`."""
    name = "gegl"

    def __init__(self):
        self.module = os.environ["QUANT_GEGL_MODULE"]

    def run(self, jobs, folder):
        modules = os.path.join(folder, "gegl-0.4/plug-ins")
        os.makedirs(modules, exist_ok=True)
        shutil.copy(self.module, modules)
        results = []
        for job in jobs:
            call = {key: value for key, value in job["call"].items() if key != "mode"}
            result = subprocess.run(
                ["gegl", job["open"], "--", "quant:kmeans",
                 *(f"{key}={value}" for key, value in call.items()),
                 "png-save", f"path={job['save']}", f"bitdepth={job['bits']}"],
                env={**os.environ, "XDG_DATA_HOME": folder, "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
            log = (result.stdout + result.stderr).decode("utf-8", "replace")
            failed = result.returncode != 0 or "WARNING" in log or "rror" in log
            results.append({"error": log} if failed else {"values": []})
        return results


HOSTS = {host.name: host for host in (Gimp2, Gimp3, Gegl)}


def only(host, *classes):
    """Defines a test only for hosts of these classes, so that it does not count as skipped in
    others."""
    return lambda case: case if isinstance(host, classes) else None
