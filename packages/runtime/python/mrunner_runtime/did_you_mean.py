"""The name that a mistyped one most likely stands for."""

from typing import Iterable, Optional


def did_you_mean(name: str, known: Iterable[str]) -> Optional[str]:
    """The nearest known name, or None.

    Case, `-` and `_` do not count; of equally near names the first wins.

    >>> did_you_mean("hiden", ["hidden", "lr"])
    'hidden'
    """
    wanted = _normalized(name)
    nearest, smallest = None, None
    for candidate in known:
        offered = _normalized(candidate)
        distance = _edit_distance(wanted, offered)
        # One edit in two to four letters, two up to seven, three beyond: more is another word.
        allowed = min(3, (max(len(wanted), len(offered)) + 1) // 3)
        if distance <= allowed and (smallest is None or distance < smallest):
            nearest, smallest = candidate, distance
    return nearest


def _normalized(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _edit_distance(a: str, b: str) -> int:
    """Insertions, deletions, replacements and swaps of neighbours, each letter edited at most once.
    """
    before_previous, previous = [], list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        current = [i]
        for j in range(1, len(b) + 1):
            replaced = previous[j - 1] + (a[i - 1] != b[j - 1])
            distance = min(previous[j] + 1, current[j - 1] + 1, replaced)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                distance = min(distance, before_previous[j - 2] + 1)
            current.append(distance)
        before_previous, previous = previous, current
    return previous[-1]
