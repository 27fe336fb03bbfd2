from mrunner.experiment import Experiment

cmds = []
for f in [2, 5]:
    for v in [5, 10]:
        cmds.append(f"python teamwork/main.py --vocab_size {v} --hidden 9  --n_features {f}")

experiments_list = [
    Experiment(project="", name="", parameters=None, script=cmd, python_path=".", paths_to_dump="")
    for cmd in cmds
]
