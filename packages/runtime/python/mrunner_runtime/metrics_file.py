"""The lines that a run appends to its `metrics.jsonl`."""

import atexit
import os
import threading
from time import perf_counter, sleep
from typing import List, Optional

from .children import is_child
from .limited_warnings import LimitedWarnings

#: A line is written at once unless this many writes fell in this many seconds.
BURST_WRITES = 20
BURST_SECONDS = 0.005
#: How long the tail of a burst waits for the next call at most.
TAIL_SECONDS = 0.01


class MetricsFile:
    """Opens the file at the first line. What can't be written is said once, and lost.

    Lines of a burst wait, together, for the next call outside of the burst, a few milliseconds or
    the end of the process: so that a script may log hundreds of thousands of values a second, and
    another process that looks at the file sees the newest line. Threads may share it; a child made
    by `fork` writes its own lines and none of its parent's.
    """

    def __init__(self, path: str, warnings: LimitedWarnings):
        self.path = path
        #: Held while something is recorded. A signal handler may record in the midst of a record.
        self.lock = threading.RLock()
        self._warnings = warnings
        self._write_times = [float("-inf")] * BURST_WRITES
        self._oldest = 0
        self._waiting: List[str] = []
        self._file: Optional[int] = None
        # A crash or a full disk may have left half a line: ours must not become its second half.
        self._is_torn = False
        self._is_tail_awaited = False
        # At the end of the process, and in children: those of multiprocessing end without a word.
        self._writes_at_once = is_child()
        if hasattr(os, "register_at_fork"):
            # Each time the lock of that time: a child has one of its own.
            os.register_at_fork(
                before=lambda: self.lock.acquire(),
                after_in_parent=lambda: self.lock.release(),
                after_in_child=self._after_fork,
            )

    def append(self, line: str) -> None:
        """Appends a line, which ends with a line feed."""
        self._waiting.append(line)
        if self._writes_at_once or not self._is_in_burst():
            self.flush()
        elif not self._is_tail_awaited:
            self._await_tail()

    def _is_in_burst(self) -> bool:
        return perf_counter() - self._write_times[self._oldest] < BURST_SECONDS

    def flush(self) -> None:
        """Writes what waits."""
        with self.lock:
            if not self._waiting:
                return
            waiting, self._waiting = self._waiting, []
            text = "".join(waiting)
            self._write_times[self._oldest] = perf_counter()
            self._oldest = (self._oldest + 1) % BURST_WRITES
            self._write(text)

    def _write(self, text: str) -> None:
        written = 0
        rest = memoryview(b"")
        try:
            if self._file is None:
                self._file = self._open()
            # One write, so that lines of several processes do not mix.
            rest = memoryview(("\n" + text if self._is_torn else text).encode("utf-8", "replace"))
            while written < len(rest):
                written += os.write(self._file, rest[written:])
            self._is_torn = False
        except OSError as error:
            if written > 0:
                self._is_torn = rest[written - 1] != _LINE_FEED
            self._warnings.once("metrics", "could not write {}: {}".format(self.path, error))

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        opened = os.open(self.path, flags, 0o666)
        size = os.fstat(opened).st_size
        if size > 0:
            os.lseek(opened, size - 1, os.SEEK_SET)
            self._is_torn = os.read(opened, 1) != b"\n"
        atexit.register(self._flush_at_exit)
        return opened

    def _flush_at_exit(self) -> None:
        self._writes_at_once = True
        self.flush()

    def _await_tail(self) -> None:
        """A thread that lives as long as the burst: one that stays would disturb who forks."""
        self._is_tail_awaited = True
        thread = threading.Thread(target=self._flush_tail, name="mrunner-log", daemon=True)
        try:
            thread.start()
        except RuntimeError:
            # No thread can be started: at the end of the interpreter, or where they are limited.
            self._is_tail_awaited = False
            self.flush()

    def _flush_tail(self) -> None:
        while True:
            sleep(TAIL_SECONDS)
            with self.lock:
                self.flush()
                if not self._is_in_burst():
                    self._is_tail_awaited = False
                    return

    def _after_fork(self) -> None:
        """In the child: what waits is the parent's to write, and its thread is not here.

        The lock that its parent held is replaced: no thread of the child could let go of it.
        """
        self.lock = threading.RLock()
        self._waiting = []
        self._is_tail_awaited = False
        self._writes_at_once = True

    def close(self) -> None:
        """Writes what waits and lets go of the file."""
        with self.lock:
            self.flush()
            if self._file is not None:
                os.close(self._file)
                self._file = None
            atexit.unregister(self._flush_at_exit)


_LINE_FEED = 10
