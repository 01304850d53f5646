-- name: add_partitions
-- Makes the counters of a new topic's partitions; one that exists never gets more, because keys would change places.
INSERT INTO stream.partitions (topic, partition)
SELECT %(topic)s, numbers FROM generate_series(0, %(partitions)s - 1) AS numbers
WHERE NOT EXISTS (SELECT 1 FROM stream.partitions WHERE topic = %(topic)s)
ON CONFLICT DO NOTHING;

-- name: count_partitions
-- How many partitions a topic has.
SELECT count(*) AS partitions FROM stream.partitions WHERE topic = %(topic)s;

-- name: lock_counters
-- Locks the counters that an append will raise, in ascending order, so that appends never wait for one another in a circle.
SELECT 1 FROM stream.partitions
WHERE (topic, partition) IN (SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::integer[]))
ORDER BY topic, partition
FOR UPDATE;

-- name: append_messages
-- Raises the locked counters and appends the messages, in the order given (the b: sent as binary, text costs thrice the time).
WITH buffered AS (
    SELECT b.*, row_number() OVER (PARTITION BY b.topic, b.partition ORDER BY b.ordinal) - 1 AS step
    FROM unnest(
        %(topics)s::text[], %(partitions)s::integer[], %(keys)b::text[], %(values)b::bytea[], %(headers)b::jsonb[]
    ) WITH ORDINALITY AS b (topic, partition, key, value, headers, ordinal)
), counted AS (
    SELECT topic, partition, count(*) AS messages FROM buffered GROUP BY topic, partition
), raised AS (
    UPDATE stream.partitions counter SET next_position = counter.next_position + counted.messages
    FROM counted WHERE counter.topic = counted.topic AND counter.partition = counted.partition
    RETURNING counter.topic, counter.partition, counter.next_position - counted.messages AS first_gained
)
INSERT INTO stream.messages (topic, partition, position, key, value, headers, appended_at)
SELECT topic, partition, first_gained + step, key, value, headers, clock_timestamp()
FROM buffered JOIN raised USING (topic, partition);

-- name: list_counters
-- The range of positions of some partitions.
SELECT topic, partition, first_position, next_position FROM stream.partitions
WHERE (topic, partition) IN (SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::integer[]));

-- name: list_partitions
-- The partitions of some topics, in order.
SELECT topic, partition FROM stream.partitions WHERE topic = ANY(%(topics)s) ORDER BY topic, partition;

-- name: list_messages
-- Messages of several partitions from a position each, at most `limit` of each.
SELECT message.*
FROM unnest(%(topics)s::text[], %(partitions)s::integer[], %(positions)s::bigint[]) AS wanted (topic, partition, position)
CROSS JOIN LATERAL (
    SELECT m.topic, m.partition, m.position, m.key, m.value, m.headers FROM stream.messages m
    WHERE m.topic = wanted.topic AND m.partition = wanted.partition AND m.position >= wanted.position
    ORDER BY m.position LIMIT %(limit)s
) AS message;

-- name: add_offsets
-- Gives a group that is new to these partitions its first offsets; a stored one stays.
INSERT INTO stream.offsets (group_name, topic, partition, source, next_offset)
SELECT %(group)s, wanted.* FROM unnest(
    %(topics)s::text[], %(partitions)s::integer[], %(sources)s::text[], %(offsets)s::bigint[]
) AS wanted
ON CONFLICT DO NOTHING;

-- name: list_offsets
-- The stored offsets of a group.
SELECT topic, partition, source, next_offset FROM stream.offsets
WHERE group_name = %(group)s AND topic = ANY(%(topics)s);

-- name: store_offset
-- Compare and set: changes nothing when another member has stored an offset since.
UPDATE stream.offsets SET next_offset = %(next_offset)s
WHERE group_name = %(group)s AND topic = %(topic)s AND partition = %(partition)s AND next_offset = %(expected)s;

-- name: lock_group
-- One member of a group at a time looks who is alive and takes its share.
SELECT pg_advisory_xact_lock(hashtextextended('stream group ' || %(group)s, 0));

-- name: upsert_member
-- Joins a group or stays in it; `is_new` also when the member had expired meanwhile.
INSERT INTO stream.members (group_name, member_id, topics, expires_at)
VALUES (%(group)s, %(member)s, %(topics)s, clock_timestamp() + %(lease)s)
ON CONFLICT (group_name, member_id) DO UPDATE SET expires_at = excluded.expires_at
RETURNING xmax = 0 AS is_new;

-- name: prolong_member
-- The heartbeat of a member that is busy.
UPDATE stream.members SET expires_at = clock_timestamp() + %(lease)s
WHERE group_name = %(group)s AND member_id = %(member)s;

-- name: delete_expired_members
-- Members that gave no sign; their leases go with them.
DELETE FROM stream.members WHERE group_name = %(group)s AND expires_at < clock_timestamp();

-- name: list_members
-- Who is in the group, in the order in which partitions are shared out.
SELECT member_id, topics FROM stream.members WHERE group_name = %(group)s ORDER BY member_id;

