"""Values that are no use to anybody must not stop a training, nor spoil its files."""

import collections
import enum

import mrunner_runtime
from mrunner_runtime.json_parts import json_parts_of
from mrunner_runtime.recording import Recording
from mrunner_runtime.result_file import write_result

from .started import DirectoryTest


class Unspeakable:
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


class Unreadable(dict):
    def items(self):
        raise RuntimeError("changed meanwhile")


class Optimizer(str, enum.Enum):
    ADAM = "adam"


class Mode(enum.Enum):
    FAST = 1


class HostileValuesTest(DirectoryTest):
    def setUp(self):
        super().setUp()
        self.told = []
        self.recording = Recording(self.directory, 1, self.told.append)
        self.addCleanup(self.recording.metrics.close)

    def lines(self):
        self.recording.metrics.flush()
        return self.records("metrics.jsonl")

    def test_log_takes_what_it_can_and_says_what_it_cannot(self):
        log = self.recording.log
        for value in (10**5000, -(10**5000)):
            log({"huge": value})
        for step in (10**5000, 2**1024, Unspeakable(), float("nan")):
            log({"a": 1}, step)
        log({Unspeakable(): 1, "b": Unspeakable(), "c": Optimizer.ADAM}, 2**1023)
        values = [line["values"] for line in self.lines() if "values" in line]
        self.assertEqual(values, [{"huge": "Infinity"}, {"huge": "-Infinity"}, {"<Unspeakable>": 1}])
        self.assertEqual([line["text"] for line in self.lines() if "text" in line], ["adam"])
        self.assertEqual(len([line for line in self.told if "as its step" in line]), 4)
        self.assertEqual(len(self.told), 5)

    def test_channels_take_any_name_and_any_point(self):
        channel = self.recording.channel(3)
        for point in (1, Unspeakable(), [Unspeakable()], 10**5000):
            channel.send(point)
        lines = self.lines()
        self.assertEqual([lines[0]["values"], lines[-1]["values"]], [{"3": 1}, {"3": "Infinity"}])
        self.assertEqual([line["channel"] for line in lines[1:3]], ["3", "3"])
        self.assertTrue(lines[1]["text"].startswith("<Unspeakable>"))

    def test_a_result_keeps_all_that_json_can_hold(self):
        deep = []
        for _ in range(5000):
            deep = [deep]
        given = {
            "kept": [Optimizer.ADAM, Mode.FAST, collections.deque([1, 2]), {"a": 3}.values()],
            "huge": 10**5000,
            "unreadable": Unreadable(),
            Unspeakable(): 1,
            "deep": deep,
        }
        value, _, dropped = json_parts_of(given)
        self.assertEqual(value["kept"], ["adam", 1, [1, 2], [3]])
        self.assertEqual(sorted(value), ["<Unspeakable>", "deep", "kept"])
        self.assertEqual(
            [part.what for part in dropped],
            [
                "an int of so many digits",
                "an Unreadable that raised RuntimeError",
                "more than 100 levels",
            ],
        )
        write_result(self.directory, given, self.told.append)
        self.assertIn('"adam"', self.read("result.json"))

    def test_a_name_that_is_not_there_has_a_suggestion(self):
        with self.assertRaisesRegex(AttributeError, "'reslut'. Did you mean result[?]"):
            mrunner_runtime.reslut  # noqa: B018
        self.assertFalse({"params", "experiment_dir"} & set(dir(mrunner_runtime)))
