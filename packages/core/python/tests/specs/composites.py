import random
import string

from dispatcher import CmdLineExperiment, CompositeExperiment, NeptuneExperiment
from deeplib.nemesgenerator import get_random_name


def id_generator(n=10):
    source = random.SystemRandom()
    return "".join(source.choice(string.ascii_lowercase + string.digits) for _ in range(n))


def core(lr):
    return NeptuneExperiment(
        what="python learn.py",
        name="core " + get_random_name(),
        project_name="osim",
        tags="pmilos lean_to_run".split(" "),
        pythonpath=".:deep_lib",
        parameters={"lr": lr},
        paths_to_dump="learn_to_run deps/deep_lib xxx",
    )


def video(of):
    return CmdLineExperiment(
        what="python -u video.py",
        with_yaml=True,
        name=of.name,
        project_name=of.project_name,
        tags=[""],
        pythonpath=of.pythonpath,
        parameters=of.parameters,
        paths_to_dump=of.paths_to_dump,
    )


def specifications():
    pairs = []
    for lr in [0.1, 1.0]:
        experiment = core(lr)
        pairs.append(CompositeExperiment([experiment, video(experiment)]))
    return pairs + [core(3)]
