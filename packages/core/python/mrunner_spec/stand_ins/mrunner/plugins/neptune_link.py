"""Where the runs of a spec will be found."""

from typing import Any


def print_neptune_link(random_name: str, add_random_tag: bool = True, **_: Any) -> None:
    """Prints the tag that the runs of this launch have in common."""
    if add_random_tag:
        print("The tag of these runs: %s" % random_name)
