"""Parameters as a map with attributes, and a dataclass as their schema."""

import argparse
import copy
import dataclasses
import json
import pickle
import unittest
from typing import Dict, List, Literal, Optional

from mrunner_runtime import SetUpError
from mrunner_runtime.configuration import read_configuration
from mrunner_runtime.host import Host
from mrunner_runtime.parameters import Parameters

from .started import DirectoryTest


class ParametersTest(unittest.TestCase):
    def setUp(self):
        self.args = Parameters({"lr": 0.1, "opt": {"name": "adam", "betas": [{"x": 1}]}})

    def test_items_are_attributes_also_inside_of_maps_and_lists(self):
        args = self.args
        self.assertEqual((args.lr, args["lr"], args.get("none", 3)), (0.1, 0.1, 3))
        self.assertEqual((args.opt.name, args.opt.betas[0].x), ("adam", 1))

    def test_it_works_where_a_dict_a_namespace_or_keywords_are_wanted(self):
        args = self.args
        self.assertEqual(vars(args), dict(args))
        self.assertEqual((lambda **named: named)(**args), dict(args))
        self.assertEqual(argparse.Namespace(**args).lr, 0.1)
        self.assertEqual(json.loads(json.dumps(args)), args)
        self.assertTrue("lr" in args and hasattr(args, "lr") and not hasattr(args, "momentum"))
        self.assertIn("lr", dir(args))
        self.assertEqual(repr(Parameters(a=1)), "Parameters({'a': 1})")

    def test_it_can_be_changed_copied_and_pickled(self):
        args = self.args
        args.opt.lr = 1
        args.new = {"a": {"b": 2}}
        args.update(more={"c": 3})
        del args.lr
        for other in (copy.copy(args), copy.deepcopy(args), pickle.loads(pickle.dumps(args))):
            self.assertEqual(other, args)
            self.assertEqual((other.new.a.b, other.more.c, other.opt.lr), (2, 3, 1))
        copy.deepcopy(args).opt.lr = 2
        self.assertEqual(args.opt.lr, 1)
        self.assertIsInstance(args.copy(), Parameters)
        args |= {"last": {"d": 4}}
        self.assertEqual(args.last.d, 4)

    def test_it_can_be_had_as_plain_dicts_all_the_way_down(self):
        plain = self.args.to_dict()
        self.assertEqual(plain, self.args)
        inner = plain["opt"]["betas"][0]
        self.assertEqual([type(plain), type(plain["opt"]), type(inner)], [dict] * 3)
        inner["x"] = 2
        self.assertEqual(self.args.opt.betas[0].x, 1)

    def test_a_name_that_is_not_there_says_what_could_be_meant(self):
        with self.assertRaisesRegex(AttributeError, "no such parameter: lrr. Did you mean lr?"):
            self.args.lrr
        with self.assertRaisesRegex(AttributeError, "no such parameter: gone"):
            del self.args.gone


@dataclasses.dataclass
class Opt:
    lr: float
    seed: int
    hidden: int = 16
    name: Optional[str] = None
    layers: List[int] = dataclasses.field(default_factory=lambda: [1])
    more: "Dict[str, int]" = dataclasses.field(default_factory=dict)
    any: object = None

    def __post_init__(self):
        if self.lr <= 0:
            raise ValueError("lr must be above 0")


