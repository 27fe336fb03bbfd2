"""What training scripts imported from deeplib's `neptune_utils`: their start, and their logging."""

from typing import Any, Callable, List, Optional, Tuple

from mrunner_runtime import current
from mrunner_runtime import standard_mrunner_main as _standard_mrunner_main
from mrunner_runtime.old_names.aggregation import (
    last_aggregate_fun,
    max_aggregate_fun,
    mean_aggregate_fun,
    min_aggregate_fun,
)
from mrunner_runtime.old_names.neptune_helper import NeptuneHelper
from mrunner_runtime.standard_main import open_or_exit

__all__ = [
    "NeptuneHelper",
    "get_configuration",
    "get_neptune_context",
    "get_neptune_helper",
    "last_aggregate_fun",
    "max_aggregate_fun",
    "mean_aggregate_fun",
    "min_aggregate_fun",
    "set_neptune_context",
    "set_neptune_helper",
    "standard_mrunner_main",
]

_helpers: List[Any] = []
_contexts: List[Any] = []


def standard_mrunner_main(job_main: Callable[[Any, Any, str], Any]) -> None:
    """Calls `job_main(ctx, args, exp_dir_path)`: see `mrunner_runtime.standard_mrunner_main`.

    As ever it comes back when job_main has, and what follows the call runs, unless the run was
    interrupted.
    """
    returned = []

    def main(ctx: Any, args: Any, exp_dir_path: str) -> Any:
        result = job_main(ctx, args, exp_dir_path)
        returned.append(True)
        return result

    try:
        _standard_mrunner_main(main)
    except SystemExit as end:
        if not returned or end.code not in (0, None):
            raise


def get_configuration() -> Tuple[Any, Any, str]:
    """`ctx, args, exp_dir_path`: what `standard_mrunner_main` would call a function with."""
    configuration, training = open_or_exit()
    return training.neptune, configuration.params, training.experiment_dir


def get_neptune_helper() -> Any:
    """The helper of this process. It works under neptune, without it, and outside of mrunner."""
    if not _helpers:
        _helpers.append(NeptuneHelper())
    return _helpers[0]


def set_neptune_helper(helper: Any) -> None:
    """Makes another object the helper."""
    _helpers[:] = [helper]


def get_neptune_context() -> Optional[Any]:
    """The neptune context; None without neptune."""
    training = current.training()
    return _contexts[0] if _contexts else training and training.neptune


def set_neptune_context(ctx: Any) -> None:
    """Makes another object the context."""
    _contexts[:] = [ctx]
