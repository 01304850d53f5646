-- Versions of parties' expressions that were, or are, in quarantine: what the company was told, and what the API shows.
CREATE TABLE monitoring.expression_states (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    monitored_party_id uuid NOT NULL REFERENCES monitor.parties (id),
    expression_version integer NOT NULL,
    state text NOT NULL CHECK (state IN ('quarantined', 'released')),
    reason text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (monitored_party_id, expression_version)
);
ALTER TABLE monitoring.expression_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring.expression_states FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitoring.expression_states TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitoring.expression_states FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON monitoring.expression_states TO arauto_stage;
GRANT SELECT ON monitoring.expression_states TO arauto_tenant;
