"""A dataclass as the schema of a script's parameters: their names, kinds and defaults."""

import json
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, get_type_hints

from .command_line import word_of
from .did_you_mean import did_you_mean
from .problems import SetUpProblem
from .type_hints import choices_of, dataclass_of, kinds_of
from .values import kind_of

_EXAMPLES = {"boolean": "true", "int": "0", "double": "0.1", "string": "VALUE", "json": "[]"}
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

    def __init__(
        self, name: str, hint: Any, default: Any, is_required: bool, owners: Sequence[type] = ()
    ):
        self.name = name
        self.kinds = kinds_of(hint)
        self.default = default
        self.is_required = is_required
        #: The values that a Literal allows; None: any.
        self.choices = choices_of(hint)
        dataclass = dataclass_of(hint)
        # One that is inside of itself ends nowhere.
        is_inner = dataclass is not None and dataclass not in owners
        #: Of a field that is a dataclass itself: how its map is read.
        self.inner = Schema(dataclass, owners) if is_inner else None

    @property
    def has_plain_default(self) -> bool:
        return self.default is not _ABSENT

    def examples(self, prefix: str = "") -> List[str]:
        """`["lr=0.1"]`, `["opt.lr=0.1", "opt.name=VALUE"]`: as one writes it after `--set`."""
        name = prefix + self.name
        if self.has_plain_default:
            return ["{}={}".format(name, word_of(self.default))]
        if self.inner is not None:
            fields = [field for field in self.inner.fields if field.is_required]
            examples = [field.examples(name + ".") for field in fields]
            return [example for one in examples for example in one] or [name + "={}"]
        if self.choices is not None:
            return ["{}={}".format(name, word_of(self.choices[0]))]
        return ["{}={}".format(name, _EXAMPLES[self.kinds[0]] if self.kinds else "VALUE")]


class Schema:
    """The fields of a dataclass that are parameters, in order."""

    def __init__(self, dataclass: Any, owners: Sequence[type] = ()):
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
            hint = hints.get(field.name, Any)
            inside = (*owners, dataclass)
            self.fields.append(Field(field.name, hint, default, is_required, inside))

    @property
    def kinds(self) -> Mapping[str, Any]:
        """The kinds of each parameter, for `--set`: of a dataclass, those of its fields."""
        return {
            field.name: field.inner.kinds if field.inner else field.kinds or None
            for field in self.fields
        }

    def all_fields(self, prefix: str = "") -> Iterator[Tuple[str, Field]]:
        """All fields with their paths, such as `opt.lr`; those of dataclasses, too."""
        for field in self.fields:
            yield prefix + field.name, field
            if field.inner is not None:
                yield from field.inner.all_fields(prefix + field.name + ".")

    def check(
        self, parameters: Mapping[str, Any], prefix: str = ""
    ) -> Tuple[Any, List[SetUpProblem]]:
        """The dataclass with its defaults, or what is wrong with the parameters.

        What `__post_init__` raises is a problem. `prefix` stands before names in problems: `opt.`.
        """
        known = {field.name: field for field in self.fields}
        problems = [
            SetUpProblem(prefix + name, "no such parameter.", did_you_mean(name, known))
            for name in parameters
            if name not in known
        ]
        values: Dict[str, Any] = {}
        for name, field in known.items():
            path = prefix + name
            if name in parameters:
                values[name] = _fitted(parameters[name], field, path, problems)
            elif field.is_required:
                problems.append(SetUpProblem(path, "is missing: expected " + _expected(field)))
        if problems:
            return None, problems
        try:
            return self.dataclass(**values), []
        except (ValueError, TypeError, AssertionError) as error:
            said = "{}: {}".format(type(error).__name__, error)
            return None, [SetUpProblem(prefix[:-1], said)]


def _fitted(value: Any, field: Field, path: str, problems: List[SetUpProblem]) -> Any:
    if field.inner is not None and isinstance(value, Mapping):
        checked, found = field.inner.check(value, path + ".")
        problems += found
        return checked
    kind = kind_of(value)
    if kind == "int" and "double" in field.kinds and "int" not in field.kinds:
        kind, value = "double", float(value)
    is_choice = field.choices is None or value in field.choices
    if not field.kinds or (kind in field.kinds and is_choice):
        return value
    got = json.dumps(value, ensure_ascii=False, default=str)
    shown = got if len(got) <= 80 else got[:77] + "…"
    message = "expected {}, got {}".format(_expected(field), shown)
    problems.append(SetUpProblem(path, message))
    return value


def _expected(field: Field) -> str:
    if field.choices is not None:
        return "one of " + ", ".join(map(word_of, field.choices))
    if field.inner is not None:
        return "a map"
    return " or ".join(_EXPECTED[kind] for kind in field.kinds) or "a value"


def _type_hints(dataclass: Any) -> Mapping[str, Any]:
    try:
        return get_type_hints(dataclass)
    except Exception:  # A hint may name what is imported for type checkers alone
        return {}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float, str))
