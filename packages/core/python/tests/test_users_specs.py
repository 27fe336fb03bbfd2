"""Specs as users of the old tools write them."""

import os

from tests.rig import SPECS, SpecTest


class UsersSpecs(SpecTest):
    def run_spec(self, name, **options):
        answer = self.evaluate(file=os.path.join(SPECS, name), **options)
        self.assertIsNone(answer.one("threw"), answer.lines)
        return answer

    def test_a_grid_with_tied_keys_comes_in_the_order_of_the_old_helper(self):
        answer = self.run_spec("grid_and_zip.py")
        base = {
            "exp_tags": ["grid_and_zip"],
            "run.job_class": "@jobs.TrainModel",
            "total_steps": 2000000,
        }
        self.assert_same(
            answer.parameters(),
            [
                {**base, "lr": lr, "with_wandb": True, "checkpoint": None,
                 "env": env, "size": size, "seed": seed}
                for env, size in [("river", [10, 10]), ("room", [5, 5])]
                for seed in [0, 1]
                for lr in [1e-4, 1.0]
            ] + [{**base, "lr": 1e-4, "with_wandb": True, "checkpoint": None, "seed": 7}],
        )
        fields = answer.one("fields")["fields"]
        self.assertEqual(fields["name"], "grid_and_zip")
        self.assertEqual(fields["project"], "nle")
        self.assertEqual(fields["script"], "python3 mrunner_run.py")
        self.assertEqual(fields["env"], {"PYTHONPATH": "$PYTHONPATH:.:src"})
        self.assertEqual(fields["exclude"], ["checkpoint", ".git", ".gitignore", ".gitmodules"])
        self.assertEqual(fields["tags"][0], "grid_and_zip")
        self.assertRegex(fields["tags"][1], "^[a-z]+_[a-z]+$")
        self.assertEqual(len(fields["tags"]), 2)

    def test_experiments_that_share_one_munch_have_what_it_holds_in_the_end(self):
        answer = self.run_spec("shared_munch.py")
        self.assertEqual(answer.one("spec")["name"], "spec")
        self.assert_same(answer.parameters(), [{"param1": 13, "param2": 12.0}] * 3)
        fields = answer.experiments()[0][0]
        self.assertEqual(fields["python_path"], ".:some_utils:some/other/utils/path")
        self.assertEqual(fields["time"], "1-0")
        self.assertEqual(fields["env"], {"WORKERS": "4", "AMP": "True"})
        self.assertEqual(fields["paths_to_dump"], "")
        (warning,) = answer.one("warnings")["warnings"]
        self.assertEqual(warning["path"], "env.CACHE")

    def test_composites_give_their_members_in_order(self):
        answer = self.run_spec("composites.py")
        self.assertEqual(
            answer.one("spec"),
            {"line": "spec", "name": "specifications", "isList": True, "afterRun": False},
        )
        sizes = [line["size"] for line in answer.lines if line["line"] == "composite"]
        self.assertEqual(sizes, [2, 2])
        self.assert_same(answer.parameters(), [{"lr": lr} for lr in (0.1, 0.1, 1.0, 1.0, 3)])
        whats = [fields["what"] for fields, _ in answer.experiments()]
        self.assertEqual(whats, ["python learn.py", "python -u video.py"] * 2 + ["python learn.py"])
        keys = set(answer.experiments()[1][0])
        expected = {"what", "name", "project_name", "tags", "pythonpath", "paths_to_dump"}
        self.assertEqual(keys, expected)

    def test_a_spec_that_exits_since_a_variable_is_missing_says_so(self):
        answer = self.run_spec("needs_token.py")
        self.assertEqual(answer.lines, [{"line": "exited", "code": 1, "text": None}])
        self.assertEqual(answer.printed, "Please set PROJECT_QUALIFIED_NAME\n")
        answer = self.run_spec("needs_token.py", env={"PROJECT_QUALIFIED_NAME": "me/mine"})
        self.assert_same(answer.parameters(), [{"param1": 10}])
        self.assertEqual(answer.experiments()[0][0]["project"], "me/mine")

    def test_experiments_may_have_a_script_alone(self):
        answer = self.run_spec("scripts_only.py")
        self.assertEqual(answer.parameters(), [{}] * 4)
        self.assertEqual(
            [fields["script"] for fields, _ in answer.experiments()],
            [
                "python teamwork/main.py --vocab_size %d --hidden 9  --n_features %d"
                % (v, f)
                for f in (2, 5)
                for v in (5, 10)
            ],
        )
        self.assertEqual(answer.experiments()[0][0]["project"], "")

    def test_neighbours_are_imported_from_where_the_spec_and_the_user_are(self):
        self.write(
            "neighbours/defaults_of_run.py",
            "def combine_config_with_defaults(config): return {'lr': 1.0, **config}",
        )
        self.write(
            "configs/shared.py",
            "HELPER_KWARGS = dict(script='python r.py', python_path='', with_neptune=False)",
        )
        answer = self.run_spec("combinations_twice.py")
        self.assert_same(
            answer.parameters(),
            [
                {"lr": 1.0, "run_kind": "cl", "sleep": sleep, "cycles": 2, "kl": 1.0,
                 "group": "combinations_twice_%d" % e}
                for e, sleep in enumerate((4, 6))
            ],
        )
        self.assertEqual(answer.experiments()[0][0]["exclude"], [])
