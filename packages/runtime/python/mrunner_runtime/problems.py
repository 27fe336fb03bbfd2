"""Problems of how a script was started, and the text in which a person reads them."""

from typing import NamedTuple, Optional, Sequence


class SetUpProblem(NamedTuple):
    """Something wrong with how the script was started, or with its parameters."""

    #: The parameter, flag or variable it is about; empty: the whole.
    path: str
    #: What was expected and what was got.
    message: str
    #: The nearest name that exists.
    suggestion: Optional[str] = None
    #: Further lines.
    details: Sequence[str] = ()


class SetUpError(Exception):
    """The script was started in a way that gives it no usable parameters or directory.

    The message is the whole text for the person who started it, with the line to type instead.
    `standard_mrunner_main` prints it and exits with code 2.
    """


def problems_text(title: str, problems: Sequence[SetUpProblem], closing: Sequence[str] = ()) -> str:
    """A title, the problems as a table, and closing lines such as what to type."""
    width = max([len(problem.path) for problem in problems], default=0)
    rows = [row for problem in problems for row in _rows(problem, width)]
    return "\n".join([title, "", *rows, *(["", *closing] if closing else [])])


def _rows(problem: SetUpProblem, width: int) -> Sequence[str]:
    hint = "" if problem.suggestion is None else " Did you mean {}?".format(problem.suggestion)
    first, *others = (problem.message + hint).split("\n") + list(problem.details)
    indent = "  " if width == 0 else " " * (width + 5)
    head = "" if width == 0 else problem.path.ljust(width) + "   "
    return ["  " + head + first, *[indent + line for line in others]]


def problem_count(problems: Sequence[SetUpProblem]) -> str:
    """`1 problem`, `3 problems`."""
    return "1 problem" if len(problems) == 1 else "{} problems".format(len(problems))
