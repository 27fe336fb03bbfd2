"""What `client_helper` does with gin, absl, munch and numpy, where they are installed."""

import importlib.util
import unittest

from old_script import OldScriptCase

GIN_YAML = """\
project: tests
name: old
parameters:
  - name: LinearFunction.coefficient
    type: double
    default: 1.5
    required: false
  - name: main.text
    type: string
    default: "it's a \\"quote\\"\\\\ and\\na line"
    required: false
  - name: main.function
    type: string
    default: "@LinearFunction()"
    required: false
  - name: main.listed
    type: json
    default: '[1,2.5,"a",null,{"b":true}]'
    required: false
  - name: main.empty
    type: string
    default: ""
    required: false
  - name: plain
    type: int
    default: 3
    required: false
"""


def needs(*modules):
    """Skips a test where one of the modules is not installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, "not installed: {}".format(", ".join(missing)))


class Gin(OldScriptCase):
    @needs("gin")
    def test_gets_the_parameters_that_have_a_dot(self):
        self.write("neptune.yaml", GIN_YAML)
        script = """
import json
import gin
from mrunner.helpers.client_helper import get_configuration

@gin.configurable
class LinearFunction:
    def __init__(self, coefficient):
        self.coefficient = coefficient

@gin.configurable
def main(text, function, listed, empty, coefficient=None):
    return [text, function.coefficient, listed, empty]

params = get_configuration(inject_parameters_to_gin=True)
print(json.dumps([*main(), params["main.empty"], params.plain]))
"""
        text = "it's a \"quote\"\\ and\na line"
        listed = [1, 2.5, "a", None, {"b": True}]
        self.assertEqual(self.said(script, env=self.in_run()), [text, 1.5, listed, "", "", 3])

    @needs("gin")
    def test_takes_imports_macros_and_numbers_without_a_literal(self):
        self.write("bricks.py", "import gin\n@gin.configurable\ndef brick(size=0, top=0): return [size, top]\n")
        script = """
import sys
from mrunner.helpers.client_helper import inject_dict_to_gin
inject_dict_to_gin({"brick.size": "%wide", "wide": -2.5, "brick.top": float("inf"), "imports": ["bricks"]})
print(sys.modules["bricks"].brick())
"""
        self.assertEqual(self.start(script), "[-2.5, inf]\n")


class Flags(OldScriptCase):
    @needs("absl")
    def test_of_absl_get_the_parameters_of_their_names(self):
        script = """
from absl import app, flags
from mrunner.helpers.client_helper import get_configuration
FLAGS = flags.FLAGS
flags.DEFINE_float("lr", 0.1, "")
flags.DEFINE_integer("model_depth", 1, "")
flags.DEFINE_string("model_act", "tanh", "")
flags.DEFINE_string("config", "", "of mrunner")
flags.DEFINE_multi_string("opt", [], "")

def main(_):
    get_configuration(inject_parameters_to_FLAGS=True)
    print(FLAGS.lr, FLAGS.model_depth, FLAGS.model_act, FLAGS.opt)

app.run(main)
"""
        env = self.in_run()
        said = self.start(script, "--config", env["MRUNNER_NEPTUNE_PATH"], env=env)
        self.assertEqual(said, "0.5 3 relu {'name': 'adam', 'betas': [0.9, 0.99]}\n")


class Munch(OldScriptCase):
    @needs("munch")
    def test_is_what_parameters_are_where_it_is_installed(self):
        script = """
import munch
from mrunner.helpers.client_helper import get_configuration
params = get_configuration(nesting_prefixes=["model_"])
print(type(params) is munch.Munch, type(params.model) is munch.Munch, type(params.opt) is dict)
"""
        self.assertEqual(self.start(script, env=self.in_run()), "True True True\n")

    def test_is_what_parameters_look_like_wherever_they_are_printed(self):
        script = """
from mrunner.helpers.client_helper import get_configuration
params = get_configuration(nesting_prefixes=["model_"])
print(repr(params)[:7], repr(params.model)[:7], f"{params.opt}"[:2])
"""
        self.assertEqual(self.start(script, env=self.in_run()), "Munch({ Munch({ {'\n")


class Numpy(OldScriptCase):
    @needs("numpy")
    def test_scalars_are_logged_as_numbers(self):
        script = """
import numpy as np
from mrunner.helpers.client_helper import logger
from deeplib.neptune_utils import get_neptune_helper
logger("single", np.float32(0.5))
logger("list", [np.int64(3), np.float64(0.25)])
logger("element", np.array([1.5]))
for value in np.array([1.0, 2.0]):
    get_neptune_helper().send_num_log("mean", value, aggregate_n=2)
"""
        self.start(script, env=self.in_run())
        expected = [("single", 1, 0.5), ("list", 1, 3), ("list", 2, 0.25), ("element", 1, 1.5)]
        self.assertEqual(self.points(), [*expected, ("mean", 2, 1.5)])
