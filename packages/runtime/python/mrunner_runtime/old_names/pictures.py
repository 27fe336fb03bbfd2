"""Pictures of other libraries as bytes of a file."""

import io
from typing import Any, Optional


def picture_bytes(value: Any) -> Optional[bytes]:
    """The PNG of a picture of PIL, a figure of matplotlib, or an array (which PIL writes).

    Bytes are taken as they are; None for anything else.
    """
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    buffer = io.BytesIO()
    if hasattr(value, "savefig"):
        value.savefig(buffer, format="png")
    elif type(value).__module__.startswith("PIL."):
        value.save(buffer, format="PNG")
    elif len(getattr(value, "shape", ())) in (2, 3):
        from PIL.Image import fromarray

        fromarray(value).save(buffer, format="PNG")
    else:
        return None
    return buffer.getvalue()
