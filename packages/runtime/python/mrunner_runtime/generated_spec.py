"""The parameters of an experiment of any spec, as `mrun` itself would give them to a run."""

import os
import re
import shutil
import subprocess
import tempfile
from typing import Any, Dict, List, Optional, Tuple

from . import run_files
from .host import Host
from .problems import SetUpProblem
from .start_mode import SpecChoice


def read_generated(
    choice: SpecChoice, host: Host
) -> Tuple[Optional[Dict[str, Any]], List[SetUpProblem]]:
    """Has `mrun generate` write the neptune.yaml, which keeps the kinds of its values."""
    mrun = find_mrun(os.path.dirname(os.path.join(host.cwd, choice.file)))
    if mrun is None:
        message = "only mrun can read this spec, and there is none"
        where = "looked in node_modules/.bin, from the spec upwards, and PATH: npm i -D mrunner"
        return None, [SetUpProblem(choice.file, message, details=(where,))]
    index = choice.index or 0
    directory = tempfile.mkdtemp(prefix="mrunner-debug-")
    try:
        name = [] if choice.name is None else ["--spec", choice.name]
        command = [mrun, "generate", choice.file, *name]
        command += ["--only", str(index), "--out", directory]
        off = dict.fromkeys((run_files.DEBUG, run_files.DEBUG_ALIAS), "0")
        ended = subprocess.run(
            command,
            cwd=host.cwd,
            env={**host.env, **off},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if ended.returncode != 0:
            said = ended.stderr.decode("utf-8", "replace").strip().replace("--only", "--index")
            message = "mrun generate ended with exit code {}:".format(ended.returncode)
            return None, [SetUpProblem(choice.file, message, details=said.split("\n"))]
        return _read_file_of(index, directory, choice)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _read_file_of(
    index: int, directory: str, choice: SpecChoice
) -> Tuple[Optional[Dict[str, Any]], List[SetUpProblem]]:
    """The other members of a composite come along."""
    from .neptune_yaml import parse_neptune_yaml

    pattern = re.compile(r"neptune-0*{}-".format(index))
    for name in os.listdir(directory):
        if pattern.match(name):
            with open(os.path.join(directory, name), encoding="utf-8") as file:
                content, problems = parse_neptune_yaml(file.read(), name)
            return (None if content is None else content.parameters), problems
    return None, [SetUpProblem(choice.file, "mrun gave no experiment {}".format(index))]


def find_mrun(directory: str) -> Optional[str]:
    """`mrun` in node_modules/.bin of the directory or of one above it, else in PATH."""
    directory = os.path.abspath(directory)
    while True:
        found = shutil.which("mrun", path=os.path.join(directory, "node_modules", ".bin"))
        if found is not None:
            return found
        above = os.path.dirname(directory)
        if above == directory:
            return shutil.which("mrun")
        directory = above
