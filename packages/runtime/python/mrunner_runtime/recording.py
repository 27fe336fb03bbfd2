"""What is recorded in one experiment directory by one process."""

import os
from typing import Callable, Dict, Optional

from .channels import Channel
from .limited_warnings import LimitedWarnings
from .metrics_file import MetricsFile
from .recorder import Recorder
from .run_files import METRICS_FILE
from .value_log import Log


class Recording:
    def __init__(self, experiment_dir: str, attempt: int, tell: Callable[[str], None]):
        self.experiment_dir = experiment_dir
        self.warnings = LimitedWarnings(tell)
        self.metrics = MetricsFile(os.path.join(experiment_dir, METRICS_FILE), self.warnings)
        self.recorder = Recorder(self.metrics, attempt, self.warnings)
        self.log = Log(self.recorder, self.warnings)

    def channel(self, name: str, channel_type: Optional[str] = None) -> Channel:
        return Channel(name, channel_type, self.recorder, self.warnings, self.experiment_dir)


_recordings: Dict[str, Recording] = {}


def recording_of(experiment_dir: str, attempt: int, tell: Callable[[str], None]) -> Recording:
    """The recording of a directory: one for all who ask, so that steps grow whoever logs."""
    found = _recordings.get(experiment_dir)
    if found is None:
        found = _recordings[experiment_dir] = Recording(experiment_dir, attempt, tell)
    return found
