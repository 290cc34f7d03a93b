"""Runs the rivals in turn, A B C A B C, so that other load on the machine affects all of them."""
import dataclasses
import gc
import sys
import time


@dataclasses.dataclass
class Sample:
    """One measurement: one timed run of a rival."""
    image: str
    width: int
    height: int
    k: int
    kind: str
    rival: str
    run: int
    seconds: float
    mse: float
    colors: int
    iterations: int | None
    file_bytes: int | None


class WrongResult(RuntimeError):
    pass


class Bench:
    """Measures rivals and collects their measurements and failures."""

    def __init__(self, rivals, runs):
        self.rivals = rivals
        self.runs = runs
        self.samples = []
        self.failures = []

    def fail(self, rival, job, error):
        reason = " ".join(str(error).split()) or type(error).__name__
        self.failures.append(f"{rival.name}: {job.image} K={job.k}: {reason}")
        print("rivals.py: " + self.failures[-1], file=sys.stderr)

    def warm_up(self, job):
        """Runs each rival once, so that it compiles and loads what it needs. A rival that fails is
        not measured."""
        self.rivals = [rival for rival in self.rivals if self._sample(rival, job, 0)]
        gc.freeze()  # the libraries' own objects would slow down each later collection

    def measure(self, job, seconds):
        """Measures each rival once, then up to `runs` times in all while the seconds last."""
        end = time.perf_counter() + seconds
        cost, first = {}, {}
        for rival in self.rivals:
            start = time.perf_counter()
            if rival.supports(job.k) and (sample := self._sample(rival, job, 0)):
                cost[rival.name], first[rival.name] = time.perf_counter() - start, sample
        self._check_ours(job, first)
        # Quick rivals get more than one measurement even if no time is left: that costs little.
        left = max(end - time.perf_counter(), sum(cost.values()) / 10)
        further = shared_out(cost, self.runs - 1, left)
        samples = list(first.values())
        for run in range(1, self.runs):
            for rival in self.rivals:
                if run <= further.get(rival.name, 0):
                    samples.append(self._sample(rival, job, run))
        self.samples += [sample for sample in samples if sample]

    def _sample(self, rival, job, run):
        try:
            seconds, outcome = timed(rival, job)
        except Exception as error:  # whatever a rival raises, the others continue
            self.fail(rival, job, error)
            return None
        height, width, _ = job.pixels.shape
        return Sample(job.image, width, height, job.k, rival.kind, rival.name, run, seconds,
                      outcome.mse, outcome.colors, outcome.iterations, outcome.file_bytes)

    def _check_ours(self, job, first):
        """Fails unless a preset has the same error in every engine and through the program."""
        by_preset = {}
        for rival in self.rivals:
            if rival.name.startswith(("quant-", "convert-")) and rival.name in first:
                preset = rival.name.rsplit("-", 1)[1]
                known, mse = by_preset.setdefault(preset, rival), first[rival.name].mse
                if mse != first[known.name].mse:
                    self.fail(rival, job, f"MSE {mse}, but {known.name} {first[known.name].mse}")


def seconds_of(run, pixels):
    """Returns the seconds that run() takes and what it returns."""
    pixels.max()  # brings the pixels into the cache, as decoding would have done
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        made = run()
        return time.perf_counter() - start, made
    finally:
        gc.enable()


def timed(rival, job):
    """Returns the seconds of one run and its outcome. Raises WrongResult if the rival states an
    error that its labels and palette do not have."""
    run, finish = rival.start(job)
    seconds, made = seconds_of(run, job.pixels)
    outcome = finish(made)
    claimed = outcome.claimed_mse
    if claimed is not None and abs(claimed - outcome.mse) > 1e-9 * outcome.mse:
        raise WrongResult(f"says MSE {claimed!r}, its labels and palette give {outcome.mse!r}")
    return seconds, outcome


def shared_out(cost, most, seconds):
    """Returns how many further runs each rival may have, at most `most`: all get the same time, and
    the time that quick rivals do not use goes to the slower ones."""
    further = {}
    for i, (name, each) in enumerate(sorted(cost.items(), key=lambda item: item[1])):
        share = seconds / (len(cost) - i)
        further[name] = int(min(most, share / each))
        seconds -= further[name] * each
    return further
