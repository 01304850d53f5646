"""Runs one command that ends with the process that started this one, however that ends; drops root before.

Started as a script by the embedded launcher, outside any package: it uses the standard library only, so that it starts
in milliseconds. Usage: guard.py LIFELINE REPORT HELD DROP COMMAND... where LIFELINE is the read end of a pipe that only
the parent can write to (its end: the parent ended), REPORT a pipe that is told the command's pid, HELD a descriptor to
keep open (the lock), and DROP one of `keep`, `namespace`, `UID:GID`.

The command is asked to stop by SIGINT (PostgreSQL's fast shutdown), then SIGQUIT, then SIGKILL. Should the guard itself
be killed, the kernel sends the command SIGQUIT (Linux); elsewhere the launcher's next start ends what is left.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
import time

NAMESPACE_REFUSED = 120
_CANNOT_RUN = 126
CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_LADDER = ((signal.SIGINT, 8.0), (signal.SIGQUIT, 4.0), (signal.SIGKILL, 10.0))
# The guard keeps its parent's environment, which its Python may need; the command must not see what is secret in it.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_IS_LINUX = sys.platform == "linux"


class _NamespaceError(OSError):
    """The kernel refuses a user namespace."""


def main(arguments: list[str]) -> int:
    lifeline, report, held = (int(text) for text in arguments[:3])
    for descriptor in (lifeline, report, held):
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - the standard library takes it by position
    parent = os.getppid()
    wake_up, _wake_up_writer = _wake_up_by_signals()
    child = _start(arguments[3], arguments[4:])
    # The parent may be gone already; its end is noticed below.
    with contextlib.suppress(BrokenPipeError):
        os.write(report, f"{child}\n".encode())
    os.close(report)
    status = _wait_for_end(child, lifeline, wake_up, parent)
    return status if status is not None else _stop(child)


def _wake_up_by_signals() -> tuple[int, int]:
    """Turn SIGCHLD and requests to stop into bytes of a pipe: none of them ends the guard before its child."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return reader, writer


def _start(drop: str, command: list[str]) -> int:
    guard = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)
    child = os.fork()
    if child:
        return child
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        _drop_root(libc, drop)
        if _IS_LINUX:
            # After the change of user, which clears it; and the guard has one thread, whose end is the guard's.
            libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGQUIT), 0, 0, 0)
        if os.getppid() == guard:
            os.execve(command[0], command, _ENVIRONMENT)  # noqa: S606 - no shell is the point
    except _NamespaceError as error:
        os.write(2, f"user namespaces are refused: {error}\n".encode())
        os._exit(NAMESPACE_REFUSED)
    except OSError as error:
        os.write(2, f"{command[0]} cannot be run: {error}\n".encode())
    os._exit(_CANNOT_RUN)


def _drop_root(libc: ctypes.CDLL, drop: str) -> None:
    if drop == "namespace":
        _enter_namespace(libc)
    elif drop != "keep":
        uid, gid = (int(text) for text in drop.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)


def _enter_namespace(libc: ctypes.CDLL) -> None:
    """Become user 1 of a namespace of our own: PostgreSQL sees no root, while files stay owned by who started us."""
    uid, gid = os.geteuid(), os.getegid()
    if not _IS_LINUX or libc.unshare(CLONE_NEWUSER) != 0:
        raise _NamespaceError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"1 {uid} 1"), ("gid_map", f"1 {gid} 1")):
            descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
            os.write(descriptor, text.encode())
            os.close(descriptor)
    except OSError as error:
        raise _NamespaceError(error.errno, error.strerror) from error


def _wait_for_end(child: int, lifeline: int, wake_up: int, parent: int) -> int | None:
    """Return the child's exit status, or None when it has to be stopped."""
    poll = select.poll()
    poll.register(lifeline, select.POLLIN | select.POLLHUP)
    poll.register(wake_up, select.POLLIN)
    while True:
        ready = dict(poll.poll(500))
        if (status := _reap(child)) is not None:
            return status
        # A fork of the parent may hold the other end of the lifeline open; then the new parent tells.
        if lifeline in ready or os.getppid() != parent:
            return None
        if wake_up in ready and any(number != signal.SIGCHLD for number in os.read(wake_up, 4096)):
            return None


def _stop(child: int) -> int:
    for number, patience in _LADDER:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if (status := _reap(child)) is not None:
                return status
            time.sleep(0.005)
    return _CANNOT_RUN


def _reap(child: int) -> int | None:
    pid, status = os.waitpid(child, os.WNOHANG)
    if not pid:
        return None
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
