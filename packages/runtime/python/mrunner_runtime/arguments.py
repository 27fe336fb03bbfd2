"""Takes mrunner's own flags out of a script's arguments."""

from typing import Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from .problems import SetUpProblem

#: Which flags to take: always, or only with a value that fits. Names are written with `_`.
WantedFlags = Mapping[str, Union[bool, Callable[[str], bool]]]


class TakenFlags(NamedTuple):
    #: The values given to a flag, in order.
    values: Dict[str, List[str]]
    #: The arguments that were not taken, in order.
    rest: List[str]
    problems: List[SetUpProblem]

    def last(self, flag: str) -> Optional[str]:
        return self.values[flag][-1] if flag in self.values else None


def take_flags(argv: Sequence[str], wanted: WantedFlags) -> TakenFlags:
    """Takes flags that have one value: `--exp_dir_path DIR`, `--exp-dir-path=DIR`.

    Everything else is left as it is, and so is all that follows a `--`.
    """
    argv = list(argv)
    end = argv.index("--") if "--" in argv else len(argv)
    taken = TakenFlags({}, [], [])
    at = 0
    while at < end:
        word = argv[at]
        name, own = _flag_of(word)
        want = wanted.get(name) if name is not None else None
        at += 1
        if not want:
            taken.rest.append(word)
            continue
        following = argv[at] if at < end and not argv[at].startswith("--") else None
        value = following if own is None else own
        if value is None and want is True:
            message = "expected a value after it: {}=VALUE".format(word)
            taken.problems.append(SetUpProblem(word, message))
        elif value is None or (want is not True and not want(value)):
            taken.rest.append(word)
        else:
            taken.values.setdefault(name, []).append(value)
            at += own is None
    taken.rest.extend(argv[end:])
    return taken


def _flag_of(word: str) -> Tuple[Optional[str], Optional[str]]:
    name, equals, value = word[2:].partition("=")
    is_flag = word.startswith("--") and name[:1].isalpha() and name.isascii()
    if not is_flag or not name.replace("-", "").replace("_", "").isalnum():
        return None, None
    return name.replace("-", "_"), value if equals else None
