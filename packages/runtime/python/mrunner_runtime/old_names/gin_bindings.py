"""Binds parameters in gin, and sets them as absl's flags, where that is asked for."""

from typing import Any, List, Mapping

#: Text that begins so is gin's own: a reference, a macro, or a structure.
_GIN_STARTS = ("@", "%", "{", "(", "[")


def inject_dict_to_gin(dict: Mapping[str, Any], scope: Any = None) -> None:
    """Binds each item in gin: `{"Model.depth": 2, "Model.act": "@relu", "imports": ["my.module"]}`.

    Texts that begin with `@ % { ( [` are read by gin, other texts are strings. `imports` is a list
    of modules to import first. `scope` is accepted and has no effect, as ever.
    """
    import gin

    gin.parse_config(bindings_of(dict))


def bindings_of(params: Mapping[str, Any]) -> List[str]:
    """The lines of gin's language for parameters, imports first."""
    imports = ["import {}".format(module) for module in params.get("imports", ())]
    values = [
        "{} = {}".format(key, _gin_text(value)) for key, value in params.items() if key != "imports"
    ]
    return imports + values


def _gin_text(value: Any) -> str:
    if isinstance(value, str) and value.startswith(_GIN_STARTS):
        return value
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        # A literal for what Python has no literal for.
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def inject_params_to_flags(params: Mapping[str, Any]) -> None:
    """Gives absl's flags the values of the parameters of their names. Each parameter needs one."""
    from absl import flags

    for name, value in params.items():
        setattr(flags.FLAGS, name, value)
