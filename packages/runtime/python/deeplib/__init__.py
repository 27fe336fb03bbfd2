"""Old import paths of deeplib, for training scripts that were written for it; see ``mrunner``."""

from mrunner_runtime.old_names.same_name import places_of

__path__ = places_of(__name__, __path__)
