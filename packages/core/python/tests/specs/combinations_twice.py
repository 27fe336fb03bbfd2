import os
import sys

sys.path.append(os.path.join(os.getcwd(), "neighbours"))

from mrunner.helpers.specification_helper import create_experiments_helper, get_combinations

from defaults_of_run import combine_config_with_defaults
from configs.shared import HELPER_KWARGS

name = globals()["script"][:-3]
params_grid = [{"sleep": [4, 6], "cycles": [2], "kl": [1.0]}]

final_grid = []
for e, cfg in enumerate(get_combinations(params_grid)):
    cfg = {key: [value] for key, value in cfg.items()}
    cfg["group"] = [f"{name}_{e}"]
    final_grid.append(dict(cfg))

experiments_list = create_experiments_helper(
    experiment_name=name,
    project_name="nle",
    tags=[name],
    base_config=combine_config_with_defaults({"run_kind": "cl"}),
    params_grid=final_grid,
    exclude_git_files=False,
    **HELPER_KWARGS,
)
