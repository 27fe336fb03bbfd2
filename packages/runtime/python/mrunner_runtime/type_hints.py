"""What the type of a dataclass's field says about the values of a parameter."""

from typing import Any, List, Optional, Sequence, Union

from .values import kind_of

_KINDS = {bool: "boolean", int: "int", float: "double", str: "string"}
#: The kinds in the order in which a word of a command line is tried: text is last.
_ORDER = ("boolean", "int", "double", "json", "string")


def kinds_of(hint: Any) -> Sequence[str]:
    """The kinds that a type hint names; none when it can't be told."""
    if hint in _KINDS:
        return (_KINDS[hint],)
    if hint is type(None) or dataclass_of(hint) or _origin(hint) in (list, dict, tuple):
        return ("json",)
    if _is_union(hint):
        parts = [kinds_of(part) for part in hint.__args__]
        found = {kind for part in parts for kind in part}
        return [kind for kind in _ORDER if kind in found] if all(parts) else ()
    found = {kind_of(value) for value in choices_of(hint) or ()}
    return [kind for kind in _ORDER if kind in found]


def choices_of(hint: Any) -> Optional[List[Any]]:
    """The values of a Literal, also of one that may be None as well; None: it is no Literal."""
    if _is_union(hint):
        parts = [[None] if part is type(None) else choices_of(part) for part in hint.__args__]
        return None if None in parts else [value for part in parts for value in part or ()]
    origin = _origin(hint)
    is_literal = getattr(origin, "__name__", getattr(origin, "_name", "")) == "Literal"
    return list(hint.__args__) if is_literal else None


def dataclass_of(hint: Any) -> Optional[type]:
    """The dataclass that a hint names, also one that may be None as well."""
    if _is_union(hint):
        parts = [part for part in hint.__args__ if part is not type(None)]
        return dataclass_of(parts[0]) if len(parts) == 1 else None
    is_one = isinstance(hint, type) and hasattr(hint, "__dataclass_fields__")
    return hint if is_one else None


def _is_union(hint: Any) -> bool:
    return _origin(hint) is Union or type(hint).__name__ == "UnionType"


def _origin(hint: Any) -> Any:
    return getattr(hint, "__origin__", hint)
