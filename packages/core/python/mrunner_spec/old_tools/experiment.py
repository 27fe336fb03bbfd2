"""Experiments as the old tools' specs make them: plain holders of what they are given."""

import random
from typing import Any, Dict, List, Optional, Sequence

from .names import get_random_name, get_unique_name


class Experiment:
    """An experiment: a script with parameters. Whatever else it is given becomes an attribute.

    >>> Experiment(project="p", name="a", script="python a.py", parameters={"lr": 0.1}).name
    'a'
    """

    def __init__(
        self,
        project: Optional[str] = None,
        name: Optional[str] = None,
        script: Any = None,
        parameters: Any = None,
        env: Optional[Dict[str, Any]] = None,
        paths_to_copy: Any = None,
        tags: Any = None,
        exclude: Any = None,
        random_name: Optional[str] = None,
        **others: Any,
    ) -> None:
        self.project = project
        self.name = name
        self.script = script
        self.parameters = parameters
        self.env = {} if env is None else env
        self.paths_to_copy = [] if paths_to_copy is None else paths_to_copy
        self.tags = [] if tags is None else tags
        self.exclude = [] if exclude is None else exclude
        self.random_name = get_random_name() if random_name is None else random_name
        self.unique_name = get_unique_name(self)
        self.git_info = None
        self.with_mpi = False
        self.restore_from_path = None
        self.send_code = True
        vars(self).update(others)

    def to_dict(self) -> Dict[str, Any]:
        """Everything it holds, by names."""
        return dict(vars(self))

    def __repr__(self) -> str:
        held = ", ".join("%s=%r" % pair for pair in vars(self).items())
        return "Experiment(%s)" % held


class NeptuneExperiment:
    """An experiment of the oldest tool, under its names.

    :param what: the script
    :param paths_to_dump: paths with spaces between them, or a list
    """

    def __init__(
        self,
        what: Any,
        tags: Any,
        pythonpath: Any,
        paths_to_dump: Any,
        name: str,
        project_name: str,
        parameters: Any,
        random_id: Optional[str] = None,
        description: Optional[str] = None,
    ) -> None:
        self.what = what
        self.tags = tags
        self.pythonpath = pythonpath
        self.paths_to_dump = paths_to_dump
        self.name = name
        self.project_name = project_name
        self.parameters = parameters
        self.random_id = random_id or _six_digits()
        self.description = description

    def experiments_list(self) -> List[Any]:
        """Itself: a composite gives its members here."""
        return [self]


class CmdLineExperiment(NeptuneExperiment):
    """As ``NeptuneExperiment``, for a script that was started without neptune."""

    def __init__(self, what: Any, with_yaml: Any, *others: Any, **named: Any) -> None:
        super().__init__(what, *others, **named)
        self.with_yaml = with_yaml


class CompositeExperiment:
    """Experiments that belong together: they start together and share one id."""

    def __init__(self, experiments_list: Sequence[Any]) -> None:
        self._experiments_list = experiments_list
        self.random_id = _six_digits()
        for experiment in experiments_list:
            experiment.random_id = self.random_id

    def experiments_list(self) -> Sequence[Any]:
        """The members, in the order of their run configs."""
        return self._experiments_list


def _six_digits() -> str:
    return str(random.SystemRandom().randrange(100000, 1000000))
