"""What a person reads who started a script by hand without parameters:

the three ways to give them. Who gave `--ex` meant a fourth one, which an environment variable
turns on.
"""

import os
import re
from typing import List, Optional

from . import run_files
from .arguments import take_flags
from .command_line import script_name, start_words, typed_line, word_of
from .host import Host
from .schema import Schema

_SPEC_NAMES = re.compile(r"spec\.([mc]?[jt]s|py|ya?ml|json)\Z")


def usage_message(host: Host, schema: Optional[Schema]) -> str:
    spec = _spec_beside(host) or "spec.py"
    by_hand = typed_line([*start_words(host), *_example_settings(schema)])
    return "\n".join(
        [
            script_name(host) + " needs its parameters, and nothing says where they are.",
            "  by mrun       " + typed_line(["mrun", "run", spec]),
            "  one of them   " + typed_line(["mrun", "debug", spec, "--index", "0"]),
            "  by hand       " + by_hand + _defaults_text(schema),
            *_for_spec(host),
        ]
    )


def _for_spec(host: Host) -> List[str]:
    if take_flags(host.argv, {"ex": True}).last("ex") is None:
        return []
    variable = run_files.DEBUG + "=1"
    line = typed_line([variable, *start_words(host), *host.argv])
    return ["  for --ex      set {}: {}".format(variable, line)]


def _example_settings(schema: Optional[Schema]) -> List[str]:
    fields = [] if schema is None else schema.fields
    shown = [field for field in fields if field.is_required] or fields[:1]
    if not shown:
        return ["--set", "KEY=VALUE"]
    return [word for field in shown for text in field.examples() for word in ("--set", text)]


def _defaults_text(schema: Optional[Schema]) -> str:
    fields = [] if schema is None else schema.fields
    defaults = [
        "{}={}".format(field.name, word_of(field.default))
        for field in fields
        if field.has_plain_default
    ]
    return "      ({} by default)".format(" ".join(defaults)) if defaults else ""


def _spec_beside(host: Host) -> Optional[str]:
    """The spec file where the person is or beside the script, as a path to type."""
    beside = [] if host.script is None else [os.path.dirname(os.path.join(host.cwd, host.script))]
    for directory in [host.cwd, *beside]:
        found = next((name for name in _names_in(directory) if _SPEC_NAMES.match(name)), None)
        if found is not None:
            return os.path.relpath(os.path.join(directory, found), host.cwd)
    return None


def _names_in(directory: str) -> List[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []
