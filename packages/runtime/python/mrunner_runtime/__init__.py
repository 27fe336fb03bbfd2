"""What a training script in Python uses of mrunner: parameters, a directory, logging, signals.

Either a main function, `standard_mrunner_main(main)`, or one object, `get_configuration()`, or
names alone:

>>> from mrunner_runtime import log, result, experiment_dir, params

The last are harmless outside of mrunner. Everything is loaded when it is first used.
"""

# typing itself would take as long to load as all of this.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List

    from .channels import Channel as Channel
    from .channels import ChannelType as ChannelType
    from .interruption import Interrupted as Interrupted
    from .neptune_context import NeptuneContext as NeptuneContext
    from .parameters import Parameters as Parameters
    from .problems import SetUpError as SetUpError
    from .run_info import RunInfo as RunInfo
    from .script import channel as channel
    from .script import exit_interrupted as exit_interrupted
    from .script import finished as finished
    from .script import log as log
    from .script import result as result
    from .script import should_stop as should_stop
    from .standard_main import get_configuration as get_configuration
    from .standard_main import standard_mrunner_main as standard_mrunner_main
    from .training import Training as Training

    #: The parameters: a map with attributes; empty outside of mrunner.
    params: Parameters
    #: The directory of this run: absolute, there, writable. Outside of mrunner a fresh one,
    #: printed.
    experiment_dir: str

_PLACES = {
    "Channel": "channels",
    "ChannelType": "channels",
    "Interrupted": "interruption",
    "NeptuneContext": "neptune_context",
    "Parameters": "parameters",
    "RunInfo": "run_info",
    "SetUpError": "problems",
    "Training": "training",
    "channel": "script",
    "exit_interrupted": "script",
    "finished": "script",
    "get_configuration": "standard_main",
    "log": "script",
    "result": "script",
    "should_stop": "script",
    "standard_mrunner_main": "standard_main",
}
#: Values that are found out when they are asked for.
_VALUES = ("experiment_dir", "params")

__all__ = [*_PLACES, *_VALUES]


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name in _VALUES:
        return getattr(import_module(__name__ + ".current"), name)()
    if name in _PLACES:
        value = getattr(import_module("{}.{}".format(__name__, _PLACES[name])), name)
        globals()[name] = value
        return value
    hint = None
    if not name.startswith("_"):
        from .did_you_mean import did_you_mean

        hint = did_you_mean(name, __all__)
    raise AttributeError(
        "module {!r} has no attribute {!r}.{}".format(
            __name__, name, " Did you mean {}?".format(hint) if hint else ""
        )
    )


def __dir__() -> "List[str]":
    # Not the values: who lists a module looks at all of it, and they are opened by a look.
    return sorted({*globals(), *_PLACES})
