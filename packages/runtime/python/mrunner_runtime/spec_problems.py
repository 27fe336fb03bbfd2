"""What a spec in Python lacks, in the words in which `mrun` says it."""

from typing import List, Sequence

from .did_you_mean import did_you_mean
from .problems import SetUpProblem
from .start_mode import SpecChoice

#: The names of a spec when none is asked for.
_USUAL = ("spec", "specifications", "experiments_list")


def no_such_name(choice: SpecChoice, names: Sequence[str]) -> SetUpProblem:
    """Nothing has the name that was asked for, or one of the usual ones.

    :param names: what could be meant
    """
    wanted = _USUAL if choice.name is None else (choice.name,)
    near: List[str] = [name for name in (did_you_mean(it, names) for it in wanted) if name]
    other = [*near, *names][:1]
    message = "expected something named {}, got {}".format(
        _either_of(wanted), ", ".join(names) or "nothing"
    )
    is_worth_saying = near and (choice.name is not None or len(names) > 1)
    which = "it" if len(names) == 1 else "another one"
    return SetUpProblem(
        choice.file,
        message + ("." if is_worth_saying else ""),
        suggestion=near[0] if is_worth_saying else None,
        details=["To use {}: --spec {}".format(which, name) for name in other],
    )


def no_such_index(wanted: int, count: int) -> SetUpProblem:
    """There are fewer experiments than the index needs, or none at all."""
    if count == 0:
        return SetUpProblem("", "expected at least one experiment, got none: the list is empty")
    message = "expected indexes from 0 to {}, got {}".format(count - 1, wanted)
    many = "the spec has {} experiment{}".format(count, "" if count == 1 else "s")
    return SetUpProblem("--index", message, details=(many,))


def _either_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return "{} or {}".format(", ".join(names[:-1]), names[-1])
