"""`mrunner.helpers.client_helper`, by scripts as they are in the wild."""

import os
import pickle

from old_script import OldScriptCase

USES = """
import copy, json, pickle, sys
from argparse import Namespace
from mrunner.helpers.client_helper import get_configuration

config = get_configuration(print_diagnostics=True, with_neptune=True)
both = [config.lr, config["lr"], "lr" in config, "none" in config, config.get("none", 7)]
names = [name for name in config]
again = pickle.loads(pickle.dumps(config)), copy.deepcopy(config), copy.copy(config)
same = [one == config and one.lr == 0.5 for one in again]
try:
    config.none
except AttributeError:
    both.append("AttributeError")
config.added = 1
identity = config["experiment_id"]
del config["experiment_id"]
depth = config.pop("model_depth")
variant = vars(config)
print(json.dumps([both, names, same, identity, depth, variant, vars(Namespace(**config)), sys.argv[1:],
                  type(config["opt"]).__name__]))
"""


class ParametersOfARun(OldScriptCase):
    def test_are_used_as_scripts_use_them(self):
        words = ["--config", os.path.join(self.directory, "neptune.yaml"), "--epochs", "3"]
        both, names, same, identity, depth, variant, namespace, argv, opt = self.said(
            USES, *words, env=self.in_run()
        )
        self.assertEqual(both, [0.5, 0.5, True, False, 7, "AttributeError"])
        self.assertEqual(names, ["lr", "model_depth", "model_act", "opt", "experiment_id"])
        self.assertEqual(same, [True, True, True])
        self.assertEqual(identity, "20261122-1607-brave-otter/3")
        self.assertEqual(depth, 3)
        left = {"lr": 0.5, "model_act": "relu", "added": 1}
        left["opt"] = {"name": "adam", "betas": [0.9, 0.99]}
        self.assertEqual(variant, left)
        self.assertEqual(namespace, left)
        self.assertEqual(argv, words, "the arguments are left as they are")
        self.assertEqual(opt, "dict")

    def test_nest_by_prefixes(self):
        script = """
import json
from mrunner.helpers.client_helper import get_configuration
params = get_configuration(nesting_prefixes=("model_", "data_"))
print(json.dumps([params.model.depth, params["model"], params.data, "model_act" in params]))
"""
        nested = {"depth": 3, "act": "relu"}
        self.assertEqual(self.said(script, env=self.in_run()), [3, nested, {}, False])

    def test_are_told_to_the_logging_module_when_asked_for(self):
        script = """
import logging
logging.basicConfig(level=logging.INFO)
from mrunner.helpers.client_helper import get_configuration
get_configuration(print_diagnostics=True)
"""
        self.start(script, env=self.in_run())
        for said in ["PYTHONPATH: /", "cd " + self.directory, "'lr': 0.5"]:
            self.assertIn(said, self.errors)

    def test_of_a_file_that_the_script_names_have_no_experiment_id(self):
        script = """
import json
from mrunner.helpers.client_helper import get_configuration
print(json.dumps(sorted(get_configuration(config_file="neptune.yaml", nesting_prefixes=("model_",)))))
"""
        names = ["lr", "model_act", "model_depth", "opt"]
        self.assertEqual(self.said(script), names)
        self.assertEqual(self.said(script, env={**self.in_run(), "MRUNNER_NEPTUNE_PATH": "x"}), names)


SHOW = """
import json, sys
from mrunner.helpers.client_helper import get_configuration
first, second = get_configuration(), get_configuration()
print(json.dumps([first, first == second, sys.argv[1:]]))
"""


