"""Makes imports work that specs of the old tools make, where those are not installed."""

import os
import sys

_DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stand_ins")


def offer_stand_ins() -> None:
    """Appends our stand-ins behind everything else that can be imported: what is installed wins."""
    if _DIRECTORY not in sys.path:
        sys.path.append(_DIRECTORY)
    # A package that was imported before has stopped looking.
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__path__", None)
        directory = os.path.join(_DIRECTORY, *name.split("."))
        if isinstance(path, list) and directory not in path and os.path.isdir(directory):
            path.append(directory)
