"""Decides from the arguments and the environment how a script was started."""

import re
from typing import List, Mapping, NamedTuple, Optional, Sequence

from . import run_files
from .arguments import WantedFlags, take_flags
from .problems import SetUpProblem


class SpecChoice(NamedTuple):
    """One experiment of a spec: the first one unless an index is given."""

    file: str
    name: Optional[str]
    index: Optional[int]


class Start(NamedTuple):
    """What to read for the parameters, and where the experiment directory is.

    Paths are as they were given.
    """

    #: `neptune`, `debug`, `yaml`, `direct`, or `nothing`: nothing says where the parameters are.
    mode: str
    context_file: Optional[str] = None
    spec: Optional[SpecChoice] = None
    file: Optional[str] = None
    #: The values of `--set`, such as `lr=0.1`.
    settings: Sequence[str] = ()
    #: The experiment directory; None: a fresh one.
    directory: Optional[str] = None


class StartDecision(NamedTuple):
    start: Start
    #: The arguments that are the script's own.
    argv: List[str]
    problems: List[SetUpProblem]


def decide_start(
    argv: Sequence[str], env: Mapping[str, str], takes_config: bool = True
) -> StartDecision:
    """The first row that applies counts.

    Without `takes_config` a `--config` that mrunner did not add is the script's own.

    | when | parameters | experiment directory |
    |---|---|---|
    | `MRUNNER_UNDER_NEPTUNE=1` | the neptune context's | the neptune context's |
    | `PMILOS_DEBUG=1` or `MRUNNER_DEBUG=1` | `--ex FILE --spec NAME --index K` | `--exp_dir_path` |
    | `--neptune F`, `MRUNNER_NEPTUNE_PATH`, `--config F` | that file's | `RESOURCE_DIR_PATH` |
    | `--set key=value` | the defaults | `RESOURCE_DIR_PATH` |

    `--set` changes single values of the second and third row too.
    """
    if _is_on(env.get(run_files.UNDER_NEPTUNE)):
        return _under_neptune(argv, env)
    if _is_on(env.get(run_files.DEBUG)) or _is_on(env.get(run_files.DEBUG_ALIAS)):
        return _debug(argv, env)
    return _by_file_or_settings(argv, env, takes_config)


def _under_neptune(argv: Sequence[str], env: Mapping[str, str]) -> StartDecision:
    taken = take_flags(argv, _launcher_flags(env))
    directory = env.get(run_files.EXPERIMENT_DIR) or env.get(run_files.RESOURCE_DIR)
    context_file = env.get(run_files.NEPTUNE_CONTEXT) or (directory and directory + "/context.json")
    start = Start("neptune", context_file=context_file or None)
    return StartDecision(start, taken.rest, taken.problems)


def _debug(argv: Sequence[str], env: Mapping[str, str]) -> StartDecision:
    own = dict.fromkeys(("ex", "spec", "index", "exp_dir_path", "set"), True)
    taken = take_flags(argv, {**_launcher_flags(env), **own})
    file, index = taken.last("ex"), taken.last("index")
    if index is not None and not re.match(r"[0-9]+\Z", index):
        message = "expected a whole number from 0, got {}".format(index)
        taken.problems.append(SetUpProblem("--index", message))
        index = None
    number = None if index is None else int(index)
    start = Start(
        "debug",
        spec=None if file is None else SpecChoice(file, taken.last("spec"), number),
        settings=taken.values.get("set", []),
        directory=taken.last("exp_dir_path"),
    )
    return StartDecision(start, taken.rest, taken.problems)


def _by_file_or_settings(
    argv: Sequence[str], env: Mapping[str, str], takes_config: bool
) -> StartDecision:
    launcher_file = env.get(run_files.NEPTUNE_PATH) or None
    is_named = launcher_file is not None or take_flags(argv, {"neptune": True}).values
    wanted = {**_launcher_flags(env), "neptune": True, "set": True}
    if takes_config and not is_named:
        wanted["config"] = True
    taken = take_flags(argv, wanted)
    settings = taken.values.get("set", [])
    directory = env.get(run_files.RESOURCE_DIR) or None
    file = taken.last("neptune") or launcher_file or taken.last("config")
    mode = "yaml" if file is not None else "direct" if settings else "nothing"
    start = Start(mode, file=file, settings=settings, directory=directory)
    return StartDecision(start, taken.rest, taken.problems)


def _launcher_flags(env: Mapping[str, str]) -> WantedFlags:
    """The launcher adds `--neptune FILE` or `--config FILE`, with the file of its variable:

    never the script's own.
    """
    file = env.get(run_files.NEPTUNE_PATH)
    return dict.fromkeys(("neptune", "config"), lambda value: value == file)


def _is_on(value: Optional[str]) -> bool:
    return value is not None and value.strip().lower() not in ("", "0", "false", "no", "off")
