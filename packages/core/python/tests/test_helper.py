import itertools
import os
import random
import tempfile
import unittest
from collections import OrderedDict
from unittest import mock

from mrunner_spec.stand_in_finder import offer_stand_ins

offer_stand_ins()

from mrunner.helpers.specification_helper import (
    create_experiments_helper,
    get_combinations,
)


def helper(**changed):
    given = dict(
        experiment_name="n",
        base_config={},
        params_grid={"a": [1]},
        script="s",
        python_path="",
        tags=["t"],
        with_neptune=False,
        project_name="p",
    )
    return create_experiments_helper(**{**given, **changed})


class Combinations(unittest.TestCase):
    def test_the_last_key_changes_fastest(self):
        found = get_combinations({"a": [1, 2], "b": ("x", "y")})
        self.assertEqual(
            [list(it.items()) for it in found],
            [[("a", a), ("b", b)] for a in (1, 2) for b in ("x", "y")],
        )

    def test_keys_with_three_underlines_go_together_outermost_and_first(self):
        found = get_combinations({"a": [1, 2], "z___": [8, 9], "y___": "p q".split()})
        self.assertEqual(
            [list(it.items()) for it in found],
            [[("z", z), ("y", y), ("a", a)] for z, y in ((8, "p"), (9, "q")) for a in (1, 2)],
        )

    def test_every_combination_is_there_once(self):
        source = random.Random(7)
        for _ in range(200):
            free = {"k%d" % i: range(source.randrange(4)) for i in range(source.randrange(4))}
            length = source.randrange(1, 4)
            tied = {"t%d___" % i: range(length) for i in range(source.randrange(3))}
            keys = [*free.items(), *tied.items()]
            source.shuffle(keys)
            found = get_combinations(dict(keys))
            expected = len(list(itertools.product(*free.values()))) * (length if tied else 1)
            self.assertEqual(len(found), expected)
            self.assertEqual(len({tuple(sorted(it.items())) for it in found}), expected)

    def test_grids_follow_each_other_and_an_empty_one_is_one_combination(self):
        self.assertEqual(
            [dict(it) for it in get_combinations([{"a": [1]}, {}, OrderedDict(b=[2, 3])])],
            [{"a": 1}, {}, {"b": 2}, {"b": 3}],
        )
        self.assertEqual(get_combinations([]), [])
        self.assertEqual(get_combinations({"a": []}), [])
        self.assertEqual(len(get_combinations({"a": range(9)}, limit=4)), 4)

    def test_a_key_with_the_underlines_inside_is_a_name_like_any_other(self):
        self.assertEqual([dict(it) for it in get_combinations({"a___b": [1]})], [{"a___b": 1}])

    def test_mistakes_say_what_is_wrong(self):
        for grid, error, message in [
            ({"a___": [1, 2], "b___": [1]}, ValueError, "a___ has 2, b___ has 1"),
            ({"a___": [1], "a": [1]}, ValueError, "one of a and a___"),
            ({"a": "adam"}, TypeError, "a list of values for a, got text"),
            ({"a": 3}, TypeError, "a list of values for a, got 3"),
            ({"a": {"b": 1}}, TypeError, "a list of values for a, got a dict"),
            ({"a": {1, 2}}, TypeError, "got a set, which has no order"),
            (["a"], TypeError, "a dict of parameters with their values, got 'a'"),
        ]:
            with self.assertRaisesRegex(error, message):
                get_combinations(grid)


