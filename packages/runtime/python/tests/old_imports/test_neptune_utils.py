"""`deeplib.neptune_utils`, by scripts as they are in the wild."""

import json
import os

from old_script import OldScriptCase

MAIN = """
import sys
from deeplib.neptune_utils import standard_mrunner_main, get_neptune_helper

class NeptuneLogger(object):
    def __init__(self):
        helper = get_neptune_helper()
        helper.setup_neptune([])
        helper.send_debug("a message")

    def logkv(self, key, val):
        get_neptune_helper().send_num_log(key, val)

def prepare_configs_and_run(ctx, args, exp_dir_path):
    logger = NeptuneLogger()
    for epoch in range(3):
        logger.logkv("loss", args.lr / (1 + epoch))
    print(ctx is None, args["lr"], args.model_depth, exp_dir_path, sys.argv[1:])
    return {"loss": 0.5}

def main(_):
    standard_mrunner_main(prepare_configs_and_run)

if __name__ == "__main__":
    main(sys.argv)
    print("over")
"""


class StandardMain(OldScriptCase):
    def test_calls_the_function_and_comes_back(self):
        said = self.start(MAIN, "--own", "1", env=self.in_run()).splitlines()
        shown = "True 0.5 3 {} ['--own', '1']".format(self.run_directory)
        self.assertEqual(said, ["Debug:a message", shown, "over"])
        losses = [("loss", k, 0.5 / k) for k in (1, 2, 3)]
        self.assertEqual(self.points(), [("debug", 1, "a message"), *losses])
        with open(os.path.join(self.run_directory, "result.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"loss": 0.5})

    def test_under_neptune_has_the_context_and_charts(self):
        context = {"project": "tests", "name": "old", "params": {"lr": 0.5, "model_depth": 3}}
        context.update(storageDir=self.run_directory, tags=[], properties={})
        path = self.write("run/context.json", json.dumps(context))
        env = {**self.in_run(), "MRUNNER_UNDER_NEPTUNE": "1", "MRUNNER_NEPTUNE_CONTEXT": path}
        script = """
from deeplib import neptune_utils
def job_main(ctx, args, exp_dir_path):
    assert neptune_utils.get_neptune_context() is ctx
    neptune_utils.get_neptune_helper().create_channels_and_series(["a", "b"])
    neptune_utils.get_neptune_helper().send_num_logs([("a", 1), ("b", 2)])
    print(ctx.params.lr, args.lr, ctx.storage_url == exp_dir_path)
neptune_utils.standard_mrunner_main(job_main)
"""
        self.assertEqual(self.start(script, env=env), "0.5 0.5 True\n")
        self.assertEqual(self.points(), [("a", 1, 1), ("b", 1, 2)])
        with open(os.path.join(self.run_directory, "metrics.jsonl"), encoding="utf-8") as file:
            self.assertEqual([json.loads(x)["series"] for x in file if "chart" in x], [{"a": "a", "b": "b"}])

    def test_an_exit_of_the_function_ends_the_script_with_its_code(self):
        for call, code in [("sys.exit(3)", 3), ("sys.exit(0)", 0), ("1 / 0", 1)]:
            script = """
import sys
from deeplib.neptune_utils import standard_mrunner_main
standard_mrunner_main(lambda ctx, args, exp_dir_path: {})
print("over")
""".format(call)
            self.assertEqual(self.start(script, env=self.in_run(), code=code), "")


class TheHelper(OldScriptCase):
    def test_aggregates_every_n_values(self):
        script = """
from deeplib.neptune_utils import *
from deeplib.neptune_utils import get_neptune_helper
helper = get_neptune_helper()
assert get_neptune_helper() is helper
for k in range(1, 8):
    helper.send_num_log("mean", k, aggregate_n=3)
    helper.send_num_log("max", k % 3, 3, aggregate_fun=max_aggregate_fun)
    helper.send_num_log("min", k % 3, 3, aggregate_fun=min_aggregate_fun)
    helper.send_num_log("last", k, aggregate_n=3, x=10 * k, aggregate_fun=last_aggregate_fun)
"""
        self.start(script, env=self.in_run())
        self.assertEqual(
            [point for point in self.points()],
            [("mean", 3, 2), ("max", 3, 2), ("min", 3, 0), ("last", 30, 3)]
            + [("mean", 6, 5), ("max", 6, 2), ("min", 6, 0), ("last", 60, 6)],
        )

    def test_outside_of_a_run_prints_and_writes_nothing(self):
        script = """
from deeplib.neptune_utils import get_neptune_helper
helper = get_neptune_helper()
helper.send_debug("text")
helper.send_num_log("loss", 0.5)
helper.send_image("pictures", "name", "description", b"GIF89a")
"""
        self.assertEqual(self.start(script), "Debug:text\nNeptune loss:0.5\n")
        self.assertEqual(sorted(os.listdir(self.directory)), ["neptune.yaml", "run", "train.py"])

    def test_of_an_mpi_program_the_first_process_alone_sends(self):
        script = """
from deeplib.neptune_utils import get_neptune_helper
get_neptune_helper().send_num_log("loss", 0.5)
"""
        for rank in ("1", "0"):
            self.start(script, env={**self.in_run(), "OMPI_COMM_WORLD_RANK": rank})
            has_metrics = "metrics.jsonl" in os.listdir(self.run_directory)
            self.assertEqual(has_metrics, rank == "0")
