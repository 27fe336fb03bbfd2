"""Tells a person that something was not taken, without flooding the log."""

from typing import Callable, Dict

_LIMIT = 10


class LimitedWarnings:
    """Warnings as lines that start with `mrunner: `."""

    def __init__(self, tell: Callable[[str], None]):
        self._tell = tell
        self._counts: Dict[str, int] = {}

    def once(self, key: str, line: str) -> None:
        """Says it the first time only."""
        if self._count(key) == 1:
            self._tell("mrunner: " + line)

    def ten_times(self, kind: str, line: Callable[[], str]) -> None:
        """Says it at most ten times a kind; the tenth says that it is the last."""
        said = self._count(kind)
        if said < _LIMIT:
            self._tell("mrunner: " + line())
        elif said == _LIMIT:
            self._tell("mrunner: " + line() + " (further ones are not shown)")

    def _count(self, key: str) -> int:
        count = self._counts.get(key, 0) + 1
        self._counts[key] = count
        return count
