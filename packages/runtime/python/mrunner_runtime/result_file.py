"""`result.json`: what a script's work gave."""

import json
import os
from typing import Any, Callable

from .json_parts import json_parts_of
from .run_files import RESULT_FILE


def write_result(
    experiment_dir: str,
    result: Any,
    tell: Callable[[str], None],
    source: str = "what main returned",
) -> None:
    """Writes a result, beside the file first, so that a reader never sees half of it.

    Nothing is written for what JSON can't hold at all. Parts that it can't hold are left out, and
    `tell` says which. Raises OSError.
    """
    value, is_there, dropped = json_parts_of(result)
    for path, what in dropped:
        line = "mrunner: {} lacks {}: JSON cannot hold {}"
        tell(line.format(RESULT_FILE, path or source, what))
    if not is_there:
        return
    file = os.path.join(experiment_dir, RESULT_FILE)
    beside = "{}.{}.tmp".format(file, os.getpid())
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        with open(beside, "wb") as opened:
            opened.write(text.encode("utf-8", "replace") + b"\n")
        os.replace(beside, file)
    except BaseException:
        try:
            os.remove(beside)
        except OSError:
            pass
        raise
