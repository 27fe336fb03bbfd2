"""The oldest tool's experiments, as its specs import them."""

from mrunner_spec.old_tools.experiment import (
    CmdLineExperiment,
    CompositeExperiment,
    NeptuneExperiment,
)
from mrunner_spec.old_tools.names import id_generator

__all__ = [
    "CmdLineExperiment",
    "CompositeExperiment",
    "Experiment",
    "NeptuneExperiment",
    "id_generator",
]


class Experiment:
    """What all its experiments have in common."""

    def experiments_list(self):
        """Itself: a composite gives its members here."""
        return [self]
