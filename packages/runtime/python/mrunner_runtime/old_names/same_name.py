"""Where submodules of a package lie whose name others have, too."""

import os
import sys
from importlib.util import find_spec
from pkgutil import extend_path
from typing import Iterable, Iterator, List


def places_of(name: str, own: Iterable[str]) -> List[str]:
    """The `__path__` of one of our packages.

    Its own directory, those of installed packages of its name, our stand-ins.
    """
    places: List[str] = []
    for place in [*extend_path(list(own), name), *_by_import_hooks(name), *_stand_ins(name)]:
        if place not in places:
            places.append(place)
    return places


def _by_import_hooks(name: str) -> Iterator[str]:
    """Directories that no entry of the path leads to: editable installs are found by a hook."""
    for finder in sys.meta_path:
        if getattr(finder, "__name__", "") == "PathFinder" or not hasattr(finder, "find_spec"):
            continue
        spec = finder.find_spec(name, None)
        yield from (spec and spec.submodule_search_locations) or []


def _stand_ins(name: str) -> Iterator[str]:
    """What stands in for a package that is not installed: for scripts, and for specs."""
    own = os.path.dirname(os.path.abspath(__file__))
    yield os.path.join(own, "if_missing", name)
    spec = find_spec("mrunner_spec")
    for place in (spec and spec.submodule_search_locations) or []:
        yield os.path.join(place, "stand_ins", name)
