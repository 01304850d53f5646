-- What was decided about each match, and which distributions were delivered.
CREATE SCHEMA monitoring;
GRANT USAGE ON SCHEMA monitoring TO arauto_stage, arauto_tenant;

-- The first match of a company in a case fixes whether it is retroactive; never recomputed.
CREATE TABLE monitoring.first_matches (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    is_retroactive boolean NOT NULL,
    matched_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number)
);

-- One row per company and case number, kept for ever: a distribution is delivered once.
CREATE TABLE monitoring.delivered (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    is_retroactive boolean NOT NULL,
    event_id uuid NOT NULL REFERENCES events.keys (event_id),
    delivered_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number)
);

-- The latest decision about each monitored party in each case, refusals included, with the facts it was made from.
CREATE TABLE monitoring.decisions (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    monitored_party_id uuid NOT NULL REFERENCES monitor.parties (id),
    verdict text NOT NULL CHECK (verdict IN ('delivered', 'joined', 'refused')),
    reason text NOT NULL,
    facts jsonb NOT NULL,             -- dates, versions and window arithmetic; no names
    explanations jsonb,               -- why the expression matched, as the matcher said it; null once the case is sealed
    first_decided_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number, monitored_party_id)
);
CREATE INDEX decisions_by_case ON monitoring.decisions (case_number);

-- Sweeps, each with what it republished; finds are the deliveries that only a sweep led to, and should stay at zero.
CREATE TABLE monitoring.sweeps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    ran_at timestamptz NOT NULL,
    since date NOT NULL,
    republished integer NOT NULL
);
CREATE TABLE monitoring.sweep_finds (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    found_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number)
);

ALTER TABLE monitoring.first_matches ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring.first_matches FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitoring.first_matches TO arauto_stage USING (true) WITH CHECK (true);
ALTER TABLE monitoring.sweep_finds ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring.sweep_finds FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitoring.sweep_finds TO arauto_stage USING (true) WITH CHECK (true);
ALTER TABLE monitoring.delivered ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring.delivered FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitoring.delivered TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitoring.delivered FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE monitoring.decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring.decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitoring.decisions TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitoring.decisions FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);

GRANT SELECT, INSERT ON monitoring.first_matches, monitoring.delivered, monitoring.sweeps, monitoring.sweep_finds
    TO arauto_stage;
GRANT SELECT, INSERT, UPDATE ON monitoring.decisions TO arauto_stage;
GRANT SELECT ON monitoring.delivered, monitoring.decisions TO arauto_tenant;
