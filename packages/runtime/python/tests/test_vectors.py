"""The vectors that all runtimes share."""

import json
import os
import re
import signal
import unittest

from mrunner_runtime.json_parts import json_parts_of
from mrunner_runtime.neptune_yaml import parse_neptune_yaml
from mrunner_runtime.recording import Recording
from mrunner_runtime.settings import apply_settings
from mrunner_runtime.start_mode import decide_start
from mrunner_runtime.values import kind_of, parse_private_json

from .started import CORE_VECTORS, DirectoryTest, same, vectors


class PureVectors(unittest.TestCase):
    maxDiff = None

    def test_start_modes(self):
        for case in vectors("start-modes.json"):
            with self.subTest(case["name"]):
                start, rest, problems = decide_start(case["argv"], case["env"])
                self.assertEqual([described(problem) for problem in problems], case["problems"])
                if case["start"]["mode"] is not None:
                    self.assertEqual(shown_start(start), case["start"])
                    self.assertEqual(rest, case["rest"])

    def test_settings(self):
        for case in vectors("settings.json"):
            with self.subTest(case["settings"]):
                given = parse_private_json(case["parameters"])
                result, problems = apply_settings(given, case["settings"])
                self.assertEqual(
                    [described(problem) for problem in problems], case.get("problems", [])
                )
                changed = parse_private_json(case.get("changed", "{}"))
                expected = {**given, **changed}
                self.assertTrue("problems" in case or same(result, expected), result)
                self.assertTrue(same(given, parse_private_json(case["parameters"])))

    def test_result_parts(self):
        for case in vectors("result-parts.json"):
            with self.subTest(case["value"]):
                value, is_there, dropped = json_parts_of(parse_private_json(case["value"]))
                written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                self.assertEqual((written, is_there, dropped), (case["written"], True, []))

    def test_values(self):
        for case in vectors("values.json", CORE_VECTORS):
            with self.subTest(case["name"]):
                self.assertEqual(kind_of(parse_private_json(case["json"])), case["kind"])

    def test_neptune_yaml(self):
        for case in vectors("neptune-yaml.json", CORE_VECTORS):
            with self.subTest(case["name"]):
                content, problems = parse_neptune_yaml(case["text"], "neptune.yaml")
                self.assertEqual(problems, [])
                self.assertTrue(
                    same(content.parameters, parse_private_json(case["parameters"])), content
                )
                self.assertEqual(content.version, case["version"])
                for key, value in case["content"].items():
                    self.assertEqual(getattr(content, key), value)

    def test_neptune_yaml_of_the_originals(self):
        for case in vectors("neptune-yaml-golden.json", CORE_VECTORS):
            for version in ("v1", "v2"):
                with self.subTest(case["case"]["name"] + " " + version):
                    content, problems = parse_neptune_yaml(case[version], "neptune.yaml")
                    self.assertEqual(problems, [])
                    self.assertEqual(content.parameters, case["case"]["parameters"])
                    self.assertEqual(content.tags, case["case"].get("tags", []))
                    for name, value in case["case"]["parameters"].items():
                        self.assertIs(type(content.parameters[name]), type(value))


def described(problem):
    path, message, suggestion, details = problem
    optional = {"suggestion": suggestion, "details": list(details)}
    return {"path": path, "message": message, **{k: v for k, v in optional.items() if v}}


def shown_start(start):
    spec = start.spec and {
        key: value for key, value in start.spec._asdict().items() if value is not None
    }
    facts = {
        "mode": start.mode,
        "contextFile": start.context_file,
        "spec": spec,
        "file": start.file,
        "settings": list(start.settings) or None,
        "directory": start.directory,
    }
    return {key: value for key, value in facts.items() if value is not None}


class LogVectors(DirectoryTest):
    def test_log(self):
        for number, case in enumerate(vectors("log.json")):
            with self.subTest(case["name"]):
                directory = self.path(str(number))
                os.mkdir(directory)
                told = []
                recording = Recording(directory, 2, told.append)
                for call in case["calls"]:
                    make(recording, call)
                recording.metrics.close()
                lines = self.records(str(number), "metrics.jsonl")
                self.assertTrue(all(line.pop("time") > 1e9 for line in lines))
                self.assertEqual(lines, case["lines"])
                self.assertEqual(told, [line.replace("{null}", "None") for line in case["told"]])


def make(recording, call):
    if "log" in call:
        step = json.loads(call["step"]) if "step" in call else None
        recording.log(parse_private_json(call["log"]), step)
    else:
        at = [call["x"]] if "x" in call else []
        recording.channel(call["channel"]).send(*at, parse_private_json(call["y"]))


class StartedVectors(DirectoryTest):
    def test_ends(self):
        for number, case in enumerate(vectors("ends.json")):
            with self.subTest(case["way"] + " " + case.get("signal", "")):
                self.check_end(case, str(number))

    def check_end(self, case, directory):
        args = ["--set", "way=" + case["way"]]
        for name, value in case["parameters"].items():
            args += ["--set", "{}={}".format(name, json.dumps(value))]
        env = {"RESOURCE_DIR_PATH": self.path(directory)}
        if "signal" in case:
            ended = self.run_signalled(case["signal"], "ends.py", *args, **env)
        else:
            ended = self.run_script("ends.py", *args, **env)
        code = case["exitCode"]
        expected = -getattr(signal, code) if isinstance(code, str) else code
        self.assertEqual(ended.code, expected, ended.stderr)
        result = self.read(directory, "result.json")
        self.assertEqual(result, case["result"] and case["result"] + "\n")
        if "stderr" in case:
            self.assertEqual(ended.stderr, case["stderr"])
        lines = self.records(directory, "metrics.jsonl")
        failure = next((line["failure"] for line in lines if "failure" in line), None)
        if case["failure"] is None:
            self.assertIsNone(failure)
        else:
            self.assertEqual(failure["kind"], case["failure"]["kind"])
            self.assertRegex(failure["text"], "^" + case["failure"]["text"] + "$")
        steps = [line["step"] for line in lines if "step" in line]
        self.assertEqual(steps, list(range(case.get("lines", 0))))

    def test_messages(self):
        for case in vectors("messages.json"):
            with self.subTest(case["name"]):
                for name in os.listdir(self.directory):
                    os.remove(self.path(name))
                for name, text in case["files"].items():
                    self.write(name, text)
                ended = self.run_script("show.py", *case["argv"], **case["env"])
                stderr = re.sub(r"python[\d.]* \S*show\.py", "<start>", ended.stderr)
                stderr = stderr.replace("show.py", "<script>")
                stderr = stderr.replace(self.directory, "<directory>")
                self.assertEqual(stderr.splitlines(), case["stderr"])
                self.assertEqual((ended.code, ended.stdout), (2, ""))
                self.assertEqual(sorted(os.listdir(self.directory)), sorted(case["files"]))


if __name__ == "__main__":
    unittest.main()
