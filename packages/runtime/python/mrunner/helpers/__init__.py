"""See ``mrunner``: submodules that are not here are those of an installed mrunner."""

import pkgutil

__path__ = pkgutil.extend_path(__path__, __name__)
