"""Values that need no change: most are such, so looking at them is what takes the time."""

import math
from typing import Any

#: Python refuses to write out longer integers (4300 digits).
MAX_INT_BITS = 14000


def is_plain(thing: Any) -> bool:
    """Whether a value is its own plain form."""
    kind = type(thing)
    if kind is str:
        return thing.isascii() and "\0" not in thing
    if kind is float:
        return math.isfinite(thing)
    if kind is int:
        return thing.bit_length() < MAX_INT_BITS
    return kind is bool or thing is None
