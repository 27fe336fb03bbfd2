"""Tracebacks as Python prints them, without frames of ours."""

import os
import traceback
from typing import Any, Set

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep


def traceback_text(error: BaseException) -> str:
    """The traceback of an error in a spec, with its causes.

    >>> traceback_text(ValueError("too far"))
    'ValueError: too far'
    """
    found = traceback.TracebackException.from_exception(error)
    _hide_own(found, set())
    return "".join(found.format()).rstrip("\n")


def _hide_own(found: Any, seen: Set[int]) -> None:
    if found is None or id(found) in seen:
        return
    seen.add(id(found))
    found.stack[:] = [frame for frame in found.stack if not frame.filename.startswith(_OWN)]
    for other in (found.__cause__, found.__context__, *(getattr(found, "exceptions", None) or ())):
        _hide_own(other, seen)
