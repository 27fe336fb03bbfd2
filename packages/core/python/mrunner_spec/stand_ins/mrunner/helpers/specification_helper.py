"""Experiments of a grid of parameters, as the old tools' specs ask for them."""

import copy
import os
import warnings
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Union

from mrunner_spec.old_tools.combinations import get_combinations
from mrunner_spec.old_tools.experiment import Experiment
from mrunner_spec.old_tools.names import get_random_name
from munch import Munch

__all__ = ["create_experiments_helper", "get_combinations"]

_TOKEN = "NEPTUNE_API_TOKEN"
_GIT_FILES = (".git", ".gitignore", ".gitmodules")
_ATOMS = frozenset((int, float, bool, str, bytes, type(None)))


def create_experiments_helper(
    experiment_name: str,
    base_config: Mapping[str, Any],
    params_grid: Union[Mapping[str, Any], Sequence[Mapping[str, Any]]],
    script: str,
    python_path: Optional[str] = None,
    tags: Sequence[str] = (),
    add_random_tag: bool = True,
    env: Optional[Mapping[str, Any]] = None,
    project_name: Optional[str] = None,
    exclude_git_files: bool = True,
    exclude: Optional[Sequence[str]] = None,
    with_neptune: bool = True,
    display_neptune_link: bool = True,
    copy_neptune_link: bool = True,
    paths_to_dump: Optional[str] = None,
    paths_to_copy: Optional[Sequence[str]] = None,
    with_mpi: bool = False,
    callbacks: Optional[Sequence[Union[str, Callable[..., Any]]]] = None,
    mrunner_ignore: Optional[str] = None,
    update_lambda: Optional[Callable[[Any, Any], Any]] = None,
    _script_name: Optional[str] = None,
) -> List[Experiment]:
    """An experiment for each combination of a grid, over the same configuration.

    Nothing that is passed is changed. All experiments of a call share one random name, which is
    one of their tags too.

    :param base_config: parameters that all experiments have
    :param params_grid: see ``get_combinations``
    :param python_path: directories with colons between them
    :param project_name: the environment variable NEPTUNE_PROJECT_NAME when it is not given
    :param exclude: what is not copied to where the experiments run
    :param callbacks: called with everything that is known, before the experiments are made; lists
        and dicts that they change count
    :param mrunner_ignore: a file with more of what is not copied, written like a .gitignore
    """
    project_name = _project(project_name, with_neptune)
    env = dict(env or {})
    exclude = _excluded(exclude, exclude_git_files, mrunner_ignore)
    callbacks = list(callbacks or ())
    tags = [tags] if isinstance(tags, str) else list(tags or ())
    random_name = get_random_name()
    if _script_name:
        tags.append(os.path.splitext(os.path.basename(_script_name))[0])
    if add_random_tag:
        tags.append(random_name)
    if paths_to_dump:
        warnings.warn("paths_to_dump is now called paths_to_copy", DeprecationWarning, 2)
        paths_to_copy = paths_to_dump.split(" ")
    if python_path:
        env["PYTHONPATH"] = "$PYTHONPATH:" + python_path
    secrets = _secrets(env, with_neptune)
    params_configurations = get_combinations(params_grid)
    experiments: List[Experiment] = []
    git_info = None
    known = dict(locals())
    for callback in callbacks:
        _callable(callback)(callback=callback, **known)
    common = {
        "project": project_name,
        "name": experiment_name,
        "script": script,
        "paths_to_copy": paths_to_copy,
        "tags": tags,
        "env": env,
        "exclude": exclude,
        "random_name": random_name,
        "with_mpi": with_mpi,
        "secrets": secrets,
    }
    for combination in params_configurations:
        config = _copied(base_config)
        if update_lambda is None:
            config.update(combination)
        else:
            update_lambda(config, combination)
        experiments.append(_experiment(Munch(config), common))
    return experiments


def _project(given: Optional[str], with_neptune: bool) -> str:
    if given is not None:
        return given
    if not with_neptune:
        return ""  # Late helpers did not ask for one. The default project is taken.
    named = os.environ.get("NEPTUNE_PROJECT_NAME")
    if named is None:
        raise ValueError("pass project_name, or set the variable NEPTUNE_PROJECT_NAME")
    return named


def _secrets(env: Dict[str, Any], with_neptune: bool) -> List[str]:
    """The token reaches the runs by its name: no file of a sweep may hold its value.

    As ever the token of the environment comes before one in ``env``.
    """
    if not with_neptune:
        return []
    if _TOKEN in os.environ:
        env.pop(_TOKEN, None)
        return [_TOKEN]
    if _TOKEN + "_" in os.environ and _TOKEN not in env:
        print("%s_ is set, but runs take %s from the environment: set that." % (_TOKEN, _TOKEN))
    return []


def _excluded(
    given: Optional[Sequence[str]], with_git_files: bool, ignore_file: Optional[str]
) -> List[str]:
    exclude = given.split() if isinstance(given, str) else list(given or ())
    if with_git_files:
        exclude += _GIT_FILES
    if ignore_file:
        with open(ignore_file, encoding="utf-8") as stream:
            lines = [line.rstrip() for line in stream]
        exclude += [line for line in lines if line and not line.startswith("#")]
    return exclude


def _callable(callback: Union[str, Callable[..., Any]]) -> Callable[..., Any]:
    if isinstance(callback, str):
        from mrunner.plugins import get_by_name

        return get_by_name(callback)
    if not callable(callback):
        raise ValueError("expected a function, or the name of one, got %r" % (callback,))
    return callback


def _copied(config: Any) -> Any:
    """A copy that shares nothing which could be changed."""
    if type(config) is dict and _ATOMS.issuperset(map(type, config.values())):
        return dict(config)
    return copy.deepcopy(config)


def _experiment(config: Any, common: Dict[str, Any]) -> Experiment:
    if "restore_from_path" not in config:
        return Experiment(parameters=config, **common)
    restored = config.pop("restore_from_path")
    sent = config.pop("send_code", True)
    return Experiment(parameters=config, restore_from_path=restored, send_code=sent, **common)