-- name: delete_other_leases
-- Gives back what is no longer this member's share.
DELETE FROM stream.leases
WHERE group_name = %(group)s AND member_id = %(member)s
  AND (topic, partition) NOT IN (SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::integer[]));

-- name: take_leases
-- Takes what is this member's share and free.
INSERT INTO stream.leases (group_name, topic, partition, member_id)
SELECT %(group)s, wanted.topic, wanted.partition, %(member)s
FROM unnest(%(topics)s::text[], %(partitions)s::integer[]) AS wanted (topic, partition)
ON CONFLICT DO NOTHING;

-- name: list_leases
-- What this member holds.
SELECT topic, partition FROM stream.leases
WHERE group_name = %(group)s AND member_id = %(member)s ORDER BY topic, partition;

-- name: delete_member
-- Leaves a group at once.
DELETE FROM stream.members WHERE group_name = %(group)s AND member_id = %(member)s;

-- name: list_lags
-- What several groups have not handled of this log, in one snapshot; a group that never stored an offset has handled nothing.
SELECT asked.group_name, asked.topic, counter.partition,
       CASE WHEN stored.next_offset IS NULL THEN counter.next_position - counter.first_position
            WHEN stored.source <> %(source)s OR stored.next_offset > counter.next_position
                THEN greatest(counter.next_position - counter.first_position, 1) -- out of range is never "drained"
            ELSE counter.next_position - stored.next_offset END AS lag
FROM unnest(%(groups)s::text[], %(topics)s::text[]) AS asked (group_name, topic)
JOIN stream.partitions counter USING (topic)
LEFT JOIN stream.offsets stored
       ON stored.group_name = asked.group_name AND stored.topic = asked.topic AND stored.partition = counter.partition;

-- name: list_outbox_lags
-- Stored offsets of several groups and what waits in the outbox, in one snapshot.
SELECT asked.group_name, asked.topic, counter.partition, stored.source, stored.next_offset,
       counter.next_position - coalesce(relayed.next_position, counter.first_position) AS waiting
FROM unnest(%(groups)s::text[], %(topics)s::text[]) AS asked (group_name, topic)
JOIN stream.partitions counter USING (topic)
LEFT JOIN stream.relayed relayed ON relayed.topic = asked.topic AND relayed.partition = counter.partition
LEFT JOIN stream.offsets stored
       ON stored.group_name = asked.group_name AND stored.topic = asked.topic AND stored.partition = counter.partition;

-- name: find_first_to_keep
-- The first position of a partition that is younger than the limit, or the end of the log.
SELECT coalesce(
    (SELECT m.position FROM stream.messages m
     WHERE m.topic = %(topic)s AND m.partition = %(partition)s
       AND m.appended_at >= clock_timestamp() - %(age)s::interval
     ORDER BY m.position LIMIT 1),
    (SELECT next_position FROM stream.partitions WHERE topic = %(topic)s AND partition = %(partition)s)
) AS position;

-- name: list_old_partitions
-- Partitions that hold messages at all, with how far a relay has come (null where nothing was ever relayed).
SELECT counter.topic, counter.partition, relayed.next_position AS relayed_to
FROM stream.partitions counter LEFT JOIN stream.relayed relayed USING (topic, partition)
WHERE counter.next_position > counter.first_position ORDER BY topic, partition;

-- name: delete_messages_before
-- Deletes the oldest messages of a partition.
DELETE FROM stream.messages WHERE topic = %(topic)s AND partition = %(partition)s AND position < %(position)s;

-- name: raise_first_position
-- Says that everything before the position is gone, so that who still wants it is told.
UPDATE stream.partitions SET first_position = greatest(first_position, %(position)s)
WHERE topic = %(topic)s AND partition = %(partition)s;

-- name: list_unrelayed
-- Partitions whose outbox holds something that Kafka does not have.
SELECT counter.topic, counter.partition, coalesce(relayed.next_position, counter.first_position) AS position
FROM stream.partitions counter LEFT JOIN stream.relayed relayed USING (topic, partition)
WHERE counter.next_position > coalesce(relayed.next_position, counter.first_position)
ORDER BY topic, partition;

-- name: mark_relayed
-- Remembers that Kafka has acknowledged everything before the position.
INSERT INTO stream.relayed (topic, partition, next_position) VALUES (%(topic)s, %(partition)s, %(position)s)
ON CONFLICT (topic, partition) DO UPDATE SET next_position = greatest(stream.relayed.next_position, excluded.next_position);

-- name: try_relay_lock
-- One relay per installation: the session that holds this lock.
SELECT pg_try_advisory_lock(%(key)s) AS is_mine;

-- name: add_replay
-- Remembers that a dead letter was published again; changes nothing when it was before.
INSERT INTO stream.replays (dead_letter_offset, replayed_at) VALUES (%(offset)s, %(now)s)
ON CONFLICT DO NOTHING;

-- name: list_replays
-- Which dead letters were published again.
SELECT dead_letter_offset FROM stream.replays;
