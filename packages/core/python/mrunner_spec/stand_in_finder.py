"""Makes imports work that specs of the old tools make, where those are not installed."""

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, Optional, Sequence

_DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stand_ins")
_NAMES = frozenset(("mrunner", "munch", "path", "dispatcher", "deeplib"))


class StandIns:
    """Finds modules in ``stand_ins``. It is asked last, so whatever else there is wins.

    It also has the parts that an installed package of an old version lacks.
    """

    def find_spec(
        self, name: str, path: Optional[Sequence[str]] = None, target: Any = None
    ) -> Optional[ModuleSpec]:
        """Called by Python for every module that nobody else has found."""
        first, *others = name.split(".")
        if first not in _NAMES:
            return None
        place = os.path.join(_DIRECTORY, *([first] if others else []), *others[:-1])
        return PathFinder.find_spec(name, [place], target)


def offer_stand_ins() -> None:
    """Has our stand-ins found behind everything else that can be imported."""
    if not any(isinstance(finder, StandIns) for finder in sys.meta_path):
        sys.meta_path.append(StandIns())
