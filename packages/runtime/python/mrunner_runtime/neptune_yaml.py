"""Reads a neptune.yaml of either version: of mrunner, of the original tools, or written by hand."""

import json
from typing import Any, Dict, List, NamedTuple, Optional

from .declared_value import TYPES, declared_value, nearest_type
from .paths import index_path, key_path
from .problems import SetUpProblem
from .values import NO_VALUE, has_finite_insides
from .yaml_nodes import (
    Node,
    YamlError,
    YamlList,
    YamlMap,
    describe_node,
    is_nothing,
    node_text,
    node_value,
)
from .yaml_reader import read_yaml


class NeptuneFile(NamedTuple):
    """What a neptune.yaml says. Keys of which mrunner knows nothing are passed over."""

    project: Optional[str]
    name: Optional[str]
    description: Optional[str]
    tags: List[str]
    exclude: List[str]
    parameters: Dict[str, Any]
    version: int


def parse_neptune_yaml(text: str, file: str) -> "tuple[Optional[NeptuneFile], List[SetUpProblem]]":
    """The content, or all that is wrong with it: the path of a problem is `FILE:LINE:COLUMN`."""
    reading = _Reading(text, file)
    try:
        root = read_yaml(text)
        return _content(root, reading)
    except (YamlError, RecursionError) as error:
        said = str(error) if isinstance(error, YamlError) else "too many levels of lists and maps"
        message = "expected a neptune.yaml, got YAML that cannot be read: {}".format(said)
        reading.report(getattr(error, "at", 0), "", message)
        return None, reading.problems


def _content(
    root: Node, reading: "_Reading"
) -> "tuple[Optional[NeptuneFile], List[SetUpProblem]]":
    if not isinstance(root, YamlMap):
        expected = "a map with the keys project, name and parameters"
        reading.report(0, "", "expected {}, got {}".format(expected, describe_node(root)))
        return None, reading.problems
    content = reading.content(root)
    return (None if reading.problems else content), reading.problems


class _Reading:
    """Reads the nodes of one file and collects what is wrong with them."""

    def __init__(self, text: str, file: str):
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.file = file
        self.problems: List[SetUpProblem] = []

    def report(self, at: int, path: str, message: str, suggestion: Optional[str] = None) -> None:
        line = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        place = "{}:{}:{}".format(self.file, line, column)
        said = "{}: {}".format(path, message) if path else message
        self.problems.append(SetUpProblem(place, said, suggestion))

    def content(self, root: YamlMap) -> NeptuneFile:
        parameters = root.get("parameters")
        return NeptuneFile(
            project=self.one_text(root, "project"),
            name=self.one_text(root, "name"),
            description=self.one_text(root, "description"),
            tags=self.texts(root, "tags"),
            exclude=self.texts(root, "exclude"),
            parameters=self.parameters(parameters),
            version=1 if isinstance(parameters, YamlList) else 2,
        )

    def one_text(self, root: YamlMap, key: str) -> Optional[str]:
        node = root.get(key)
        if node is None or is_nothing(node):
            return None
        text = node_text(node)
        if text is None:
            self.report(node.at, key, "expected a string, got {}".format(describe_node(node)))
        return text

    def texts(self, root: YamlMap, key: str) -> List[str]:
        node = root.get(key)
        if node is None or is_nothing(node):
            return []
        if not isinstance(node, YamlList):
            message = "expected a list of strings, got {}".format(describe_node(node))
            self.report(node.at, key, message)
            return []
        texts = []
        for index, item in enumerate(node.items):
            text = node_text(item)
            if text is None:
                message = "expected a string, got {}".format(describe_node(item))
                self.report(item.at, index_path(key, index), message)
            else:
                texts.append(text)
        return texts

    def parameters(self, node: Optional[Node]) -> Dict[str, Any]:
        result: Dict[str, Any] = {}
        if node is None or is_nothing(node):
            return result
        if isinstance(node, YamlMap):
            for name, item in node.entries.items():
                self.add(result, name, node_value(item), item.at, key_path("parameters", name))
        elif isinstance(node, YamlList):
            self.declarations(result, node)
        else:
            message = "expected a list or map of parameters, got {}".format(describe_node(node))
            self.report(node.at, "parameters", message)
        return result

    def add(self, result: Dict[str, Any], name: str, value: Any, at: int, path: str) -> None:
        """YAML also knows infinities in lists."""
        if has_finite_insides(value):
            result[name] = value
        else:
            self.report(at, path, "expected finite numbers inside of a list or map")

    def declarations(self, result: Dict[str, Any], node: YamlList) -> None:
        names = set()
        for index, item in enumerate(node.items):
            path = index_path("parameters", index)
            if not isinstance(item, YamlMap):
                message = "expected a parameter with name, type and default, got {}"
                self.report(item.at, path, message.format(describe_node(item)))
                continue
            name = node_text(item.get("name"))
            if name is None:
                got = describe_node(item.get("name"))
                at = getattr(item.get("name"), "at", item.at)
                self.report(at, path + ".name", "expected the parameter's name, got " + got)
            value = self.default(item, path)
            if name in names:
                message = "expected each parameter once, got {} again".format(json.dumps(name))
                self.report(item.at, path + ".name", message)
            elif name is not None and value is not NO_VALUE:
                self.add(result, name, value, item.at, path + ".default")
            names.add(name)

    def default(self, item: YamlMap, path: str) -> Any:
        node = item.get("default")
        if node is None:
            message = "expected the parameter's value as default, got nothing"
            self.report(item.at, path + ".default", message)
            return NO_VALUE
        declared = item.get("type")
        if declared is None or is_nothing(declared):
            return node_value(node)
        kind = node_text(declared)
        if kind not in TYPES:
            got = describe_node(declared) if kind is None else kind
            message = "expected one of {}, got {}".format(", ".join(TYPES), got)
            self.report(declared.at, path + ".type", message, nearest_type(kind or ""))
            return NO_VALUE
        value = declared_value(node, kind)
        if value is NO_VALUE:
            article = "an" if kind == "int" else "a"
            expected = "JSON text" if kind == "json" else "{} {}".format(article, kind)
            message = "expected {}, got {}".format(expected, describe_node(node))
            self.report(node.at, path + ".default", message)
        return value
