-- The cases as the courts show them, in which state each is, and which company may read it.
CREATE SCHEMA cases;
GRANT USAGE ON SCHEMA cases TO arauto_stage, arauto_tenant;

-- Locked by everything that changes or tells something of a case, so that order per case is order of commit.
CREATE TABLE cases.cases (
    case_number text PRIMARY KEY CHECK (case_number ~ '^[0-9]{20}$'),
    tribunal text NOT NULL,
    revision bigint NOT NULL DEFAULT 0,          -- grows with each change that is published or told
    state text NOT NULL,
    state_reason text NOT NULL,
    state_since timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    obtained_at timestamptz,                     -- when a court first showed the case
    last_visited_at timestamptz,
    last_verified_at timestamptz,                -- only a visit that read the court moves it
    last_outcome text,
    distributed_on date,
    distributed_on_basis text CHECK (distributed_on_basis IN ('court', 'distribution_list', 'filing', 'first_seen')),
    filed_on date,
    case_class text,
    judging_body text,
    jurisdiction text,
    is_sealed boolean NOT NULL DEFAULT false,
    seal_episode integer NOT NULL DEFAULT 0,
    not_found_episode integer NOT NULL DEFAULT 0,
    absent_since timestamptz,                    -- first of the latest unbroken row of visits that did not find it
    absent_visits integer NOT NULL DEFAULT 0,
    complete_visit_asked_at timestamptz,
    sources jsonb NOT NULL DEFAULT '{}',         -- per court system: time, ids and outcome of the latest visit
    CHECK ((distributed_on IS NULL) = (distributed_on_basis IS NULL))
);
CREATE INDEX cases_by_distribution ON cases.cases (distributed_on, case_number) WHERE NOT is_sealed;
CREATE INDEX cases_by_tribunal ON cases.cases (tribunal);

-- One place where a case number is alive. Survives sealing as a bare row, so that identities never repeat.
CREATE TABLE cases.instances (
    id uuid PRIMARY KEY,
    case_number text NOT NULL REFERENCES cases.cases (case_number),
    system text NOT NULL,
    court_level text NOT NULL,
    code text NOT NULL DEFAULT '',
    ordinal integer NOT NULL,                    -- among the instances of this system and level, by first sight
    first_seen_at timestamptz NOT NULL,
    baseline_at timestamptz,                     -- the first complete visit
    movements_present integer NOT NULL DEFAULT 0,
    movements_digest text,
    first_episode integer NOT NULL DEFAULT 1,    -- of movements seen from now on; raised when the case is sealed
    vanished_digest text,                        -- what a page with fewer movements left out, until a second one agrees
    header jsonb NOT NULL DEFAULT '{}',
    parties_digest text,
    documents_digest text,
    UNIQUE (case_number, system, court_level, code),
    UNIQUE (case_number, system, court_level, ordinal)
);

CREATE TABLE cases.parties (
    instance_id uuid NOT NULL REFERENCES cases.instances (id),
    position integer NOT NULL,
    case_number text NOT NULL,
    name text NOT NULL,
    role_text text,
    side text,
    document text,
    represented_by text,
    others integer,
    is_sealed boolean NOT NULL,
    lawyers jsonb NOT NULL,
    PRIMARY KEY (instance_id, position)
);
CREATE INDEX parties_by_case ON cases.parties (case_number);

CREATE TABLE cases.documents (
    instance_id uuid NOT NULL REFERENCES cases.instances (id),
    id text NOT NULL,
    case_number text NOT NULL,
    title text,
    url text,
    kind text,
    is_locked boolean NOT NULL,
    listed_in text NOT NULL,
    PRIMARY KEY (instance_id, id)
);
CREATE INDEX documents_by_case ON cases.documents (case_number);

-- Without a foreign key to instances: it would cost a lookup for each of the most numerous rows we have, and one writer
-- (the case store, under the case's lock) keeps both.
CREATE TABLE cases.movements (
    case_number text NOT NULL,
    instance_id uuid NOT NULL,
    hash text NOT NULL,
    id uuid NOT NULL,
    episode integer NOT NULL,
    is_present boolean NOT NULL,
    content_digest text NOT NULL,
    occurred_on date,
    occurred_at text,
    day text NOT NULL,                           -- ISO date of either moment, '' without one
    number integer,
    text text NOT NULL,
    complement text,
    tpu_code text,
    ordinal integer NOT NULL,
    document_ids text[] NOT NULL,
    first_seen_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    replaces uuid,
    PRIMARY KEY (case_number, instance_id, hash)
) PARTITION BY HASH (case_number);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE cases.movements_%s PARTITION OF cases.movements '
                       'FOR VALUES WITH (MODULUS 16, REMAINDER %s)', lpad(part::text, 2, '0'), part);
    END LOOP;
END $$;

-- Which company may read which case: it activated it, or it was sent its distribution.
CREATE TABLE cases.grants (
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    case_number text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('activated', 'delivered')),
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, case_number)
);
CREATE INDEX grants_by_case ON cases.grants (case_number);

CREATE TABLE cases.tribunal_statuses (
    tribunal text PRIMARY KEY,
    state text NOT NULL,
    outcome text,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    next_attempt_at timestamptz,
    episode integer NOT NULL,
    last_success_at timestamptz
);

-- Who inside delivery held something of a sealed case, and when it was deleted. Replayed after a restore.
CREATE TABLE cases.purges (
    case_number text NOT NULL,
    holder text NOT NULL,
    episode integer NOT NULL,
    requested_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    PRIMARY KEY (case_number, holder, episode)
);

ALTER TABLE cases.grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.grants FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.grants TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON cases.grants FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);

ALTER TABLE cases.cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.cases FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.cases TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_granted ON cases.cases FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.grants g WHERE g.case_number = cases.case_number
                   AND g.company_id = nullif(current_setting('arauto.company_id', true), '')::uuid));

ALTER TABLE cases.instances ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.instances FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.instances TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_granted ON cases.instances FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.grants g WHERE g.case_number = instances.case_number
                   AND g.company_id = nullif(current_setting('arauto.company_id', true), '')::uuid));

ALTER TABLE cases.movements ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.movements FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.movements TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_granted ON cases.movements FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.grants g WHERE g.case_number = movements.case_number
                   AND g.company_id = nullif(current_setting('arauto.company_id', true), '')::uuid));

-- Names and documents of a case that may be sealed are withheld from every reader; the case's own policy is inside.
ALTER TABLE cases.parties ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.parties FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.parties TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_granted ON cases.parties FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.cases c WHERE c.case_number = parties.case_number
                   AND c.state <> 'possibly_sealed'));
ALTER TABLE cases.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases.documents FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON cases.documents TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_granted ON cases.documents FOR SELECT TO arauto_tenant
    USING (EXISTS (SELECT 1 FROM cases.cases c WHERE c.case_number = documents.case_number
                   AND c.state <> 'possibly_sealed'));

GRANT SELECT, INSERT, UPDATE ON cases.cases, cases.instances, cases.tribunal_statuses, cases.purges TO arauto_stage;
GRANT SELECT, INSERT, UPDATE, DELETE ON cases.parties, cases.documents, cases.movements TO arauto_stage;
GRANT SELECT, INSERT ON cases.grants TO arauto_stage;
GRANT SELECT ON cases.cases, cases.instances, cases.parties, cases.documents, cases.movements, cases.grants,
    cases.tribunal_statuses TO arauto_tenant;
