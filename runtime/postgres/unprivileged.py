"""Decides as which user the embedded PostgreSQL runs when root starts Arauto: PostgreSQL refuses root.

First choice is a user namespace, in which files stay owned by root. Where namespaces are refused, the data directory is
given to an unprivileged user that exists; users are never added and parent directories never opened.
"""

import os
import pwd
import stat
from pathlib import Path

from runtime.postgres.errors import DataDirectoryUnusable

_OTHER_USERS = ("postgres", "nobody")


def first_drop() -> str:
    """Return the guard's word for how a new cluster is made: as oneself, or for root in a namespace."""
    return "namespace" if os.geteuid() == 0 else "keep"


def drop_of(cluster: Path) -> str:
    """Return the guard's word for an existing cluster, whose owner says how it was made.

    Raises DataDirectoryUnusable.
    """
    found = cluster.stat()
    if os.geteuid() == 0:
        return "namespace" if found.st_uid == 0 else f"{found.st_uid}:{found.st_gid}"
    if found.st_uid != os.geteuid():
        raise DataDirectoryUnusable(
            f"{cluster} belongs to user {found.st_uid}, and user {os.geteuid()} starts PostgreSQL: start as its owner"
        )
    return "keep"


def give_to_other_user(root: Path, binaries: Path) -> str:
    """Give a data directory without a cluster to an unprivileged user; return the guard's word for that user.

    Raises DataDirectoryUnusable when no such user exists, or one could not reach the directory or the programs.
    """
    for name in _OTHER_USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        for path in (root, binaries / "postgres"):
            if closed := _find_closed_parent(path, user.pw_uid, user.pw_gid):
                raise DataDirectoryUnusable(
                    f"user namespaces are refused here, and user {name}, as whom PostgreSQL would run instead of root, "
                    f"may not enter {closed}: choose a data_dir (or postgres_bin) outside it, or start Arauto as an "
                    "ordinary user"
                )
        os.chown(root, user.pw_uid, user.pw_gid)
        return f"{user.pw_uid}:{user.pw_gid}"
    raise DataDirectoryUnusable(
        f"user namespaces are refused here, and none of the users {', '.join(_OTHER_USERS)} exists: start Arauto as an "
        "ordinary user"
    )


def _find_closed_parent(path: Path, uid: int, gid: int) -> Path | None:
    """Return the first folder above the path that the user may not enter."""
    for folder in reversed(path.resolve().parents):
        found = folder.stat()
        others = stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        needed = stat.S_IXUSR if found.st_uid == uid else others
        if not found.st_mode & needed:
            return folder
    return None
