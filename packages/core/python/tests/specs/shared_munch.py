from munch import Munch

from mrunner.experiment import Experiment

params = Munch(param1=10, param2=12.0)


def create_experiment_for_spec(parameters):
    script = "python example_experiment.py"
    name = "initials, experiment name"
    python_path = ".:some_utils:some/other/utils/path"
    paths_to_dump = ""  # e.g. 'plgrid tensor2tensor', do we need it?
    tags = "test_user other_tag".split(" ")
    return Experiment(
        project="sandbox",
        name=name,
        script=script,
        parameters=parameters,
        python_path=python_path,
        paths_to_dump=paths_to_dump,
        tags=tags,
        env={"WORKERS": 4, "AMP": True, "CACHE": None},
        time="1-0",  # days-hours
    )


def spec():
    experiments = []
    for _ in range(3):
        params.param1 += 1
        experiments.append(create_experiment_for_spec(params))
    return experiments
