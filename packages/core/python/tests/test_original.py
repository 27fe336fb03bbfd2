"""The original's own functions beside ours, where a directory with the original is named."""

import contextlib
import importlib
import io
import os
import random
import sys
import unittest
from unittest import mock

from mrunner_spec.stand_in_finder import offer_stand_ins
from tests.rig import SPECS, SpecTest

ORIGINAL = os.environ.get("MRUNNER_TEST_ORIGINAL", "")
HELPER = "mrunner.helpers.specification_helper"


def load(paths):
    """The helper as it is found there, with nothing left of another one."""
    for name in [it for it in sys.modules if it.split(".")[0] in ("mrunner", "munch", "path")]:
        del sys.modules[name]
    with mock.patch.object(sys, "path", paths + sys.path):
        return importlib.import_module(HELPER)


only_beside_it = unittest.skipUnless(
    ORIGINAL, "MRUNNER_TEST_ORIGINAL names no directory with the original"
)


@only_beside_it
class BesideTheOriginal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.original = load(ORIGINAL.split(os.pathsep))
        offer_stand_ins()
        cls.ours = load([])
        assert "stand_ins" in cls.ours.__file__ and "stand_ins" not in cls.original.__file__

    def grid(self, source):
        tied = source.randrange(1, 4)
        grid = {}
        for name in source.sample("abcdefgh", source.randrange(5)):
            if source.random() < 0.3:
                grid[name + "___"] = [source.random() for _ in range(tied)]
            else:
                values = [1, 2.0, "x", None, True, [1], {"y": 1}, (1, 2)]
                grid[name] = source.sample(values, source.randrange(4))
        return grid

    def test_combinations_are_the_same_in_the_same_order(self):
        for seed in range(2000):
            source = random.Random(seed)
            grids = [self.grid(source) for _ in range(source.randrange(1, 4))]
            given = grids[0] if source.random() < 0.3 else grids
            limit = source.choice([None, None, 1, 5])
            expected = self.original.get_combinations(given, limit)
            found = self.ours.get_combinations(given, limit)
            self.assertEqual(repr([dict(it) for it in found]), repr([dict(it) for it in expected]))

    def experiments(self, module, options):
        with contextlib.redirect_stdout(io.StringIO()):
            made = module.create_experiments_helper(**options())
        return [
            {
                **{name: getattr(it, name) for name in (
                    "project", "name", "script", "env", "exclude", "with_mpi",
                    "restore_from_path", "send_code", "git_info")},
                # Nothing to be copied, in two spellings.
                "paths_to_copy": it.paths_to_copy or [],
                "tags": [tag if tag != it.random_name else "RANDOM" for tag in it.tags],
                "parameters": list(it.parameters.items()),
                "kind": type(it.parameters).__name__,
            }
            for it in made
        ]

    def test_experiments_are_the_same(self):
        for seed in range(500):
            def options(seed=seed):
                source = random.Random(seed)
                pick = source.choice
                given = dict(
                    experiment_name=pick(["n", "a b"]),
                    base_config={key: pick([1, [2], "x"]) for key in source.sample("abcz", 2)},
                    params_grid=[self.grid(source) for _ in range(source.randrange(1, 3))],
                    script=pick(["python a.py", "./run.sh x"]),
                    python_path=pick(["", ".", ".:src"]),
                    tags=["t"],
                    add_random_tag=pick([True, False]),
                    env=pick([None, {}, {"A": "1"}]),
                    project_name="me/mine",
                    exclude_git_files=pick([True, False]),
                    exclude=pick([None, ["data"]]),
                    with_neptune=False,
                    paths_to_copy=pick([None, ["x"]]),
                    with_mpi=pick([True, False]),
                )
                if source.random() < 0.2:
                    given["params_grid"] = {"restore_from_path": ["/a"], "send_code": [False]}
                return given

            expected = self.experiments(self.original, options)
            self.assertEqual(self.experiments(self.ours, options), expected)


@only_beside_it
class WithTheOriginalInstalled(SpecTest):
    def test_a_spec_gives_the_same_as_with_our_stand_ins(self):
        def experiments(env):
            answer = self.evaluate(file=os.path.join(SPECS, "grid_and_zip.py"), env=env)
            return [
                (
                    {key: value for key, value in fields.items() if key not in ours_alone},
                    len(fields["tags"]),
                    list(parameters.items()),
                )
                for fields, parameters in answer.experiments()
            ]

        # The random tag differs, and nothing to be copied is left out or is an empty list.
        ours_alone = ("tags", "paths_to_copy", "secrets")
        found = experiments({})
        self.assertEqual(len(found), 9)
        self.assertEqual(found, experiments({"PYTHONPATH": ORIGINAL}))
