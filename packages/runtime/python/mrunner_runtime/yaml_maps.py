"""Puts keys and values into a map of YAML."""

from .yaml_nodes import Node, Scalar, YamlList, YamlMap
from .yaml_source import YamlSource


def add_entry(source: YamlSource, result: YamlMap, key: Node, value: Node, at: int) -> None:
    """Adds what was read at `at`; `<<` merges another map, behind the map's own keys."""
    if not isinstance(key, Scalar):
        source.refuse("a list or map cannot be a key", at)
    if key.source == "<<" and source.text.startswith("<<", at):
        _merge(source, result, value, at)
    elif key.source in result.entries and key.source not in result.merged:
        source.refuse("the key {} is there twice".format(key.source), at)
    else:
        result.entries[key.source] = value
        result.merged.discard(key.source)


def _merge(source: YamlSource, result: YamlMap, value: Node, at: int) -> None:
    for each in value.items if isinstance(value, YamlList) else [value]:
        if not isinstance(each, YamlMap):
            source.refuse("expected a map, or a list of maps, to merge", at)
        for key, item in each.entries.items():
            if key not in result.entries:
                result.entries[key] = item
                result.merged.add(key)
