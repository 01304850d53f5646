-- What capture watches, when it visits next, what it may spend, and the pages it keeps. Stage-only: no tenant reads it.
CREATE SCHEMA capture;
GRANT USAGE ON SCHEMA capture TO arauto_stage;

-- Projection of capture_requests.v1: the newest revision of what delivery wants.
CREATE TABLE capture.watches (
    case_number text PRIMARY KEY CHECK (case_number ~ '^[0-9]{20}$'),
    tribunal text NOT NULL,
    revision bigint NOT NULL,
    is_watched boolean NOT NULL,
    weight integer NOT NULL CHECK (weight >= 0),
    is_sealed boolean NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX watches_by_tribunal ON capture.watches (tribunal) WHERE is_watched AND NOT is_sealed;

-- The next visit of a case: at most one, open until its capture was acknowledged by the stream.
CREATE TABLE capture.visits (
    case_number text PRIMARY KEY CHECK (case_number ~ '^[0-9]{20}$'),
    tribunal text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('due', 'asked', 'hinted', 'discovered')),
    priority smallint NOT NULL DEFAULT 1,       -- 0: a wish, which pre-empts the queue
    due_at timestamptz NOT NULL,                -- business time
    attempt integer NOT NULL DEFAULT 0,         -- part of the visit's id
    failures integer NOT NULL DEFAULT 0,        -- in a row
    partials integer NOT NULL DEFAULT 0,        -- in a row
    misses integer NOT NULL DEFAULT 0,          -- "not found" of a discovered case
    filed_on date,
    wished_reason text CHECK (wished_reason IN ('due', 'asked', 'hinted')),  -- came while the visit was claimed: visit again
    claimed_by uuid,
    claim_expires_at timestamptz                -- technical time
);
CREATE INDEX visits_due ON capture.visits (tribunal, priority, due_at);
CREATE INDEX visits_claimed ON capture.visits (claimed_by) WHERE claimed_by IS NOT NULL;

-- What the last visit of a case came to; also the memory of cases that discovery already knows.
CREATE TABLE capture.case_states (
    case_number text PRIMARY KEY,
    tribunal text NOT NULL,
    last_outcome text NOT NULL,
    last_explanation text NOT NULL,
    last_visited_at timestamptz NOT NULL,
    last_verified_at timestamptz,
    failing_since timestamptz,
    given_up_at timestamptz,                    -- a discovered case that never appeared
    visits integer NOT NULL,
    changes integer NOT NULL,
    content_hash text
);
CREATE INDEX case_states_given_up ON capture.case_states (given_up_at) WHERE given_up_at IS NOT NULL;

-- Whether a tribunal can be read, with what is needed of its policy to judge whether work is due.
CREATE TABLE capture.tribunal_states (
    tribunal text PRIMARY KEY,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'disabled')),
    is_by_operator boolean NOT NULL DEFAULT false,
    outcome text,
    reason text NOT NULL DEFAULT '',
    since timestamptz NOT NULL,
    next_attempt_at timestamptz,
    probes integer NOT NULL DEFAULT 0,
    episode integer NOT NULL DEFAULT 0,
    failures_in_row integer NOT NULL DEFAULT 0,
    last_success_at timestamptz,
    held_until timestamptz,                     -- Retry-After, in business time
    visits_total bigint NOT NULL DEFAULT 0,
    requests_total bigint NOT NULL DEFAULT 0,
    source text NOT NULL,                       -- whose budget is spent: the tribunal itself, or an API that many share
    opens time,                                 -- null: always open
    closes time,
    daily_budget integer
);

-- Requests spent per business day; reserved ahead in small lots, so that a crash can only overstate.
CREATE TABLE capture.budgets (
    tribunal text NOT NULL,
    business_day date NOT NULL,
    spent integer NOT NULL,
    PRIMARY KEY (tribunal, business_day)
);

-- Which capture process visits a tribunal; technical time.
CREATE TABLE capture.leases (
    tribunal text PRIMARY KEY,
    process uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE TABLE capture.processes (
    process uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- Discovery of new distributions, per tribunal and strategy.
CREATE TABLE capture.discoveries (
    tribunal text NOT NULL,
    strategy text NOT NULL,
    next_due_at timestamptz NOT NULL,
    last_run_at timestamptz,
    filed_from date,
    filed_to date,
    seen integer NOT NULL DEFAULT 0,
    found integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    last_error text,
    PRIMARY KEY (tribunal, strategy)
);

-- Raw pages: bytes are blobs addressed by SHA-256, here is who asked for them. Written before the blob, so that no blob
-- exists without a row by which it can be purged.
CREATE TABLE capture.pages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 text NOT NULL,
    case_number text,
    tribunal text NOT NULL,
    system text,
    kind text NOT NULL,
    url text NOT NULL,
    method text NOT NULL,
    form jsonb,
    status integer NOT NULL,
    charset text,
    fetched_at timestamptz NOT NULL
);
CREATE INDEX pages_by_case ON capture.pages (case_number);
CREATE INDEX pages_by_hash ON capture.pages (sha256);

-- Pages that were not understood, with the reason.
CREATE TABLE capture.quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    page_id bigint NOT NULL REFERENCES capture.pages (id) ON DELETE CASCADE,
    outcome text NOT NULL,
    reason text NOT NULL,
    quarantined_at timestamptz NOT NULL
);
CREATE INDEX quarantine_by_page ON capture.quarantine (page_id);

-- Purges of sealed cases that this stage has carried out.
CREATE TABLE capture.purges (
    case_number text PRIMARY KEY,
    revision bigint NOT NULL,
    pages_deleted integer NOT NULL,
    confirmed_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA capture TO arauto_stage;
