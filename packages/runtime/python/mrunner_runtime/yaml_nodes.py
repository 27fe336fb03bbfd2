"""What a YAML text is made of, and the values of its scalars by YAML 1.1, as PyYAML finds them."""

import json
import re
from typing import Any, Dict, List, Optional, Set, Tuple, Union

from .values import NO_VALUE, parse_whole


class YamlError(Exception):
    """A YAML text that cannot be read, and where: an offset in the text."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.at = at


class Scalar:
    """A scalar:

    its text as written, and its value. A declared type may want `0.10` as it was written.
    """

    def __init__(self, source: str, value: Any, at: int):
        self.source = source
        self.value = value
        self.at = at


class YamlList:
    def __init__(self, items: "List[Node]", at: int):
        self.items = items
        self.at = at


class YamlMap:
    """A map. Its keys are text as written: a parameter may be called `on` or `1`."""

    def __init__(self, entries: "Dict[str, Node]", at: int):
        self.entries = entries
        self.at = at
        #: Keys that came by `<<`: the map's own come before them.
        self.merged: Set[str] = set()

    def get(self, key: str) -> "Optional[Node]":
        return self.entries.get(key)


Node = Union[Scalar, YamlList, YamlMap]


def node_value(node: Node) -> Any:
    """The value of a node, as YAML 1.1 reads it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, YamlList):
        return [node_value(item) for item in node.items]
    return {key: node_value(item) for key, item in node.entries.items()}


def node_text(node: Optional[Node]) -> Optional[str]:
    """The text of a scalar as it was written; None for a list or map."""
    return node.source if isinstance(node, Scalar) else None


def is_nothing(node: Optional[Node]) -> bool:
    """Whether there is nothing: no such key, or a null."""
    return node is None or (isinstance(node, Scalar) and node.value is None)


def describe_node(node: Optional[Node]) -> str:
    """A node in words, for "expected …, got …"."""
    if node is None or is_nothing(node):
        return "nothing"
    if isinstance(node, Scalar):
        is_text = isinstance(node.value, str)
        return json.dumps(node.source, ensure_ascii=False) if is_text else node.source
    return "a list" if isinstance(node, YamlList) else "a map"


_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_TRUE = re.compile(r"(?:yes|Yes|YES|true|True|TRUE|on|On|ON)\Z")
_FALSE = re.compile(r"(?:no|No|NO|false|False|FALSE|off|Off|OFF)\Z")
_INT = re.compile(
    r"[-+]?(?:0b_*[01][01_]*|0_*[0-7][0-7_]*|0_*|0x_*[0-9a-fA-F][0-9a-fA-F_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])*)\Z"
)
_DOUBLE = re.compile(
    r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)\Z"
)
_NON_FINITE = re.compile(r"(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
# What `!!float` takes too: the forms of YAML 1.2.
_DECIMAL = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\Z")


def plain_value(source: str) -> Any:
    """The value of a plain scalar without a tag. Dates stay text."""
    for kind in ("null", "bool", "int", "float"):
        value = tagged_value(source, kind, False)
        if value is not NO_VALUE:
            return value
    return source


def tagged_value(source: str, kind: str, is_explicit: bool = True) -> Any:
    """The value of a scalar of the kind `null`, `bool`, `int`, `float` or `str`;

    NO_VALUE when it is none.
    """
    if kind == "str":
        return source
    if kind == "null":
        return None if _NULL.match(source) else NO_VALUE
    if kind == "bool":
        return True if _TRUE.match(source) else False if _FALSE.match(source) else NO_VALUE
    if kind == "int":
        return _int_value(source) if _INT.match(source) else NO_VALUE
    special = _NON_FINITE.match(source)
    if special:
        sign = special.group(1)
        return float("nan") if sign is None else float(sign + "inf")
    if _DOUBLE.match(source):
        return _double_value(source)
    return float(source) if is_explicit and _DECIMAL.match(source) else NO_VALUE


def _sign_and_digits(source: str) -> Tuple[int, str]:
    text = source.replace("_", "")
    return (-1 if text.startswith("-") else 1), text.lstrip("+-")


def _int_value(source: str) -> int:
    sign, digits = _sign_and_digits(source)
    if digits[:2] == "0b":
        return sign * int(digits[2:], 2)
    if digits[:2] == "0x":
        return sign * int(digits[2:], 16)
    # A zero in front means octal, and 1:30 is a number in base 60.
    if digits[:1] == "0":
        return sign * int(digits, 8)
    size = 0
    for part in digits.split(":"):
        size = size * 60 + parse_whole(part)
    return sign * size


def _double_value(source: str) -> float:
    sign, digits = _sign_and_digits(source)
    size = 0.0
    for power, part in enumerate(reversed(digits.split(":"))):
        size += float(part) * 60**power
    return sign * size
