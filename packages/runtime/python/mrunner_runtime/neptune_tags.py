"""The tags and properties of a neptune context. Every change is recorded."""

from typing import Any, Callable, Dict, Iterable, Iterator, List


class NeptuneTags:
    """Tags in order, each once."""

    def __init__(self, initial: Iterable[str], changed: Callable[[List[str]], None]):
        self._tags: Dict[str, None] = dict.fromkeys(initial)
        self._changed = changed

    def __len__(self) -> int:
        return len(self._tags)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._tags))

    def __contains__(self, tag: object) -> bool:
        return tag in self._tags

    def __getitem__(self, index: Any) -> Any:
        return list(self._tags)[index]

    def __repr__(self) -> str:
        return repr(list(self._tags))

    def append(self, *tags: str) -> None:
        """Adds tags; those that are there stay once."""
        self.set([*self._tags, *tags])

    def extend(self, tags: Iterable[str]) -> None:
        self.append(*tags)

    def remove(self, tag: str) -> None:
        self.set([other for other in self._tags if other != tag])

    def set(self, tags: Iterable[str]) -> None:
        """Replaces all tags."""
        self._tags = dict.fromkeys(tags)
        self._changed(list(self._tags))


class NeptuneProperties(Dict[str, str]):
    """A map from text to text."""

    def __init__(self, initial: Dict[str, str], changed: Callable[[Dict[str, str]], None]):
        super().__init__(initial)
        self._changed = changed

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, str(value))
        self._changed(dict(self))

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._changed(dict(self))

    def update(self, *given: Any, **named: Any) -> None:
        for key, value in dict(*given, **named).items():
            self[key] = value

    def pop(self, key: str, *default: Any) -> Any:
        value = super().pop(key, *default)
        self._changed(dict(self))
        return value

    def clear(self) -> None:
        super().clear()
        self._changed({})
