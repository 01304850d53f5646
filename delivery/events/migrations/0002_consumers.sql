-- What readers of the feed need: named consumers, where an epoch began, and up to where events have been forgotten.
CREATE TABLE events.consumers (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    name text NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    epoch integer NOT NULL,
    position bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, name)
);
ALTER TABLE events.consumers ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.consumers FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON events.consumers TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON events.consumers TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid)
    WITH CHECK (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.consumers TO arauto_stage, arauto_tenant;

-- Positions of another epoch above this one were lost by the restore that began the present epoch.
ALTER TABLE events.sequence ADD COLUMN epoch_began_at bigint NOT NULL DEFAULT 0;
-- Events up to this position are older than the retention and may be gone.
ALTER TABLE events.sequence ADD COLUMN forgotten_position bigint NOT NULL DEFAULT 0;
