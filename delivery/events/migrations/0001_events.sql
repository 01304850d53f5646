-- What is told to companies, once per business key, in the exact bytes that feed and webhooks carry.
CREATE SCHEMA events;
GRANT USAGE ON SCHEMA events TO arauto_stage, arauto_tenant;

-- Makes event ids unique for ever; outlives the events.
CREATE TABLE events.keys (
    event_id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    business_key text NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (company_id, business_key)
);

CREATE TABLE events.events (
    id uuid PRIMARY KEY REFERENCES events.keys (event_id),
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    type text NOT NULL,
    case_number text,                 -- 20 digits, for events about a case
    body text NOT NULL,               -- the CloudEvent as serialised once
    recorded_at timestamptz NOT NULL, -- business time
    record_number bigint GENERATED ALWAYS AS IDENTITY,
    position bigint UNIQUE,           -- given after commit by the sequencer; null until then
    is_purged boolean NOT NULL DEFAULT false
);
CREATE INDEX events_unsequenced ON events.events (record_number) WHERE position IS NULL;
CREATE INDEX events_by_company ON events.events (company_id, position);
CREATE INDEX events_by_case ON events.events (case_number) WHERE case_number IS NOT NULL;

-- The sequencer's counter; a restore raises the epoch, which cursors carry.
CREATE TABLE events.sequence (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    last_position bigint NOT NULL,
    epoch integer NOT NULL
);
INSERT INTO events.sequence (last_position, epoch) VALUES (0, 1);

-- Wakes the sequencer at commit; one notice per statement, and the server folds those of one transaction.
CREATE FUNCTION events.notify_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('arauto_events_recorded', '');
    RETURN NULL;
END $$;
CREATE TRIGGER events_recorded AFTER INSERT ON events.events
    FOR EACH STATEMENT EXECUTE FUNCTION events.notify_recorded();

ALTER TABLE events.keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.keys FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON events.keys TO arauto_stage USING (true) WITH CHECK (true);
ALTER TABLE events.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.events FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON events.events TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON events.events FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
GRANT SELECT, INSERT ON events.keys TO arauto_stage;
GRANT SELECT, INSERT, UPDATE, DELETE ON events.events TO arauto_stage;
GRANT SELECT, UPDATE ON events.sequence TO arauto_stage;
GRANT SELECT ON events.events, events.sequence TO arauto_tenant;
