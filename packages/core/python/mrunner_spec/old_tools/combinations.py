"""The combinations of a grid of parameters."""

import collections.abc
from collections import OrderedDict
from itertools import product
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Union

_ZIPPED = "___"


def get_combinations(
    param_grids: Union[Mapping[str, Any], Iterable[Mapping[str, Any]]],
    limit: Optional[int] = None,
) -> List[Dict[str, Any]]:
    """The combinations of a grid, or of several, which follow each other.

    Parameters whose names end in ``___`` go together: their first values, then their second ones.
    They change slowest; of the others the last one changes fastest.

    >>> [dict(found) for found in get_combinations({"a": [1, 2], "b___": [3, 4], "c___": "xy"})]
    Traceback (most recent call last):
    TypeError: expected a list of values for c___, got text
    >>> [dict(found) for found in get_combinations({"a": [1, 2], "b___": [3]})]
    [{'b': 3, 'a': 1}, {'b': 3, 'a': 2}]

    :param limit: how many, from the first on
    :raises ValueError: when parameters that go together have different numbers of values
    """
    grids = [param_grids] if isinstance(param_grids, collections.abc.Mapping) else param_grids
    found = [combination for grid in grids for combination in _of_grid(grid)]
    return found[:limit] if limit else found


def _of_grid(grid: Mapping[str, Any]) -> Iterable[Dict[str, Any]]:
    if not isinstance(grid, collections.abc.Mapping):
        raise TypeError("expected a dict of parameters with their values, got %r" % (grid,))
    zipped: Dict[str, Sequence[Any]] = {}
    free: Dict[str, Sequence[Any]] = {}
    for key, values in grid.items():
        if isinstance(key, str) and key.endswith(_ZIPPED):
            zipped[key[: -len(_ZIPPED)]] = _values(key, values)
        else:
            free[key] = _values(key, values)
    both = [key for key in zipped if key in free]
    if both:
        raise ValueError("expected one of %s and %s___, got both" % (both[0], both[0]))
    keys = [*zipped, *free]
    for together in _together(zipped):
        for others in product(*free.values()):
            yield OrderedDict(zip(keys, together + others))


def _together(zipped: Mapping[str, Sequence[Any]]) -> Iterable[Any]:
    if not zipped:
        return [()]
    lengths = {key: len(values) for key, values in zipped.items()}
    if len(set(lengths.values())) > 1:
        counted = ", ".join("%s___ has %d" % pair for pair in lengths.items())
        raise ValueError("expected as many values for each of the names in ___: " + counted)
    return zip(*zipped.values())


def _values(key: Any, values: Any) -> Sequence[Any]:
    if isinstance(values, (set, frozenset)):
        raise TypeError("expected a list of values for %s, got a set, which has no order" % key)
    if isinstance(values, (str, bytes, collections.abc.Mapping)):
        kind = "text" if isinstance(values, (str, bytes)) else "a dict"
        raise TypeError("expected a list of values for %s, got %s" % (key, kind))
    if not isinstance(values, collections.abc.Iterable):
        raise TypeError("expected a list of values for %s, got %r" % (key, values))
    return list(values)
