"""The experiments of a spec: a function is called, and whatever iterates is read one by one."""

import collections.abc
import inspect
from typing import Any, Iterable, List, NamedTuple

from .experiments import looks_like_experiment


class Given(NamedTuple):
    """What a spec gives.

    :ivar things: the experiments
    :ivar is_list: false for a single experiment
    :ivar is_finished: false where the next experiment is made only when it is asked for
    """

    things: Iterable[Any]
    is_list: bool
    is_finished: bool


def call_spec(spec: Any) -> Given:
    """Calls a spec that is a function, and awaits what is asynchronous.

    :raises TypeError: when it gives nothing that could be experiments
    """
    value = spec() if callable(spec) and not looks_like_experiment(spec) else spec
    if inspect.isawaitable(value):
        value = _run(_awaited(value))
    if isinstance(value, collections.abc.AsyncIterable):
        value = _run(_collected(value))
    if isinstance(value, (list, tuple)) and not hasattr(type(value), "_fields"):
        return Given(value, True, True)
    if looks_like_experiment(value) or not isinstance(value, collections.abc.Iterable):
        return Given([value], False, True)
    if isinstance(value, (str, bytes, collections.abc.Mapping)):
        return Given([value], False, True)
    return Given(value, True, False)


def _run(coroutine: Any) -> Any:
    # It takes longer to import than all the rest of us.
    import asyncio

    return asyncio.run(coroutine)


async def _awaited(value: Any) -> Any:
    return await value


async def _collected(values: Any) -> List[Any]:
    return [value async for value in values]
