"""Old import paths of the Python mrunner, for training scripts that were written for it.

Only what scripts import is here. Other submodules are those of an installed mrunner, if there is
one: this package stands before it on the path, and shares its name with it. What nobody has
installed is found among the stand-ins for specs.
"""

from mrunner_runtime.old_names.same_name import places_of

__path__ = places_of(__name__, __path__)


def __getattr__(name):
    # Scripts say `import mrunner` and then `mrunner.settings.NEPTUNE_USE_NEW_API = True`.
    if name != "settings":
        raise AttributeError("module {!r} has no attribute {!r}".format(__name__, name))
    from importlib import import_module

    return import_module(__name__ + ".settings")
