import datetime
import decimal
import enum
import fractions
import functools
import json
import math
import os
import pathlib
import uuid
from argparse import Namespace
from collections import OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace

from mrunner_spec.answers import private_json
from mrunner_spec.problem import Problems
from mrunner_spec.values import Plain
from tests.rig import HERE, SpecTest, read_private

VECTORS = os.path.join(HERE, "..", "..", "test-vectors", "values.json")


class Color(enum.Enum):
    RED = "red"
    NUMBERED = 3
    NESTED = (1, 2.0)
    FUNCTION = print
    OBJECT = object()


class Level(enum.IntEnum):
    HIGH = 7


class Word(str, enum.Enum):
    ADAM = "adam"


class Loud(str):
    def __str__(self):
        return "loud"


class Count(int):
    def __repr__(self):
        return "many"


class Rate(float):
    def __repr__(self):
        return "fast"


@dataclass
class Net:
    widths: list = field(default_factory=lambda: [8, 8])
    rate: float = 1.0


Point = namedtuple("Point", "x y")


class Tensor:
    """What torch, jax and pandas have in common."""

    def __init__(self, held):
        self.held = held

    def tolist(self):
        return self.held


class Values(SpecTest):
    def plain(self, value, everywhere=False):
        problems = Problems()
        plain = Plain(problems, everywhere).value(value, "parameters", ["v"])
        self.problems = problems.found
        return plain

    def test_every_value_of_the_shared_vectors_comes_through_with_its_kind(self):
        with open(VECTORS, encoding="utf-8") as stream:
            vectors = json.load(stream)
        self.assertGreater(len(vectors), 40)
        for vector in vectors:
            with self.subTest(vector["name"]):
                value = read_private(vector["json"])
                text = private_json(self.plain(value))
                self.assertEqual(self.problems, [])
                self.assert_same(read_private(text), value)
                if vector["kind"] == "int":
                    self.assertEqual(text, vector["json"])
                if vector["kind"] == "double" and "$" not in text:
                    self.assertRegex(text, r"[.e]")

    def test_what_has_values_by_names_is_a_map(self):
        for value, expected in [
            (Net(), {"widths": [8, 8], "rate": 1.0}),
            (Point(1, 2.0), {"x": 1, "y": 2.0}),
            (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
            (defaultdict(list, a=[1]), {"a": [1]}),
            (MappingProxyType({"a": 1}), {"a": 1}),
            (SimpleNamespace(a=1), {"a": 1}),
            (Namespace(a=1), {"a": 1}),
            ({Word.ADAM: 1, Loud("b"): 2}, {"adam": 1, "b": 2}),
        ]:
            with self.subTest(repr(value)):
                self.assert_same(self.plain(value), expected)
                self.assertEqual(list(self.plain(value)), list(expected))
                self.assertEqual(self.problems, [])

    def test_what_is_a_sequence_is_a_list(self):
        for value, expected in [
            ((1, (2.0, "a")), [1, [2.0, "a"]]),
            (range(2, 8, 3), [2, 5]),
            (deque([1, 2]), [1, 2]),
            (Tensor([[1.0, 2.0]]), [[1.0, 2.0]]),
        ]:
            with self.subTest(repr(value)):
                self.assert_same(self.plain(value), expected)
                self.assertEqual(self.problems, [])

    def test_scalars_of_other_classes_are_what_they_stand_for(self):
        for value, expected in [
            (Color.RED, "red"),
            (Color.NUMBERED, 3),
            (Color.NESTED, [1, 2.0]),
            (Level.HIGH, 7),
            (Word.ADAM, "adam"),
            (Loud("quiet"), "quiet"),
            (Count(5), 5),
            (Rate(0.5), 0.5),
            (pathlib.Path("a") / "b", "a/b"),
            (Tensor(3.0), 3.0),
            (-0.0, -0.0),
            (2**200, 2**200),
        ]:
            with self.subTest(repr(value)):
                plain = self.plain(value)
                self.assert_same(plain, expected)
                self.assertIn(type(plain), (str, int, float, list))
                self.assertEqual(self.problems, [])

    def test_what_json_can_not_hold_is_a_problem_that_says_what_to_write_instead(self):
        for value, got, instead in [
            (lambda: 1, "a function (lambda)", "Pass its name as text"),
            (math.floor, "the function floor", "Pass its name"),
            (functools.partial(print), "a partial function", "Pass its name"),
            (Net, "the class Net", "Pass its name"),
            (math, "a module", "Pass its name"),
            ({1, 2}, "a set", "sorted(values)"),
            (frozenset(), "a set", "sorted(values)"),
            (b"a", "bytes", "value.decode()"),
            (datetime.datetime(2026, 1, 1), "a datetime", "value.isoformat()"),
            (datetime.date(2026, 1, 1), "a date", "value.isoformat()"),
            (datetime.timedelta(1), "a timedelta", "value.total_seconds()"),
            (decimal.Decimal("0.1"), "a Decimal", "float(value)"),
            (fractions.Fraction(1, 3), "a Fraction", "float(value)"),
            (1j, "a complex number", "value.real"),
            (object(), "an object of class object", "Use a dict"),
            (uuid.UUID(int=0), "an object of class UUID", "text"),
            ({}.keys(), "an object of class dict_keys", "list(values)"),
            (iter([1]), "an object of class list_iterator", "list(values)"),
            (Color.OBJECT, "Color.OBJECT, whose value is an object of class", "Color.OBJECT.name"),
        ]:
            with self.subTest(got):
                self.assertIsNone(self.plain([value])[0])
                (problem,) = self.problems
                self.assertEqual(problem["path"], "parameters.v[0]")
                self.assertIn("JSON can hold, got " + got, problem["message"])
                self.assertIn(instead, problem["details"][0])

    def test_all_problems_of_a_value_are_found_each_at_its_place(self):
        value = {"a": {1}, "b.c": [1, {"d": lambda: 1}], "e": {2: 1, "f": "x\0"}, "g": [math.nan]}
        self.assertEqual(
            self.plain(value),
            {"a": None, "b.c": [1, {"d": None}], "e": {"f": None}, "g": [None]},
        )
        self.assertEqual(
            [(it["path"], it["message"].split(",")[-1].strip()) for it in self.problems],
            [
                ("parameters.v.a", "got a set"),
                ('parameters.v["b.c"][1].d', "got a function (lambda)"),
                ("parameters.v.e", "got an int 2"),
                ("parameters.v.e.f", "got one as character 2"),
                ("parameters.v.g[0]", "got nan"),
            ],
        )

    def test_a_value_that_contains_itself_or_lies_too_deep_is_a_problem(self):
        cycle = {"a": []}
        cycle["a"].append(cycle)
        self.assertEqual(self.plain(cycle), {"a": [None]})
        self.assertIn("contains itself", self.problems[0]["message"])
        twice = [1]
        self.assertEqual(self.plain([twice, twice]), [[1], [1]])
        self.assertEqual(self.problems, [])
        deep = 1
        for _ in range(100000):
            deep = [deep]
        self.plain(deep)
        self.assertIn("at most 64 levels", self.problems[0]["message"])

    def test_numbers_that_are_not_finite_stand_only_at_the_top(self):
        self.assertEqual(self.plain(math.inf), {"$double": "inf"})
        self.assertEqual(self.plain(-math.inf), {"$double": "-inf"})
        self.assertEqual(self.problems, [])
        self.assertIsNone(self.plain([Rate("nan")])[0])
        self.assertEqual(self.problems[0]["path"], "parameters.v[0]")
        self.assertEqual(self.plain([math.inf], everywhere=True), [{"$double": "inf"}])
        self.assertEqual(self.problems, [])

    def test_text_that_is_not_unicode_is_a_problem(self):
        for text in ("\ud83d", "a\udce4"):
            self.assertIsNone(self.plain(text))
            self.assertIn("half of one", self.problems[0]["message"])

    def test_an_int_that_python_would_not_write_is_a_problem(self):
        self.assertIsNone(self.plain(10**5000))
        self.assertIn("4000 digits", self.problems[0]["message"])
