import os

from munch import Munch

from mrunner.experiment import Experiment

if "PROJECT_QUALIFIED_NAME" not in os.environ:
    print("Please set PROJECT_QUALIFIED_NAME")
    exit(1)

exp = Experiment(
    name="Basic experiment",
    script="python experiment_basic.py",
    project=os.environ["PROJECT_QUALIFIED_NAME"],
    tags=["test_experiments"],
    env={"PYTHON_PATH": "$PYTHONPATH:."},
    parameters=Munch(param1=10),
)

experiments_list = [exp]
