"""The training of this process, for scripts that use `mrunner_runtime` without a main function.

It is opened from the arguments and the environment when it is first needed; outside of mrunner it
records nothing and fails at nothing.
"""

import os
import threading
from typing import Any, List, Optional

from .children import directory_of_parent, host_of_script, take_arguments, tell_directory
from .configuration import Configuration, read_configuration
from .experiment_directory import make_experiment_directory
from .host import tell
from .problems import SetUpError
from .run_files import EXIT_USAGE
from .run_info import attempt_of, run_info
from .start_mode import StartDecision, decide_start
from .training import Training

_lock = threading.RLock()
_training: Optional[Training] = None
_params: Any = None
_is_explicit = False
_decision: List[StartDecision] = []


def use(training: Training) -> None:
    """Makes a training that was opened explicitly the one of the process."""
    global _training, _params, _is_explicit
    with _lock:
        _training = training
        _params = training.params
        _is_explicit = True


def params() -> Any:
    """The parameters: a map with attributes; empty outside of mrunner.

    Takes mrunner's own arguments out of `sys.argv`.

    Wrong set-up ends the script with exit code 2 and a message.
    """
    global _params
    if _params is not None:
        return _params
    with _lock:
        if _params is None:
            _params = _read_params()
        return _params


def _read_params() -> Any:
    from .parameters import Parameters

    host = host_of_script()
    decision = _decide()
    if decision.start.mode == "nothing" and not decision.problems:
        return Parameters()
    try:
        configuration = read_configuration(host, directory=known_directory(), takes_config=False)
    except SetUpError as error:
        tell(str(error))
        raise SystemExit(EXIT_USAGE) from None
    take_arguments(host, configuration.argv)
    _open(configuration)
    return Parameters() if configuration.params is None else configuration.params


def known_directory() -> Optional[str]:
    """The experiment directory, where one was opened before, here or by a parent."""
    return directory_of_parent() if _training is None else _training.experiment_dir


def _decide() -> StartDecision:
    """How the script was started: asked once, since the arguments that say it are taken away."""
    if not _decision:
        host = host_of_script()
        _decision.append(decide_start(host.argv, host.env, takes_config=False))
    return _decision[0]


def experiment_dir() -> str:
    """The experiment directory.

    Outside of mrunner a fresh one among the temporary files, printed.
    """
    found = training()
    return found.experiment_dir if found is not None else _opened(None).experiment_dir


def training() -> Optional[Training]:
    """The training; None outside of mrunner, as long as nobody asked for a directory."""
    if _training is not None:
        return _training
    with _lock:
        if _training is not None:
            return _training
        start = _decide().start
        directory = directory_of_parent() or start.directory
        if start.mode == "nothing" and directory is None:
            directory = os.environ.get("RESOURCE_DIR_PATH") or None
            if directory is None:
                return None
        return _opened(directory)


def _opened(directory: Optional[str]) -> Training:
    """Opens the training without reading any parameters."""
    with _lock:
        host = host_of_script()
        start, argv, _ = _decide()
        neptune = None
        if start.mode == "neptune" and start.context_file is not None:
            from .neptune_context_file import read_neptune_context

            neptune, _ = read_neptune_context(os.path.join(host.cwd, start.context_file))
            directory = neptune.storage_dir if neptune is not None else directory
        directory = make_experiment_directory(directory, host)
        configuration = Configuration(
            mode=start.mode,
            params=None,
            experiment_dir=directory,
            neptune=neptune,
            run=run_info(host.env),
            attempt=attempt_of(host.env),
            argv=argv,
        )
        return _open(configuration)


def _open(configuration: Configuration) -> Training:
    global _training
    if _training is None:
        _training = Training(configuration, tell)
        tell_directory(configuration.experiment_dir)
    return _training


def has_main() -> bool:
    """Whether the process has a training that was opened explicitly."""
    return _is_explicit


def opened() -> Optional[Training]:
    """The training, if one is open."""
    return _training


if hasattr(os, "register_at_fork"):
    # A child that was forked while another thread held the lock would wait for it for ever.
    os.register_at_fork(
        before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release
    )
