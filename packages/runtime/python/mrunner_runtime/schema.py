"""A dataclass as the schema of a script's parameters: their names, kinds and defaults."""

import json
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union, get_type_hints

from .command_line import word_of
from .did_you_mean import did_you_mean
from .problems import SetUpProblem
from .values import kind_of

_KINDS = {bool: "boolean", int: "int", float: "double", str: "string"}
_EXAMPLES = {"boolean": "true", "int": "0", "double": "0.1", "string": "VALUE", "json": "[]"}
#: The kinds in the order in which a word of a command line is tried: text is last.
_ORDER = ("boolean", "int", "double", "json", "string")
_ABSENT = object()
_EXPECTED = {
    "boolean": "a boolean",
    "int": "a whole number",
    "double": "a number",
    "string": "a string",
    "json": "a list, a map or None",
}


class Field:
    """One parameter. A field of a type that is none of the value model's takes anything."""

    def __init__(self, name: str, kinds: Sequence[str], default: Any, is_required: bool):
        self.name = name
        self.kinds = kinds
        self.default = default
        self.is_required = is_required

    @property
    def has_plain_default(self) -> bool:
        return self.default is not _ABSENT

    def example(self) -> str:
        """`lr=0.1`: as one writes it after `--set`."""
        if self.has_plain_default:
            return "{}={}".format(self.name, word_of(self.default))
        return "{}={}".format(self.name, _EXAMPLES[self.kinds[0]] if self.kinds else "VALUE")


class Schema:
    """The fields of a dataclass that are parameters, in order."""

    def __init__(self, dataclass: Any):
        import dataclasses

        if not (isinstance(dataclass, type) and dataclasses.is_dataclass(dataclass)):
            raise TypeError("expected a dataclass as the schema, got {!r}".format(dataclass))
        self.dataclass = dataclass
        hints = _type_hints(dataclass)
        self.fields: List[Field] = []
        for field in dataclasses.fields(dataclass):
            if not field.init:
                continue
            no_factory = field.default_factory is dataclasses.MISSING
            is_plain = field.default is not dataclasses.MISSING and _is_plain(field.default)
            is_required = field.default is dataclasses.MISSING and no_factory
            default = field.default if is_plain else _ABSENT
            kinds = _kinds_of(hints.get(field.name, Any))
            self.fields.append(Field(field.name, kinds, default, is_required))

    @property
    def kinds(self) -> Mapping[str, Optional[Sequence[str]]]:
        """The kinds of each parameter, for `--set`."""
        return {field.name: field.kinds or None for field in self.fields}

    def check(self, parameters: Mapping[str, Any]) -> Tuple[Any, List[SetUpProblem]]:
        """The dataclass with its defaults, or what is wrong with the parameters.

        What `__post_init__` raises is a problem.
        """
        known = {field.name: field for field in self.fields}
        problems = [
            SetUpProblem(name, "no such parameter.", did_you_mean(name, known))
            for name in parameters
            if name not in known
        ]
        values: Dict[str, Any] = {}
        for name, field in known.items():
            if name in parameters:
                values[name] = _fitted(parameters[name], field, problems)
            elif field.is_required:
                problems.append(SetUpProblem(name, "is missing: expected " + _expected(field)))
        if problems:
            return None, problems
        try:
            return self.dataclass(**values), []
        except (ValueError, TypeError, AssertionError) as error:
            return None, [SetUpProblem("", "{}: {}".format(type(error).__name__, error))]


def _fitted(value: Any, field: Field, problems: List[SetUpProblem]) -> Any:
    kind = kind_of(value)
    if not field.kinds or kind in field.kinds:
        return value
    if kind == "int" and "double" in field.kinds:
        return float(value)
    got = json.dumps(value, ensure_ascii=False, default=str)
    shown = got if len(got) <= 80 else got[:77] + "…"
    message = "expected {}, got {}".format(_expected(field), shown)
    problems.append(SetUpProblem(field.name, message))
    return value


def _expected(field: Field) -> str:
    return " or ".join(_EXPECTED[kind] for kind in field.kinds) or "a value"


def _type_hints(dataclass: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(dataclass)
    except Exception:  # A hint may name what is imported for type checkers alone
        return {}


def _kinds_of(hint: Any) -> Sequence[str]:
    """The kinds that a type hint names; none when it can't be told."""
    if hint in _KINDS:
        return (_KINDS[hint],)
    origin = getattr(hint, "__origin__", hint)
    if hint is type(None) or origin in (list, dict, tuple):
        return ("json",)
    if origin is Union or type(hint).__name__ == "UnionType":
        parts = [_kinds_of(part) for part in hint.__args__]
        found = {kind for part in parts for kind in part}
        return [kind for kind in _ORDER if kind in found] if all(parts) else ()
    if getattr(origin, "__name__", getattr(origin, "_name", "")) == "Literal":
        found = {kind_of(value) for value in hint.__args__}
        return [kind for kind in _ORDER if kind in found]
    return ()


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))
