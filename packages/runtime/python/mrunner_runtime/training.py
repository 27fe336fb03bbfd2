"""What a training script works with, however it was started."""

from typing import TYPE_CHECKING, Any, Callable, List, Mapping, Optional

from .channels import Channel
from .configuration import Configuration
from .interruption import INTERRUPTION, Interrupted
from .parameters import Parameters
from .recorder import Number
from .recording import recording_of

# Not when it is needed: after days there may be no file descriptor left to import anything.
from .result_file import write_result
from .run_info import RunInfo

if TYPE_CHECKING:
    from .neptune_context import NeptuneContext


class Training:
    """Parameters, the experiment directory, and what a script needs to tell how it is doing."""

    def __init__(self, configuration: Configuration, tell: Callable[[str], None]):
        #: The parameters: a map with attributes, or what the schema made of them. Empty where there
        #: are none.
        self.params: Any = Parameters() if configuration.params is None else configuration.params
        #: The directory of this run: absolute, there, and writable. Checkpoints and logs go here.
        self.experiment_dir: str = configuration.experiment_dir
        #: How the script was started: `neptune`, `debug`, `yaml`, `direct`, or `nothing`: without
        #: mrunner.
        self.mode: str = configuration.mode
        #: Which run of which sweep this is; None when mrunner did not start it.
        self.run: Optional[RunInfo] = configuration.run
        #: The arguments that are the script's own, in order.
        self.argv: List[str] = configuration.argv
        self._tell = tell
        self._recording = recording_of(self.experiment_dir, configuration.attempt, tell)
        self._is_finished = False
        #: The neptune context when the run is under neptune, else None.
        self.neptune: "Optional[NeptuneContext]" = None
        if configuration.neptune is not None:
            from .neptune_context import NeptuneContext

            recorder = self._recording.recorder
            self.neptune = NeptuneContext(configuration.neptune, recorder, self._open_channel)

    def log(self, values: Mapping[str, Any], step: Optional[Number] = None) -> None:
        """Records values at a step: numbers (also of numpy, tensors of one element), text.

        Maps within maps have names joined by dots. The step must grow for each name within an
        attempt: other values are dropped, with ten warnings at most. Without a step it is one more
        than the highest of these names, from 1.

        >>> log({"loss": 0.3, "accuracy": 0.9}, epoch)
        >>> log({"train": {"loss": 0.3}, "valid": {"loss": 0.4}})  # names train.loss and valid.loss
        """
        self._recording.log(values, step)

    def channel(self, name: str) -> Channel:
        """A named series of numbers, texts or images, by what is sent.

        >>> channel("loss").send(0.3)             # x counts 1, 2, 3 …
        >>> channel("loss").send(100, 0.25)       # x = 100; it must grow
        >>> channel("samples").send(png_bytes)    # a file below images/, by its first bytes a .png
        >>> channel("samples").send(pathlib.Path("sample.png"))
        """
        return self._open_channel(name)

    def _open_channel(self, name: str, channel_type: Optional[str] = None) -> Channel:
        return self._recording.channel(name, channel_type)

    def should_stop(self) -> bool:
        """Whether the run should stop: SIGTERM, SIGINT or SIGUSR2 (the scheduler's warning) came.

        Before it is asked for the first time, in the main thread, these signals have their default
        action. Stop by saving and returning: the run then exits with code 85, "interrupted and
        saved: start me again".
        """
        return INTERRUPTION.should_stop()

    @property
    def interruption(self) -> Optional[Interrupted]:
        """Why to stop, for a script that raises it; None when nobody asked to."""
        return INTERRUPTION.reason

    def finished(self) -> None:
        """Says that the work is complete: to return is a success, although interrupted."""
        self._is_finished = True

    @property
    def is_finished(self) -> bool:
        """Whether the script said that its work is complete."""
        return self._is_finished

    def result(self, result: Any) -> None:
        """Writes `result.json`, which `mrun results` shows. The last call counts."""
        write_result(self.experiment_dir, result, self._tell, "the result")

    def flush(self) -> None:
        """Writes what was logged to the file:

        the tail of a burst waits a few milliseconds otherwise.
        """
        self._recording.metrics.flush()

    def record_failure(self, kind: str, text: str) -> None:
        """Keeps the reason of a failure where `mrun why` finds it.

        `kind`: `exit` or `interrupted`.
        """
        self._recording.recorder.line(failure={"kind": kind, "text": text})
        self.flush()
