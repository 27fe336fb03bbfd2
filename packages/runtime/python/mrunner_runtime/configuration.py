"""Finds out how a script was started, reads and checks its parameters, and makes its directory."""

from typing import TYPE_CHECKING, Any, List, NamedTuple, Optional, Sequence

from .command_line import repeated_words, script_name, typed_line
from .experiment_directory import make_experiment_directory
from .host import Host
from .parameter_source import ParameterSource, read_parameter_source
from .parameters import Parameters
from .problems import SetUpError, SetUpProblem, problem_count, problems_text
from .run_info import RunInfo, attempt_of, run_info
from .start_mode import Start, decide_start

if TYPE_CHECKING:
    from .neptune_context_file import NeptuneContextFile


class Configuration(NamedTuple):
    """What a training script was started with."""

    #: `neptune`, `debug`, `yaml`, `direct`, or `nothing` for a script outside of mrunner.
    mode: str
    #: Parameters, or what the schema made of them. None in debug mode without a spec and a setting.
    params: Any
    #: Absolute; the directory exists.
    experiment_dir: str
    #: The embedded neptune context's file.
    neptune: "Optional[NeptuneContextFile]"
    run: Optional[RunInfo]
    attempt: int
    #: The arguments that are the script's own.
    argv: List[str]


def read_configuration(
    host: Host,
    schema: Any = None,
    directory: Optional[str] = None,
    takes_config: bool = True,
) -> Configuration:
    """Nothing is made unless all is well.

    `schema` is a dataclass, `directory` the experiment directory if that is known.

    Raises a SetUpError whose message says what to type instead.
    """
    start, argv, problems = decide_start(host.argv, host.env, takes_config)
    if problems:
        title = "{}: {} in its arguments".format(script_name(host), problem_count(problems))
        raise SetUpError(problems_text(title, problems))
    if start.mode == "nothing":
        from .usage_message import usage_message

        raise SetUpError(usage_message(host, _schema_of(schema)))
    source = read_parameter_source(start, host)
    params = _checked_params(start, source, schema, host)
    return Configuration(
        mode=start.mode,
        params=params,
        experiment_dir=directory or _experiment_directory(start, source, host),
        neptune=source.neptune,
        run=run_info(host.env),
        attempt=attempt_of(host.env),
        argv=argv,
    )


def _schema_of(schema: Any) -> Any:
    if schema is None:
        return None
    from .schema import Schema

    return Schema(schema)


def _checked_params(start: Start, source: ParameterSource, given: Any, host: Host) -> Any:
    """The parameters after `--set` and the schema."""
    schema = _schema_of(given)
    parameters: Any = source.parameters
    place = " ({})".format(source.place) if source.place else ""
    title = script_name(host) + ": {} in {}" + place
    if start.settings:
        from .settings import apply_settings

        kinds = None if schema is None else schema.kinds
        parameters, problems = apply_settings(parameters, start.settings, kinds)
        if problems:
            raise SetUpError(
                problems_text(title.format(problem_count(problems), "--set"), problems)
            )
    if schema is None:
        is_nothing = start.mode == "debug" and start.spec is None and not start.settings
        return None if is_nothing else Parameters(parameters)
    checked, problems = schema.check(parameters)
    if not problems:
        return checked
    closing = _line_to_type(start, schema, problems, host)
    heading = title.format(problem_count(problems), "its parameters")
    raise SetUpError(problems_text(heading, problems, closing))


def _line_to_type(
    start: Start, schema: Any, problems: Sequence[SetUpProblem], host: Host
) -> Sequence[str]:
    """The line that starts the script in the same way with values that fit."""
    words = repeated_words(host, start)
    names = [problem.path for problem in problems]
    wrong = {path: field for path, field in schema.all_fields() if path in names}
    if words is None or not wrong:
        return ()
    settings = [
        setting
        for setting in start.settings
        if not {setting.lstrip("+").split(end)[0] for end in "=."} & set(names)
    ]
    for path, field in wrong.items():
        settings += field.examples(path[: -len(field.name)])
    for setting in settings:
        words += ["--set", setting]
    return ("  try   " + typed_line(words),)


def _experiment_directory(start: Start, source: ParameterSource, host: Host) -> str:
    given = start.directory if source.neptune is None else source.neptune.storage_dir
    try:
        return make_experiment_directory(given, host)
    except OSError as error:
        title = script_name(host) + " could not make its experiment directory"
        problem = SetUpProblem(given or "", str(error))
        raise SetUpError(problems_text(title, [problem])) from None
