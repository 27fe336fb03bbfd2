"""
Keeps the daemons of a test below itself, and ends them, and whatever they started, when its standard input ends: so
nothing outlives a test, also when the test's process is killed. Removes the directory that is its argument then.

Each line of its input starts a program: `{"id": 1, "words": [...], "env": {...}, "log": "/path"}`. It answers with
`{"id": 1, "pid": 123}` or `{"id": 1, "error": "..."}`, and with `{"exited": 123, "code": 0}` when a child has ended
(negative: by that signal).
"""

import ctypes
import json
import os
import select
import shutil
import signal
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def say(line):
    try:
        os.write(1, (json.dumps(line) + "\n").encode())
    except OSError:
        pass  # Nobody listens any more; the end of the input follows.


def start(order):
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, order["log"], flags, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    words = order["words"]
    try:
        pid = os.posix_spawnp(
            words[0], words, order["env"], file_actions=files, setsid=True,
            setsigmask=[], setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE],
        )
    except OSError as error:
        say({"id": order["id"], "error": str(error)})
    else:
        say({"id": order["id"], "pid": pid})


def reap():
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        say({"exited": pid, "code": os.waitstatus_to_exitcode(status)})


def descendants():
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as file:
                    parents[int(name)] = int(file.read().rpartition(b")")[2].split()[1])
            except OSError:
                pass
    below = {os.getpid()}
    while True:
        more = {pid for pid, parent in parents.items() if parent in below} - below
        if not more:
            return below - {os.getpid()}
        below |= more


def end_all():
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        left = descendants()
        if not left:
            return
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.005)
        reap()


def main(directory):
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    os.chdir(directory)
    wake_end, wake = os.pipe()
    for end in (wake_end, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    text = b""
    while True:
        ready, _, _ = select.select([0, wake_end], [], [])
        if wake_end in ready:
            os.read(wake_end, 512)
            reap()
        if 0 in ready:
            some = os.read(0, 1 << 16)
            if not some:
                break
            *lines, text = (text + some).split(b"\n")
            for line in lines:
                start(json.loads(line))
    end_all()
    shutil.rmtree(directory, ignore_errors=True)


main(sys.argv[1])
