"""A small network on the Palmer penguins: 2 learning rates x 2 widths x 3 seeds = 12 runs."""

from dataclasses import asdict

from params import Params

spec = [
    {
        "project": "penguins",
        "name": "mlp",
        "script": "python3 train.py",
        "tags": ["demo"],
        "parameters": asdict(Params(lr=lr, hidden=hidden, seed=seed)),
    }
    for lr in [0.01, 0.1]
    for hidden in [8, 16]
    for seed in range(3)
]
