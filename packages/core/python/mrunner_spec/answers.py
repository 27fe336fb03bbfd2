"""What the program answers: one line of private JSON after another, on a descriptor of its own."""

import json
from typing import Any, BinaryIO, Dict

# Without escapes where they can be avoided: not every reader gets those in keys right.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def private_json(plain: Any) -> str:
    """Plain data as private JSON: a float always has a ``.`` or an ``e``, an int never.

    >>> private_json([1, 1.0, 2**64])
    '[1,1.0,18446744073709551616]'
    """
    return _encode(plain)


class Answers:
    """Lines on a binary stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, line: Dict[str, Any]) -> None:
        """Sends one line, at the latest when the stream is flushed."""
        self._stream.write(private_json(line).encode("utf-8") + b"\n")

    def flush(self) -> None:
        """Hands over what was sent."""
        self._stream.flush()
