"""What an experiment holds: a dict, an object of an old tool, or one of a user's own class."""

import collections.abc
import types
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from .mappings import mapping_of
from .path_text import path_text
from .problem import Problems
from .refusal import describe
from .values import Plain

#: Attributes that old tools kept for themselves.
MACHINERY = frozenset(("git_info", "unique_name", "random_name", "random_id", "with_yaml"))
#: Keys of mrunner's own form: how parameters vary, and which experiments belong together.
OWN_FORM = frozenset(("grid", "cases", "zip", "sample", "params", "where", "composite"))
_NO_FIELDS = MACHINERY | {"parameters"}
#: By one of these an object is an experiment.
_TELLING = ("script", "what", "parameters")


class Experiment:
    """What stands beside the parameters, under the keys that the user wrote, and the parameters."""

    __slots__ = ("fields", "parameters")

    def __init__(self, fields: Dict[str, Any], parameters: Any) -> None:
        self.fields = fields
        self.parameters = parameters


def looks_like_experiment(thing: Any) -> bool:
    """Whether a value could be an experiment or a composite, without reading it."""
    if isinstance(thing, collections.abc.Mapping):
        return any(key in thing for key in (*_TELLING, *OWN_FORM))
    return members_of(thing) is not None or attributes_of(thing) is not None


def members_of(thing: Any) -> Optional[List[Any]]:
    """The members of a composite; None for all else, also an experiment that lists just itself."""
    listing = getattr(type(thing), "experiments_list", None)
    if isinstance(thing, type) or not callable(listing):
        return None
    members = list(listing(thing))
    if len(members) == 1 and members[0] is thing:
        return None
    return members


def is_dict_of_experiments(thing: Any) -> bool:
    """Whether a value is a mapping of experiments by names, where a list of them is expected."""
    if not isinstance(thing, collections.abc.Mapping) or looks_like_experiment(thing):
        return False
    return len(thing) > 0 and all(looks_like_experiment(value) for value in thing.values())


def is_own_form(thing: Any) -> bool:
    """Whether a value is a mapping in mrunner's own form, which is read as in a YAML spec."""
    return isinstance(thing, collections.abc.Mapping) and not OWN_FORM.isdisjoint(thing)


def read_experiment(thing: Any) -> Optional[Experiment]:
    """What an experiment holds; None when it is no experiment.

    Attributes without a value (None), functions and what old tools kept for themselves are left
    out.

    >>> read_experiment({"script": "python a.py", "parameters": {"lr": 0.1}}).parameters
    {'lr': 0.1}
    """
    is_mapping = isinstance(thing, collections.abc.Mapping)
    attributes = thing if is_mapping else attributes_of(thing)
    if attributes is None:
        return None
    fields = {
        key: value
        for key, value in attributes.items()
        if value is not None and key not in _NO_FIELDS and (is_mapping or _is_data(key, value))
    }
    return Experiment(fields, attributes.get("parameters"))


def attributes_of(thing: Any) -> Optional[Mapping[str, Any]]:
    """The attributes of an object that is an experiment by them; None for other objects."""
    if thing is None or isinstance(thing, (str, bytes, int, float, list, types.FunctionType, type)):
        return None
    attributes = mapping_of(thing)
    if attributes is None:
        to_dict = getattr(type(thing), "to_dict", None)
        given = to_dict(thing) if callable(to_dict) else None
        attributes = given if isinstance(given, dict) else dict(_data_attributes(thing))
    is_experiment = any(key in attributes and _is_data(key, attributes[key]) for key in _TELLING)
    return attributes if is_experiment else None


def _is_data(key: Any, value: Any) -> bool:
    return not callable(value) and not str(key).startswith("_")


def _data_attributes(thing: Any) -> Iterator[Tuple[str, Any]]:
    seen = set()
    classes = [kind for kind in reversed(type(thing).__mro__) if kind is not object]
    for holder in [*classes, thing]:
        for name in getattr(holder, "__dict__", ()):
            if name in seen or name.startswith("_"):
                continue
            seen.add(name)
            value = getattr(thing, name, None)
            if not callable(value):
                yield name, value


def read_parameters(thing: Any, place: str, problems: Problems) -> Mapping[Any, Any]:
    """The parameters of an experiment by their names; none at all for None."""
    if thing is None:
        return {}
    mapping = mapping_of(thing)
    if mapping is not None:
        return mapping
    problems.add(
        place, "expected parameters by their names (a dict), got %s" % describe(thing)
    )
    return {}


def env_as_text(env: Any, place: str, plain: Plain, problems: Problems) -> Any:
    """Values of variables as text, spelled as Python does; those that are None are left out."""
    mapping = mapping_of(env)
    if mapping is None:
        return plain.value(env, place)
    texts: Dict[str, Any] = {}
    for key, value in mapping.items():
        name = plain.key(key, place)
        if name is None:
            continue
        held = plain.value(value, place, [name])
        if value is None:
            # Mostly they all have it from the same place, so the experiment is not named.
            problems.warn(path_text("env", [name]), "it is None, so the variable is not set")
        elif isinstance(held, dict):
            texts[name] = str(value)
        elif held is not None:
            texts[name] = held if isinstance(held, (str, list)) else str(held)
    return texts
