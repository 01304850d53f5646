-- Which company watches which case, how many it may, and what it is charged.
CREATE SCHEMA quotas;
GRANT USAGE ON SCHEMA quotas TO arauto_stage, arauto_tenant;

-- One row per company, locked by each change of its activations: the last slot has exactly one taker.
CREATE TABLE quotas.usage (
    company_id uuid PRIMARY KEY REFERENCES monitor.companies (id),
    active_cases integer NOT NULL DEFAULT 0 CHECK (active_cases >= 0),
    reached_episode integer NOT NULL DEFAULT 0,
    is_reached boolean NOT NULL DEFAULT false
);

CREATE TABLE quotas.activations (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL REFERENCES cases.cases (case_number),
    is_active boolean NOT NULL,
    episode integer NOT NULL,
    activated_at timestamptz NOT NULL,
    deactivated_at timestamptz,
    is_registered boolean NOT NULL DEFAULT false,   -- case.registered of this episode was told
    PRIMARY KEY (company_id, case_number)
);
CREATE INDEX activations_by_case ON quotas.activations (case_number) WHERE is_active;

-- The revision of what capture was asked for, per case.
CREATE TABLE quotas.watches (
    case_number text PRIMARY KEY REFERENCES cases.cases (case_number),
    revision bigint NOT NULL,
    is_watched boolean NOT NULL,
    weight integer NOT NULL,
    is_sealed boolean NOT NULL,
    requested_at timestamptz NOT NULL
);

-- One charge per company and case number, for ever.
CREATE TABLE quotas.charges (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    charged_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number)
);

ALTER TABLE quotas.usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotas.usage FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON quotas.usage TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON quotas.usage FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE quotas.activations ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotas.activations FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON quotas.activations TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON quotas.activations FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE quotas.charges ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotas.charges FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON quotas.charges TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON quotas.charges FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON quotas.usage, quotas.activations, quotas.watches TO arauto_stage;
GRANT SELECT, INSERT ON quotas.charges TO arauto_stage;
GRANT SELECT ON quotas.usage, quotas.activations, quotas.charges TO arauto_tenant;
