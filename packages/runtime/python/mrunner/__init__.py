"""Old import paths of the Python mrunner, for training scripts that were written for it.

Only what scripts import is here. Other submodules are those of an installed mrunner, if there is one: this package stands
before it on the path, and shares its name with it.
"""

import pkgutil

__path__ = pkgutil.extend_path(__path__, __name__)
