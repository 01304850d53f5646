-- Who may read by the API: keys, stored as hashes.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO arauto_stage, arauto_tenant;

CREATE TABLE access.api_keys (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    hint text NOT NULL,                       -- the key's first characters, so that people can tell keys apart
    key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (company_id, name)
);

ALTER TABLE access.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON access.api_keys TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON access.api_keys FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
-- The owner's function below is the only reader besides the stages.
CREATE POLICY owner_looks_up ON access.api_keys FOR SELECT TO arauto_owner USING (true);
GRANT SELECT, INSERT, UPDATE ON access.api_keys TO arauto_stage;

-- The tenant role has no right to the table: it can only ask about a key whose hash it already has.
CREATE FUNCTION access.find_key(presented_hash bytea)
RETURNS TABLE (id uuid, company_id uuid, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT k.id, k.company_id, k.scopes FROM access.api_keys k
    WHERE k.key_hash = presented_hash AND k.revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION access.find_key(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.find_key(bytea) TO arauto_tenant, arauto_stage;
