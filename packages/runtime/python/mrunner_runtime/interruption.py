"""Tells a script that it should stop."""

import os
import signal
import threading
from typing import Any, Dict, List, Optional

#: The scheduler's warning: Node keeps SIGUSR1 for its debugger, so that scripts of any language get
#: the other one.
_WARNING = "SIGUSR2"
_SIGNALS = ("SIGTERM", "SIGINT", _WARNING)


class Interrupted(Exception):
    """Why a script was asked to stop.

    A main that raises it, or from it, failed because it was interrupted.
    """

    def __init__(self, signal_name: str):
        warning = ", the warning of the scheduler" if signal_name == _WARNING else ""
        super().__init__("interrupted by {}{}".format(signal_name, warning))
        #: The signal of the operating system, such as `SIGTERM`.
        self.signal = signal_name


class Interruption:
    """The interruption by SIGTERM, SIGINT and SIGUSR2, the scheduler's warning.

    Until somebody asks, the signals keep their default action. After the first SIGINT a second one
    acts as if there were no handler.
    """

    def __init__(self) -> None:
        #: Why to stop, once a signal came.
        self.reason: Optional[Interrupted] = None
        self._previous: Optional[Dict[int, Any]] = None

    def should_stop(self) -> bool:
        """Whether the script was asked to stop.

        The first call installs the handlers: in the main thread alone can that be done.
        """
        if self._previous is None and threading.current_thread() is threading.main_thread():
            self._install()
        return self.reason is not None

    @property
    def was_noticed(self) -> bool:
        """Whether the script asked, and was asked to stop."""
        return self.reason is not None

    @property
    def handled(self) -> List[int]:
        """The signals that have a handler of ours."""
        return list(self._previous or ())

    def _install(self) -> None:
        _let_forks_know()
        self._previous = {}
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                self._previous[number] = signal.getsignal(number)
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: Any) -> None:
        if self.reason is None:
            self.reason = Interrupted(signal.Signals(number).name)
        previous = (self._previous or {}).get(number)
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_DFL if previous is None else previous)
        # A handler of the script's own still hears of it; Python's own would raise.
        if callable(previous) and not _raises(previous):
            previous(number, frame)

    def release(self) -> None:
        """Gives the signals back to whom they belonged, and forgets that one came."""
        for number, previous in (self._previous or {}).items():
            try:
                signal.signal(number, signal.SIG_DFL if previous is None else previous)
            except ValueError:
                # Not the main thread.
                break
        self._previous = None
        self.reason = None

    def is_reason_of(self, error: Optional[BaseException]) -> bool:
        """Whether an error says only that the script was asked to stop:

        it is that reason, or has it as a cause.
        """
        seen = set()
        while error is not None and id(error) not in seen:
            if isinstance(error, Interrupted):
                return True
            seen.add(id(error))
            # Of a group, as asyncio's TaskGroup raises it, each.
            group = getattr(error, "exceptions", None)
            if isinstance(group, tuple) and group:
                return all(map(self.is_reason_of, group))
            error = error.__cause__
        return False


def _raises(handler: Any) -> bool:
    """Whether a handler is Python's own for SIGINT, which ends the script instead of asking it."""
    # Of `asyncio.run`, since Python 3.11: it cancels the main task.
    module = getattr(getattr(handler, "func", handler), "__module__", None)
    return handler is signal.default_int_handler or module == "asyncio.runners"


#: The one of this process.
INTERRUPTION = Interruption()
_masks = threading.local()
_knows_forks = False


def _let_forks_know() -> None:
    """Forks are watched from the first handler on: there is nothing to release before."""
    global _knows_forks
    if not _knows_forks and hasattr(os, "register_at_fork"):
        _knows_forks = True
        os.register_at_fork(
            before=_before_fork,
            after_in_parent=_after_fork,
            after_in_child=_after_fork_in_child,
        )


def _before_fork() -> None:
    """Holds the signals back: one that a child got before its `release` would be lost."""
    _masks.before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTION.handled)


def _after_fork() -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, _masks.before)


def _after_fork_in_child() -> None:
    """Who ends a pool of workers sends them SIGTERM: it must end a child that does not ask."""
    INTERRUPTION.release()
    _after_fork()
