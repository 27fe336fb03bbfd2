"""Anchors, aliases and tags of YAML."""

import re
from typing import Any, Dict, NamedTuple, Optional

from .values import NO_VALUE
from .yaml_nodes import Node, Scalar, YamlList, tagged_value
from .yaml_source import YamlSource

_NAME = re.compile(r"[^\s,\[\]{}]+")
_LONG_TAG = "!<tag:yaml.org,2002:"
_TAGS = {
    "!": "str",
    "!!null": "null",
    "!!bool": "bool",
    "!!int": "int",
    "!!float": "float",
    "!!str": "str",
    "!!seq": "seq",
    "!!map": "map",
    "!!python/tuple": "seq",
    "!!python/unicode": "str",
    "!!python/str": "str",
}


class Properties(NamedTuple):
    """What stands before a node."""

    anchor: Optional[str] = None
    tag: Optional[str] = None


NO_PROPERTIES = Properties()


def read_properties(source: YamlSource) -> Properties:
    """Reads `&anchor` and `!!tag`, in any order, and the blanks behind them."""
    anchor = tag = None
    while source.peek() in ("&", "!"):
        word = source.peek() + read_name(source)
        if word.startswith(_LONG_TAG):
            word = "!!" + word[len(_LONG_TAG) : -1]
        if word.startswith("&"):
            anchor = word[1:]
        elif word in _TAGS:
            tag = _TAGS[word]
        else:
            source.refuse("a tag that cannot be read: " + word, source.at - len(word))
        source.skip_spaces()
    return Properties(anchor, tag)


def read_name(source: YamlSource) -> str:
    """The name behind the indicator where the reader is."""
    source.at += 1
    match = _NAME.match(source.text, source.at)
    source.at = match.end() if match else source.at
    return match.group() if match else ""


class Anchors:
    """The nodes of a text that have a name."""

    def __init__(self, source: YamlSource):
        self._source = source
        self._nodes: Dict[str, Node] = {}

    def read_alias(self, properties: Properties) -> Node:
        start = self._source.at
        name = read_name(self._source)
        if name not in self._nodes or properties != NO_PROPERTIES:
            self._source.refuse("no such anchor: *" + name, start)
        return self._nodes[name]

    def finish(self, node: Node, properties: Properties) -> Node:
        """The node with its tag applied, kept under its anchor.

        It is complete before it can be referred to, so that none contains itself.
        """
        if properties.tag is not None:
            node = self._tagged(node, properties.tag)
        if properties.anchor is not None:
            self._nodes[properties.anchor] = node
        return node

    def _tagged(self, node: Node, tag: str) -> Node:
        kind = "seq" if isinstance(node, YamlList) else "map"
        if not isinstance(node, Scalar) and tag == kind:
            return node
        value: Any = NO_VALUE
        if isinstance(node, Scalar) and tag not in ("seq", "map"):
            value = tagged_value(node.source, tag)
        if value is NO_VALUE:
            self._source.refuse("a value that does not fit its tag", node.at)
        return Scalar(node.source, value, node.at)
