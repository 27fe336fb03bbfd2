"""Functions to be called once a sweep was submitted."""

from typing import Any, Callable, List

#: What was registered so far.
after_run_callbacks: List[Callable[[Any, Any], Any]] = []


def register_after_run_callback(callback: Callable[[Any, Any], Any]) -> None:
    """Has ``callback(sweep, experiments)`` called after the submission of this spec's sweep.

    The sweep has ``unique_name``, ``grid_logs_dir`` and ``slurm_url``.
    """
    after_run_callbacks.append(callback)
