"""Runs scripts as users of older mrunners wrote them, each in a process and a directory of its own."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
OWN = [os.path.join(HERE, "../.."), os.path.join(HERE, "../../../../core/python")]

YAML = """\
project: tests
name: old
parameters:
  - name: lr
    type: double
    default: 0.5
    required: false
  - name: model_depth
    type: int
    default: 3
    required: false
  - name: model_act
    type: string
    default: relu
    required: false
  - name: opt
    type: json
    default: '{"name":"adam","betas":[0.9,0.99]}'
    required: false
"""


class OldScriptCase(unittest.TestCase):
    """A directory, and scripts that are run in it."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = os.path.realpath(holder.name)
        self.run_directory = os.path.join(self.directory, "run")
        os.mkdir(self.run_directory)
        self.write("neptune.yaml", YAML)

    def write(self, path, text):
        """Writes a file of the directory."""
        path = os.path.join(self.directory, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def in_run(self):
        """The environment of a run, as far as scripts look at it."""
        return {
            "MRUNNER_NEPTUNE_PATH": os.path.join(self.directory, "neptune.yaml"),
            "RESOURCE_DIR_PATH": self.run_directory,
            "MRUNNER_EXP_DIR_PATH": self.run_directory,
            "MRUNNER_UNDER_NEPTUNE": "0",
            "MRUNNER_SWEEP_ID": "20261122-1607-brave-otter",
            "MRUNNER_RUN_ID": "20261122-1607-brave-otter/3",
            "MRUNNER_RUN_INDEX": "3",
            "MRUNNER_ATTEMPT": "1",
        }

    def start(self, script, *words, env=None, code=0, path=()):
        """Runs a script with these words; gives what it printed. `path` stands on PYTHONPATH behind ours."""
        self.write("train.py", script)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MRUNNER_", "PYTHON", "PMILOS_", "RESOURCE_"))
        }
        python_path = os.pathsep.join([*OWN, *path])
        ended = subprocess.run(
            [sys.executable, "train.py", *words],
            cwd=self.directory,
            env={**kept, "TMPDIR": self.directory, **(env or {}), "PYTHONPATH": python_path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        self.errors = ended.stderr
        return ended.stdout

    def said(self, script, *words, **options):
        """What a script said as JSON."""
        return json.loads(self.start(script, *words, **options))

    def points(self):
        """What was recorded: `(name, step, value)`, in order."""
        with open(os.path.join(self.run_directory, "metrics.jsonl"), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        found = []
        for line in lines:
            found += [(name, line["step"], value) for name, value in line.get("values", {}).items()]
            if "channel" in line:
                found.append((line["channel"], line["x"], line.get("text", line.get("image"))))
        return found
