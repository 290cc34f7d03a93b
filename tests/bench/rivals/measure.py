"""Runs the rivals in turn, A B C A B C, so that whatever else happens on the machine meets all."""
import dataclasses
import gc
import sys
import time


@dataclasses.dataclass
class Sample:
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
        """Compiles, loads and forks once; whoever fails here is not measured."""
        self.rivals = [rival for rival in self.rivals if self._sample(rival, job, 0)]
        gc.freeze()  # the libraries' own objects would make each later collection slow

    def measure(self, job, seconds):
        """Each rival once, then up to `runs` times in all as far as the seconds reach."""
        end = time.perf_counter() + seconds
        cost, first = {}, {}
        for rival in self.rivals:
            start = time.perf_counter()
            if rival.supports(job.k) and (sample := self._sample(rival, job, 0)):
                cost[rival.name], first[rival.name] = time.perf_counter() - start, sample
        self._check_ours(job, first)
        # The quick get more than one sample even if nothing is left: it costs next to nothing.
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
        except Exception as error:  # whatever a rival throws: the others go on
            self.fail(rival, job, error)
            return None
        height, width, _ = job.pixels.shape
        return Sample(job.image, width, height, job.k, rival.kind, rival.name, run, seconds,
                      outcome.mse, outcome.colors, outcome.iterations, outcome.file_bytes)

    def _check_ours(self, job, first):
        """A preset gives the same bits in every engine and through the program."""
        by_preset = {}
        for rival in self.rivals:
            if rival.name.startswith(("quant-", "convert-")) and rival.name in first:
                preset = rival.name.rsplit("-", 1)[1]
                known, mse = by_preset.setdefault(preset, rival), first[rival.name].mse
                if mse != first[known.name].mse:
                    self.fail(rival, job, f"MSE {mse}, but {known.name} {first[known.name].mse}")


def timed(rival, job):
    run, finish = rival.start(job)
    job.pixels.max()  # in the cache as far as it fits, as just after decoding
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        made = run()
        seconds = time.perf_counter() - start
    finally:
        gc.enable()
    outcome = finish(made)
    claimed = outcome.claimed_mse
    if claimed is not None and abs(claimed - outcome.mse) > 1e-9 * outcome.mse:
        raise WrongResult(f"says MSE {claimed!r}, its labels and palette give {outcome.mse!r}")
    return seconds, outcome


def shared_out(cost, most, seconds):
    """How many further runs each may have: as many for all as fit, what the quick leave over goes
    to the slow."""
    further = {}
    for i, (name, each) in enumerate(sorted(cost.items(), key=lambda item: item[1])):
        share = seconds / (len(cost) - i)
        further[name] = int(min(most, share / each))
        seconds -= further[name] * each
    return further
