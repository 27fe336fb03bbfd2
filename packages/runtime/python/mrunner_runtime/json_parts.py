"""The parts of a value that JSON can hold, and those it can't."""

from collections.abc import Sequence, ValuesView
from collections.abc import Set as AnySet
from typing import Any, List, NamedTuple, Set, Tuple

from .paths import index_path, key_path
from .value_text import text_of

#: Deeper values are cut off: they would be too deep for Python's own JSON writer.
_DEEPEST = 100
_BYTES = (bytes, bytearray, memoryview)


class DroppedPart(NamedTuple):
    #: Such as `history[3].model`; empty for the whole.
    path: str
    #: Such as `a function`.
    what: str


_DROPPED = object()


def json_parts_of(value: Any) -> Tuple[Any, bool, List[DroppedPart]]:
    """What `json.dumps` can write of a value, whether there is anything, and what is dropped.

    Numbers that are not finite become text; tuples, sets and arrays lists; numpy scalars and
    tensors what they hold; dates and paths their text. Inside of a list None takes the place of
    what is dropped, so that the others keep theirs.
    """
    conversion = _Conversion()
    converted = conversion.convert(value, "")
    is_there = converted is not _DROPPED
    return converted if is_there else None, is_there, conversion.dropped


class _Conversion:
    def __init__(self) -> None:
        self.dropped: List[DroppedPart] = []
        self._parents: Set[int] = set()

    def convert(self, value: Any, path: str) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return text_of(value)
        if isinstance(value, int):
            # Newer Pythons refuse to write one of thousands of digits.
            is_long = value.bit_length() >= 10000
            return self.drop(path, "an int of so many digits") if is_long else int(value)
        if isinstance(value, float):
            return float(value) if value - value == 0 else _name_of(float(value))
        if id(value) in self._parents:
            return self.drop(path, "a part of itself")
        if len(self._parents) >= _DEEPEST:
            return self.drop(path, "more than {} levels".format(_DEEPEST))
        self._parents.add(id(value))
        try:
            return self._convert_object(value, path)
        except Exception as error:  # noqa: BLE001: libraries raise what they like
            raised = "that raised {}".format(type(error).__name__)
            return self.drop(path, "{} {}".format(_with_article(type(value).__name__), raised))
        finally:
            self._parents.discard(id(value))

    def _convert_object(self, value: Any, path: str) -> Any:
        if isinstance(value, type):
            return self.drop(path, "a class")
        if callable(value) and hasattr(value, "__qualname__"):
            return self.drop(path, "a function")
        if hasattr(type(value), "__members__"):
            # A member of an enum.
            return self.convert(value.value, path)
        if hasattr(value, "items") and hasattr(value, "keys"):
            return self._convert_map(dict(value.items()), path)
        if isinstance(value, (Sequence, AnySet, ValuesView)) and not isinstance(value, _BYTES):
            if hasattr(value, "_asdict"):
                return self._convert_map(value._asdict(), path)
            return self._convert_list(list(value), path)
        for name in ("isoformat", "tolist", "item", "__fspath__"):
            method = getattr(value, name, None)
            if callable(method):
                try:
                    return self.convert(method(), path)
                except Exception:  # Libraries raise what they like
                    continue
        fields = getattr(value, "__dataclass_fields__", None)
        if fields is not None:
            return self._convert_map({name: getattr(value, name) for name in fields}, path)
        if hasattr(value, "__float__") and not isinstance(value, complex):
            return self.convert(float(value), path)
        return self.drop(path, _with_article(type(value).__name__))

    def _convert_list(self, items: List[Any], path: str) -> List[Any]:
        converted = [self.convert(item, index_path(path, at)) for at, item in enumerate(items)]
        return [None if item is _DROPPED else item for item in converted]

    def _convert_map(self, mapping: dict, path: str) -> dict:
        converted = {
            key: self.convert(part, key_path(path, key))
            for key, part in ((_key_of(key), part) for key, part in mapping.items())
        }
        return {key: part for key, part in converted.items() if part is not _DROPPED}

    def drop(self, path: str, what: str) -> Any:
        self.dropped.append(DroppedPart(path, what))
        return _DROPPED


def _key_of(key: Any) -> str:
    """A key as JSON has it: `json.dumps` writes True as `true`, None as `null` and 1 as `1`."""
    if key is None:
        return "null"
    return {True: "true", False: "false"}[key] if isinstance(key, bool) else text_of(key)


def _name_of(number: float) -> str:
    return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"


def _with_article(name: str) -> str:
    return "{} {}".format("an" if name[:1] in "AEIOUaeiou" else "a", name)
