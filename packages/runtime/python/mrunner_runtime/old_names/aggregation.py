"""One number of every n, as scripts for the first neptune logged them."""

from typing import Any, Callable, List

from ..channels import Channel

Aggregate = Callable[[List[Any]], Any]


def mean_aggregate_fun(values: List[Any]) -> Any:
    """The mean of the values."""
    return sum(values) / len(values)


def max_aggregate_fun(values: List[Any]) -> Any:
    """The highest value."""
    return max(values)


def min_aggregate_fun(values: List[Any]) -> Any:
    """The lowest value."""
    return min(values)


def last_aggregate_fun(values: List[Any]) -> Any:
    """The last value."""
    return values[-1]


class AggregatedChannel:
    """Sends a point for every `aggregate_n` values: at the last one's x, or the number so far."""

    def __init__(self, channel: Channel, aggregate_n: int, aggregate_fun: Aggregate):
        self._channel = channel
        self._aggregate_n = aggregate_n
        self._aggregate = aggregate_fun
        self._waiting: List[Any] = []
        self._count = 0

    def add_value(self, value: Any, x: Any = None) -> None:
        self._count += 1
        self._waiting.append(value)
        if len(self._waiting) >= self._aggregate_n:
            waiting, self._waiting = self._waiting, []
            self._channel.send(self._count if x is None else x, self._aggregate(waiting))
