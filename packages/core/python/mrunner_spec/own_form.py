"""Specs in mrunner's own form, written as dicts: with ``grid``, ``composite`` and the like."""

import collections.abc
from typing import Any, Dict

from .experiments import read_experiment
from .path_text import path_text
from .problem import Problems
from .refusal import describe
from .values import Plain


def own_form(spec: Any, place: str, problems: Problems) -> Dict[str, Any]:
    """A spec in mrunner's own form as plain data. Members of a composite may be objects."""
    # mrunner itself says where a number may be endless.
    plain = Plain(problems, everywhere=True)
    found: Dict[str, Any] = {}
    for key, value in spec.items():
        name = plain.key(key, place)
        if name is None:
            continue
        if name == "params":
            problems.add(
                path_text(place, [name]),
                "expected no schema in a Python spec, got %s" % describe(value),
                ["Values of parameters go under parameters."],
            )
        elif callable(value):
            problems.add(
                path_text(place, [name]),
                "expected data, got %s" % describe(value),
                ["In Python, write a list: [{'parameters': {…}, …} for lr in … if …]."],
            )
        else:
            given = _members(value) if name == "composite" else value
            found[name] = plain.value(given, place, [name])
    return found


def _members(composite: Any) -> Any:
    if isinstance(composite, collections.abc.Mapping):
        return {key: _member(value) for key, value in composite.items()}
    if isinstance(composite, (list, tuple)):
        return [_member(value) for value in composite]
    return composite


def _member(member: Any) -> Any:
    if isinstance(member, (collections.abc.Mapping, list, tuple)):
        return member
    read = read_experiment(member)
    return member if read is None else {**read.fields, "parameters": read.parameters or {}}