class Helper(unittest.TestCase):
    def test_nothing_that_is_passed_is_changed(self):
        given = dict(base_config={"l": [1]}, tags=["t"], env={"A": "1"}, exclude=["x"])
        first = helper(python_path=".", **given)[0]
        first.parameters.l.append(2)
        self.assertEqual(given["base_config"], {"l": [1]})
        self.assertEqual(given["tags"] + given["exclude"], ["t", "x"])
        self.assertEqual(given["env"], {"A": "1"})

    def test_experiments_of_a_call_share_one_random_name(self):
        experiments = helper(params_grid={"a": [1, 2]})
        self.assertEqual({it.random_name for it in experiments}, {experiments[0].tags[1]})
        self.assertEqual(helper(add_random_tag=False)[0].tags, ["t"])
        names = set()
        for _ in range(40):
            random.seed(1)
            names.add(helper()[0].random_name)
        self.assertGreater(len(names), 20)

    def test_parameters_are_their_own_in_each_experiment(self):
        one, other = helper(base_config={"l": [1]}, params_grid={"a": [1, 2]})
        one.parameters.l.append(2)
        self.assertEqual(other.parameters, {"l": [1], "a": 2})
        self.assertEqual(other.parameters.a, 2)

    def test_the_grid_overrides_the_configuration_where_it_stands(self):
        (one,) = helper(base_config={"a": 0, "b": 1}, params_grid={"c": [2], "a": [3]})
        self.assertEqual(list(one.parameters.items()), [("a", 3), ("b", 1), ("c", 2)])

    def test_what_a_run_restores_from_is_no_parameter(self):
        grid = {"restore_from_path___": ["/a", "/b"], "send_code___": [False, True]}
        found = [(it.restore_from_path, it.send_code, dict(it.parameters))
                 for it in helper(params_grid=grid)]
        self.assertEqual(found, [("/a", False, {}), ("/b", True, {})])
        (one,) = helper(params_grid={"restore_from_path": ["/a"]})
        self.assertTrue(one.send_code)

    def test_callbacks_may_change_what_the_experiments_are_made_of(self):
        def callback(tags, env, params_configurations, exclude, random_name, **others):
            self.assertEqual(others["experiment_name"], "n")
            self.assertEqual(others["experiments"], [])
            self.assertIn(random_name, tags)
            tags.append("more")
            env["A"] = "1"
            exclude.append("data")
            del params_configurations[1:]

        (one,) = helper(params_grid={"a": [1, 2]}, callbacks=[callback, "print_neptune_link"])
        self.assertEqual((one.tags[-1], one.env, one.exclude[-1]), ("more", {"A": "1"}, "data"))
        with self.assertRaisesRegex(ValueError, "print_neptune_link, ensure_clean_git"):
            helper(callbacks=["nope"])

    def test_the_project_is_that_of_the_environment_when_none_is_given(self):
        with mock.patch.dict(os.environ, {"NEPTUNE_PROJECT_NAME": "me/mine"}):
            self.assertEqual(helper(with_neptune=True, project_name=None)[0].project, "me/mine")
            self.assertEqual(helper(project_name=None)[0].project, "")
        with mock.patch.dict(os.environ):
            os.environ.pop("NEPTUNE_PROJECT_NAME", None)
            with self.assertRaisesRegex(ValueError, "NEPTUNE_PROJECT_NAME"):
                helper(with_neptune=True, project_name=None)

    def test_the_token_of_neptune_goes_by_its_name_alone(self):
        with mock.patch.dict(os.environ, {"NEPTUNE_API_TOKEN": "hush"}):
            (one,) = helper(with_neptune=True)
            self.assertEqual(one.secrets, ["NEPTUNE_API_TOKEN"])
            self.assertNotIn("hush", repr(one))
            self.assertEqual(helper()[0].secrets, [])
            given = {"NEPTUNE_API_TOKEN": "older", "A": "1"}
            (one,) = helper(with_neptune=True, env=given)
            self.assertEqual((one.secrets, one.env), (["NEPTUNE_API_TOKEN"], {"A": "1"}))
            self.assertEqual(given["NEPTUNE_API_TOKEN"], "older")
            self.assertEqual(helper(env=given)[0].env, given)

    def test_lines_of_an_ignore_file_are_excluded_too(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, ".mrunnerignore")
            with open(path, "w") as stream:
                stream.write("# big\ndata/\n\n!data/small.csv\n*.pt  \n")
            (one,) = helper(mrunner_ignore=path, exclude_git_files=False, exclude=["x"])
        self.assertEqual(one.exclude, ["x", "data/", "!data/small.csv", "*.pt"])

    def test_old_names_of_arguments_are_known(self):
        (one,) = helper(paths_to_dump="a b", display_neptune_link=False, with_mpi=True)
        self.assertEqual((one.paths_to_copy, one.with_mpi), (["a", "b"], True))
        (one,) = helper(
            base_config={"x": {"y": 1}},
            update_lambda=lambda config, found: config["x"].update(found),
            _script_name="specs/atari.py",
        )
        self.assertEqual((one.parameters, one.tags[1]), ({"x": {"y": 1, "a": 1}}, "atari"))
