"""The directory of a run, where its script may write what it likes."""

import os
import re
from typing import Optional

from .host import Host


def make_experiment_directory(given: Optional[str], host: Host) -> str:
    """Makes sure that the directory is there, and gives its absolute path.

    When none is given it is a fresh one among the temporary files, and its path is printed. Raises
    OSError.
    """
    if given is not None:
        directory = os.path.abspath(os.path.join(host.cwd, given))
        os.makedirs(directory, exist_ok=True)
        return directory
    import tempfile

    stem = os.path.splitext(os.path.basename(host.script or "script"))[0]
    prefix = "mrunner-{}-".format(re.sub(r"[^A-Za-z0-9_-]", "-", stem))
    directory = tempfile.mkdtemp(prefix=prefix)
    host.tell("experiment directory: " + directory)
    return directory
