"""Named series of points: numbers, texts or images."""

import os
from typing import Any, Optional, Union

from .image_files import Image, write_image
from .limited_warnings import LimitedWarnings
from .recorder import Number, Recorder, number_json, number_of
from .value_text import shown, text_of


class ChannelType:
    """The kinds of a channel, as neptune called them."""

    NUMERIC = "numeric"
    TEXT = "text"
    IMAGE = "image"


_EXPECTATIONS = {
    None: "a number, text or an image",
    ChannelType.NUMERIC: "a number",
    ChannelType.TEXT: "text",
    ChannelType.IMAGE: "the bytes of an image",
}
_ABSENT = object()


class Channel:
    """A named series of points.

    Without a type a point is what it looks like: a number or boolean is numeric; bytes, a path to a
    file (a `pathlib.Path`), or `{"image": bytes}` are an image; everything else is text. With a
    type the point is made to fit it where that can be.
    """

    def __init__(
        self,
        name: str,
        channel_type: Optional[str],
        recorder: Recorder,
        warnings: LimitedWarnings,
        experiment_dir: str,
    ):
        self.name = text_of(name)
        self._type = channel_type
        self._recorder = recorder
        self._warnings = warnings
        self._experiment_dir = experiment_dir

    def send(self, x: Any, y: Any = _ABSENT) -> None:
        """`send(y)` records y at the next whole x: 1, 2, 3 …

        `send(x, y)` records it at x, which must be above the channel's last x: other points are
        dropped with a warning.
        """
        x, y = (None, x) if y is _ABSENT else (x, y)
        try:
            content = _content_of(y, self._type)
        except OSError as error:
            self._lose_image(error)
            return
        if content is None:
            line = "channel {} dropped a point: expected {}, got {}"
            said = line.format(self.name, _EXPECTATIONS.get(self._type), shown(y))
            self._warnings.once("channel " + self.name, said)
            return
        recorder = self._recorder
        with recorder.file.lock:
            series = recorder.series(self.name)
            at = recorder.step_of([series], x)
            if at is None:
                return
            if isinstance(content, Image):
                if recorder.advance(series, at):
                    self._send_image(at, content)
            elif isinstance(content, str):
                if recorder.advance(series, at):
                    recorder.line(channel=self.name, x=at, text=content)
            else:
                recorder.numbers([(series, number_json(content))], at)

    def _send_image(self, x: Number, image: Image) -> None:
        try:
            path = write_image(self._experiment_dir, self.name, x, image)
        except OSError as error:
            self._lose_image(error)
            return
        name = {} if image.name is None else {"name": image.name}
        self._recorder.line(channel=self.name, x=x, image=path, **name)

    def _lose_image(self, error: OSError) -> None:
        line = "channel {} lost an image: {}".format(self.name, error)
        self._warnings.once("image " + self.name, line)


def _content_of(y: Any, channel_type: Optional[str]) -> Union[Number, str, Image, None]:
    """The point as what is recorded; None when it does not fit."""
    if y is None:
        return None
    image = _image_of(y)
    if channel_type == ChannelType.IMAGE or (channel_type is None and image):
        return image
    if channel_type == ChannelType.TEXT:
        return _text_of(y)
    number = number_of(y)
    if number is not None:
        return number
    if channel_type is None:
        return _text_of(y)
    try:
        return float(y)
    except Exception:  # noqa: BLE001: libraries raise what they like
        return None


def _image_of(y: Any) -> Optional[Image]:
    if isinstance(y, os.PathLike):
        with open(y, "rb") as file:
            return Image(file.read(), type=os.path.splitext(os.fspath(y))[1][1:] or None)
    if isinstance(y, dict):
        inner = _image_of(y["image"]) if y.get("image") is not None else None
        return inner and Image(inner.content, y.get("name"), y.get("type") or inner.type)
    return Image(bytes(y)) if isinstance(y, (bytes, bytearray, memoryview)) else None


def _text_of(y: Any) -> str:
    if isinstance(y, BaseException):
        return "{}: {}".format(type(y).__name__, text_of(y))
    if isinstance(y, (dict, list, tuple)):
        import json

        try:
            return json.dumps(y, ensure_ascii=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError):
            pass
    return text_of(y)
