"""Functions that a spec registered to be called once its sweep was submitted."""

import sys
from types import SimpleNamespace
from typing import Any, Callable, Dict, List, Sequence

from .tracebacks import traceback_text


def after_run_callbacks() -> List[Callable[[Any, Sequence[Any]], Any]]:
    """What was registered, with an installed mrunner or with our stand-in."""
    module = sys.modules.get("mrunner.cli.mrunner_cli")
    return list(getattr(module, "after_run_callbacks", ()))


class Sweep(SimpleNamespace):
    """What a callback learns of its sweep: ``unique_name``, ``grid_logs_dir``, ``slurm_url``."""

    def __getattr__(self, name: str) -> Any:
        known = ", ".join(sorted(vars(self)))
        raise AttributeError("a sweep has no %s here; it has %s" % (name, known))


def call_after_run(told: Dict[str, Any], experiments: Sequence[Any]) -> bool:
    """Calls each function; one that fails does not keep the others from being called.

    :param told: what is known of the sweep
    :returns: whether all of them succeeded
    """
    is_good = True
    for callback in after_run_callbacks():
        try:
            callback(Sweep(**told), experiments)
        except Exception as error:
            is_good = False
            print(traceback_text(error), file=sys.stderr)
        except SystemExit as end:
            # It ends this function alone.
            if end.code not in (None, 0):
                is_good = False
                print("a function of register_after_run_callback exited:", end, file=sys.stderr)
    return is_good
