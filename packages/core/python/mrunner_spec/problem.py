"""Mistakes of the user, as data: collected, and shown all together."""

from typing import Any, Dict, List, Sequence


class Problems:
    """The problems of a spec, each with its place."""

    def __init__(self) -> None:
        self.found: List[Dict[str, Any]] = []
        self.warnings: List[Dict[str, Any]] = []

    def add(self, path: str, message: str, details: Sequence[str] = ()) -> None:
        """Notes a problem: what was expected and what was got, and what to write instead."""
        problem: Dict[str, Any] = {"path": path, "message": message}
        if details:
            problem["details"] = list(details)
        self.found.append(problem)

    def warn(self, path: str, message: str) -> None:
        """Notes something that is odd but does not prevent a run, once."""
        warning = {"path": path, "message": message}
        if warning not in self.warnings:
            self.warnings.append(warning)
