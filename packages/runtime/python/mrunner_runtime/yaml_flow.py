"""Reads YAML's scalars, and its lists and maps in brackets."""

from .yaml_maps import add_entry
from .yaml_nodes import Node, Scalar, YamlList, YamlMap, plain_value
from .yaml_properties import Anchors, Properties, read_properties
from .yaml_scalars import read_double_quoted, read_plain, read_single_quoted
from .yaml_source import END, YamlSource

_NO_BEGINNINGS = "@`%&!|>"


class FlowReader:
    def __init__(self, source: YamlSource, anchors: Anchors):
        self.source = source
        self.anchors = anchors

    def value(self, indent: int, properties: Properties, in_flow: bool) -> Node:
        """A scalar, or a list or map in brackets.

        Further lines of a plain scalar are indented more than `indent`.
        """
        source = self.source
        at = source.at
        character = source.peek()
        if character == "*":
            return self.anchors.read_alias(properties)
        if character == "[":
            node: Node = self._list()
        elif character == "{":
            node = self._map()
        elif character == '"' or character == "'":
            text = read_double_quoted(source) if character == '"' else read_single_quoted(source)
            node = Scalar(text, text, at)
        elif in_flow and character in ("]", "}", ",", ":", END):
            node = Scalar("", None, at)
        elif character in _NO_BEGINNINGS:
            source.refuse("a plain text cannot begin with {}: put it in quotes".format(character))
        else:
            text = read_plain(source, indent, in_flow)
            node = Scalar(text, plain_value(text), at)
        if not in_flow:
            self._check_end_of_line()
        return self.anchors.finish(node, properties)

    def _check_end_of_line(self) -> None:
        source = self.source
        source.skip_spaces()
        is_comment = source.peek() == "#" and source.text[source.at - 1] in " \t"
        if source.peek() not in (END, "\n") and not is_comment:
            source.refuse("unexpected text behind a value")

    def _item(self) -> Node:
        self.source.skip()
        if self.source.is_indicator("?"):
            # It says that a key follows, which shows by itself.
            self.source.at += 1
            self.source.skip()
        properties = read_properties(self.source)
        self.source.skip()
        return self.value(-1, properties, True)

    def _list(self) -> YamlList:
        source = self.source
        result = YamlList([], source.at)
        self._open("]")
        while not self._is_closed("]", result.at):
            at = source.at
            node = self._item()
            source.skip()
            if source.peek() == ":":
                # A single pair in a list is a map.
                source.at += 1
                pair = YamlMap({}, at)
                add_entry(source, pair, node, self._item(), at)
                node = pair
            result.items.append(node)
            self._end_item("]", result.at)
        return result

    def _map(self) -> YamlMap:
        source = self.source
        result = YamlMap({}, source.at)
        self._open("}")
        while not self._is_closed("}", result.at):
            at = source.at
            key = self._item()
            source.skip()
            value: Node = Scalar("", None, source.at)
            if source.peek() == ":":
                source.at += 1
                value = self._item()
            add_entry(source, result, key, value, at)
            self._end_item("}", result.at)
        return result

    def _open(self, closing: str) -> None:
        self.source.at += 1
        self.source.skip()
        if self.source.peek() == ",":
            self.source.refuse("expected a value or {} before the comma".format(closing))

    def _is_closed(self, closing: str, start: int) -> bool:
        self.source.skip()
        if self.source.peek() == END:
            self.source.refuse("a list or map that does not end: expected " + closing, start)
        if self.source.peek() != closing:
            return False
        self.source.at += 1
        return True

    def _end_item(self, closing: str, start: int) -> None:
        self.source.skip()
        if self.source.peek() == ",":
            self.source.at += 1
        elif self.source.peek() != closing:
            at = start if self.source.peek() == END else self.source.at
            self.source.refuse("expected a comma or {}".format(closing), at)
