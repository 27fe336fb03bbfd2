"""What `get_neptune_helper()` gave: it sends numbers, texts and pictures of a run to channels."""

import os
from typing import Any, Dict, Iterable, Optional, Sequence, Tuple, Union

from .. import current
from ..channels import Channel
from ..host import tell
from ..script import channel as open_channel
from .aggregation import Aggregate, AggregatedChannel, mean_aggregate_fun
from .pictures import picture_bytes

#: The places where MPI's launchers say which process this is.
_RANKS = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK")


class NeptuneHelper:
    """Sends to the run's `metrics.jsonl`; of the processes of one MPI program, the first one sends.

    Outside of a run, and in debug mode, it prints what it gets.
    """

    def __init__(self) -> None:
        self._channels: Dict[str, AggregatedChannel] = {}
        self._sends = next((os.environ[name] for name in _RANKS if name in os.environ), "0") == "0"
        self._debug_count = 0

    def setup_neptune(self, var_names: Iterable[Union[str, Sequence[str]]]) -> None:
        """Makes the channels of these names; of a list of names, with a chart of their own."""
        for names in var_names:
            self.create_channels_and_series(names)

    def create_channels_and_series(
        self,
        l: Union[str, Sequence[str]],  # Scripts give it by this name
        aggregate_n: int = 1,
        aggregate_fun: Aggregate = mean_aggregate_fun,
    ) -> None:
        """Makes channels that send a number for every `aggregate_n` values, and their chart."""
        names = [l] if isinstance(l, str) else list(l)
        series = {name: self._open(name) for name in names}
        for name, channel in series.items():
            self._channels[name] = AggregatedChannel(channel, aggregate_n, aggregate_fun)
        context = _context()
        if context is not None:
            context.create_chart(str(names), series)

    def create_image_channels(self, l: Union[str, Sequence[str]]) -> None:
        """Accepted: a channel takes pictures once it gets one."""

    def send_debug(self, text: Any) -> None:
        """Prints a text, and records it in the channel `debug`."""
        print("Debug:{}".format(text))
        if self._sends:
            self._debug_count += 1
            self._open("debug").send(self._debug_count, str(text))

    def send_num_log(
        self,
        name: str,
        value: Any,
        aggregate_n: int = 1,
        x: Any = None,
        aggregate_fun: Aggregate = mean_aggregate_fun,
    ) -> None:
        """Records a number. How it is aggregated is settled by the first call for a name."""
        if not self._sends:
            return
        if not _is_in_run():
            print("Neptune {}:{}".format(name, value))
        if name not in self._channels:
            self.create_channels_and_series([name], aggregate_n, aggregate_fun)
        self._channels[name].add_value(value, x)

    def send_num_logs(
        self, channel_name_value_pairs_list: Iterable[Tuple[str, Any]], counter: Any = None
    ) -> None:
        """Records pairs of name and number. `counter` is accepted and has no effect, as ever."""
        for name, value in channel_name_value_pairs_list:
            self.send_num_log(name, value)

    def send_image(
        self, channel_name: str, image_name: str, description: str, value: Any, x: Any = None
    ) -> None:
        """Records a picture: see `picture_bytes`."""
        try:
            content = picture_bytes(value)
        except ImportError as error:
            tell("mrunner: an image of {} was dropped: {}".format(channel_name, error))
            return
        if content is None or not self._sends:
            return
        image = {"image": content, "name": image_name}
        if x is None:
            self._open(channel_name).send(image)
        else:
            self._open(channel_name).send(x, image)

    @staticmethod
    def _open(name: str) -> Channel:
        return open_channel(name)


def _context() -> Optional[Any]:
    training = current.training()
    return None if training is None else training.neptune


def _is_in_run() -> bool:
    training = current.training()
    return training is not None and training.run is not None
