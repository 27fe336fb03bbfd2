"""Debug mode's parameters: those of one experiment of a spec."""

import contextlib
import os
import sys
from importlib.util import find_spec
from typing import Any, Dict, List, Optional, Tuple

from .host import Host
from .problems import SetUpProblem
from .spec_problems import no_such_index, no_such_name
from .start_mode import SpecChoice
from .values import parse_private_json

#: The parameters, or what is wrong; neither when the spec is in a form that mrunner itself expands.
Outcome = Tuple[Optional[Dict[str, Any]], List[SetUpProblem]]


def read_experiment(choice: SpecChoice, host: Host) -> Tuple[Dict[str, Any], List[SetUpProblem]]:
    """A spec in Python is executed in this process: a debugger can step into it.

    What it raises comes through. Any other is read by `mrun`. The parameters have the same kinds as
    those of a run.
    """
    parameters: Optional[Dict[str, Any]] = None
    problems: List[SetUpProblem] = []
    if choice.file.endswith(".py"):
        parameters, problems = _from_python(choice, host)
    if parameters is None and not problems:
        from .generated_spec import read_generated

        parameters, problems = read_generated(choice, host)
    return parameters or {}, problems


def _from_python(choice: SpecChoice, host: Host) -> Outcome:
    file = os.path.join(host.cwd, choice.file)
    if not os.path.isfile(file):
        return None, [SetUpProblem(choice.file, "there is no such file")]
    if not _can_import_spec_reader():
        message = "a spec in Python needs the package mrunner_spec, which is not here"
        return None, [SetUpProblem(choice.file, message)]
    from mrunner_spec.calling import call_spec
    from mrunner_spec.executing import execute
    from mrunner_spec.finding import find_name, likely_names

    with contextlib.redirect_stdout(sys.stderr):
        values = execute(file, choice.file)
        name = find_name(values, choice.name)
        if name is None:
            return None, [no_such_name(choice, likely_names(values))]
        return _chosen(call_spec(values[name]), choice, host)


def _can_import_spec_reader() -> bool:
    if find_spec("mrunner_spec") is not None:
        return True
    # Where mrunner's own sources are.
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../core/python")
    if not os.path.isdir(os.path.join(beside, "mrunner_spec")):
        return False
    sys.path.append(os.path.normpath(beside))
    return True


class _Lines:
    """Takes what would be sent to mrunner."""

    def __init__(self) -> None:
        self.lines: List[Dict[str, Any]] = []

    def send(self, line: Dict[str, Any]) -> None:
        self.lines.append(line)


def _chosen(given: Any, choice: SpecChoice, host: Host) -> Outcome:
    from mrunner_spec.answers import private_json
    from mrunner_spec.handing_over import HandingOver
    from mrunner_spec.problem import Problems

    wanted = choice.index or 0
    answers, found = _Lines(), Problems()
    handing = HandingOver(answers, found, given.is_list, given.is_finished)
    count = 0
    for thing in given.things:
        answers.lines.clear()
        found.found.clear()
        handing.units([thing])
        if any(line["line"] == "object" for line in answers.lines):
            return None, []
        for line in answers.lines:
            for row in line.get("rows", ()):
                if count == wanted:
                    return _row_of(line["names"], row, found, private_json)
                count += 1
    return None, [no_such_index(wanted, count)]


def _row_of(names: List[str], row: List[Any], found: Any, private_json: Any) -> Outcome:
    if found.found:
        return None, [
            SetUpProblem(
                problem["path"], problem["message"], details=tuple(problem.get("details", ()))
            )
            for problem in found.found
        ]
    return parse_private_json(private_json(dict(zip(names, row)))), []
