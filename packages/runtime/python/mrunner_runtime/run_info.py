"""Which run of which sweep a process is."""

import re
from typing import Mapping, NamedTuple, Optional

from . import run_files


class CompositeInfo(NamedTuple):
    id: str
    #: The member's name, such as `learner`, or its position.
    member: str
    #: The directory that the members share.
    dir: str


class RunInfo(NamedTuple):
    sweep_id: str
    #: `<sweep id>/<index>`.
    id: str
    #: The experiment's position in its spec.
    index: int
    #: Counts from 1.
    attempt: int
    #: The composite that the run is a member of.
    composite: Optional[CompositeInfo] = None


def run_info(env: Mapping[str, str]) -> Optional[RunInfo]:
    """Who the process is by its environment; None when mrunner did not start it."""
    run_id = env.get(run_files.RUN_ID)
    if not run_id:
        return None
    composite_id = env.get(run_files.COMPOSITE_ID)
    index = env.get(run_files.RUN_INDEX, run_id.rpartition("/")[2])
    return RunInfo(
        sweep_id=env.get(run_files.SWEEP_ID, run_id.rpartition("/")[0] or run_id),
        id=run_id,
        index=int(index) if re.match(r"[0-9]+\Z", index) else 0,
        attempt=attempt_of(env),
        composite=CompositeInfo(
            composite_id,
            env.get(run_files.COMPOSITE_MEMBER, ""),
            env.get(run_files.COMPOSITE_DIR, ""),
        )
        if composite_id
        else None,
    )


def attempt_of(env: Mapping[str, str]) -> int:
    """Which attempt the process is; 1 by hand."""
    attempt = env.get(run_files.ATTEMPT, "")
    return int(attempt) if re.match(r"0*[1-9][0-9]{0,8}\Z", attempt) else 1
