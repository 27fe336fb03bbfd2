"""What training scripts imported from mrunner's `client_helper`: their parameters and a logger.

Parameters come from the run that mrunner started, or by hand from `--config FILE` (a neptune.yaml)
or `--ex SPEC.py`. What `logger` gets is in the run's `metrics.jsonl`, shown by `mrun results`.
"""

import logging
import os
import socket
from typing import Any, Dict, Optional, Sequence, Union

from mrunner_runtime import current
from mrunner_runtime.old_names.experiment import Experiment
from mrunner_runtime.old_names.gin_bindings import inject_dict_to_gin, inject_params_to_flags
from mrunner_runtime.old_names.params import munch_of, nest_params
from mrunner_runtime.old_names.start import open_old_script

__all__ = ["get_configuration", "inject_dict_to_gin", "logger", "nest_params"]

#: The experiment of the tracker, once `get_configuration(with_neptune=True)` was called in a run;
#: it writes to the run's files.
experiment_: Optional[Experiment] = None
logger_ = logging.getLogger(__name__)


def get_configuration(
    print_diagnostics: bool = False,
    with_neptune: Union[bool, str] = False,
    inject_parameters_to_gin: bool = False,
    nesting_prefixes: Sequence[str] = (),
    env_to_properties_regexp: str = ".*PWD",
    config_file: Optional[str] = None,
    inject_parameters_to_FLAGS: bool = False,
) -> Dict[str, Any]:
    """The parameters, as a Munch: `params.lr`, `params["lr"]`, `vars(params)`, `f(**params)`.

    - print_diagnostics: tells PYTHONPATH, directory, host and parameters to the logging module, at
      level INFO.
    - with_neptune: `experiment_` is there, as far as a run is. The hosted service ended; no token
      is needed.
    - inject_parameters_to_gin: binds the parameters whose names have a dot in gin.
    - nesting_prefixes: `("model_",)` makes `params.model.depth` of `model_depth`.
    - env_to_properties_regexp: accepted and without effect: values of variables go into no file.
    - config_file: a neptune.yaml to read, whatever the arguments say. As ever there is no nesting
      then, and no experiment_id.
    - inject_parameters_to_FLAGS: sets the absl flags of these names.

    `experiment_id` is among the parameters: the run's id (`20261122-1607-brave-otter/3`), None
    outside of a run. The script's own arguments are left alone. Without parameters anywhere the
    script ends with exit code 2 and says what to type.
    """
    global experiment_
    configuration, training = open_old_script(config_file)
    params = munch_of(configuration.params or {})
    if inject_parameters_to_gin:
        logger_.info("The parameters of the form 'aaa.bbb' will be injected to gin.")
        inject_dict_to_gin({name: value for name, value in params.items() if "." in name})
    if with_neptune and _is_kept(training):
        experiment_ = Experiment(training)
    if print_diagnostics:
        logger_.info("PYTHONPATH: %s", os.environ.get("PYTHONPATH", "not_defined"))
        logger_.info("cd %s", os.getcwd())
        logger_.info(socket.getfqdn())
        logger_.info("Params: %s", params)
    if inject_parameters_to_FLAGS:
        inject_params_to_flags(params)
    if config_file is None:
        nest_params(params, nesting_prefixes)
        params["experiment_id"] = None if training.run is None else training.run.id
    return params


def logger(m: str, v: Any, single_value: bool = False) -> None:
    """Logs a number, text or picture under a name; a list of them, or of pairs `(step, value)`.

    Outside of a run it prints `m:v`. `single_value` is for what is set once.
    """
    training = current.training()
    if not _is_kept(training):
        print("{}:{}".format(m, v))
        if training is None:
            return
    experiment = experiment_ or Experiment(training)
    if not isinstance(v, list):
        if single_value:
            experiment[m] = v
        else:
            experiment.send(m, v)
        return
    for item in v:
        step, value = item if isinstance(item, tuple) else (None, item)
        experiment.send(m, value, step)


def _is_kept(training: Any) -> bool:
    """Whether somebody will look at what is logged: mrunner started the script."""
    return training is not None and (training.run is not None or training.neptune is not None)
