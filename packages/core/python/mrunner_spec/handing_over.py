"""Hands experiments over, in order: their fields where they change, and rows of values."""

import collections.abc
from typing import Any, Dict, Iterable, List, Optional, Tuple

from .answers import Answers, private_json
from .experiments import (
    env_as_text,
    is_dict_of_experiments,
    is_own_form,
    members_of,
    read_experiment,
    read_parameters,
)
from .own_form import own_form
from .path_text import path_text
from .problem import Problems
from .refusal import describe
from .values import Plain

ROWS_A_LINE = 256
_ATOMS = frozenset((str, int, float, bool))
_CONTAINERS = frozenset((list, tuple, dict))


class HandingOver:
    """Sends experiments as they come. Nothing is kept but the last line's fields.

    :param is_list: whether places begin with the position in a list
    :param is_finished: whether nothing can change the objects any more, so that the same list or
    dict holds the same
    """

    def __init__(
        self, answers: Answers, problems: Problems, is_list: bool, is_finished: bool
    ) -> None:
        self._answers = answers
        self._problems = problems
        self._plain = Plain(problems)
        self._is_list = is_list
        self._is_finished = is_finished
        self._count = 0
        self._identity: Optional[Tuple[Any, ...]] = None
        self._held: List[Any] = []
        self._fields_text: Optional[str] = None
        self._names: Tuple[Any, ...] = ()
        self._texts: List[Optional[str]] = []
        self._rows: List[List[Any]] = []

    def units(self, things: Iterable[Any]) -> None:
        """Sends experiments, composites, and lists of these."""
        for thing in things:
            if isinstance(thing, (list, tuple)) and not hasattr(type(thing), "_fields"):
                self.units(thing)
            else:
                self._unit(thing, path_text("experiments", [self._count]) if self._is_list else "")
                self._count += 1
        self._flush_rows()

    def _unit(self, thing: Any, place: str) -> None:
        members = members_of(thing)
        if members is not None:
            self._composite(thing, members, place)
        elif is_own_form(thing):
            self._flush_rows()
            self._answers.send({"line": "object", "value": own_form(thing, place, self._problems)})
        else:
            self._experiment(thing, place)

    def _composite(self, thing: Any, members: List[Any], place: str) -> None:
        flat = list(_flat(members))
        self._flush_rows()
        name = getattr(thing, "name", None)
        line = {"line": "composite", "size": len(flat)}
        if isinstance(name, str):
            line["name"] = self._plain.value(name, place, ["name"])
        self._answers.send(line)
        for index, member in enumerate(flat):
            self._experiment(member, path_text(place, ["composite", index]))

    def _experiment(self, thing: Any, place: str) -> None:
        read = None if is_dict_of_experiments(thing) else read_experiment(thing)
        if read is None:
            self._problems.add(place, *_refusal(thing))
            self._row((), [], place)
            return
        self._fields(read.fields, place)
        self._parameters(read.parameters, path_text(place, ["parameters"]))

    def _fields(self, fields: Dict[Any, Any], place: str) -> None:
        identity = tuple((key, *_identity(value)) for key, value in fields.items())
        if self._is_finished and identity == self._identity:
            return
        # Kept alive, so that no other object can get the same identity.
        self._identity, self._held = identity, list(fields.values())
        plain: Dict[str, Any] = {}
        for key, value in fields.items():
            name = self._plain.key(key, place)
            if name is None:
                continue
            if name == "env":
                where = path_text(place, ["env"])
                plain[name] = env_as_text(value, where, self._plain, self._problems)
            elif isinstance(value, collections.abc.Set) and name in ("tags", "exclude"):
                plain[name] = self._plain.value(sorted(value, key=str), place, [name])
            else:
                plain[name] = self._plain.value(value, place, [name])
        text = private_json(plain)
        if text != self._fields_text:
            self._flush_rows()
            self._fields_text = text
            self._answers.send({"line": "fields", "fields": plain})

    def _parameters(self, parameters: Any, place: str) -> None:
        mapping = read_parameters(parameters, place, self._problems)
        names = tuple(mapping)
        value = self._plain.value
        row = [value(mapping[name], place, (name,)) for name in names]
        self._row(names, row, place)

    def _row(self, names: Tuple[Any, ...], row: List[Any], place: str) -> None:
        if names != self._names:
            self._flush_rows()
            self._names = names
            self._texts = [self._plain.key(name, place) for name in names]
        elif len(self._rows) == ROWS_A_LINE:
            self._flush_rows()
        if None in self._texts:
            row = [value for text, value in zip(self._texts, row) if text is not None]
        self._rows.append(row)

    def _flush_rows(self) -> None:
        if self._rows:
            names = [text for text in self._texts if text is not None]
            self._answers.send({"line": "rows", "names": names, "rows": self._rows})
            self._rows = []


def _refusal(thing: Any) -> Tuple[str, List[str]]:
    if is_dict_of_experiments(thing):
        message = "expected a list of experiments, got a dict of them"
        return message, ["Use list(experiments.values())."]
    return "expected an experiment, got %s" % describe(thing), [
        "An experiment is a dict with script and parameters, or an object with these."
    ]


def _identity(value: Any) -> Tuple[Any, Any]:
    """Equal for values that are surely the same, and found without looking inside."""
    kind = type(value)
    if kind in _ATOMS:
        return kind, value
    if kind in _CONTAINERS and not value:
        return kind, None
    return kind, id(value)


def _flat(things: Iterable[Any]) -> Iterable[Any]:
    for thing in things:
        members = members_of(thing)
        if members is not None:
            yield from _flat(members)
        elif isinstance(thing, (list, tuple)):
            yield from _flat(thing)
        else:
            yield thing
