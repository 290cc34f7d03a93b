"""What a rival is."""
import dataclasses
from typing import Callable

IN_PROCESS, WHOLE_PROCESS = "in process", "whole process"


@dataclasses.dataclass
class Rival:
    name: str
    kind: str
    # job -> (run, finish): run() is timed, finish(what run() returned) is the Outcome. What comes
    # before run() is not timed: nothing but handing over seeds belongs there.
    start: Callable
    supports: Callable = lambda k: True
    default: bool = True  # else measured only where --only names it
