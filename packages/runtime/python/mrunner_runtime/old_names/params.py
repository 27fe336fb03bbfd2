"""Parameters as scripts for older mrunners know them: a Munch."""

from typing import Any, Dict, Mapping, Sequence

from ..parameters import Parameters, plain


def munch_of(params: Mapping[str, Any]) -> Dict[str, Any]:
    """A Munch of the parameters, when munch is installed, else what can do the same.

    As ever its items are attributes, and maps within it are plain dicts.
    """
    return munch_type()({key: plain(value) for key, value in params.items()})


def munch_type() -> type:
    try:
        from munch import Munch
    except ImportError:
        return _FlatParameters
    return Munch


class _FlatParameters(Parameters):
    """Parameters whose inner maps stay dicts."""

    __slots__ = ()

    def __setitem__(self, key: str, value: Any) -> None:
        dict.__setitem__(self, key, value)

    def __repr__(self) -> str:
        # Scripts print their parameters, and logs of old and new runs are compared.
        return "Munch({})".format(dict.__repr__(self))


def nest_params(params: Dict[str, Any], prefixes: Sequence[str]) -> None:
    """Gathers parameters with a common prefix in a map of its own.

    It is called like the prefix without its last character.

    >>> params = {"lr": 0.1, "model_depth": 2, "model_width": 8}
    >>> nest_params(params, ["model_"])
    >>> params
    {'lr': 0.1, 'model': Munch({'depth': 2, 'width': 8})}
    """
    for prefix in prefixes:
        inner = munch_type()()
        for key in [key for key in params if key.startswith(prefix)]:
            inner[key[len(prefix) :]] = params.pop(key)
        params[prefix[:-1]] = inner
