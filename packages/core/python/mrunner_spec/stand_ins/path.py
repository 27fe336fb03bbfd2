"""Paths that are text: what specs use of the library of that name."""

import fnmatch
import glob
import os
from typing import Any, List, Optional


class Path(str):
    """A path, which is text too.

    >>> Path("specs") / "atari.py"
    Path('specs/atari.py')
    """

    def __truediv__(self, other: str) -> "Path":
        return Path(os.path.join(self, other))

    def __rtruediv__(self, other: str) -> "Path":
        return Path(os.path.join(other, self))

    def __add__(self, other: str) -> "Path":
        return Path(str(self) + other)

    def __repr__(self) -> str:
        return "Path(%s)" % super().__repr__()

    def __fspath__(self) -> str:
        return str(self)

    @classmethod
    def getcwd(cls) -> "Path":
        """The working directory."""
        return cls(os.getcwd())

    cwd = getcwd

    @property
    def name(self) -> "Path":
        """The last part."""
        return Path(os.path.basename(self))

    @property
    def parent(self) -> "Path":
        """The directory it lies in."""
        return Path(os.path.dirname(self))

    @property
    def stem(self) -> str:
        """The last part without its ending."""
        return os.path.splitext(self.name)[0]

    namebase = stem

    @property
    def ext(self) -> str:
        """The ending, with its point."""
        return os.path.splitext(self)[1]

    suffix = ext

    def basename(self) -> "Path":
        """The last part."""
        return self.name

    def dirname(self) -> "Path":
        """The directory it lies in."""
        return self.parent

    def joinpath(self, *others: str) -> "Path":
        """With more parts."""
        return Path(os.path.join(self, *others))

    def abspath(self) -> "Path":
        """From the root on."""
        return Path(os.path.abspath(self))

    absolute = abspath

    def realpath(self) -> "Path":
        """From the root on, without links."""
        return Path(os.path.realpath(self))

    def relpath(self, start: str = ".") -> "Path":
        """As seen from another directory."""
        return Path(os.path.relpath(self, start))

    def normpath(self) -> "Path":
        """Without parts that lead nowhere."""
        return Path(os.path.normpath(self))

    def expanduser(self) -> "Path":
        """With the home directory for ``~``."""
        return Path(os.path.expanduser(self))

    def expandvars(self) -> "Path":
        """With the values of environment variables."""
        return Path(os.path.expandvars(self))

    def exists(self) -> bool:
        """Whether there is something."""
        return os.path.exists(self)

    def isdir(self) -> bool:
        """Whether it is a directory."""
        return os.path.isdir(self)

    def isfile(self) -> bool:
        """Whether it is a file."""
        return os.path.isfile(self)

    def listdir(self, match: Optional[str] = None) -> List["Path"]:
        """What lies in it."""
        names = sorted(os.listdir(self))
        return [self / name for name in names if match is None or fnmatch.fnmatch(name, match)]

    def files(self, match: Optional[str] = None) -> List["Path"]:
        """The files in it."""
        return [path for path in self.listdir(match) if path.isfile()]

    def dirs(self, match: Optional[str] = None) -> List["Path"]:
        """The directories in it."""
        return [path for path in self.listdir(match) if path.isdir()]

    def glob(self, pattern: str) -> List["Path"]:
        """What a pattern finds in it."""
        return [Path(found) for found in sorted(glob.glob(os.path.join(self, pattern)))]

    def read_text(self, encoding: Optional[str] = None) -> str:
        """What a file holds."""
        with open(self, encoding=encoding) as stream:
            return stream.read()

    text = read_text

    def makedirs_p(self) -> "Path":
        """Makes it, and what it lies in, when it is not there."""
        os.makedirs(self, exist_ok=True)
        return self

    mkdir_p = makedirs_p

    def open(self, *how: Any, **named: Any) -> Any:
        """Opens the file."""
        return open(self, *how, **named)
