"""What a script without a main function uses: `from mrunner_runtime import log, result`.

Outside of mrunner all of it is harmless: nothing is recorded, no directory is made unless
`experiment_dir` is asked for.
"""

import atexit
from typing import Any, Mapping, NoReturn, Optional

from . import current
from .channels import Channel
from .host import tell
from .interruption import INTERRUPTION
from .recorder import Number
from .run_files import EXIT_INTERRUPTED

_has_said_how = False
_has_asked = False


def log(values: Mapping[str, Any], step: Optional[Number] = None) -> None:
    """Records values at a step in the run's `metrics.jsonl`: see `Training.log`.

    Outside of mrunner it does nothing.

    >>> log({"loss": 0.3, "accuracy": 0.9}, epoch)
    """
    training = current.training()
    if training is not None:
        training.log(values, step)


def channel(name: str) -> Channel:
    """A named series of numbers, texts or images: see `Training.channel`.

    Outside of mrunner nothing is kept.

    >>> channel("samples").send(step, png_bytes)
    """
    training = current.training()
    return _Nowhere(name) if training is None else training.channel(name)


class _Nowhere(Channel):
    """A channel outside of mrunner."""

    def __init__(self, name: str):
        self.name = name

    def send(self, x: Any, *y: Any) -> None:
        pass


def result(value: Any) -> None:
    """Writes the run's `result.json`, which `mrun results` shows. The last call counts.

    Outside of mrunner it does nothing.

    >>> result({"accuracy": 0.93})
    """
    training = current.training()
    if training is not None:
        training.result(value)


def should_stop() -> bool:
    """Whether the run should stop: see `Training.should_stop`.

    A script without a main function then saves and calls `exit_interrupted()`.

    >>> if should_stop():
    ...     save()
    ...     exit_interrupted()
    """
    global _has_asked
    if not _has_asked:
        _has_asked = True
        atexit.register(_remind)
    return INTERRUPTION.should_stop()


def finished() -> None:
    """Says that the work is complete although the run was asked to stop."""
    global _has_said_how
    _has_said_how = True
    training = current.training()
    if training is not None:
        training.finished()


def exit_interrupted() -> NoReturn:
    """Ends the script with exit code 85: interrupted and saved, start me again."""
    global _has_said_how
    _has_said_how = True
    raise SystemExit(EXIT_INTERRUPTED)


def _remind() -> None:
    """At the end of a script that was asked to stop and said nothing:

    Python does not tell with which code it ends.
    """
    if INTERRUPTION.was_noticed and not _has_said_how and not current.has_main():
        tell(
            "mrunner: this script was asked to stop; if it is not complete, "
            "end it with exit_interrupted(), or call finished()"
        )
