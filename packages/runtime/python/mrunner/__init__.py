"""Old import paths of the Python mrunner, for training scripts that were written for it.

Only what scripts import is here. Other submodules are those of an installed mrunner, if there is one: this package stands
before it on the path, and shares its name with it. What nobody has installed is found among the stand-ins for specs.
"""

from mrunner_runtime.old_names.same_name import places_of

__path__ = places_of(__name__, __path__)
