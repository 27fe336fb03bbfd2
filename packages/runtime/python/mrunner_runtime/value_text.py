"""Any value as text: what a script hands over must not stop it, whatever its `__str__` does."""

from typing import Any

_LONGEST = 200


def text_of(value: Any) -> str:
    """A value's text; of an enum that is text, its value. `<Model>` when its `__str__` raises."""
    if isinstance(value, str):
        return str.__str__(value)
    try:
        return str(value)
    except Exception:  # noqa: BLE001: a script's own method raises what it likes
        return "<{}>".format(type(value).__name__)


def shown(value: Any) -> str:
    """A value as a warning shows it: on one line, cut when it is long."""
    text = " ".join(text_of(value).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
