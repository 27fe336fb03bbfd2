"""Old import paths of the Python mrunner, for training scripts that were written for it.

Only what scripts import is here. Other submodules are those of an installed mrunner, if there is one: this package stands
before it on the path, and shares its name with it.
"""

import os
import pkgutil
import sys


def _elsewhere():
    """Directories of a mrunner that an import hook finds, as editable installs have one."""
    for finder in sys.meta_path:
        if getattr(finder, "__name__", "") == "PathFinder" or not hasattr(finder, "find_spec"):
            continue
        spec = finder.find_spec(__name__, None)
        yield from (spec and spec.submodule_search_locations) or []


__path__ = pkgutil.extend_path(__path__, __name__)
__path__ += [place for place in _elsewhere() if place not in __path__]
__path__.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "if_missing"))
