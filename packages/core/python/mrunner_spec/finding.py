"""Which value of a spec file is the spec, when there is a name for it and when there is none."""

import collections.abc
import inspect
import types
from typing import Any, Dict, List, Optional, Sequence, Union

from .experiments import looks_like_experiment

#: What gives its values only when it is asked for them.
_LAZY = (collections.abc.Iterator, collections.abc.AsyncIterator, types.CoroutineType)
#: What the old tools called it. The first that can be a spec counts.
NAMES = ("spec", "specifications", "experiments_list")


def find_name(
    values: Dict[str, Any], wanted: Union[str, Sequence[str], None]
) -> Optional[str]:
    """The name of the spec among the values of a file; None when there is none.

    One wanted name is that, or nothing. Of several, as of the usual ones, the first counts that can
    be a spec: files use such names for other things too, as in ``for spec in specs: …``.
    """
    if isinstance(wanted, str):
        return wanted if values.get(wanted) is not None else None
    present = [name for name in wanted or NAMES if values.get(name) is not None]
    usable = [name for name in present if could_be_spec(values[name])]
    return next(iter(usable or present), None)


def could_be_spec(value: Any) -> bool:
    """Whether a value is a function without parameters, an experiment, or a list or iterator."""
    if callable(value) and not looks_like_experiment(value):
        return not needs_arguments(value)
    if isinstance(value, (list, tuple)):
        return all(isinstance(it, (list, tuple)) or looks_like_experiment(it) for it in value[:1])
    return isinstance(value, _LAZY) or looks_like_experiment(value)


def needs_arguments(function: Any) -> bool:
    """Whether a function can't be called without arguments."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(
        parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        for parameter in parameters
    )


def likely_names(values: Dict[str, Any]) -> List[str]:
    """Names that could be meant: of experiments, then of functions of the file itself."""
    own = {name: value for name, value in values.items() if not name.startswith("_")}
    experiments = [name for name, value in own.items() if _holds_experiments(value)]
    functions = [
        name
        for name, value in own.items()
        if isinstance(value, types.FunctionType)
        and value.__module__ == values.get("__name__")
        and not needs_arguments(value)
    ]
    return experiments + functions


def _holds_experiments(value: Any) -> bool:
    if callable(value) or (isinstance(value, (list, tuple)) and len(value) == 0):
        return False
    try:
        return could_be_spec(value)
    except Exception:
        # Whatever a file holds: it is only asked what it could be.
        return False
