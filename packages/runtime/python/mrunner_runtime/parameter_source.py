"""Reads the parameters from where the start says."""

import os
from typing import TYPE_CHECKING, Any, Dict, NamedTuple, Optional

from . import run_files
from .command_line import script_name
from .host import Host
from .problems import SetUpError, SetUpProblem, problems_text
from .start_mode import Start

if TYPE_CHECKING:
    from .neptune_context_file import NeptuneContextFile


class ParameterSource(NamedTuple):
    """The parameters as they were found, before `--set` and the schema."""

    parameters: Dict[str, Any]
    #: Where they are from, for messages: a file as it was given. Empty: from nowhere.
    place: str = ""
    neptune: "Optional[NeptuneContextFile]" = None


def read_parameter_source(start: Start, host: Host) -> ParameterSource:
    """Raises a SetUpError. The readers of YAML and of specs are loaded only when needed."""
    if start.mode == "neptune":
        return _from_neptune(start.context_file, host)
    if start.mode == "yaml" and start.file is not None:
        return _from_yaml(start.file, host)
    if start.mode == "debug" and start.spec is not None:
        from .debug_spec import read_experiment

        parameters, problems = read_experiment(start.spec, host)
        if problems:
            raise unreadable(host, *problems)
        return ParameterSource(parameters, start.spec.file)
    return ParameterSource({})


def _from_neptune(file: Optional[str], host: Host) -> ParameterSource:
    if file is None:
        message = "is not set, although {} is on: expected the path of context.json"
        raise unreadable(
            host,
            SetUpProblem(
                run_files.NEPTUNE_CONTEXT,
                message.format(run_files.UNDER_NEPTUNE),
                details=("by hand, start it without " + run_files.UNDER_NEPTUNE,),
            ),
        )
    from .neptune_context_file import read_neptune_context

    context, problem = read_neptune_context(os.path.join(host.cwd, file))
    if context is None or problem is not None:
        raise unreadable(host, problem)
    return ParameterSource(context.params, file, context)


def _from_yaml(file: str, host: Host) -> ParameterSource:
    try:
        with open(os.path.join(host.cwd, file), "rb") as opened:
            text = opened.read().decode("utf-8")
    except FileNotFoundError:
        raise unreadable(host, SetUpProblem(file, "there is no such file")) from None
    except (OSError, ValueError) as error:
        message = "could not be read: {}".format(error)
        raise unreadable(host, SetUpProblem(file, message)) from None
    from .neptune_yaml import parse_neptune_yaml

    content, problems = parse_neptune_yaml(text, file)
    if content is None:
        raise unreadable(host, *problems)
    return ParameterSource(content.parameters, file)


def unreadable(host: Host, *problems: Any) -> SetUpError:
    title = script_name(host) + " could not read its parameters"
    return SetUpError(problems_text(title, problems))
