"""A YAML text that is being read: where the reader is, and what stands there."""

import re
from typing import NoReturn

from .yaml_nodes import YamlError

#: The end of the text, as a character.
END = ""
BLANKS = ("", " ", "\t", "\n")

_SPACES = re.compile(r"[ \t]*")
_DOCUMENT_MARK = re.compile(r"(?:---|\.\.\.)(?=[ \t\n]|\Z)")


class YamlSource:
    """Lines end with a line feed alone; a tab never indents."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0

    def peek(self, offset: int = 0) -> str:
        at = self.at + offset
        return self.text[at : at + 1]

    def refuse(self, message: str, at: int = -1) -> NoReturn:
        raise YamlError(message, self.at if at < 0 else at)

    @property
    def column(self) -> int:
        """Counted from 0."""
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def skip_spaces(self) -> None:
        """Skips blanks within the line."""
        self.at = _SPACES.match(self.text, self.at).end()

    def skip(self) -> bool:
        """Skips blanks, comments and line ends. Whether a line ended."""
        start = self.at
        has_ended = False
        while True:
            self.skip_spaces()
            if self.peek() == "#" and (self.at == 0 or self.text[self.at - 1] in " \t\n"):
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            if self.peek() != "\n":
                break
            has_ended = True
            self.at += 1
        is_at_start = has_ended or start == 0
        if is_at_start and "\t" in self.text[self.at - self.column : self.at] and self.peek():
            self.refuse("a tab cannot indent: use spaces")
        return has_ended

    def is_document_mark(self) -> bool:
        """Whether the reader is at `---` or `...` at the beginning of a line."""
        at_start = self.at == 0 or self.text[self.at - 1] == "\n"
        return at_start and _DOCUMENT_MARK.match(self.text, self.at) is not None

    def is_indicator(self, character: str) -> bool:
        """Whether the reader is at that character with a blank behind it."""
        return self.peek() == character and self.peek(1) in BLANKS
