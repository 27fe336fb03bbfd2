from mrunner.helpers.specification_helper import create_experiments_helper

name = globals()["script"][:-3]

# params for all exps
config = {
    "exp_tags": [name],
    "run.job_class": "@jobs.TrainModel",
    "total_steps": 2_000_000,
    "lr": 1e-4,
    "with_wandb": True,
    "checkpoint": None,
}

# params different between exps
params_grid = [
    {
        "seed": list(range(2)),
        "env___": ["river", "room"],
        "size___": [(10, 10), (5, 5)],
        "lr": [1e-4, 1.0],
    },
    {"seed": [7]},
]

experiments_list = create_experiments_helper(
    experiment_name=name,
    project_name="nle",
    with_neptune=False,
    script="python3 mrunner_run.py",
    python_path=".:src",
    tags=[name],
    exclude=["checkpoint"],
    base_config=config,
    params_grid=params_grid,
)
