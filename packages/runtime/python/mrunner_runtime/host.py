"""What set-up reads of the process, so that a test can hand in something else."""

import os
import sys


class Host:
    """A process: its script's path, the arguments after it, environment, working directory.

    `module` is the name given to `python -m`, when it was started so; `python` is what a person
    types to start it, such as `python3`. `tell` prints one line for the person who watches.
    """

    def __init__(self, script, argv, env, cwd, tell, module=None, python="python"):
        self.script = script
        self.argv = argv
        self.env = env
        self.cwd = cwd
        self.tell = tell
        self.module = module
        self.python = python


def process_host() -> Host:
    """The running process."""
    script = sys.argv[0] if sys.argv and sys.argv[0] not in ("", "-c", "-") else None
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    # A directory or zip file that Python runs has a module, too: one that nobody named.
    module = spec.name if spec is not None and spec.name != "__main__" else None
    python = os.path.basename(sys.executable or "") or "python"
    return Host(script, sys.argv[1:], os.environ, working_directory(), tell, module, python)


def working_directory() -> str:
    """The working directory; where it was removed, the file system's root."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def tell(line: str) -> None:
    """Prints one line on stderr. A stderr that is closed must not stop a training."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        pass
