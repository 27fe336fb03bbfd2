"""What git says of the working directory."""

import subprocess
import sys
from typing import Any, Optional


def ensure_clean_git(path: Optional[str] = None, warning_only: bool = False, **_: Any) -> None:
    """Ends the spec when files that git knows have changes that are not committed."""
    command = ["git", "status", "--porcelain", "--untracked-files=no"]
    changed = subprocess.run(command, cwd=path, stdout=subprocess.PIPE, check=True).stdout
    if not changed.strip():
        return
    message = "The git repository has changes that are not committed:\n" + changed.decode()
    if not warning_only:
        sys.exit(message)
    print(message)
