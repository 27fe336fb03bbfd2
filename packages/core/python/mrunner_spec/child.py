"""The program that evaluates a spec for mrunner: an order comes in, lines of answers go out."""

import atexit
import json
import os
import sys
from typing import Any, BinaryIO, Dict, Iterable, Iterator, List, NoReturn, Optional

from .after_run import after_run_callbacks, call_after_run
from .answers import Answers
from .calling import Given, call_spec
from .executing import execute
from .finding import find_name, likely_names
from .handing_over import HandingOver
from .problem import Problems
from .tracebacks import traceback_text

ANSWER_DESCRIPTOR = 3


def main(order_text: str) -> NoReturn:
    """Evaluates the spec of an order and ends the process.

    :param order_text: JSON with ``file``: an absolute path, ``shown``: the path as typed,
        ``spec``: a name, several of which the first counts that can be one, or null
    """
    order = json.loads(os.fsencode(order_text).decode("utf-8"))
    os.set_inheritable(ANSWER_DESCRIPTOR, False)
    answers = Answers(open(ANSWER_DESCRIPTOR, "wb"))
    told = _take_standard_streams()
    sys.argv = ["mrunner", "run", order["shown"]]
    own, status = os.getpid(), 0
    line: Optional[Dict[str, Any]] = None
    try:
        status = _evaluate(order, answers, told)
    except KeyboardInterrupt:
        status = 130
    except BaseException as error:
        line = _failure(error)
        if os.getpid() != own:
            # A spec that forks has several of us, of which only the first one answers.
            print(line["text"] or "", file=sys.stderr, flush=True)
            os._exit(line.get("code", 1))
    _end(answers, status, line)


def _evaluate(order: Any, answers: Answers, told: BinaryIO) -> int:
    values = execute(order["file"], order["shown"])
    name = find_name(values, order.get("spec"))
    if name is None:
        answers.send({"line": "exports", "names": likely_names(values)})
        return 0
    given = call_spec(values[name])
    has_callbacks = len(after_run_callbacks()) > 0
    answers.send(
        {"line": "spec", "name": name, "isList": given.is_list, "afterRun": has_callbacks}
    )
    kept: Optional[List[Any]] = [] if has_callbacks else None
    _hand_over(given, answers, kept)
    answers.send({"line": "end"})
    answers.flush()
    return _after_run(told, kept) if kept is not None else 0


def _hand_over(given: Given, answers: Answers, kept: Optional[List[Any]]) -> None:
    problems = Problems()
    things = given.things if kept is None else _keeping(given.things, kept)
    HandingOver(answers, problems, given.is_list, given.is_finished).units(things)
    if problems.found:
        answers.send({"line": "problems", "problems": problems.found})
    if problems.warnings:
        answers.send({"line": "warnings", "warnings": problems.warnings})


def _keeping(things: Iterable[Any], kept: List[Any]) -> Iterator[Any]:
    for thing in things:
        kept.append(thing)
        yield thing


def _after_run(told: BinaryIO, experiments: List[Any]) -> int:
    line = told.readline()
    if not line.strip():
        return 0
    return 0 if call_after_run(json.loads(line.decode("utf-8"))["sweep"], experiments) else 1


def _take_standard_streams() -> BinaryIO:
    """Sends what the spec prints to standard error, and keeps its ``input()`` from our input."""
    own_input = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # What a terminal's encoding lacks is escaped, as on standard error: no remark may end a spec.
    stdout: Any = sys.stdout
    stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    return open(own_input, "rb")


def _failure(error: BaseException) -> Dict[str, Any]:
    if not isinstance(error, SystemExit):
        return {"line": "threw", "text": traceback_text(error)}
    code = error.code
    if code is None or isinstance(code, int):
        return {"line": "exited", "code": int(code or 0), "text": None}
    return {"line": "exited", "code": 1, "text": str(code)}


def _end(answers: Answers, status: int, line: Optional[Dict[str, Any]]) -> NoReturn:
    """Sends a last line, if any, and ends the process, whatever threads the spec has left."""
    for finish in (
        lambda: line is None or answers.send(line),
        lambda: answers.flush(),
        lambda: atexit._run_exitfuncs(),  # type: ignore[attr-defined]
        lambda: sys.stdout.flush(),
        lambda: sys.stderr.flush(),
    ):
        try:
            finish()
        except BaseException:
            # Whatever the spec did to these, or nobody listens: there is nobody left to tell.
            pass
    os._exit(status)
