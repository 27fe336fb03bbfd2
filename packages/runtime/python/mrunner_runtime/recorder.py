"""What a run records, as lines of `metrics.jsonl`."""

import json
import math
from time import time
from typing import Any, Dict, Iterable, List, Optional, Tuple, Union

from .limited_warnings import LimitedWarnings
from .metrics_file import MetricsFile
from .value_text import shown

Number = Union[int, float]
#: As infinity, but for ints that are too large for a double, too.
_ABOVE_DOUBLES = 2**1024


class Series:
    """One name in the metrics, with the last step it was recorded at."""

    __slots__ = ("name", "json", "last")

    def __init__(self, name: str):
        self.name = name
        #: The name as JSON, and a colon.
        self.json = json.dumps(name) + ":"
        self.last: Number = float("-inf")


class Recorder:
    """Records one attempt. Steps grow in each series; what does not grow is dropped with a warning.

    Times are seconds since the epoch.
    """

    def __init__(self, file: MetricsFile, attempt: int, warnings: LimitedWarnings):
        self.file = file
        self._attempt = attempt
        self._warnings = warnings
        self._series: Dict[str, Series] = {}

    def series(self, name: str) -> Series:
        found = self._series.get(name)
        if found is None:
            found = self._series[name] = Series(name)
        return found

    def step_of(self, names: Iterable[Series], given: Any) -> Optional[Number]:
        """The step that was given;

        else one more than the last of these series, from 1. None, with a warning, when it is no
        number.
        """
        if given is None:
            return math.floor(max([0, *[one.last for one in names]])) + 1
        step = number_of(given)
        if step is not None and -_ABOVE_DOUBLES < step < _ABOVE_DOUBLES:
            # A whole number is one whichever way it was computed.
            return int(step) if isinstance(step, float) and step.is_integer() else step
        self._warnings.ten_times(
            "step",
            lambda: "{} was dropped: expected a finite number as its step, got {}".format(
                ", ".join(one.name for one in names), shown(given)
            ),
        )
        return None

    def advance(self, one: Series, step: Number) -> bool:
        """Whether the step is new to the series, which then remembers it; else a warning."""
        if step > one.last:
            one.last = step
            return True
        self._warnings.ten_times(
            "step",
            lambda: "{} at step {} was dropped: its last step is {}, and steps must grow".format(
                one.name, step, one.last
            ),
        )
        return False

    def numbers(self, points: List[Tuple[Series, str]], step: Number) -> None:
        """Records numbers, as JSON, at one step: `{"step","time","attempt","values"}`."""
        parts = []
        for one, number in points:
            if step > one.last:
                one.last = step
                parts.append(one.json + number)
            else:
                self.advance(one, step)
        if parts:
            self.file.append(
                '{"step":%r,"time":%.6f,"attempt":%s,"values":{%s}}\n'
                % (step, time(), self._attempt, ",".join(parts))
            )

    def line(self, **fields: Any) -> None:
        """Records any other line, with its time and attempt: `{…fields,"time","attempt"}`."""
        fields["time"] = round(time(), 6)
        fields["attempt"] = self._attempt
        with self.file.lock:
            self.file.append(json.dumps(fields, separators=(",", ":")) + "\n")


def number_of(value: Any) -> Optional[Number]:
    """A number of any library as an int or float:

    of Python, numpy, a tensor with one element. None when it is none.
    """
    kind = type(value)
    if kind is float or kind is int:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if value is None or isinstance(value, (str, bytes, bytearray, dict, list, tuple)):
        return None
    try:
        inner = value.item() if hasattr(value, "item") else float(value)
    except Exception:  # Libraries raise what they like for an array that is no number
        return None
    return number_of(inner) if isinstance(inner, (int, float)) else None


def number_json(value: Number) -> str:
    """An int or float as JSON; NaN and the infinities are strings."""
    if isinstance(value, int):
        # Newer Pythons refuse to write an int of thousands of digits.
        value = value if value.bit_length() < 10000 else float("inf" if value > 0 else "-inf")
    if isinstance(value, int) or value - value == 0:
        return repr(value)
    return '"NaN"' if value != value else '"Infinity"' if value > 0 else '"-Infinity"'
