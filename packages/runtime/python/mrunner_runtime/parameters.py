"""Parameters as scripts use them: as a map and by attributes."""

from typing import Any, Dict, List, Tuple


class Parameters(Dict[str, Any]):
    """A dict whose items are attributes too: `args.opt.lr` is `args["opt"]["lr"]`.

    `vars(args)`, `dict(args)`, `f(**args)`, `args.get("lr", 0.1)`, `"lr" in args`, copies and
    pickles work. A parameter that is called like a method of dict, such as `items`, is reached by
    `args["items"]` alone. `args.to_dict()` is for libraries that want nothing but dicts.
    """

    __slots__ = ()

    def __init__(self, *given: Any, **named: Any):
        super().__init__()
        self.update(*given, **named)

    def update(self, *given: Any, **named: Any) -> None:
        for key, value in dict(*given, **named).items():
            self[key] = value

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, with_attributes(value))

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            pass
        if name.startswith("__"):
            raise AttributeError(name)
        from .did_you_mean import did_you_mean

        nearest = did_you_mean(name, self)
        hint = "" if nearest is None else " Did you mean {}?".format(nearest)
        raise AttributeError("no such parameter: {}.{}".format(name, hint))

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError("no such parameter: {}".format(name)) from None

    @property
    def __dict__(self) -> Dict[str, Any]:  # type: ignore[override]
        """What `vars()` gives: a plain copy of the top."""
        return dict(self)

    def __dir__(self) -> List[str]:
        return [*super().__dir__(), *(key for key in self if isinstance(key, str))]

    def copy(self) -> "Parameters":
        return type(self)(self)

    def to_dict(self) -> Dict[str, Any]:
        """A copy that consists of plain dicts and lists, for YAML, OmegaConf and checkpoints.

        >>> yaml.safe_dump(args.to_dict(), file)
        >>> torch.save({"args": args.to_dict(), "model": model.state_dict()}, path)
        """
        return {key: plain(value) for key, value in self.items()}

    def __ior__(self, other: Any) -> "Parameters":  # type: ignore[override, misc]
        self.update(other)
        return self

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (dict(self),)

    def __repr__(self) -> str:
        return "{}({})".format(type(self).__name__, super().__repr__())


def with_attributes(value: Any) -> Any:
    """A value whose maps are Parameters, also within lists."""
    if type(value) is dict:
        return Parameters(value)
    if type(value) is list:
        return [with_attributes(item) for item in value]
    return value


def plain(value: Any) -> Any:
    """A copy of a value whose maps are plain dicts, also within lists."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if type(value) is list else value
