-- Who watches what: companies (tenants) and the names they monitor.
CREATE SCHEMA monitor;
GRANT USAGE ON SCHEMA monitor TO arauto_stage, arauto_tenant;

CREATE TABLE monitor.companies (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
    name text NOT NULL,
    plan text NOT NULL DEFAULT 'free',
    case_quota integer NOT NULL DEFAULT 100 CHECK (case_quota >= 0),
    expression_delay_hours integer NOT NULL DEFAULT 0 CHECK (expression_delay_hours BETWEEN 0 AND 720),
    created_at timestamptz NOT NULL
);

-- Raised by every change of parties and stamped on the rows it changed. Changes take it FOR UPDATE, matcher transactions
-- FOR SHARE: so no interleaving loses a match.
CREATE TABLE monitor.parties_counter (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    revision bigint NOT NULL
);
INSERT INTO monitor.parties_counter (revision) VALUES (0);

CREATE TABLE monitor.parties (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    name text NOT NULL,
    document text,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'archived')),
    manual_rex boolean NOT NULL DEFAULT false,
    window_days integer NOT NULL DEFAULT 90 CHECK (window_days BETWEEN 0 AND 365),
    distributed_from date,
    only_after_registration boolean NOT NULL DEFAULT false,
    tribunals text[],                 -- null: all
    side text CHECK (side IN ('active', 'passive', 'third')),
    registered_at timestamptz NOT NULL,
    -- the registration, or the last change of expression, tribunals or side: what "retroactive" is measured against
    effective_since timestamptz NOT NULL,
    revision bigint NOT NULL          -- the counter's value at the last change
);
CREATE INDEX parties_by_revision ON monitor.parties (revision);
CREATE INDEX parties_by_company ON monitor.parties (company_id);

-- Every expression a party ever had. The one in force is the newest with a revision: it is null until the expression
-- comes into force, and is then the counter's value at that moment.
CREATE TABLE monitor.expressions (
    party_id uuid NOT NULL REFERENCES monitor.parties (id),
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    version integer NOT NULL,
    rex text NOT NULL,
    nrex text,
    is_generated boolean NOT NULL,
    created_at timestamptz NOT NULL,
    in_force_at timestamptz NOT NULL,
    revision bigint,
    PRIMARY KEY (party_id, version)
);

CREATE INDEX expressions_pending ON monitor.expressions (in_force_at) WHERE revision IS NULL;

ALTER TABLE monitor.companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitor.companies FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitor.companies TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitor.companies FOR SELECT TO arauto_tenant
    USING (id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE monitor.parties ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitor.parties FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitor.parties TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitor.parties TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE monitor.expressions ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitor.expressions FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON monitor.expressions TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON monitor.expressions TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON monitor.companies, monitor.parties, monitor.expressions TO arauto_stage;
GRANT SELECT, UPDATE ON monitor.parties_counter TO arauto_stage;
GRANT SELECT ON monitor.companies, monitor.parties, monitor.expressions TO arauto_tenant;
