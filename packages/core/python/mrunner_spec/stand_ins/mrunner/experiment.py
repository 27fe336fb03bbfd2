"""Experiments, where specs import them from."""

from mrunner_spec.old_tools.experiment import CompositeExperiment, Experiment, NeptuneExperiment

__all__ = ["CompositeExperiment", "Experiment", "NeptuneExperiment"]
