"""One contract for spec and training script: a misspelt or impossible parameter fails in both."""

from dataclasses import dataclass


@dataclass
class Params:
    lr: float
    hidden: int = 16
    seed: int = 0

    def __post_init__(self):
        if self.lr <= 0:
            raise ValueError(f"lr: expected a number above 0, got {self.lr}")
