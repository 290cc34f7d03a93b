"""The interface of a rival: another quantizer, or quant itself, that rivals.py measures."""
import dataclasses
from typing import Callable

IN_PROCESS, WHOLE_PROCESS = "in process", "whole process"


@dataclasses.dataclass
class Rival:
    name: str
    kind: str
    # start(job) returns (run, finish). run() is timed; finish takes its result and returns the
    # Outcome. start itself is not timed and must do nothing but hand over the seeds or the image.
    start: Callable
    supports: Callable = lambda k: True
    default: bool = True  # if false, the rival is measured only if --only names it
