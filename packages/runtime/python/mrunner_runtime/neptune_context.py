"""The neptune context of a run under neptune.

The hosted service ended on 2026-03-05: this one lives in the run's directory and needs no server.
What is sent goes to `metrics.jsonl`.
"""

from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Tuple

from .channels import Channel
from .neptune_context_file import NeptuneContextFile
from .neptune_tags import NeptuneProperties, NeptuneTags
from .parameters import Parameters
from .recorder import Recorder

OpenChannel = Callable[[str, Optional[str]], Channel]


class NeptuneJob:
    """What a neptune job could do."""

    def __init__(self, file: NeptuneContextFile, recorder: Recorder, open_channel: OpenChannel):
        self._recorder = recorder
        self._open_channel = open_channel
        self._channels: Dict[str, Tuple[Channel, Optional[str]]] = {}
        #: Handlers by name.
        self.actions: Dict[str, Callable[[str], Any]] = {}
        self._tags = NeptuneTags(file.tags, lambda tags: recorder.line(tags=tags))
        self.properties = NeptuneProperties(
            file.properties, lambda properties: recorder.line(properties=properties)
        )

    @property
    def tags(self) -> NeptuneTags:
        """May be assigned: `context.tags = ["best"]`."""
        return self._tags

    @tags.setter
    def tags(self, tags: Iterable[str]) -> None:
        if tags is not self._tags:
            self._tags.set(tags)

    def create_channel(self, name: str, channel_type: Optional[str] = None) -> Channel:
        """The channel of that name and type;

        a name keeps its type. Raises ValueError when it has another type already.
        """
        wanted = channel_type and _type_name(channel_type)
        channel, known = self._channels.get(name, (None, None))
        if channel is not None and wanted and known != wanted:
            raise ValueError(
                "There is a channel {} of type {} already; a {} channel needs another name".format(
                    name, known or "any", wanted
                )
            )
        if channel is None:
            channel = self._open_channel(name, wanted)
            self._channels[name] = (channel, wanted)
        return channel

    def channel_send(self, name: str, x: Any, *y: Any) -> Channel:
        """Sends to a channel, which is made when it is not there:

        `channel_send("loss", 0.3)`, `channel_send("loss", x, 0.3)`.
        """
        channel = self.create_channel(name)
        channel.send(x, *y)
        return channel

    def create_chart(self, name: str, series: Mapping[str, Channel]) -> None:
        """Records which channels belong on one chart: `{label: channel}`."""
        names = {label: getattr(channel, "name", channel) for label, channel in series.items()}
        self._recorder.line(chart=name, series=names)

    def register_action(self, name: str, handler: Callable[[str], Any]) -> None:
        """Keeps a handler under a name. Raises ValueError when the name is empty or taken."""
        if name == "":
            raise ValueError('An action needs a name, such as register_action("save", …)')
        if name in self.actions:
            raise ValueError("There is an action {} already".format(name))
        self.actions[name] = handler


class NeptuneContext(NeptuneJob):
    """The context itself has the job's methods too, and the same channels, tags and properties."""

    #: The metric that a hyperparameter search looked at: there is none.
    metric = None

    def __init__(self, file: NeptuneContextFile, recorder: Recorder, open_channel: OpenChannel):
        super().__init__(file, recorder, open_channel)
        self.params = Parameters(file.params)
        self.project = file.project
        self.name = file.name
        #: The experiment directory, under its two names.
        self.storage_url = self.storage_dir = file.storage_dir

    @property
    def job(self) -> NeptuneJob:
        """Where scripts for neptune 1 look for the methods."""
        return self


def _type_name(channel_type: Any) -> str:
    """`numeric` of `ChannelType.NUMERIC`, of an Enum of that name, or of `"NUMERIC"`."""
    name = channel_type if isinstance(channel_type, str) else getattr(channel_type, "name", "")
    return str(name).lower()
