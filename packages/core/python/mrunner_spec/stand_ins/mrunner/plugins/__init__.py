"""Callbacks of ``create_experiments_helper`` that go by a name."""

from pkgutil import extend_path
from typing import Any

# What is installed under this name is found too.
__path__ = extend_path(__path__, __name__)


def get_by_name(name: str) -> Any:
    """The callback of that name.

    :raises ValueError: when there is none
    """
    if name == "print_neptune_link":
        from mrunner.plugins.neptune_link import print_neptune_link

        return print_neptune_link
    if name == "ensure_clean_git":
        from mrunner.plugins.git_utils import ensure_clean_git

        return ensure_clean_git
    raise ValueError(
        "expected the name of a callback (print_neptune_link, ensure_clean_git), got %r" % name
    )