class ByHand(OldScriptCase):
    def test_a_file_is_read_and_the_arguments_of_the_script_are_left(self):
        params, same, argv = self.said(SHOW, "--config", "neptune.yaml", "--epochs", "3")
        self.assertEqual(params["lr"], 0.5)
        self.assertIsNone(params["experiment_id"])
        self.assertTrue(same)
        self.assertEqual(argv, ["--config", "neptune.yaml", "--epochs", "3"])
        self.assertEqual(self.errors.count("experiment directory: "), 1)

    def test_a_spec_is_evaluated_and_its_first_experiment_taken(self):
        self.write("spec.py", "experiments_list = [{'parameters': {'lr': k / 4}} for k in (1, 2)]\n")
        params, _, argv = self.said(SHOW, "--ex", "spec.py")
        self.assertEqual(params, {"lr": 0.25, "experiment_id": None})
        self.assertEqual(argv, ["--ex", "spec.py"])

    def test_in_a_run_the_option_ex_is_the_scripts_own(self):
        params, _, argv = self.said(SHOW, "--ex", "missing.py", env=self.in_run())
        self.assertEqual((params["lr"], argv), (0.5, ["--ex", "missing.py"]))

    def test_a_pickle_is_refused_with_what_to_type(self):
        with open(os.path.join(self.directory, "config.pickle"), "wb") as file:
            pickle.dump({"parameters": {}}, file)
        self.start(SHOW, "--config", "config.pickle", code=2)
        for said in ["config.pickle", "got a pickle", "--ex SPEC.py"]:
            self.assertIn(said, self.errors)

    def test_without_parameters_it_says_what_is_missing(self):
        self.start(SHOW, code=2)
        self.assertIn("train.py needs its parameters", self.errors)


LOGS = """
from mrunner.helpers.client_helper import get_configuration, logger
params = get_configuration(with_neptune=%s)
logger(" test channel1 ", 1.5)
logger("test channel1", 2.5)
logger("listed", [1, 2, 3])
logger("pairs", [(10, 0.1), (20, 0.2)])
logger("empty", [])
logger("word", "yes")
logger("best", 7, single_value=True)
logger("picture", b"\\x89PNG....")
"""
LOGGED = [
    ("test channel1", 1, 1.5),
    ("test channel1", 2, 2.5),
    ("listed", 1, 1),
    ("listed", 2, 2),
    ("listed", 3, 3),
    ("pairs", 10, 0.1),
    ("pairs", 20, 0.2),
    ("word", 1, "yes"),
    ("best", 1, 7),
    ("picture", 1, "images/picture/1.png"),
]


class TheLogger(OldScriptCase):
    def test_records_in_a_run_and_prints_nothing(self):
        for with_neptune in (True, False):
            self.assertEqual(self.start(LOGS % with_neptune, env=self.in_run()), "")
            self.assertEqual(self.points(), LOGGED)
            os.remove(os.path.join(self.run_directory, "metrics.jsonl"))

    def test_prints_outside_of_a_run(self):
        printed = self.start(LOGS % True, "--config", "neptune.yaml").splitlines()
        self.assertEqual(printed[:2], [" test channel1 :1.5", "test channel1:2.5"])
        self.assertIn("pairs:[(10, 0.1), (20, 0.2)]", printed)

    def test_prints_where_nothing_was_configured_at_all(self):
        script = "from mrunner.helpers.client_helper import logger\nlogger('loss', 0.5)\n"
        self.assertEqual(self.start(script), "loss:0.5\n")
        self.assertEqual(sorted(os.listdir(self.directory)), ["neptune.yaml", "run", "train.py"])

    def test_stands_for_the_experiment_of_a_tracker(self):
        script = """
import mrunner
from mrunner.helpers import client_helper
mrunner.settings.NEPTUNE_USE_NEW_API = True
assert client_helper.experiment_ is None
client_helper.get_configuration(with_neptune=True)
run = mrunner.helpers.client_helper.experiment_
run["train/loss"].log(0.5)
run["train/loss"].append(value=0.25, step=10)
run["note"] = "first"
run["lists"].extend([1, 2])
run["group"]["inner"].assign(3)
run.send_metric("old", 4)
run.send_metric("old", 7, 5)
print(run["sys/id"].fetch(), run["group/inner"].fetch())
run.stop()
"""
        said = self.start(script, env=self.in_run())
        self.assertEqual(said, "20261122-1607-brave-otter/3 3\n")
        expected = [("train/loss", 1, 0.5), ("train/loss", 10, 0.25), ("note", 1, "first")]
        expected += [("lists", 1, 1), ("lists", 2, 2), ("group/inner", 1, 3)]
        self.assertEqual(self.points(), expected + [("old", 1, 4), ("old", 7, 5)])
