"""The types of version 1 of neptune.yaml, and values by them."""

from typing import Any, Optional

from .values import NO_VALUE, kind_of, parse_json, parse_typed
from .yaml_nodes import Node, Scalar, node_value

TYPES = ("boolean", "int", "double", "string", "json")
_OTHER_NAMES = {
    "bool": "boolean",
    "integer": "int",
    "float": "double",
    "number": "double",
    "str": "string",
    "text": "string",
}


def nearest_type(name: str) -> Optional[str]:
    """The type that another name of it stands for, such as `float`."""
    return _OTHER_NAMES.get(name.lower())


def declared_value(node: Node, kind: str) -> Any:
    """The value of a node by its declared type, or NO_VALUE when it is none of that type.

    The text counts, not how YAML reads it: `1e-5` is a double, `0.10` a string; only booleans and
    ints have further forms there, as `on` and `0x1F`.
    """
    if kind == "json":
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return node_value(node)
        try:
            return parse_json(node.value)
        except (ValueError, RecursionError):
            return NO_VALUE
    if not isinstance(node, Scalar):
        return NO_VALUE
    value = node.value
    if kind != "string" and not isinstance(value, str):
        if kind_of(value) == kind:
            return value
        if kind == "double" and kind_of(value) == "int":
            return float(value)
    return parse_typed(node.source, kind)
