"""Runs all contestants in rounds: each round runs each configuration once, so that other load on
the machine affects all of them. What takes long gets fewer rounds, so that the whole ends in
time."""
import dataclasses
import gc
import statistics
import sys
import time

from contestants import Subject
from measure import seconds_of, shared_out

MOST_CALLS = 25
FORESEEN = 64  # times from a picture foretell those of pictures of at most this many times its size


@dataclasses.dataclass
class Sample:
    """One run: the median time of its calls."""
    commit: str
    date: str
    machine: str
    library: str
    group: str
    picture: str
    width: int
    height: int
    k: int
    contestant: str
    threads: int
    round: int
    calls: int
    seconds: float
    mse: float
    colors: int


@dataclasses.dataclass
class Unit:
    """Configurations that run back to back: one preset of all builds of quant, or one rival, with
    all numbers of threads, for one picture and K. So their times can be paired."""
    picture: object
    k: int
    configurations: list  # of (contestant, threads)
    rounds: int = 1       # that it gets
    single_calls: float = 0  # seconds of one call of each
    calls: dict = dataclasses.field(default_factory=dict)
    results: dict = dataclasses.field(default_factory=dict)

    @property
    def name(self):
        return self.configurations[0][0].name

    def __str__(self):
        picture = self.picture
        return f"{picture.group} {picture.name} {picture.size} K={self.k} {self.name}"


def units_of(pictures, ks, contestants, threads):
    """Returns the units of each picture, in which contestants of equal names stand together."""
    by_name = {}
    for contestant in contestants:
        by_name.setdefault(contestant.name, []).append(contestant)
    return [(picture, [Unit(picture, k, [(contestant, count) for contestant in equal
                                         for count in threads])
                       for k in ks for equal in by_name.values()]) for picture in pictures]


class Rounds:
    """Runs the units, and hands each Sample to `store`."""

    def __init__(self, labels, store, end, run_s):
        now = time.monotonic()
        self.labels = labels  # commit, date and machine of each sample
        self.store = store
        self.run_s = run_s    # a run of shorter calls repeats them until it is about as long
        self.end = end        # of the time, by the monotonic clock
        self.end_of_first = now + (end - now) / 2  # of the first round, which is the longest
        self.failures = []
        self.left_out = []    # units
        self.cut = False
        self._largest = {}    # pixels of the largest size so far, and the seconds of a unit

    def run(self, pictures, most):
        """Runs all units once, then up to `most` times as long as the time lasts. `pictures` has
        pairs of a picture and its units, in ascending order of size."""
        costs = {}
        for picture, units in pictures:
            if time.monotonic() > self.end_of_first:
                self.left_out += units
                continue
            self._first(Subject(picture), units, costs)
        done = [(picture, [unit for unit in units if id(unit) in costs])
                for picture, units in pictures]
        further = shared_out(costs, most - 1, max(self.end - time.monotonic(), 0))
        for unit in (unit for _, units in done for unit in units):
            unit.rounds = 1 + further[id(unit)]
            self.cut = self.cut or unit.rounds < most
        for number in range(1, most):
            for picture, units in done:
                due = [unit for unit in units if number < unit.rounds]
                subject = Subject(picture) if due and not self._late() else None
                for unit in due:
                    if self._late():
                        self.cut = True
                        break
                    self._guarded(subject, unit, number)

    def _late(self):
        return time.monotonic() > self.end

    def _first(self, subject, units, costs):
        pixels = subject.picture.width * subject.picture.height
        for unit in units:
            unit.configurations = [(contestant, threads) for contestant, threads
                                   in unit.configurations if contestant.supports(subject)]
            if not unit.configurations:
                continue
            key = subject.picture.group, unit.name, unit.k
            smaller, seconds = self._largest.get(key, (1, 0))
            larger = pixels / smaller
            foreseen = seconds * larger if larger <= FORESEEN else 0
            if time.monotonic() + foreseen > self.end_of_first:
                self.left_out.append(unit)
                continue
            seconds = self._guarded(subject, unit, 0)
            if seconds is not None:
                self._largest[key] = pixels, unit.single_calls
                costs[id(unit)] = 1.1 * seconds + 0.001 + 3e-9 * pixels

    def _guarded(self, subject, unit, number):
        """Returns the seconds of all calls, or None if one failed: the others continue."""
        try:
            return self._run(subject, unit, number)
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            unit.rounds = 0
            self.failures.append(f"{unit}: {reason}")
            print("kinds.py: " + self.failures[-1], file=sys.stderr)
            return None

    def _run(self, subject, unit, number):
        spent = 0.0
        # In every other round the order is reversed, so that none is always the first.
        for contestant, threads in unit.configurations[::-1 if number % 2 else 1]:
            key = contestant.title, threads
            call = contestant.prepare(subject, unit.k, threads)
            if number == 0:
                seconds, made = timed_calls(subject, call, 1)
                spent += seconds[0]
                unit.single_calls += seconds[0]
                unit.calls[key] = min(max(int(self.run_s / seconds[0]), 1), MOST_CALLS)
                if unit.calls[key] > 1:
                    call.forget(made[0])
            calls = unit.calls[key]
            if number > 0 or calls > 1:
                seconds, made = timed_calls(subject, call, calls)
                spent += sum(seconds)
            result = self._result(unit, contestant, threads, call, made)
            picture = subject.picture
            self.store(Sample(*self.labels, contestant.library, picture.group, picture.name,
                              picture.width, picture.height, unit.k, contestant.name, threads,
                              number, calls, statistics.median(seconds), result.mse,
                              result.colors))
        return spent

    @staticmethod
    def _result(unit, contestant, threads, call, made):
        """Returns the result, which is computed once: for quant it must be the same with any number
        of threads and in each round."""
        known = unit.results.get((contestant.title, threads)) or unit.results.get(contestant.title)
        if known is None:
            known = call.finish(made.pop())
            of_all = contestant.title if known.claim is not None else (contestant.title, threads)
            unit.results[of_all] = known
        claims = {call.forget(one) for one in made}
        if known.claim is not None and claims - {known.claim}:
            raise RuntimeError(f"says MSE {claims - {known.claim}}, and {known.claim} before")
        return known


def timed_calls(subject, call, count):
    """Returns the seconds of each of `count` calls, and what they returned."""
    def run():
        seconds, made = [], []
        for _ in range(count):
            start = time.perf_counter()
            made.append(call.run())
            seconds.append(time.perf_counter() - start)
        return seconds, made
    return seconds_of(run, subject.pixels)[1]


def warm_up(subject, contestants, threads):
    """Runs everything once, so that the libraries are loaded and have started their threads."""
    for contestant in contestants:
        for count in threads:
            call = contestant.prepare(subject, 16, count)
            call.forget(call.run())
    gc.freeze()  # the libraries' own objects would slow down each later collection
