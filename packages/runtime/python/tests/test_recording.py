"""Channels, images, numbers of libraries, files that cannot be written."""

import decimal
import fractions
import os
import pathlib

from mrunner_runtime.channels import ChannelType
from mrunner_runtime.json_parts import json_parts_of
from mrunner_runtime.neptune_context import NeptuneContext
from mrunner_runtime.neptune_context_file import NeptuneContextFile
from mrunner_runtime.recording import Recording
from mrunner_runtime.result_file import write_result

from .started import DirectoryTest

PNG = b"\x89PNG\r\n\x1a\nrest"


class Tensor:
    """As torch's: a number only with one element."""

    def __init__(self, *items):
        self.items_ = items

    def item(self):
        if len(self.items_) != 1:
            raise RuntimeError("only one element tensors can be converted")
        return self.items_[0]

    def tolist(self):
        return list(self.items_)


class RecordingCase(DirectoryTest):
    """A test with a recording in its directory."""

    def setUp(self):
        super().setUp()
        self.told = []
        self.recording = Recording(self.directory, 1, self.told.append)
        self.addCleanup(self.recording.metrics.close)

    def lines(self):
        self.recording.metrics.flush()
        return self.records("metrics.jsonl")


class RecordingTest(RecordingCase):
    def test_a_line_is_in_the_file_when_the_call_returns(self):
        self.recording.log({"a": 1})
        self.assertEqual(len(self.records("metrics.jsonl")), 1)

    def test_numbers_of_libraries_are_numbers(self):
        self.recording.log({"tensor": Tensor(0.5), "decimal": decimal.Decimal("0.25")})
        self.recording.log({"half": fractions.Fraction(1, 2), "two": Tensor(1, 2), "none": None})
        self.assertEqual(
            [line["values"] for line in self.lines()],
            [{"tensor": 0.5, "decimal": 0.25}, {"half": 0.5}],
        )
        form = "mrunner: log() dropped {}: expected a number, a boolean or text, got {}"
        self.assertEqual(self.told, [form.format("two", "Tensor"), form.format("none", "None")])

    def test_numbers_of_numpy(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy is not installed")
        values = {
            "f32": numpy.float32(0.5),
            "f64": numpy.float64(0.1),
            "i": numpy.int64(3),
            "b": numpy.bool_(True),
            "zero_d": numpy.array(2.5),
            "one": numpy.array([7]),
        }
        self.recording.log(values, numpy.int64(4))
        [line] = self.lines()
        expected = {"f32": 0.5, "f64": 0.1, "i": 3, "b": 1, "zero_d": 2.5, "one": 7}
        self.assertEqual((line["step"], line["values"]), (4, expected))
        result = json_parts_of({"a": numpy.arange(3), "x": numpy.float32(0.5)})
        self.assertEqual(result, ({"a": [0, 1, 2], "x": 0.5}, True, []))

    def test_images_are_files_by_their_bytes_or_paths(self):
        channel = self.recording.channel("a/b samples")
        channel.send(3, PNG)
        picture = self.path("picture.jpeg")
        with open(picture, "wb") as file:
            file.write(b"jpeg")
        channel.send(pathlib.Path(picture))
        channel.send({"image": b"<svg/>", "name": "a cat"})
        paths = ["images/a%2Fb%20samples/" + name for name in ("3.png", "4.jpg", "5.svg")]
        self.assertEqual([line["image"] for line in self.lines()], paths)
        self.assertEqual(self.lines()[2]["name"], "a cat")
        with open(self.path(paths[0]), "rb") as file:
            self.assertEqual(file.read(), PNG)

    def test_channels_keep_their_images_below_the_directory(self):
        for name in ("..", ".", "", "../../etc", ".hidden", "a*b", "\ud800"):
            with self.subTest(name):
                self.recording.channel(name).send(PNG)
                image = self.lines()[-1]["image"]
                self.assertRegex(image, r"^images/[^/.*][^/*]*/1\.png$")
                self.assertTrue(os.path.isfile(self.path(image)))

    def test_an_image_that_cannot_be_read_or_written_is_said_once(self):
        self.write("images", "in the way")
        channel = self.recording.channel("c")
        channel.send(PNG)
        channel.send(PNG)
        self.recording.channel("d").send(pathlib.Path(self.path("gone.png")))
        self.assertEqual(self.lines(), [])
        self.assertEqual(len(self.told), 2)
        self.assertRegex(self.told[0], "^mrunner: channel c lost an image: ")

    def test_a_line_that_was_torn_by_a_crash_is_not_continued(self):
        self.write("metrics.jsonl", '{"step": 1, "val')
        self.recording.log({"a": 1})
        self.assertEqual(self.read("metrics.jsonl").splitlines()[0], '{"step": 1, "val')

    def test_what_cannot_be_written_is_said_once(self):
        os.mkdir(self.path("metrics.jsonl"))
        for step in range(100):
            self.recording.log({"a": 1}, step)
        self.recording.metrics.flush()
        self.assertEqual(len(self.told), 1)
        self.assertRegex(self.told[0], "^mrunner: could not write .*metrics.jsonl")

    def test_a_result_that_cannot_be_written_leaves_nothing_behind(self):
        os.makedirs(self.path("result.json", "in the way"))
        with self.assertRaises(OSError):
            write_result(self.directory, 1, self.told.append)
        self.assertEqual(os.listdir(self.directory), ["result.json"])

    def test_parts_that_json_cannot_hold_are_dropped_with_their_path(self):
        cycle = {"x": 1}
        cycle["again"] = cycle
        given = {
            "list": [1, object(), (2, {3})],
            "odd key": {"f": len, "g": lambda: 1, "c": dict, "z": 1j},
            "cycle": cycle,
            "path": pathlib.PurePosixPath("/a"),
            1: Tensor(0.5, 1),
            None: False,
        }
        value, is_there, dropped = json_parts_of(given)
        self.assertTrue(is_there)
        self.assertEqual(
            value,
            {
                "list": [1, None, [2, [3]]],
                "odd key": {},
                "cycle": {"x": 1},
                "path": "/a",
                "1": [0.5, 1],
                "null": False,
            },
        )
        self.assertEqual(
            [tuple(part) for part in dropped],
            [
                ("list[1]", "an object"),
                ('["odd key"].f', "a function"),
                ('["odd key"].g', "a function"),
                ('["odd key"].c', "a class"),
                ('["odd key"].z', "a complex"),
                ("cycle.again", "a part of itself"),
            ],
        )


class NeptuneContextTest(RecordingCase):
    def setUp(self):
        super().setUp()
        file = NeptuneContextFile(
            "sandbox", "mlp", {"opt": {"lr": 0.1}}, "/runs/3", ["demo"], {"owner": "me"}
        )
        self.context = NeptuneContext(file, self.recording.recorder, self.recording.channel)

    def test_it_has_the_parameters_and_the_directory(self):
        context = self.context
        self.assertEqual((context.params.opt.lr, context.storage_url), (0.1, "/runs/3"))
        self.assertEqual((context.project, context.name, context.metric), ("sandbox", "mlp", None))

    def test_channels_of_the_job_and_of_the_context_are_the_same_and_keep_their_type(self):
        channel = self.context.job.create_channel("loss", ChannelType.NUMERIC)
        self.assertIs(self.context.create_channel("loss", "NUMERIC"), channel)
        channel.send(x=0, y=0.5)
        channel.send(0.25)
        self.context.job.channel_send("loss", 7, "0.125")
        with self.assertRaisesRegex(ValueError, "loss of type numeric already; a text channel"):
            self.context.create_channel("loss", ChannelType.TEXT)
        self.context.job.create_channel("n", ChannelType.NUMERIC).send("three")
        self.assertEqual(
            [(line["step"], line["values"]["loss"]) for line in self.lines()],
            [(0, 0.5), (1, 0.25), (7, 0.125)],
        )
        expected = "mrunner: channel n dropped a point: expected a number, got three"
        self.assertEqual(self.told, [expected])

    def test_changes_of_tags_and_properties_charts_and_actions(self):
        job = self.context.job
        job.tags.append("demo", "best")
        self.context.tags = ["a", "b", "a"]
        self.assertEqual((list(job.tags), len(job.tags), "a" in job.tags), (["a", "b"], 2, True))
        self.assertEqual((repr(job.tags), job.tags[-1], job.tags[:1]), ("['a', 'b']", "b", ["a"]))
        job.properties["port"] = 80
        job.properties.pop("owner")
        job.create_chart("curves", {"train": job.create_channel("loss", ChannelType.NUMERIC)})
        job.register_action("save", lambda argument: "saved " + argument)
        with self.assertRaisesRegex(ValueError, "There is an action save already"):
            job.register_action("save", len)
        self.assertEqual(job.actions["save"]("now"), "saved now")
        lines = [{k: v for k, v in line.items() if k != "time"} for line in self.lines()]
        self.assertEqual(
            lines,
            [
                {"tags": ["demo", "best"], "attempt": 1},
                {"tags": ["a", "b"], "attempt": 1},
                {"properties": {"owner": "me", "port": "80"}, "attempt": 1},
                {"properties": {"port": "80"}, "attempt": 1},
                {"chart": "curves", "series": {"train": "loss"}, "attempt": 1},
            ],
        )
