-- The log: in embedded mode the stream itself, on Kafka the outbox of its transactional producer.
CREATE SCHEMA stream;
GRANT USAGE ON SCHEMA stream TO arauto_stage;

-- One counter per partition. It is raised by a transaction's last statements and stays locked until that commits: so
-- positions are dense and grow in commit order. Rows are updated all the time, hence the room left on their pages.
CREATE TABLE stream.partitions (
    topic text NOT NULL,
    partition integer NOT NULL CHECK (partition >= 0),
    first_position bigint NOT NULL DEFAULT 0,   -- what is before it was deleted by retention
    next_position bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition),
    CHECK (first_position BETWEEN 0 AND next_position)
) WITH (fillfactor = 20);

CREATE TABLE stream.messages (
    topic text NOT NULL,
    partition integer NOT NULL,
    position bigint NOT NULL,
    key text NOT NULL,
    value bytea NOT NULL,
    headers jsonb NOT NULL,
    appended_at timestamptz NOT NULL,           -- technical time, for retention only
    PRIMARY KEY (topic, partition, position)
);

-- The next offset that a group will handle. `source` says of which log it is an offset (this one, or one Kafka topic's
-- id), so that an offset is never taken to another log: a topic made anew, or an installation moved to another stream.
CREATE TABLE stream.offsets (
    group_name text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    source text NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (group_name, topic, partition)
) WITH (fillfactor = 20);

-- Members of consumer groups on this log, alive until expires_at (technical time), and the partitions they hold.
-- Leases only share the work out: that nothing is handled twice is the business of storing offsets.
CREATE TABLE stream.members (
    group_name text NOT NULL,
    member_id uuid NOT NULL,
    topics text[] NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (group_name, member_id)
);
CREATE TABLE stream.leases (
    group_name text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    member_id uuid NOT NULL,
    PRIMARY KEY (group_name, topic, partition),
    FOREIGN KEY (group_name, member_id) REFERENCES stream.members (group_name, member_id) ON DELETE CASCADE
);
CREATE INDEX leases_by_member ON stream.leases (group_name, member_id);

-- How far the relay has published the outbox to Kafka: everything before next_position is acknowledged.
CREATE TABLE stream.relayed (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_position bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- Dead letters (their topic has one partition) that were published again, in business time.
CREATE TABLE stream.replays (
    dead_letter_offset bigint PRIMARY KEY,
    replayed_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stream TO arauto_stage;
