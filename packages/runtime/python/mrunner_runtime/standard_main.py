"""`standard_mrunner_main` and `get_configuration`."""

import os
import sys
from typing import Any, Callable, NoReturn, Optional, Tuple

from . import current
from .children import host_of_script, is_starting_child, take_arguments, tell_directory
from .configuration import Configuration, read_configuration
from .host import tell
from .interruption import INTERRUPTION
from .problems import SetUpError
from .run_files import EXIT_INTERRUPTED, EXIT_USAGE
from .training import Training
from .value_text import text_of

_LONGEST_TEXT = 2000


def standard_mrunner_main(
    job_main: Callable[[Any, Any, str], Any], schema: Optional[type] = None
) -> None:
    """Runs a training function however the script was started: `job_main(ctx, args, exp_dir_path)`.

    By mrunner, under neptune, in debug mode, with a `neptune.yaml`, or by hand with `--set
    key=value`. `ctx` is the neptune context under neptune, else None. `args` are the parameters, a
    map with attributes; None in debug mode without a spec. `exp_dir_path` is the absolute path of a
    directory that is there. Arguments that are not mrunner's are left in `sys.argv`. With a
    dataclass as `schema` the parameters are checked by its types, its defaults filled in, and
    `args` is an instance of it.

    It ends the process, so that nothing after the call runs:

    - job_main returns: exit code 0; what it returned is in `result.json`;
    - it raises: the traceback on stderr, exit code 1; SystemExit and KeyboardInterrupt as ever;
    - it was interrupted (see `should_stop`) and returns without calling `finished()`: exit code 85;
    - wrong set-up, or parameters that the schema refuses: exit code 2, and the line to type.

    >>> def main(ctx, args, exp_dir_path):
    ...     for epoch in range(10):
    ...         log({"loss": 1 / (1 + epoch * args.lr)}, epoch)
    >>> standard_mrunner_main(main)
    """
    if is_starting_child():
        # A child of multiprocessing that imports its parent's script: the parent trains.
        return
    configuration, training = open_or_exit(schema)
    process = os.getpid()
    try:
        returned = job_main(training.neptune, configuration.params, training.experiment_dir)
        if hasattr(returned, "__await__"):
            import asyncio

            returned = asyncio.run(_awaited(returned))
        _refuse_generator(returned)
        if os.getpid() != process:
            # A child by fork that came back: the result is its parent's to write.
            raise SystemExit(0)
        was_cut_short = INTERRUPTION.was_noticed and not training.is_finished
        if not was_cut_short and returned is not None:
            training.result(returned)
    except BaseException as error:
        if os.getpid() == process:
            _keep_reason(training, error)
        raise
    finally:
        training.flush()
    sys.exit(EXIT_INTERRUPTED if was_cut_short else 0)


def _refuse_generator(returned: Any) -> None:
    """A main with a `yield` in it would succeed without a line of it having run."""
    code = getattr(returned, "gi_code", None) or getattr(returned, "ag_code", None)
    if code is not None and code.co_name != "<genexpr>":
        name = code.co_name
        raise TypeError("{0}() has a yield, so calling it ran nothing of it".format(name))


async def _awaited(returned: Any) -> Any:
    return await returned


def _keep_reason(training: Training, error: BaseException) -> None:
    """Keeps the reason of a failure where `mrun why` finds it.

    A code given to `sys.exit` says all by itself.
    """
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            training.record_failure("exit", _cut(text_of(error.code)))
        return
    if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
        return
    kind = "interrupted" if INTERRUPTION.is_reason_of(error) else "exit"
    training.record_failure(kind, _cut(_said_by(error)))


def _said_by(error: BaseException) -> str:
    """What Python prints below the traceback: `ValueError: no such file`."""
    try:
        import traceback

        return "".join(traceback.format_exception_only(type(error), error)).strip()
    except Exception:  # noqa: BLE001: no file can be opened, or no memory is left
        return "{}: {}".format(type(error).__name__, text_of(error))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


def get_configuration(schema: Optional[type] = None) -> Training:
    """The same things as one object, for a script that keeps its own main.

    Nothing is done about exit codes, results and reasons. Raises a SetUpError whose message says
    what to type when the set-up is wrong or the schema refuses the parameters.

    >>> configuration = get_configuration()
    >>> configuration.log({"loss": 1 / configuration.params.lr})
    """
    return open_training(schema)[1]


def open_training(schema: Optional[type] = None) -> Tuple[Configuration, Training]:
    host = host_of_script()
    configuration = read_configuration(host, schema, current.known_directory())
    training = Training(configuration, tell)
    take_arguments(host, configuration.argv)
    tell_directory(configuration.experiment_dir)
    current.use(training)
    return configuration, training


def open_or_exit(schema: Optional[type] = None) -> Tuple[Configuration, Training]:
    """As `open_training`; ends the process with a message when the set-up is wrong."""
    try:
        return open_training(schema)
    except SetUpError as error:
        exit_with_usage(error)


def exit_with_usage(error: SetUpError) -> NoReturn:
    tell(str(error))
    raise SystemExit(EXIT_USAGE) from None
