"""What children of `multiprocessing` must know of their parent: they start the script anew."""

import json
import os
import sys
from typing import List, Optional, Sequence, Tuple

from .host import Host, process_host

#: Of this process alone and its children: what it was started with, and the directory that it made.
_ARGUMENTS = "MRUNNER_SCRIPT_ARGUMENTS"
_DIRECTORY = "MRUNNER_SCRIPT_DIRECTORY"

#: The arguments before some were taken, and those that were left.
_taken: List[Tuple[List[str], List[str]]] = []


def is_starting_child() -> bool:
    """Whether `multiprocessing` is importing the parent's script in this process."""
    module = sys.modules.get("multiprocessing.process")
    return module is not None and getattr(module.current_process(), "_inheriting", False)


def is_child() -> bool:
    """Whether `multiprocessing` made this process."""
    module = sys.modules.get("multiprocessing.process")
    # While such a child imports its parent's script, it does not know its parent yet.
    return module is not None and (is_starting_child() or module.parent_process() is not None)


def host_of_script() -> Host:
    """The process; of a child, with the arguments that its parent was started with."""
    host = process_host()
    if _taken and sys.argv[1:] == _taken[-1][1]:
        # What was taken before counts again: of a script that asks twice.
        host.argv = _taken[-1][0]
        return host
    given = os.environ.get(_ARGUMENTS)
    if given is not None and is_child():
        host.argv = json.loads(given)
    return host


def directory_of_parent() -> Optional[str]:
    """The directory that the parent of such a child made."""
    return os.environ.get(_DIRECTORY) if is_child() else None


def take_arguments(host: Host, rest: Sequence[str]) -> None:
    """Leaves the script its own arguments in `sys.argv`, so that its own parser works."""
    os.environ[_ARGUMENTS] = json.dumps(host.argv)
    _taken.append((list(host.argv), list(rest)))
    sys.argv[1:] = rest


def tell_directory(directory: str) -> None:
    os.environ[_DIRECTORY] = directory
