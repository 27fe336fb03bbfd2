"""Pictures of channels, as files of the experiment directory."""

import os
import re
from typing import NamedTuple, Optional

class Image(NamedTuple):
    """Bytes of an encoded picture, and what is known of it."""

    content: bytes
    #: A caption.
    name: Optional[str] = None
    #: Its format, such as `png` or `image/png`; else the bytes tell.
    type: Optional[str] = None


def write_image(experiment_dir: str, channel: str, x: object, image: Image) -> str:
    """Writes a picture to `images/<channel>/<x>.<ext>` and gives that path, always with `/`.

    Raises OSError.
    """
    directory = "images/" + _directory_name(channel)
    path = "{}/{}.{}".format(directory, x, _extension_of(image))
    os.makedirs(os.path.join(experiment_dir, directory), exist_ok=True)
    with open(os.path.join(experiment_dir, path), "wb") as file:
        file.write(image.content)
    return path


def _directory_name(channel: str) -> str:
    """A channel's name as that of a directory: any two names differ, and none leads elsewhere."""
    from urllib.parse import quote

    name = quote(channel, safe="!'()", errors="replace")
    return re.sub(r"^\.", "%2E", name) or "%"


def _extension_of(image: Image) -> str:
    named = re.search(r"(?:^|/)([a-z0-9]+)(?:\+xml)?\Z", image.type or "", re.I)
    if named:
        extension = named.group(1).lower()
        return "jpg" if extension == "jpeg" else extension
    head = bytes(image.content[:64])
    return next((extension for start, extension in _FORMATS if re.match(start, head)), "bin")


# The first bytes of a picture's formats.
_FORMATS = (
    (rb"\x89PNG", "png"),
    (rb"\xff\xd8\xff", "jpg"),
    (rb"GIF8[79]a", "gif"),
    (rb"RIFF[\s\S]{4}WEBP", "webp"),
    (rb"BM", "bmp"),
    (rb"II\*\0|MM\0\*", "tiff"),
    (rb"[\s\S]{4}ftypavi[fs]", "avif"),
    (rb"\s*(?:<\?xml[\s\S]*)?<svg", "svg"),
)
