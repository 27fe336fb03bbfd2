import os
import subprocess
import sys

from tests.rig import PROGRAM, SpecTest

IMPORTS = """
import mrunner
from mrunner.experiment import Experiment
from mrunner.helpers.specification_helper import create_experiments_helper, get_combinations
from mrunner.utils.namesgenerator import get_random_name, get_unique_name, id_generator
from mrunner.cli.mrunner_cli import register_after_run_callback
from mrunner.plugins.neptune_link import print_neptune_link
from mrunner.plugins.git_utils import ensure_clean_git
import mrunner.plugins as plugins
from munch import Munch, DefaultMunch, munchify, unmunchify
from path import Path
from dispatcher import NeptuneExperiment, CompositeExperiment, CmdLineExperiment, Experiment as E
from deeplib.nemesgenerator import get_random_name as other
"""


class StandIns(SpecTest):
    def assert_values(self, expected, before=""):
        """That expressions have the values that are expected, by their texts."""
        values = ", ".join("%r: %s" % (it, it) for it in expected)
        text = "%s\n%s\nspec = {'script': 's', 'parameters': {%s}}" % (IMPORTS, before, values)
        answer = self.evaluate(text, bare=True)
        self.assertEqual(answer.problems(), {}, answer.lines)
        self.assertEqual(len(answer.parameters()), 1, answer.lines)
        self.assert_same(answer.parameters()[0], expected)

    def test_names_are_two_words_and_unique_ones_have_the_time(self):
        unique = r"r'^\d\d_\d\d-\d\d_\d\d-n$'"
        named = "Experiment(random_name='n')"
        self.assert_values(
            {
                "bool(re.match('^[a-z]+_[a-z]+$', get_random_name()))": True,
                "bool(re.match('^[a-z]+-[a-z]+$', other('-')))": True,
                "bool(re.match('^[a-z0-9]{7}$', id_generator(7)))": True,
                "bool(re.match(%s, get_unique_name(%s)))" % (unique, named): True,
                "bool(re.match(%s, %s.unique_name))" % (unique, named): True,
            },
            "import re",
        )

    def test_an_experiment_takes_the_old_order_and_whatever_else(self):
        made = "Experiment('p', 'n', 's', {'a': 1}, {'A': '1'}, ['x'], ['t'], ['e'], time='1-0')"
        keys = "('project', 'name', 'script', 'env', 'paths_to_copy', 'tags', 'exclude', 'time')"
        self.assert_values(
            {
                "[%s.to_dict()[k] for k in %s]" % (made, keys): [
                    "p", "n", "s", {"A": "1"}, ["x"], ["t"], ["e"], "1-0"
                ],
            }
        )

    def test_a_munch_is_a_dict_with_attributes(self):
        before = """
import copy, pickle
m = Munch(a=1, b={'c': 2})
m.d = 3
m['e'] = 4
del m.a
deep = munchify({'x': [{'y': 1.0}]})
"""
        cases = [
            ("dict(m)", {"b": {"c": 2}, "d": 3, "e": 4}),
            ("m", {"b": {"c": 2}, "d": 3, "e": 4}),
            ("[hasattr(m, 'a'), 'd' in m, m.get('z', 9), getattr(m, 'z', 8)]", [False, True, 9, 8]),
            ("deep.x[0].y", 1.0),
            ("type(unmunchify(deep)['x'][0]).__name__", "dict"),
            ("vars(m)", {"b": {"c": 2}, "d": 3, "e": 4}),
            ("[copy.deepcopy(m) == m, pickle.loads(pickle.dumps(m)) == m, m.copy().b.c]",
             [True, True, 2]),
            ("{**m}", {"b": {"c": 2}, "d": 3, "e": 4}),
            ("DefaultMunch(0, a=1).b", 0),
            ("DefaultMunch(0, {'a': 1}).a", 1),
            ("DefaultMunch(0, {'a': 1})", {"a": 1}),
            ("DefaultMunch.fromDict({'a': {'b': 1}}, 5).a.c", 5),
            ("repr(Munch(a=1))", "Munch({'a': 1})"),
        ]
        self.assert_values(dict(cases), before)

    def test_a_path_is_text(self):
        self.write("d/b.txt", "hello")
        self.write("d/a.py", "")
        cases = [
            ("Path('a') / 'b.txt'", "a/b.txt"),
            ("'x' / Path('a')", "x/a"),
            ("[(Path('a') / 'b.txt').name, Path('a/b.txt').stem, Path('a/b.txt').ext]",
             ["b.txt", "b", ".txt"]),
            ("Path('a/b').parent + '.x'", "a.x"),
            ("Path.getcwd() == __import__('os').getcwd()", True),
            ("[Path('d').isdir(), Path('d/b.txt').exists(), Path('nope').isfile()]",
             [True, True, False]),
            ("Path('d').listdir()", ["d/a.py", "d/b.txt"]),
            ("Path('d').files('*.txt')", ["d/b.txt"]),
            ("Path('d/b.txt').text()", "hello"),
            ("Path('d').abspath().relpath()", "d"),
            ("open(Path('d/b.txt')).read()", "hello"),
        ]
        self.assert_values(dict(cases))

    def test_what_is_installed_wins_and_lacks_nothing(self):
        self.write("installed/mrunner/__init__.py", "")
        self.write("installed/mrunner/experiment.py", "class Experiment:\n    mine = 'installed'\n")
        self.write("installed/munch.py", "class Munch(dict): mine = 'installed'\n")
        before = "spec = {'script': 's', 'parameters': {'v': %s}}"
        env = {"PYTHONPATH": os.path.join(self.directory, "installed")}
        for text, expected in [
            ("from mrunner.experiment import Experiment as E\n" + before % "E.mine", "installed"),
            ("from munch import Munch\n" + before % "Munch.mine", "installed"),
            ("import mrunner\nfrom mrunner.utils.namesgenerator import get_random_name\n"
             + before % "get_random_name('') > ''", True),
            ("from dispatcher import CompositeExperiment as C\n" + before % "C([]).random_id > ''",
             True),
        ]:
            answer = self.evaluate(text, env=env)
            self.assertEqual([it["v"] for it in answer.parameters()], [expected], answer.lines)

    def test_a_users_own_module_of_such_a_name_wins(self):
        self.write("dispatcher.py", "mine = 1")
        text = "import dispatcher as d\nspec = {'script': 's', 'parameters': {'v': d.mine}}"
        self.assertEqual(self.evaluate(text).parameters(), [{"v": 1}])

    def test_another_part_of_the_package_in_another_place_is_found_too(self):
        self.write("scripts/mrunner/__init__.py", "")
        self.write("scripts/mrunner/helpers/__init__.py", "")
        self.write("scripts/mrunner/helpers/client_helper.py", "logger = 3")
        text = """
            from mrunner.helpers.client_helper import logger
            from mrunner.helpers.specification_helper import get_combinations
            spec = {"script": "s", "parameters": {"v": logger}}
        """
        answer = self.evaluate(text, env={"PYTHONPATH": os.path.join(self.directory, "scripts")})
        self.assertEqual(answer.parameters(), [{"v": 3}], answer.lines)

    def test_changes_that_are_not_committed_end_a_spec_that_wants_none(self):
        def git(*words):
            identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
            subprocess.run(["git", *identity, *words], cwd=self.directory, check=True)

        git("init", "-q")
        self.write("a.txt", "1")
        git("add", "a.txt")
        git("commit", "-qm", "a")
        text = "ensure_clean_git(warning_only=%s)\nspec = []"
        self.assertIsNotNone(self.evaluate(IMPORTS + text % False).one("end"))
        self.write("a.txt", "2")
        exited = self.evaluate(IMPORTS + text % False).one("exited")
        self.assertIn("not committed:\n M a.txt", exited["text"])
        answer = self.evaluate(IMPORTS + text % True)
        self.assertIsNotNone(answer.one("end"))
        self.assertIn(" M a.txt", answer.printed)

    def test_they_are_offered_to_specs_alone(self):
        code = "import sys; sys.path[:0] = [%r]; import mrunner_spec.values; import munch"
        done = subprocess.run(
            [sys.executable, "-S", "-E", "-B", "-c", code % os.path.dirname(PROGRAM)],
            stderr=subprocess.PIPE,
        )
        self.assertIn(b"No module named 'munch'", done.stderr)
