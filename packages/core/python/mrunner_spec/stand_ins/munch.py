"""Dicts whose keys are attributes too: what specs use of the library of that name."""

from typing import Any, Callable, Dict


class Munch(dict):
    """A dict whose keys can be written as attributes.

    >>> params = Munch(lr=0.1)
    >>> params.layers = 2
    >>> params
    Munch({'lr': 0.1, 'layers': 2})
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(type(self), name):
            object.__setattr__(self, name, value)
        else:
            self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        return "%s(%s)" % (type(self).__name__, dict.__repr__(self))

    def __dir__(self) -> Any:
        return [*super().__dir__(), *self]

    def copy(self) -> Any:
        """A copy, also of the dicts inside."""
        return type(self).fromDict(self)

    def toDict(self) -> Dict[Any, Any]:
        """Plain dicts all through."""
        return unmunchify(self)

    @property
    def __dict__(self) -> Dict[Any, Any]:  # type: ignore[override]
        return self.toDict()

    @classmethod
    def fromDict(cls, given: Any) -> Any:
        """Of a dict, also of the dicts inside."""
        return munchify(given, cls)


class DefaultMunch(Munch):
    """A ``Munch`` that gives a default, its first argument, for attributes it does not have."""

    def __init__(self, *given: Any, **named: Any) -> None:
        default, *rest = given or (None,)
        object.__setattr__(self, "__default__", default)
        super().__init__(*rest, **named)

    def __getattr__(self, name: str) -> Any:
        return self.get(name, object.__getattribute__(self, "__default__"))

    def __missing__(self, key: Any) -> Any:
        return object.__getattribute__(self, "__default__")

    @classmethod
    def fromDict(cls, given: Any, default: Any = None) -> Any:
        """Of a dict, also of the dicts inside."""
        return munchify(given, lambda items: cls(default, items))


def munchify(given: Any, factory: Callable[..., Any] = Munch) -> Any:
    """The same with every dict inside as a ``Munch``."""
    if isinstance(given, dict):
        return factory({key: munchify(value, factory) for key, value in given.items()})
    if type(given) in (list, tuple):
        return type(given)(munchify(value, factory) for value in given)
    return given


def unmunchify(given: Any) -> Any:
    """The same with every ``Munch`` inside as a dict."""
    if isinstance(given, dict):
        return {key: unmunchify(value) for key, value in given.items()}
    if type(given) in (list, tuple):
        return type(given)(unmunchify(value) for value in given)
    return given
