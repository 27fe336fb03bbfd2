"""Old import paths of deeplib, for training scripts that were written for it; see ``mrunner``."""

import pkgutil

__path__ = pkgutil.extend_path(__path__, __name__)