class SchemaTest(DirectoryTest):
    def configuration(self, *argv, schema=Opt):
        env = {"RESOURCE_DIR_PATH": self.path("run")}
        host = Host(self.path("train.py"), list(argv), env, self.directory, print)
        return read_configuration(host, schema).params

    def test_settings_are_typed_by_the_fields_and_defaults_filled_in(self):
        settings = ["lr=1", "seed=3", "name=5", "layers=[2, 3]", "any=x"]
        params = self.configuration(*["--set=" + setting for setting in settings])
        self.assertEqual(params, Opt(1.0, 3, 16, "5", [2, 3], {}, "x"))
        self.assertIs(type(params.lr), float)

    def refusal(self, *argv):
        with self.assertRaises(SetUpError) as caught:
            self.configuration(*argv)
        return str(caught.exception)

    def test_all_mistakes_are_said_together_with_a_line_to_type(self):
        self.assertEqual(
            self.refusal("--set", "lr=fast", "--set", "name=x"),
            "train.py: 2 problems in its parameters\n\n"
            '  lr     expected a number, got "fast"\n'
            "  seed   is missing: expected a whole number\n\n"
            "  try   python train.py --set name=x --set lr=0.1 --set seed=0",
        )
        hint = "hiden   no such parameter. Did you mean hidden?"
        self.assertIn(hint, self.refusal("--set=hiden=1"))
        self.assertIn("ValueError: lr must be above 0", self.refusal("--set=lr=-1", "--set=seed=0"))
        self.assertIsNone(self.read("run", "metrics.jsonl"))

    def test_without_anything_it_says_what_to_type(self):
        self.assertTrue(
            self.refusal().endswith(
                "by hand       python train.py --set lr=0.1 --set seed=0"
                "      (hidden=16 name=null any=null by default)"
            ),
            self.refusal(),
        )

    def test_a_whole_double_of_a_file_is_one_and_a_fraction_no_int(self):
        self.write("n.yaml", "parameters: {lr: 1, seed: 2.5}\n")
        told = self.refusal("--neptune", "n.yaml")
        self.assertIn("train.py: 1 problem in its parameters (n.yaml)", told)
        self.assertIn("seed   expected a whole number, got 2.5", told)
        self.assertIn("try   python train.py --neptune n.yaml --set seed=0", told)


@dataclasses.dataclass
class Sgd:
    lr: float
    nesterov: bool = False
    name: Literal["sgd", "adam"] = "sgd"


@dataclasses.dataclass
class Nested:
    opt: Sgd
    warm: Optional[Sgd] = None
    steps: int = 3
    mode: Optional[Literal["fast", 1]] = None


@dataclasses.dataclass
class Chain:
    size: int
    next: "Optional[Chain]" = None


class NestedSchemaTest(SchemaTest):
    def configuration(self, *argv, schema=Nested):
        return super().configuration(*argv, schema=schema)

    def test_maps_become_the_dataclasses_of_their_fields(self):
        self.write("n.yaml", "parameters: {opt: {lr: 1, name: adam}, warm: {lr: 0.5}}\n")
        given = ["--set=opt.nesterov=yes", "--set=mode=fast"]
        params = self.configuration("--neptune", "n.yaml", *given)
        self.assertEqual(params, Nested(Sgd(1.0, True, "adam"), Sgd(0.5), 3, "fast"))
        self.assertIs(type(params.opt.lr), float)
        self.assertEqual(self.configuration("--set", "opt.lr=2").opt, Sgd(2.0))
        self.assertEqual(self.configuration("--set", 'opt={"lr": 2}').opt, Sgd(2.0))

    def test_all_mistakes_are_said_together_with_a_line_to_type(self):
        self.assertEqual(
            self.refusal("--set=opt.lr=fast", "--set=opt.name=adm", "--set=warm=3", "--set=mode=2"),
            "train.py: 4 problems in its parameters\n\n"
            '  opt.lr     expected a number, got "fast"\n'
            '  opt.name   expected one of sgd, adam, got "adm"\n'
            "  warm       expected a map, got 3\n"
            "  mode       expected one of fast, 1, null, got 2\n\n"
            "  try   python train.py --set opt.lr=0.1 --set opt.name=sgd --set warm=null"
            " --set mode=null",
        )
        hint = "opt.nestrov   no such parameter. Did you mean nesterov?"
        self.assertIn(hint, self.refusal("--set=opt.lr=1", "--set=opt.nestrov=true"))

    def test_without_anything_it_says_what_to_type(self):
        self.assertIn("by hand       python train.py --set opt.lr=0.1  ", self.refusal())

    def test_a_dataclass_inside_of_itself_has_an_end(self):
        self.write("n.yaml", "parameters: {size: 1, next: {size: 2}}\n")
        params = self.configuration("--neptune", "n.yaml", schema=Chain)
        self.assertEqual(params, Chain(1, {"size": 2}))

    # Of the other schema.
    test_settings_are_typed_by_the_fields_and_defaults_filled_in = None
    test_a_whole_double_of_a_file_is_one_and_a_fraction_no_int = None
