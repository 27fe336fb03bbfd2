"""The value model: boolean, int, double, string and json (None, lists, maps).

Python's own types hold every kind: bool, int of any size, float, str, None, list, dict.
"""

import json
import re
from typing import Any, Optional, Sequence

#: Says that a text is no value of the wanted kind: None is a value.
NO_VALUE = object()


def kind_of(value: Any) -> str:
    """The kind of a value: `boolean`, `int`, `double`, `string` or `json`."""
    for kind, types in _TYPES:
        if isinstance(value, types):
            return kind
    return "json"


# bool first: it is an int to Python.
_TYPES = (("boolean", bool), ("int", int), ("double", float), ("string", str))
_INT = re.compile(r"[-+]?[0-9]+\Z")
_DOUBLE = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_NON_FINITE = re.compile(r"([-+]?)\.?(?:(nan)|inf(?:inity)?)\Z", re.I)
_LIKE_JSON = re.compile(r"(?:true\Z|false\Z|null\Z|-?[0-9]|\[|\{)")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


def parse_typed(text: str, kind: str) -> Any:
    """The value of that kind that a word of a command line stands for, else NO_VALUE."""
    if kind == "string":
        return text
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), NO_VALUE)
    if kind == "int":
        return parse_whole(text) if _INT.match(text) else NO_VALUE
    if kind == "double":
        return _parse_double(text)
    value = _try_json(text)
    return value if value is NO_VALUE or kind_of(value) == "json" else NO_VALUE


def parse_first(text: str, kinds: Sequence[str]) -> Any:
    """As `parse_typed`, by the first kind that fits."""
    for kind in kinds:
        value = parse_typed(text, kind)
        if value is not NO_VALUE:
            return value
    return NO_VALUE


def guess_value(text: str) -> Any:
    """The value that a word looks like: JSON, but for strings; else it is text."""
    value = _try_json(text) if _LIKE_JSON.match(text) else NO_VALUE
    return text if value is NO_VALUE else value


def parse_whole(digits: str) -> int:
    """An int of any size: newer Pythons refuse more than 4300 digits at once."""
    if len(digits) < 4000:
        return int(digits)
    head, tail = digits[:-4000], digits[-4000:]
    size = parse_whole(head.lstrip("+-") or "0") * 10**4000 + int(tail)
    return -size if digits.startswith("-") else size


def _parse_double(text: str) -> Any:
    special = _NON_FINITE.match(text)
    if special:
        return float("nan") if special.group(2) else float(special.group(1) + "inf")
    return float(text) if _DOUBLE.match(text) else NO_VALUE


def _try_json(text: str) -> Any:
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        return NO_VALUE
    return value if has_finite_insides(value) else NO_VALUE


def has_finite_insides(value: Any) -> bool:
    """Whether all numbers inside of lists and maps are finite, as the value model wants."""
    if isinstance(value, (list, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return all(_is_finite(part) and has_finite_insides(part) for part in parts)
    return True


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or value - value == 0


def parse_json(text: str) -> Any:
    """Strict JSON;

    a number written with `.` or `e` is a double, any other an int of any size. Raises ValueError.
    """
    return json.loads(text, parse_constant=_refuse_constant, parse_int=parse_whole)


def parse_private_json(text: str) -> Any:
    """Reads JSON of mrunner's private files, where `{"$double":

    "nan"}` stands for what JSON lacks. Raises ValueError.
    """
    hook = _unescape_double if "double" in text else None
    return json.loads(
        text, parse_constant=_refuse_constant, parse_int=parse_whole, object_hook=hook
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError("{} is not JSON".format(name))


_DOUBLE_KEY = re.compile(r"\$+double\Z")
_NON_FINITE_NAMES = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


def _unescape_double(mapping: dict) -> Any:
    key: Optional[str] = next(iter(mapping)) if len(mapping) == 1 else None
    if key is None or not _DOUBLE_KEY.match(key):
        return mapping
    value = mapping[key]
    if key != "$double":
        return {key[1:]: value}
    return _NON_FINITE_NAMES.get(value, mapping) if isinstance(value, str) else mapping
