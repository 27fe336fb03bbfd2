"""The script and the lines that start it, as a person would type them.

Shown to people, never run.
"""

import json
import os
import re
from typing import Any, List, Optional, Sequence

from .host import Host
from .start_mode import Start


def script_name(host: Host) -> str:
    """The script as a person would name it: `train.py`."""
    return "this program" if host.script is None else os.path.basename(host.script)


def start_words(host: Host) -> List[str]:
    """The words that start the script from where the person is: `python3 train.py`."""
    if host.module:
        # The module of a package that was started is its __main__.
        return [host.python, "-m", re.sub(r"\.__main__\Z", "", host.module)]
    return [host.python, "SCRIPT" if host.script is None else _shown_path(host.script, host.cwd)]


def _shown_path(path: str, cwd: str) -> str:
    try:
        return os.path.relpath(os.path.join(cwd, path), cwd)
    except ValueError:
        return path


def repeated_words(host: Host, start: Start) -> Optional[List[str]]:
    """The words that start the script in the same way again, without its `--set`;

    None when no person started it.
    """
    if start.mode == "neptune":
        return None
    if start.mode == "yaml" and start.file is not None:
        return [*start_words(host), "--neptune", start.file]
    if start.mode != "debug":
        return start_words(host)
    words = ["PMILOS_DEBUG=1", *start_words(host)]
    if start.spec is not None:
        file, name, index = start.spec
        words += ["--ex", file]
        words += [] if name is None else ["--spec", name]
        words += [] if index is None else ["--index", str(index)]
    return words


def word_of(value: Any) -> str:
    """A value as one writes it after `--set key=`."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def typed_line(words: Sequence[str]) -> str:
    """Words as a line to type into a POSIX shell."""
    return " ".join(
        word if re.match(r"[A-Za-z0-9_@%+=:,./-]+\Z", word) else _quoted(word) for word in words
    )


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
