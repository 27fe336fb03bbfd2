"""Plain data of what a spec holds: None, bool, int, float, str, list and dict, with their kinds."""

import collections.abc
import enum
import math
import os
from typing import Any, Dict, List, Optional, Sequence

from .mappings import escape_double_key, mapping_of
from .path_text import Step, path_text
from .problem import Problems
from .refusal import describe, refusal_of
from .scalars import MAX_INT_BITS, is_plain

#: How deep lists and maps may lie in each other, as in mrunner itself.
MAX_DEPTH = 64
_CONTAINERS = frozenset((dict, list, tuple))


class Plain:
    """Makes plain data of values, noting every problem with its place.

    Where a value is refused, None stands in for it, so that the rest is still looked at. Numbers
    that are not finite become ``{"$double": "nan"}``, and a user's own map that looks so gets one
    more ``$``: private JSON, as mrunner writes it.

    :param everywhere: whether numbers that are not finite may lie inside of lists and maps too
    """

    def __init__(self, problems: Problems, everywhere: bool = False) -> None:
        self._problems = problems
        self._everywhere = everywhere
        self._base = ""
        self._steps: List[Step] = []
        self._ancestors: List[int] = []

    def value(self, thing: Any, base: str, steps: Sequence[Step] = ()) -> Any:
        """The plain form of a value that stands at a place; it may itself be nan or infinite."""
        if is_plain(thing):
            return thing
        self._base = base
        self._steps = list(steps)
        # The map of parameters that the value lies in counts as one level.
        self._ancestors = [0]
        return self._convert(thing, True)

    def key(self, key: Any, base: str, steps: Sequence[Step] = ()) -> Optional[str]:
        """A key of a map as text; None, and a problem, when it is not text."""
        self._base = base
        self._steps = list(steps)
        return self._key(key)

    def _convert(self, thing: Any, may_be_endless: bool = False) -> Any:
        if is_plain(thing):
            return thing
        if type(thing) in _CONTAINERS:
            return self._structure(thing, may_be_endless)
        if isinstance(thing, enum.Enum):
            return self._member(thing, may_be_endless)
        if isinstance(thing, str):
            return self._text(thing, "text")
        if isinstance(thing, int):
            return self._int(thing)
        if isinstance(thing, float):
            return self._float(float(thing), may_be_endless)
        if isinstance(thing, os.PathLike):
            return self._path(thing)
        return self._structure(thing, may_be_endless)

    def _member(self, member: enum.Enum, may_be_endless: bool) -> Any:
        before = len(self._problems.found)
        plain = self._convert(member.value, may_be_endless)
        if len(self._problems.found) == before:
            return plain
        del self._problems.found[before:]
        return self._report(
            "expected a value that JSON can hold, got %s, whose value is %s"
            % (member, describe(member.value)),
            ["Use its name: %s.name" % member],
        )

    def _text(self, text: str, what: str) -> Optional[str]:
        # A subclass may print itself in another way.
        text = str.__str__(text)
        nul = text.find("\0")
        if nul != -1:
            return self._report(
                "expected %s without NUL, got one as character %d" % (what, nul + 1),
                ["No command line and no environment variable can hold a NUL character."],
            )
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            return self._report(
                "expected %s of Unicode characters, got half of one (\\u%x)"
                % (what, ord(text[error.start])),
                ["Names of files that are not UTF-8 look like this."],
            )
        return text

    def _int(self, number: int) -> Optional[int]:
        number = int.__int__(number)
        if number.bit_length() < MAX_INT_BITS:
            return number
        return self._report("expected an int of at most 4000 digits, got a longer one")

    def _float(self, number: float, may_be_endless: bool) -> Any:
        if math.isfinite(number):
            return number
        name = "nan" if math.isnan(number) else "inf" if number > 0 else "-inf"
        if may_be_endless:
            return {"$double": name}
        return self._report(
            "expected a finite number inside of a list or map, got %s" % name,
            ["JSON has no such number: use None or text, or make it a parameter of its own."],
        )

    def _path(self, path: Any) -> Optional[str]:
        text = os.fspath(path)
        return self._text(text, "text") if isinstance(text, str) else self._refuse(path)

    def _structure(self, thing: Any, may_be_endless: bool) -> Any:
        if id(thing) in self._ancestors:
            return self._report("expected a value that ends, got one that contains itself")
        if len(self._ancestors) == MAX_DEPTH:
            return self._report(
                "expected at most %d levels of lists and maps, got more" % MAX_DEPTH
            )
        self._ancestors.append(id(thing))
        try:
            return self._inside(thing, may_be_endless)
        finally:
            self._ancestors.pop()

    def _inside(self, thing: Any, may_be_endless: bool) -> Any:
        kind = type(thing)
        if kind is list or kind is tuple:
            return self._list(thing)
        mapping = mapping_of(thing)
        if mapping is not None:
            return self._map(mapping)
        if isinstance(thing, collections.abc.Sequence) and not isinstance(
            thing, (bytes, bytearray, memoryview)
        ):
            return self._list(thing)
        return self._array(thing, may_be_endless)

    def _map(self, mapping: Any) -> Dict[str, Any]:
        plain: Dict[str, Any] = {}
        for key in mapping:
            text = self._key(key)
            if text is None:
                continue
            self._steps.append(text)
            plain[text] = self._convert(mapping[key], self._everywhere)
            self._steps.pop()
        return escape_double_key(plain)

    def _key(self, key: Any) -> Optional[str]:
        if isinstance(key, str):
            return self._text(key.value if isinstance(key, enum.Enum) else key, "a key")
        shown = repr(key) if isinstance(key, (int, float, tuple, type(None))) else ""
        return self._report(
            "expected text as a key, got %s" % " ".join(filter(None, (describe(key), shown))),
            ["JSON has no other keys: use str(key), and convert it back in the script, "
             "or use a list of pairs."],
        )

    def _list(self, things: Any) -> List[Any]:
        plain = []
        for index, item in enumerate(things):
            self._steps.append(index)
            plain.append(self._convert(item, self._everywhere))
            self._steps.pop()
        return plain

    def _array(self, thing: Any, may_be_endless: bool) -> Any:
        """Arrays, tensors and their scalars, of any library: by what they can do."""
        for name in ("tolist", "item"):
            method = getattr(thing, name, None)
            if isinstance(thing, type) or not callable(method):
                continue
            try:
                plain = method()
            except Exception:
                continue
            if type(plain) is not type(thing):
                return self._convert(plain, may_be_endless)
        return self._refuse(thing)

    def _refuse(self, thing: Any) -> Any:
        got, instead = refusal_of(thing)
        return self._report("expected a value that JSON can hold, got %s" % got, [instead])

    def _report(self, message: str, details: Sequence[str] = ()) -> Any:
        """Notes a problem at the current place; None stands in for the value."""
        self._problems.add(path_text(self._base, self._steps), message, details)
