"""Consumer groups on the log in PostgreSQL: who is alive, and who holds which partition.

Leases share the work out and nothing more; a member that goes on after losing one fails when it stores its offset.
"""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import structlog

from runtime.postgres.pool import Database
from runtime.stream.base import TopicPartition, Transaction
from runtime.stream.log import SQL, list_partitions
from schemas.errors import RetryableError

_LOG = structlog.get_logger()
_LONGEST_WORK_SECONDS = 300.0  # a member that has not polled for so long hangs, and its partitions go to others


class Membership:
    """One member of a group; a thread keeps it alive while its owner is busy between two polls."""

    def __init__(self, database: Database, group: str, topics: Sequence[str], *, lease_seconds: float) -> None:
        self._database = database
        self._group = group
        self._topics = list(topics)
        self._lease_seconds = lease_seconds
        self._member_id = uuid4()
        self._refresh_at = 0.0
        self._polled_at = time.monotonic()
        self._is_closed = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"heartbeat {group}", daemon=True)
        self._heart.start()

    def is_refresh_due(self) -> bool:
        """Whether the owner, who is polling, should look at the group again."""
        self._polled_at = time.monotonic()
        return self._polled_at >= self._refresh_at

    def refresh(self, connection: Transaction) -> tuple[set[TopicPartition], bool]:
        """Stay in the group, give back and take what the members alive mean for this one.

        Returns what this member holds now, and whether it had been out of the group since the last time.
        """
        me = {"group": self._group, "member": self._member_id}
        connection.execute(SQL["lock_group"], me)
        joined = connection.execute(
            SQL["upsert_member"], {**me, "topics": self._topics, "lease": timedelta(seconds=self._lease_seconds)}
        ).fetchone()
        connection.execute(SQL["delete_expired_members"], me)
        members = [
            (row["member_id"], set(row["topics"])) for row in connection.execute(SQL["list_members"], me).fetchall()
        ]
        share = share_of(self._member_id, members, list_partitions(connection, self._topics))
        places = {"topics": [place.topic for place in share], "partitions": [place.partition for place in share]}
        connection.execute(SQL["delete_other_leases"], {**me, **places})
        connection.execute(SQL["take_leases"], {**me, **places})
        rows = connection.execute(SQL["list_leases"], me)
        held = {TopicPartition(row["topic"], row["partition"]) for row in rows}
        # What another member has still to give back is asked for again soon.
        wait = self._lease_seconds / 4 if held == set(share) else min(0.1, self._lease_seconds / 4)
        self._refresh_at = time.monotonic() + wait
        return held, bool(joined and joined["is_new"])

    def leave(self) -> None:
        """Leave the group, so that others need not wait for the lease to expire."""
        self.stop_heart()
        with self._database.transaction() as connection:
            connection.execute(SQL["delete_member"], {"group": self._group, "member": self._member_id})

    def stop_heart(self) -> None:
        """Give no more signs of life; the member expires."""
        self._is_closed.set()
        self._heart.join()

    def _beat(self) -> None:
        parameters = {
            "group": self._group,
            "member": self._member_id,
            "lease": timedelta(seconds=self._lease_seconds),
        }
        while not self._is_closed.wait(self._lease_seconds / 4):
            if time.monotonic() - self._polled_at > _LONGEST_WORK_SECONDS:
                continue
            try:
                with self._database.transaction() as connection:
                    connection.execute(SQL["prolong_member"], parameters)
            except RetryableError as error:
                _LOG.warning("heartbeat_failed", group=self._group, error=str(error))


def share_of(
    member: UUID, members: Sequence[tuple[UUID, set[str]]], partitions: Sequence[TopicPartition]
) -> list[TopicPartition]:
    """Share partitions out in turn among the members that read their topic, and return those of one member."""
    share = []
    for index, place in enumerate(partitions):
        readers = [name for name, topics in members if place.topic in topics]
        if readers and readers[index % len(readers)] == member:
            share.append(place)
    return share
