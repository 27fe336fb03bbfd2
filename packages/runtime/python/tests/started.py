"""Starts real scripts, for tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = os.path.dirname(HERE)
VECTORS = os.path.join(PACKAGES, "..", "test-vectors")
CORE_VECTORS = os.path.join(PACKAGES, "..", "..", "core", "test-vectors")


def vectors(name, directory=VECTORS):
    with open(os.path.join(directory, name), encoding="utf-8") as file:
        return json.load(file)


class Ended:
    def __init__(self, process, stdout, stderr):
        self.code = process.returncode
        self.stdout = stdout.decode()
        self.stderr = stderr.decode()


class DirectoryTest(unittest.TestCase):
    """A test with a directory of its own, and no variables of a run."""

    maxDiff = None

    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="mrunner-test-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def read(self, *names):
        try:
            with open(self.path(*names), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def records(self, *names):
        return [json.loads(line) for line in (self.read(*names) or "").splitlines()]

    def environment(self, **env):
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        return {**kept, "PYTHONPATH": PACKAGES, "TMPDIR": self.directory, **env}

    def start(self, script, *args, **env):
        return subprocess.Popen(
            [sys.executable, os.path.join(HERE, "fixtures", script), *args],
            cwd=self.directory,
            env=self.environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run_script(self, script, *args, **env):
        process = self.start(script, *args, **env)
        return Ended(process, *process.communicate(timeout=60))

    def run_signalled(self, name, script, *args, **env):
        """Sends the signal once the script has printed a line."""
        process = self.start(script, *args, **env)
        process.stdout.readline()
        process.send_signal(getattr(signal, name))
        return Ended(process, *process.communicate(timeout=60))


def same(a, b):
    """Whether two values are the same, also in their kinds: 1 is not 1.0, nor True."""
    if type(a) is not type(b) and not (isinstance(a, dict) and isinstance(b, dict)):
        return False
    if isinstance(a, float):
        return repr(a) == repr(b)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b
