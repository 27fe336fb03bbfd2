"""The reader of YAML beyond the vectors; PyYAML says what is right where it is installed."""

import random
import unittest

from mrunner_runtime.neptune_yaml import parse_neptune_yaml
from mrunner_runtime.values import parse_private_json
from mrunner_runtime.yaml_nodes import YamlError, node_value
from mrunner_runtime.yaml_reader import read_yaml

from .started import HERE, same, vectors

TEXTS = vectors("yaml-texts.json", HERE + "/fixtures")

WRONG = [
    ("a: b: c\n", "1:4", "a list or map cannot begin behind a key, in its line"),
    ("a: - b\n", "1:4", "a list or map cannot begin behind a key, in its line"),
    ("a: [1, 2\nb: 3\n", "1:4", "expected a comma or ]"),
    ("a: [1, 2\n", "1:4", "expected a comma or ]"),
    ('a: "x\n', "1:4", "a text in double quotes that does not end"),
    ("a: 'x\n", "1:4", "a text in single quotes that does not end"),
    ('a: "\\q"\n', "1:6", "no such escape in a text in double quotes: \\q"),
    ("a: 1\n  b: 2\n", "2:3", "unexpected text, or a wrong indentation"),
    ("a:\n    b: 1\n  c: 2\n", "3:3", "unexpected text, or a wrong indentation"),
    ("a: 1\na: 2\n", "2:1", "the key a is there twice"),
    ("\ta: 1\n", "1:2", "a tab cannot indent: use spaces"),
    ("a: *x\n", "1:4", "no such anchor: *x"),
    ("a: &x [*x]\n", "1:8", "no such anchor: *x"),
    ("a: !!binary x\n", "1:4", "a tag that cannot be read: !!binary"),
    ("a: !!int x\n", "1:10", "a value that does not fit its tag"),
    ("a: @x\n", "1:4", "a plain text cannot begin with @: put it in quotes"),
    ("a: 'x' y\n", "1:8", "unexpected text behind a value"),
    ("a: 1\n---\nb: 2\n", "2:1", "expected the end of the document"),
    ("a: 1\nb\n", "2:1", "expected a key and a colon"),
    ("a: {[1]: 2}\n", "1:5", "a list or map cannot be a key"),
    ("a: " + "[" * 5000, None, "too many levels of lists and maps"),
]


class YamlTest(unittest.TestCase):
    maxDiff = None

    def test_what_cannot_be_read_is_said_with_its_place(self):
        for text, place, message in WRONG:
            with self.subTest(text[:40]):
                content, problems = parse_neptune_yaml(text, "n.yaml")
                self.assertIsNone(content)
                said = "expected a neptune.yaml, got YAML that cannot be read: " + message
                self.assertEqual(problems[0].message, said)
                if place is not None:
                    self.assertEqual(problems[0].path, "n.yaml:" + place)

    def test_what_is_too_deep_is_said_too(self):
        declared = "parameters:\n- name: a\n  type: json\n  default: '{}'\n"
        for depth in (900, 3000, 100000):
            for end in ("", "]" * depth):
                content, problems = parse_neptune_yaml(declared.format("[" * depth + end), "n.yaml")
                if content is None:
                    self.assertRegex(problems[0].message, "expected JSON text|too many levels")
                else:
                    self.assertEqual(depth, 900)

    def test_texts_by_hand(self):
        for case in TEXTS:
            with self.subTest(case["text"]):
                found = node_value(read_yaml(case["text"]))
                self.assertTrue(same(found, parse_private_json(case["value"])), found)

    def test_pyyaml_reads_the_same(self):
        yaml = self.pyyaml()
        # It takes the two halves of a character for two characters.
        for text in [case["text"] for case in TEXTS if "ud83d" not in case["text"]]:
            with self.subTest(text):
                expected = as_we_do(yaml.load(text, Loader=yaml.UnsafeLoader))
                self.assertTrue(same(node_value(read_yaml(text)), expected), expected)

    def test_what_pyyaml_writes_is_read_back(self):
        yaml = self.pyyaml()
        source = random.Random(4)
        for number in range(2000):
            value = {"a": any_value(source, 4), "b": any_value(source, 3)}
            style = source.choice([None, False, True])
            quotes = source.choice([None, None, "'", '"', "|", ">"])
            wide, is_unicode = source.choice([20, 80, 10000]), source.choice([True, False])
            text = yaml.dump(
                value,
                default_flow_style=style,
                default_style=quotes,
                width=wide,
                allow_unicode=is_unicode,
            )
            try:
                found = node_value(read_yaml(text))
            except YamlError as error:
                self.fail("{}: {} in\n{}".format(number, error, text))
            self.assertTrue(same(sorted_maps(found), sorted_maps(as_we_do(value))), text)

    def pyyaml(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not installed")
        return yaml


WORDS = [
    "", " ", "a", "b c", "yes", "null", "~", "1", "1e5", "0777", "1:30", "- x", "a: b", "#",
    "x #y", "it's", "\"q\"", "two\nlines", "three\n\nlines\n", " lead", "trail ", "tab\tx",
    "zażółć 🙂", "\\n", "[x]", "{y}", "&a", "*b", "!t", "%d", "@e", "`f", "|", ">", "?", ":", "-",
    "a" * 90, "word " * 30, "\x07\x85\xa0", "=", "<<", "2020-01-01", "\n", "\n\nx", " \n y",
    "...", "---", ",", "a,b", "x:",
]


def any_value(source, depth):
    kind = source.randrange(10 if depth > 0 else 7)
    if kind < 3:
        return source.choice(WORDS)
    if kind == 3:
        return source.choice([0, 7, -3, 2**70, -(2**63)])
    if kind == 4:
        return source.choice([0.5, 1.0, -0.0, 1e-5, 1e300, float("inf"), -2.5e-8])
    if kind < 7:
        return source.choice([True, False, None])
    count = source.randrange(4)
    if kind < 9:
        return {source.choice(WORDS) + str(at): any_value(source, depth - 1) for at in range(count)}
    return [any_value(source, depth - 1) for at in range(count)]


def as_we_do(value):
    """Tuples are lists, and keys are text."""
    if isinstance(value, (list, tuple)):
        return [as_we_do(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_we_do(item) for key, item in value.items()}
    return value


def sorted_maps(value):
    if isinstance(value, dict):
        return {key: sorted_maps(value[key]) for key in sorted(value)}
    return [sorted_maps(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    unittest.main()
