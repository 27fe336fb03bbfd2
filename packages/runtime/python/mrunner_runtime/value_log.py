"""`log(values, step)`: numbers and texts at a step."""

from typing import Any, List, Mapping, Optional, Tuple

from .limited_warnings import LimitedWarnings
from .recorder import Number, Recorder, Series, number_json, number_of
from .value_text import text_of

#: Deeper maps than this are taken for a mistake, such as a cycle.
_DEEPEST = 16


class Log:
    def __init__(self, recorder: Recorder, warnings: LimitedWarnings):
        self._recorder = recorder
        self._warnings = warnings

    def __call__(self, values: Mapping[str, Any], step: Optional[Number] = None) -> None:
        """Records values at a step: see `Training.log`."""
        recorder = self._recorder
        with recorder.file.lock:
            points: List[Tuple[Series, str]] = []
            texts: List[Tuple[Series, str]] = []
            if type(values) is dict or isinstance(values, Mapping):
                self._collect(values, "", 0, points, texts)
            else:
                self._drop("values", values, "a map of names and numbers")
            if not points and not texts:
                return
            is_small = type(step) is int and step.bit_length() < 64
            at = step if is_small else self._step_of(points + texts, step)
            if at is None:
                return
            if points:
                recorder.numbers(points, at)
            for one, text in texts:
                if recorder.advance(one, at):
                    recorder.line(channel=one.name, x=at, text=text)

    def _step_of(self, points: List[Tuple[Series, str]], step: Any) -> Optional[Number]:
        return self._recorder.step_of([one for one, _ in points], step)

    def _collect(
        self,
        values: Mapping[str, Any],
        prefix: str,
        depth: int,
        points: List[Tuple[Series, str]],
        texts: List[Tuple[Series, str]],
    ) -> None:
        series = self._recorder.series
        for key, value in values.items():
            name = prefix + (key if type(key) is str else text_of(key))
            kind = type(value)
            # What scripts log a million times goes first.
            if kind is float and value - value == 0:
                points.append((series(name), repr(value)))
            elif kind is float or kind is int:
                points.append((series(name), number_json(value)))
            elif isinstance(value, str):
                texts.append((series(name), text_of(value)))
            elif isinstance(value, Mapping) and depth < _DEEPEST:
                self._collect(value, name + ".", depth + 1, points, texts)
            else:
                number = number_of(value)
                if number is None:
                    self._drop(name, value, "a number, a boolean or text")
                else:
                    points.append((series(name), number_json(number)))

    def _drop(self, name: str, value: Any, expected: str) -> None:
        line = "log() dropped {}: expected {}, got {}".format(name, expected, name_of(value))
        self._warnings.once("log " + name, line)


def name_of(value: Any) -> str:
    """A value's kind in words: `None`, `a list`, `a function`, `ndarray`."""
    if value is None:
        return "None"
    kind = type(value).__name__
    if kind in ("list", "tuple", "set", "dict", "function"):
        return "a " + kind
    return kind
