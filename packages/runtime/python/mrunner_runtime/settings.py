"""Applies `--set key=value` to parameters."""

import re
from typing import Any, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .did_you_mean import did_you_mean
from .problems import SetUpProblem
from .values import NO_VALUE, guess_value, kind_of, parse_first

#: The kinds that a schema names for its parameters, in the order in which a word is tried; of a
#: parameter that is a map with names of its own, such a mapping.
KindsByName = Mapping[str, Any]


def apply_settings(
    parameters: Mapping[str, Any], settings: Sequence[str], schema: Optional[KindsByName] = None
) -> Tuple[Mapping[str, Any], List[SetUpProblem]]:
    """The parameters with the settings applied, and what is wrong with these.

    A value is typed by the schema, else by the value that is replaced, else by how it looks.
    `a.b=V` is the key of that very name when there is one, else the path. A name that neither the
    parameters nor the schema know is a problem, unless there is nothing to compare with;
    `+key=value` adds it all the same.
    """
    problems: List[SetUpProblem] = []
    current = parameters
    for setting in settings:
        match = re.match(r"(\+?)([^=]+)=(.*)\Z", setting, re.S)
        if not match:
            message = "expected a name and a value, such as --set lr=0.1"
            problems.append(SetUpProblem("--set " + setting, message))
            continue
        plus, name, text = match.groups()
        try:
            place = _Place(current, parameters, schema or {})
            current = _placed(_Setting(name, text, plus == "+"), name, place)
        except _Mistake as mistake:
            problems.append(mistake.problem)
    return current, problems


class _Mistake(Exception):
    def __init__(self, problem: SetUpProblem):
        super().__init__(problem.message)
        self.problem = problem


class _Setting(NamedTuple):
    name: str
    text: str
    may_add: bool


class _Place(NamedTuple):
    """A map, or what is to become one, while a setting is put into it.

    NO_VALUE: there is nothing yet; None may become one.
    """

    target: Any
    #: The same place before any setting: what names are compared with.
    original: Any
    schema: KindsByName


def _placed(setting: _Setting, rest: str, place: _Place) -> Mapping[str, Any]:
    """The target with the value set at the rest of the name."""
    is_nothing = place.target is NO_VALUE or place.target is None
    target = {} if is_nothing else place.target
    if not isinstance(target, Mapping):
        owner = setting.name[: -len(rest) - 1]
        message = "{} is not a map, so it has no {}".format(owner, rest)
        raise _Mistake(SetUpProblem(setting.name, message))
    original = place.original if isinstance(place.original, Mapping) else {}
    known = [*original, *(name for name in place.schema if name not in original)]
    is_whole = rest in known or "." not in rest
    key = rest if is_whole else rest.partition(".")[0]
    if key not in known and known and not setting.may_add:
        raise _Mistake(_unknown(setting, key, known))
    inner_original = original.get(key, NO_VALUE)
    if is_whole:
        return {**target, key: _typed(setting, inner_original, place.schema.get(key))}
    kinds = place.schema.get(key)
    inner_schema = kinds if isinstance(kinds, Mapping) else {}
    inner = _Place(target.get(key, NO_VALUE), inner_original, inner_schema)
    return {**target, key: _placed(setting, rest[len(key) + 1 :], inner)}


def _typed(setting: _Setting, original: Any, kinds: Optional[Sequence[str]]) -> Any:
    text = setting.text
    if isinstance(kinds, Mapping):
        kinds = ("json",)
    if kinds is not None:
        # What fits no kind is left to the schema, which says best what it expects.
        value = parse_first(text, kinds)
        return guess_value(text) if value is NO_VALUE else value
    if original is NO_VALUE or original is None:
        return guess_value(text)
    kind = kind_of(original)
    value = parse_first(text, ("int", "double") if kind == "int" else (kind,))
    if value is NO_VALUE:
        message = "expected {}, got {}".format(KIND_NAMES[kind], text)
        raise _Mistake(SetUpProblem(setting.name, message))
    return value


#: The kinds as a person reads them in "expected …".
KIND_NAMES = {
    "boolean": "true or false",
    "int": "a whole number",
    "double": "a number",
    "string": "text",
    "json": "a list or map as JSON",
}


def _unknown(setting: _Setting, key: str, known: Sequence[str]) -> SetUpProblem:
    hint = "there are: {}; to add one: --set +{}={}".format(
        ", ".join(known), setting.name, setting.text
    )
    return SetUpProblem(
        setting.name, "no such parameter.", did_you_mean(key, known), (hint,)
    )
