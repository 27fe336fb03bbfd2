"""Things that hold values by names, of whatever kind they are."""

import collections.abc
import dataclasses
import types
from argparse import Namespace
from typing import Any, Dict


def mapping_of(thing: Any) -> Any:
    """A mapping of what a thing holds by names; None when it is not a thing of names."""
    if isinstance(thing, collections.abc.Mapping):
        return thing
    if isinstance(thing, type):
        return None
    if dataclasses.is_dataclass(thing):
        return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    attributes = getattr(type(thing), "__attrs_attrs__", None)
    if attributes is not None:
        return {attribute.name: getattr(thing, attribute.name) for attribute in attributes}
    names = getattr(type(thing), "_fields", None) if isinstance(thing, tuple) else None
    if names is not None:
        return {name: getattr(thing, name) for name in names}
    if isinstance(thing, (types.SimpleNamespace, Namespace)):
        return vars(thing)
    dump = getattr(type(thing), "model_dump", None)
    return dump(thing) if callable(dump) else None


def escape_double_key(plain: Dict[str, Any]) -> Dict[str, Any]:
    """Puts one more ``$`` before a single key that would be taken for the mark of a number."""
    if len(plain) != 1:
        return plain
    ((key, value),) = plain.items()
    marked = key.endswith("double") and key.startswith("$") and key[:-6].strip("$") == ""
    return {"$" + key: value} if marked else plain
