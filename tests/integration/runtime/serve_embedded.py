"""Starts an embedded PostgreSQL and says `<guard pid> <server pid>`, then waits to be ended.

`--refuse-namespaces` first enters a user namespace of the same users in which no further one may be made.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

from runtime.postgres.embedded import EmbeddedPostgres


def refuse_namespaces() -> None:
    """Only a process outside may map many users, so a fork does it."""
    mine, theirs = os.pipe(), os.pipe()
    outside = os.getpid()
    child = os.fork()
    if child == 0:
        os.read(mine[0], 1)
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{outside}/{name}").write_text("0 0 65536\n")
        os.write(theirs[1], b"x")
        os._exit(0)
    assert ctypes.CDLL(None, use_errno=True).unshare(0x10000000) == 0
    os.write(mine[1], b"x")
    os.read(theirs[0], 1)
    os.waitpid(child, 0)
    Path("/proc/sys/user/max_user_namespaces").write_text("0\n")


if __name__ == "__main__":
    folder, binaries, *options = sys.argv[1:]
    if "--refuse-namespaces" in options:
        refuse_namespaces()
    server = EmbeddedPostgres(Path(folder), binaries=Path(binaries), is_durable="--durable" in options).start()
    guard = server._guard
    assert guard is not None
    if "--fork" in options and os.fork() == 0:
        signal.pause()
    sys.stdout.write(f"{guard.pid} {server.server_pid}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()
