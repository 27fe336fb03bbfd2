"""What the launcher writes for a run under neptune: `context.json` in the run's directory."""

import json
import os
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .problems import SetUpProblem
from .values import parse_private_json


class NeptuneContextFile(NamedTuple):
    project: str
    name: str
    params: Dict[str, Any]
    #: The experiment directory, absolute.
    storage_dir: str
    tags: List[str]
    properties: Dict[str, str]


def read_neptune_context(
    file: str,
) -> Tuple[Optional[NeptuneContextFile], Optional[SetUpProblem]]:
    """Reads the embedded neptune context.

    What is absent but for the parameters has a plain default.
    """
    try:
        with open(file, encoding="utf-8") as opened:
            content = parse_private_json(opened.read())
    except (OSError, ValueError) as error:
        return None, SetUpProblem(file, "could not be read: {}".format(error))
    if not isinstance(content, dict):
        return None, SetUpProblem(file, "expected a JSON object")
    params = content.get("params", {})
    if not isinstance(params, dict):
        return None, SetUpProblem(file, "expected params to be an object")
    tags = content.get("tags")
    properties = content.get("properties")
    storage_dir = os.path.join(os.path.dirname(file), _text_of(content.get("storageDir", ".")))
    return (
        NeptuneContextFile(
            project=_text_of(content.get("project", "")),
            name=_text_of(content.get("name", "")),
            params=params,
            storage_dir=os.path.abspath(storage_dir),
            tags=[_text_of(tag) for tag in tags] if isinstance(tags, list) else [],
            properties=(
                {key: _text_of(value) for key, value in properties.items()}
                if isinstance(properties, dict)
                else {}
            ),
        ),
        None,
    )


def _text_of(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
