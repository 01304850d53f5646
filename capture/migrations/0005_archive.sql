-- Which pages a visit read and what it made of them, how pages look, known cases that every visit must show, and chores.

ALTER TABLE capture.pages
    ADD COLUMN request_url text,                 -- before redirects
    ADD COLUMN content_type text;                -- as the court declared it
CREATE INDEX pages_by_age ON capture.pages (fetched_at);

-- One row per closed visit that fetched pages: enough to read these pages again as the visit did.
CREATE TABLE capture.archived_visits (
    visit_id uuid PRIMARY KEY,
    case_number text NOT NULL,
    tribunal text NOT NULL,
    reason text NOT NULL,
    visited_at timestamptz NOT NULL,
    outcome text NOT NULL,
    explanation text NOT NULL,
    systems text[] NOT NULL,                     -- asked, in this order
    outcomes text[] NOT NULL,                    -- what each answered
    plan jsonb NOT NULL,                         -- what the other systems of the tribunal mean for the outcome
    page_ids bigint[] NOT NULL,                  -- in the order in which they were fetched
    spider text NOT NULL,
    spider_version text NOT NULL,
    reading text,                                -- hash of what was read; null: nothing of the case was shown
    is_published boolean NOT NULL,
    revision integer NOT NULL DEFAULT 0,         -- raised by every reading that was published instead of the first
    filed_on date,
    listed_on date
);
CREATE INDEX archived_visits_by_case ON capture.archived_visits (case_number, visited_at);
CREATE INDEX archived_visits_by_age ON capture.archived_visits (visited_at, visit_id);

-- What visits read of a case (zstd of JSON); visits that read the same share it.
CREATE TABLE capture.readings (
    case_number text NOT NULL,
    sha256 text NOT NULL,
    reading bytea NOT NULL,
    PRIMARY KEY (case_number, sha256)
);

ALTER TABLE capture.quarantine
    ADD COLUMN visit_id uuid,
    ADD COLUMN fingerprint text;
CREATE INDEX quarantine_by_age ON capture.quarantine (quarantined_at);
CREATE INDEX quarantine_by_visit ON capture.quarantine (visit_id);

-- How the pages of a system look. Known: seen on pages of three cases whose visits were understood.
CREATE TABLE capture.fingerprints (
    tribunal text NOT NULL,
    system text NOT NULL,
    kind text NOT NULL,
    fingerprint text NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    pages bigint NOT NULL,                       -- of those that were looked at
    pages_before bigint NOT NULL,                -- of its kind, when it came
    confirmed_by text[] NOT NULL DEFAULT '{}',   -- hashes of the first three case numbers
    known_at timestamptz,
    is_drift boolean NOT NULL,                   -- others were known when it came
    PRIMARY KEY (tribunal, system, kind, fingerprint)
);

-- Public cases of which the operator knows what their visits must show; numbers and counts, no names.
CREATE TABLE capture.canaries (
    tribunal text NOT NULL,
    case_number text NOT NULL PRIMARY KEY CHECK (case_number ~ '^[0-9]{20}$'),
    expected_movements integer NOT NULL DEFAULT 0,
    party_hash text,                             -- SHA-256 of folded words of a party's name
    most_movements integer NOT NULL DEFAULT 0,   -- that a visit ever showed
    has_parties boolean NOT NULL DEFAULT false,  -- a visit showed some
    system text,                                 -- the one that shows it; null: none has yet
    added_at timestamptz NOT NULL,
    ordered_on date,                             -- the business day for which a visit was planned
    checked_at timestamptz,
    failures_in_row integer NOT NULL DEFAULT 0,
    complaint text NOT NULL DEFAULT ''
);
CREATE INDEX canaries_by_tribunal ON capture.canaries (tribunal);

ALTER TABLE capture.route_states
    ADD COLUMN complaint text NOT NULL DEFAULT '',         -- of its canaries: it is read, and shows less than it must
    ADD COLUMN complaints_in_row integer NOT NULL DEFAULT 0;

ALTER TABLE capture.visits
    DROP CONSTRAINT visits_reason_check,
    ADD CONSTRAINT visits_reason_check CHECK (reason IN ('due', 'asked', 'hinted', 'discovered', 'canary'));

-- When recurring work was done last.
CREATE TABLE capture.chores (
    name text PRIMARY KEY,
    done_on date NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON capture.archived_visits, capture.readings, capture.fingerprints,
    capture.canaries, capture.chores TO arauto_stage;
