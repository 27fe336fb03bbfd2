"""`client_helper.experiment_`: the experiment of a tracker, which writes to the run's own files."""

from typing import Any, Dict, Iterable, Optional

from ..training import Training
from .pictures import picture_bytes


class Experiment:
    """The part of neptune's runs that scripts used, old and new.

    `experiment_["loss"].append(0.3)`, `experiment_.send_metric("loss", 0.3)`.
    Numbers and texts go to `metrics.jsonl`, pictures to files. `experiment_["sys/id"].fetch()` is
    the run's id.
    """

    def __init__(self, training: Training):
        self._training = training
        run = training.run
        #: The run's id, such as `20261122-1607-brave-otter/3`.
        self.id: Optional[str] = None if run is None else run.id
        self._values: Dict[str, Any] = {"sys/id": self.id}

    def __getitem__(self, name: str) -> "Field":
        return Field(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        """A single value, which `fetch()` gives back; of a map each of its values."""
        if isinstance(value, dict):
            for key, inner in value.items():
                self["{}/{}".format(name, key)] = inner
            return
        self._values[name] = value
        self.send(name, value)

    def send(self, name: str, value: Any, step: Any = None) -> None:
        """Records a number, text or picture at a step, or at the next one."""
        channel = self._training.channel(name.strip())
        picture = picture_bytes(value)
        content = value if picture is None else picture
        if step is None:
            channel.send(content)
        else:
            channel.send(step, content)

    def value_of(self, name: str) -> Any:
        """What was set last under this name."""
        return self._values.get(name)

    def send_metric(self, channel_name: str, x: Any, y: Any = None, timestamp: Any = None) -> None:
        """`send_metric("loss", 0.3)`, `send_metric("loss", step, 0.3)`, as the first trackers."""
        if y is None:
            self.send(channel_name, x)
        else:
            self.send(channel_name, y, x)

    send_text = log_metric = log_text = send_metric

    def send_image(self, channel_name: str, x: Any, y: Any = None, **_: Any) -> None:
        """As `send_metric`, for a picture. Names, descriptions and times are not kept."""
        self.send_metric(channel_name, x, y)

    log_image = send_image

    def set_property(self, key: str, value: Any) -> None:
        """Accepted; what a run was started with is kept by mrunner."""

    def append_tag(self, *tags: Any) -> None:
        """Accepted; tags are given by the spec, or by `mrun tag`."""

    append_tags = append_tag

    def stop(self, *_: Any, **__: Any) -> None:
        """Writes what waits. Recording goes on."""
        self._training.flush()

    sync = wait = stop


class Field:
    """One name of an experiment."""

    def __init__(self, experiment: Experiment, name: str):
        self._experiment = experiment
        self._name = name

    def __getitem__(self, name: str) -> "Field":
        return Field(self._experiment, "{}/{}".format(self._name, name))

    def __setitem__(self, name: str, value: Any) -> None:
        self._experiment["{}/{}".format(self._name, name)] = value

    def append(self, value: Any, step: Any = None, timestamp: Any = None, **_: Any) -> None:
        """Adds a point: a number, text or picture."""
        self._experiment.send(self._name, value, step)

    log = append

    def extend(
        self, values: Iterable[Any], steps: Optional[Iterable[Any]] = None, **_: Any
    ) -> None:
        """Adds points, each at its step if steps are given."""
        values = list(values)
        for value, step in zip(values, [None] * len(values) if steps is None else steps):
            self.append(value, step)

    def assign(self, value: Any, **_: Any) -> None:
        """Sets a single value."""
        self._experiment[self._name] = value

    upload = assign

    def fetch(self) -> Any:
        """What was assigned; the run's id for `sys/id`."""
        return self._experiment.value_of(self._name)
