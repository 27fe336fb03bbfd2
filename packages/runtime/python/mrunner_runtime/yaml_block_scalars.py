"""Reads YAML's block scalars: lines behind `|` or `>`."""

import re

from .yaml_source import YamlSource

_HEADER = re.compile(r"[|>](?:([-+])([1-9])?|([1-9])([-+])?)?[ \t]*(?:#[^\n]*)?(?=\n|\Z)")


def read_block_scalar(source: YamlSource, indent: int) -> str:
    """A `|` or `>` scalar with its lines, which are indented more than `indent`."""
    header = _HEADER.match(source.text, source.at)
    if not header:
        source.refuse("expected the lines of a block scalar below it")
    is_folded = source.peek() == ">"
    chomping = header.group(1) or header.group(4)
    given = header.group(2) or header.group(3)
    source.at = header.end() + 1
    lines = []
    width = max(indent, 0) + int(given) if given else None
    while source.at < len(source.text) and not source.is_document_mark():
        end = source.text.find("\n", source.at)
        end = len(source.text) if end < 0 else end
        line = source.text[source.at : end]
        depth = len(line) - len(line.lstrip(" "))
        if line.strip(" "):
            width = max(depth, indent + 1) if width is None else width
            if depth < width:
                break
        lines.append(line[width:] if width is not None else "")
        source.at = end + 1
    # The reader stays before a line end, as behind any other scalar.
    source.at = min(source.at, len(source.text) + 1) - 1
    return _chomped(_fold(lines) if is_folded else "".join(line + "\n" for line in lines), chomping)


def _fold(lines: list) -> str:
    text = ""
    breaks = 0
    was_indented = True
    for line in lines:
        if line == "":
            breaks += 1
            continue
        is_indented = line[0] in " \t"
        joint = "" if text == "" else "\n" if was_indented or is_indented else " "
        if breaks:
            joint = "\n" * (breaks + (joint == "\n"))
        text += joint + line
        breaks, was_indented = 0, is_indented
    return text + "\n" * (breaks + (text != ""))


def _chomped(text: str, chomping: str) -> str:
    content = text.rstrip("\n")
    if chomping == "+":
        return text
    return content if chomping == "-" or content == "" else content + "\n"
