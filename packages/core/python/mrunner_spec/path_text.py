"""Places in a spec, as a person would write them: ``experiments[3].parameters["a.b"]``."""

import json
from typing import Iterable, Union

#: What leads from a value to one of its parts: a key of a mapping, or the position in a list.
Step = Union[str, int]


def path_text(base: str, steps: Iterable[Step]) -> str:
    """The place of a part, given that of the whole.

    >>> path_text("experiments[3]", ["parameters", "a.b", 0])
    'experiments[3].parameters["a.b"][0]'
    """
    path = base
    for step in steps:
        if isinstance(step, int):
            path += "[%d]" % step
        elif not _is_identifier(step):
            path += "[%s]" % json.dumps(step, ensure_ascii=False)
        else:
            path += step if path == "" else "." + step
    return path


def _is_identifier(key: str) -> bool:
    return key.replace("$", "_").isidentifier()
