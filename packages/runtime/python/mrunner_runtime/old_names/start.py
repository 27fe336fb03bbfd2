"""Opens the training of a script that was written for an older mrunner."""

import os
from typing import Optional, Tuple

from .. import current, run_files
from ..arguments import take_flags
from ..children import host_of_script, tell_directory
from ..command_line import script_name
from ..configuration import Configuration, read_configuration
from ..host import Host, tell
from ..problems import SetUpError, SetUpProblem, problems_text
from ..standard_main import exit_with_usage
from ..start_mode import decide_start
from ..training import Training


def open_old_script(config_file: Optional[str] = None) -> Tuple[Configuration, Training]:
    """Parameters and directory, by mrunner's environment or by `--config`, `--ex`, `--neptune`.

    Arguments are left as they are: those of the script are its own, and it may ask again. Ends the
    script with exit code 2 and a message when nothing says where its parameters are.
    """
    host = _host(config_file)
    try:
        _refuse_pickle(host)
        configuration = read_configuration(host, None, current.known_directory())
    except SetUpError as error:
        exit_with_usage(error)
    training = Training(configuration, tell)
    tell_directory(configuration.experiment_dir)
    current.use(training)
    return configuration, training


def _host(config_file: Optional[str]) -> Host:
    host = host_of_script()
    env = dict(host.env)
    if config_file is not None:
        host.argv = ["--config", os.fspath(config_file)]
        env.pop(run_files.NEPTUNE_PATH, None)
    elif run_files.NEPTUNE_PATH not in env and take_flags(host.argv, {"ex": True}).values:
        # By hand, `--ex` alone asked for what a variable asks for elsewhere.
        env.setdefault(run_files.DEBUG_ALIAS, "1")
    host.env = env
    return host


def _refuse_pickle(host: Host) -> None:
    file = decide_start(host.argv, host.env).start.file
    if file is None:
        return
    try:
        with open(os.path.join(host.cwd, file), "rb") as opened:
            # Every pickle since protocol 2 begins so, and no text does.
            is_pickle = opened.read(1) == b"\x80"
    except OSError:
        return
    if is_pickle:
        title = script_name(host) + " could not read its parameters"
        problem = SetUpProblem(
            file,
            "expected a neptune.yaml, got a pickle, as older mrunners wrote them",
            details=("from its spec: --ex SPEC.py, or mrun debug SPEC.py",),
        )
        raise SetUpError(problems_text(title, [problem]))
