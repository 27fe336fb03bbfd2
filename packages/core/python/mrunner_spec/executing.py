"""Executes a spec file as the old tools did, and nothing of ours shows in it."""

import io
import linecache
import os
import sys
import tokenize
import types
from typing import Any, Dict

from .stand_in_finder import offer_stand_ins

#: What a spec file is called among the modules, where Python looks for the makers of objects.
MODULE_NAME = "__mrunner_spec__"


def execute(file: str, shown: str) -> Dict[str, Any]:
    """Executes a Python file and returns its globals.

    ``script`` is its base name and ``__file__`` its path as typed; ``__name__`` is not
    ``__main__``. Its directory and the working directory are importable, behind everything that
    is installed, so that a spec called ``atari.py`` hides no library of that name.

    :param file: where it is
    :param shown: the path as the user typed it, for messages
    """
    with open(file, "rb") as stream:
        source = stream.read()
    _remember_lines(shown, source)
    for directory in (os.path.dirname(os.path.abspath(file)), os.getcwd()):
        if directory not in sys.path:
            sys.path.append(directory)
    offer_stand_ins()
    module = types.ModuleType(MODULE_NAME)
    sys.modules[MODULE_NAME] = module
    values = vars(module)
    values.update(script=os.path.basename(file), __file__=shown)
    code = compile(source, shown, "exec", dont_inherit=True)
    exec(code, values)
    return values


def _remember_lines(shown: str, source: bytes) -> None:
    """Lets tracebacks show the lines, wherever the spec changes to."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = source.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError):
        return
    linecache.cache[shown] = (len(text), None, text.splitlines(True), shown)
