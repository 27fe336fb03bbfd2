"""Paths of values as a person would write them."""

import json


def key_path(path: str, key: str) -> str:
    """The path of a map's key: `opt.lr`, `env["MY-VAR"]`, or just `lr` at the top."""
    if not key.replace("$", "_").isidentifier():
        return "{}[{}]".format(path, json.dumps(key, ensure_ascii=False))
    return key if path == "" else "{}.{}".format(path, key)


def index_path(path: str, index: int) -> str:
    """The path of a list's element, counted from 0: `history[3]`."""
    return "{}[{}]".format(path, index)
