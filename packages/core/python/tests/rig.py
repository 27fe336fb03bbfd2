"""Evaluates specs with the real program, in a process of its own, and reads what it answers."""

import json
import math
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
from typing import Any, Dict, List, Optional, Tuple

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(os.path.dirname(HERE), "mrunner_spec")
SPECS = os.path.join(HERE, "specs")


class Answer:
    """What came of a spec: the lines of the answer, what was printed, and the exit code."""

    def __init__(self, lines: List[Any], printed: str, code: int) -> None:
        self.lines = lines
        self.printed = printed
        self.code = code

    def one(self, kind: str) -> Any:
        """The only line of a kind; None when there is none."""
        found = [line for line in self.lines if line["line"] == kind]
        assert len(found) <= 1, found
        return found[0] if found else None

    def problems(self) -> Dict[str, str]:
        """Messages by their places."""
        line = self.one("problems")
        return {} if line is None else {it["path"]: it["message"] for it in line["problems"]}

    def experiments(self) -> List[Tuple[Dict[str, Any], Dict[str, Any]]]:
        """Fields and parameters of each experiment, in order."""
        fields: Dict[str, Any] = {}
        found = []
        for line in self.lines:
            if line["line"] == "fields":
                fields = line["fields"]
            if line["line"] == "rows":
                assert len(line["rows"]) <= 256
                for row in line["rows"]:
                    assert len(row) == len(line["names"])
                    found.append((fields, dict(zip(line["names"], row))))
        return found

    def parameters(self) -> List[Dict[str, Any]]:
        """The parameters of each experiment."""
        return [parameters for _, parameters in self.experiments()]


def read_private(text: str) -> Any:
    """Reads private JSON back into values of Python, as a program that gets it does."""

    def read_map(pairs: List[Tuple[str, Any]]) -> Any:
        found = dict(pairs)
        assert len(found) == len(pairs), pairs
        if len(pairs) == 1 and pairs[0][0].lstrip("$") == "double" and pairs[0][0] != "double":
            key, value = pairs[0]
            return float(value) if key == "$double" else {key[1:]: value}
        return found

    return json.loads(text, object_pairs_hook=read_map)


class SpecTest(unittest.TestCase):
    """A test with a directory of its own, in which specs are evaluated."""

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="mrunner-spec-")
        self.addCleanup(holder.cleanup)
        self.directory = os.path.realpath(holder.name)

    def write(self, name: str, text: str) -> str:
        """Writes a file and returns its path."""
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(textwrap.dedent(text))
        return path

    def evaluate(
        self,
        text: str = "",
        name: Optional[str] = None,
        file: Optional[str] = None,
        env: Optional[Dict[str, str]] = None,
        told: Any = None,
        shown: Optional[str] = None,
        bare: bool = False,
    ) -> Answer:
        """Evaluates a spec of a text, or an existing file.

        :param name: the name that was asked for
        :param told: what the program is told after the submission
        :param bare: without what is installed
        """
        path = file or self.write("spec_file.py", text)
        order = {"file": path, "shown": shown or os.path.relpath(path, self.directory)}
        options = ["-B", "-S"] if bare else ["-B"]
        command = [sys.executable, *options, PROGRAM, json.dumps({**order, "spec": name})]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("NEPTUNE_")}
        done = subprocess.run(
            # Answers come on descriptor 3; a shell puts our pipe there.
            ["sh", "-c", 'exec "$@" 3>&1 1>&2', "sh", *command],
            cwd=self.directory,
            env={**inherited, "PYTHONPATH": "", **(env or {})},
            input=b"" if told is None else json.dumps(told).encode() + b"\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        lines = [read_private(line) for line in done.stdout.decode("utf-8").splitlines()]
        return Answer(lines, done.stderr.decode("utf-8"), done.returncode)

    def assert_same(self, got: Any, expected: Any) -> None:
        """That two values are the same, of the same kinds all through, nan and -0.0 too."""
        self.assertEqual(kinds_of(got), kinds_of(expected))


def kinds_of(value: Any) -> Any:
    """A value with its kinds, such that equality means being the same."""
    if isinstance(value, dict):
        return {key: kinds_of(item) for key, item in value.items()}
    if isinstance(value, list):
        return [kinds_of(item) for item in value]
    if isinstance(value, float):
        return ("float", "nan" if math.isnan(value) else repr(float(value)))
    return (type(value).__name__, value)
