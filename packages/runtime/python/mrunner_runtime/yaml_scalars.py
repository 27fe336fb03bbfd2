"""Reads the text of YAML's scalars within lines: plain and quoted ones."""

import re
from typing import List, Optional

from .yaml_source import BLANKS, YamlSource

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f",
    "r": "\r", "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0",
    "L": "\u2028", "P": "\u2029",
}
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}


def read_double_quoted(source: YamlSource) -> str:
    """From the opening quote to behind the closing one."""
    return _read_quoted(source, '"', "double")


def read_single_quoted(source: YamlSource) -> str:
    """From the opening quote to behind the closing one."""
    return _read_quoted(source, "'", "single")


def _read_quoted(source: YamlSource, quote: str, kind: str) -> str:
    start = source.at
    source.at += 1
    parts: List[str] = []
    # Blanks at the end of a line do not count, unless they are escaped: up to here all parts do.
    counting = 0
    while True:
        character = source.peek()
        source.at += 1
        if character == "":
            source.refuse("a text in {} quotes that does not end".format(kind), start)
        elif character == "\n":
            while len(parts) > counting and parts[-1] in (" ", "\t"):
                parts.pop()
            parts.append(_folded_break_in_quotes(source))
        elif character == "\\" and quote == '"':
            parts.append(_escaped(source))
            counting = len(parts)
        elif character != quote:
            parts.append(character)
        elif quote == "'" and source.peek() == "'":
            source.at += 1
            parts.append("'")
        else:
            return "".join(parts)


def _escaped(source: YamlSource) -> str:
    letter = source.peek()
    source.at += 1
    if letter == "\n":
        # The line goes on as if it had not ended.
        breaks = _folded_break_in_quotes(source)
        return "" if breaks == " " else breaks
    if letter in _CODE_LENGTHS:
        digits = source.text[source.at : source.at + _CODE_LENGTHS[letter]]
        source.at += len(digits)
        if len(digits) == _CODE_LENGTHS[letter] and re.match(r"[0-9a-fA-F]+\Z", digits):
            code = int(digits, 16)
            if code <= 0x10FFFF:
                return _with_second_half(source, code)
    elif letter in _ESCAPES:
        return _ESCAPES[letter]
    source.refuse("no such escape in a text in double quotes: \\" + letter, source.at - 1)


def _with_second_half(source: YamlSource, code: int) -> str:
    """A character beyond the first plane may be written as the two halves that JSON has."""
    match = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})").match(source.text, source.at)
    if 0xD800 <= code < 0xDC00 and match:
        source.at = match.end()
        return chr(0x10000 + ((code - 0xD800) << 10) + (int(match.group(1), 16) - 0xDC00))
    return chr(code)


def _folded_break_in_quotes(source: YamlSource) -> str:
    folded = _folded_break(source)
    if folded is None:
        source.refuse("a text in quotes that does not end before the document does")
    return folded


def _folded_break(source: YamlSource) -> Optional[str]:
    """What a line end stands for: empty lines are line ends, none is a space.

    Skips the next line's indentation. None where the document ends.
    """
    breaks = 0
    while not source.is_document_mark():
        source.skip_spaces()
        if source.peek() != "\n":
            return "\n" * breaks or " "
        breaks += 1
        source.at += 1
    return None


def read_plain(source: YamlSource, indent: int, in_flow: bool) -> str:
    """A plain scalar. Further lines belong to it when they are indented more than `indent`."""
    text = read_plain_line(source, in_flow)
    while source.peek() == "\n":
        before = source.at
        source.at += 1
        folded = _folded_break(source)
        is_further = in_flow or source.column > indent
        ends = folded is None or not is_further or source.peek() in ("", "#")
        line = "" if ends else read_plain_line(source, in_flow)
        if line == "" or (not in_flow and _is_key_next(source)):
            source.at = before
            break
        text += (folded or "") + line
    return text


def _is_key_next(source: YamlSource) -> bool:
    return source.peek() == ":"


_FLOW_INDICATORS = ",[]{}"


def read_plain_line(source: YamlSource, in_flow: bool) -> str:
    """What a line has of a plain scalar, up to a colon or comment."""
    start = source.at
    text = source.text
    at = start
    while at < len(text):
        character = text[at]
        following = text[at + 1 : at + 2]
        if character == "\n" or (character == "#" and at > start and text[at - 1] in " \t"):
            break
        if character == ":" and following in BLANKS:
            break
        if character == ":" and in_flow and following in _FLOW_INDICATORS:
            break
        if in_flow and character in _FLOW_INDICATORS:
            break
        at += 1
    line = text[start:at].rstrip(" \t")
    source.at = start + len(line)
    source.skip_spaces()
    return line
