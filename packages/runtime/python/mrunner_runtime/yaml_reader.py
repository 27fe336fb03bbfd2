"""Reads YAML as mrunner and the original tools write it, and most of what people write by hand.

It knows block and flow collections, every kind of scalar, comments, anchors, merge keys, and the
tags that PyYAML writes.
"""

from .yaml_block_scalars import read_block_scalar
from .yaml_flow import FlowReader
from .yaml_maps import add_entry
from .yaml_nodes import Node, Scalar, YamlList, YamlMap
from .yaml_properties import NO_PROPERTIES, Anchors, Properties, read_name, read_properties
from .yaml_scalars import read_double_quoted, read_plain_line, read_single_quoted
from .yaml_source import END, YamlSource


def read_yaml(text: str) -> Node:
    """The one document of a text. Raises a YamlError that says what cannot be read, and where."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BlockReader(YamlSource(lines)).document()


class _BlockReader:
    def __init__(self, source: YamlSource):
        self.source = source
        self.anchors = Anchors(source)
        self.flow = FlowReader(source, self.anchors)

    def document(self) -> Node:
        source = self.source
        source.at = 1 if source.text.startswith("\ufeff") else 0
        source.skip()
        while source.peek() == "%":
            end = source.text.find("\n", source.at)
            source.at = len(source.text) if end < 0 else end
            source.skip()
        if source.is_document_mark() and source.peek() == "-":
            source.at += 3
        node = self.node(-1)
        source.skip()
        if source.is_document_mark() and source.peek() == ".":
            source.at += 3
            source.skip()
        if source.peek() != END:
            source.refuse("expected the end of the document")
        return node

    def node(self, indent: int, is_value: bool = False) -> Node:
        """A node indented more than `indent`;

        `is_value`: behind `key:`, where no list or map begins in the same line.
        """
        source = self.source
        start = source.at
        is_new_line = source.skip() or not is_value
        properties_at = source.at
        properties = NO_PROPERTIES
        if source.column > indent:
            properties = read_properties(source)
        if properties != NO_PROPERTIES:
            is_new_line = source.skip() or is_new_line
        column = source.column
        is_list = source.is_indicator("-")
        # The list of a key may stand as far left as the key.
        least = indent if is_value and is_list else indent + 1
        if source.peek() == END or source.is_document_mark() or column < least:
            if properties == NO_PROPERTIES:
                source.at = start
            return self.anchors.finish(Scalar("", None, start), properties)
        is_map = not is_list and self.is_key()
        if (is_list or is_map) and not is_new_line:
            source.refuse("a list or map cannot begin behind a key, in its line")
        if is_map and self.share_a_line(properties_at):
            source.refuse("a key cannot have an anchor or a tag", properties_at)
        if is_list or is_map:
            node: Node = self.block_list(column) if is_list else self.block_map(column)
            return self.anchors.finish(node, properties)
        return self.scalar(indent, properties)

    def share_a_line(self, properties_at: int) -> bool:
        source = self.source
        return properties_at < source.at and "\n" not in source.text[properties_at : source.at]

    def scalar(self, indent: int, properties: Properties) -> Node:
        at = self.source.at
        if self.source.peek() in ("|", ">"):
            text = read_block_scalar(self.source, indent)
            return self.anchors.finish(Scalar(text, text, at), properties)
        return self.flow.value(indent, properties, False)

    def is_key(self) -> bool:
        """Whether a map begins here: `? `, or a scalar that a colon follows in its line."""
        source = self.source
        if source.is_indicator("?"):
            return True
        if source.peek() in ("[", "{", "|", ">"):
            return False
        start = source.at
        try:
            key = self.key()
            return source.is_indicator(":") and "\n" not in source.text[start : key.at]
        finally:
            source.at = start

    def key(self) -> Scalar:
        """A key within its line.

        The reader stays at the colon; `at` of the scalar is where its text ends.
        """
        source = self.source
        character = source.peek()
        if character == '"' or character == "'":
            text = read_double_quoted(source) if character == '"' else read_single_quoted(source)
            end = source.at
            source.skip_spaces()
        elif character == "*":
            text = "*" + read_name(source)
            end = source.at
        else:
            text = read_plain_line(source, False)
            end = source.at
        return Scalar(text, text, end)

    def block_list(self, column: int) -> YamlList:
        source = self.source
        result = YamlList([], source.at)
        while True:
            source.at += 1
            result.items.append(self.node(column))
            if not self.goes_on(column) or not source.is_indicator("-"):
                return result

    def block_map(self, column: int) -> YamlMap:
        source = self.source
        result = YamlMap({}, source.at)
        while True:
            at = source.at
            is_explicit = source.is_indicator("?")
            if is_explicit:
                source.at += 1
                key = self.node(column)
                has_value = self.goes_on(column) and source.is_indicator(":")
            else:
                key = self.key()
                has_value = source.is_indicator(":")
                if not has_value:
                    source.refuse("expected a key and a colon", at)
            value: Node = Scalar("", None, source.at)
            if has_value:
                source.at += 1
                value = self.node(column, is_value=not is_explicit)
            add_entry(source, result, key, value, at)
            if not self.goes_on(column) or source.is_indicator("-"):
                return result

    def goes_on(self, column: int) -> bool:
        """Whether what follows stands in the column of a list or map:

        further right is a mistake, further left its end.
        """
        source = self.source
        source.skip()
        if source.peek() == END or source.is_document_mark():
            return False
        if source.column > column:
            source.refuse("unexpected text, or a wrong indentation")
        return source.column == column
