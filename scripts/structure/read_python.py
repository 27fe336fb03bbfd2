"""Reads paths of Python files, one a line, and prints what the structure check asks about them.

A JSON list with an object a file: ``{"path", "lines", "wide", "error": {"line", "text"} or null,
"imports": [{"line", "module", "standard", "optional"}]}``. ``wide`` are the numbers of lines that
are too wide. An import is optional inside of a function or of a ``try``: it costs nothing when the
module is missing. Files are read as Python 3.8 reads them.
"""

import ast
import json
import sys

#: Characters in a line.
WIDEST = 100


def read(path):
    """What the check needs to know about one file."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found = {"path": path, "error": None, "imports": []}
    lines = text.splitlines()
    found["lines"] = len(lines)
    found["wide"] = [number for number, line in enumerate(lines, 1) if len(line) > WIDEST]
    try:
        tree = ast.parse(text, path, feature_version=(3, 8))
    except SyntaxError as error:
        found["error"] = {"line": error.lineno or 1, "text": error.msg}
        return found
    collect(tree, False, found["imports"])
    return found


def collect(node, optional, imports):
    """Adds the absolute imports below a node: the line, and the first part of the module's name."""
    for child in ast.iter_child_nodes(node):
        names = []
        if isinstance(child, ast.Import):
            names = [alias.name for alias in child.names]
        elif isinstance(child, ast.ImportFrom) and child.level == 0:
            names = [child.module]
        for name in names:
            module = name.split(".")[0]
            standard = module in sys.stdlib_module_names
            imports.append(
                {"line": child.lineno, "module": module, "standard": standard, "optional": optional}
            )
        inner = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Try))
        collect(child, optional or inner, imports)


json.dump([read(line.rstrip("\n")) for line in sys.stdin], sys.stdout)
