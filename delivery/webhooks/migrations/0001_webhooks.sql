-- Where events are sent to, every delivery in exactly one visible state, and every attempt.
CREATE SCHEMA webhooks;
GRANT USAGE ON SCHEMA webhooks TO arauto_stage, arauto_tenant;

CREATE TABLE webhooks.endpoints (
    id uuid PRIMARY KEY,
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    url text NOT NULL,
    types text[],                             -- null: all
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'parked', 'disabled')),
    from_position bigint NOT NULL,            -- events up to this position are older than the endpoint
    streak integer NOT NULL DEFAULT 0,        -- attempts that failed since the last success
    hold_until timestamptz,                   -- until then only deliveries that already failed are tried again
    parked_at timestamptz,                    -- the breaker opened
    next_probe_at timestamptz,
    disabled_reason text,
    episode integer NOT NULL DEFAULT 0,       -- how often it failed or was disabled: part of those events' keys
    last_error text,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK ((state = 'parked') = (next_probe_at IS NOT NULL)),
    CHECK ((state = 'disabled') = (disabled_reason IS NOT NULL))
);
CREATE INDEX endpoints_by_company ON webhooks.endpoints (company_id);
CREATE INDEX endpoints_to_probe ON webhooks.endpoints (next_probe_at) WHERE state = 'parked';

CREATE TABLE webhooks.secrets (
    endpoint_id uuid NOT NULL REFERENCES webhooks.endpoints (id),
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    version integer NOT NULL,
    ciphertext text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,                   -- null: the current one
    PRIMARY KEY (endpoint_id, version)
);

-- The planner's place in the sequence. Who must not miss or overtake it locks this row.
CREATE TABLE webhooks.plan (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    last_position bigint NOT NULL
);
INSERT INTO webhooks.plan (last_position) VALUES (0);

-- created_at is the event's own time, so that the key really is one delivery per endpoint and event.
-- Whether a pending delivery is parked or held is its endpoint's state: see the view.
CREATE TABLE webhooks.deliveries (
    endpoint_id uuid NOT NULL REFERENCES webhooks.endpoints (id),
    company_id uuid NOT NULL REFERENCES monitor.companies (id),
    event_id uuid NOT NULL,
    position bigint NOT NULL,
    event_type text NOT NULL,
    case_number text,
    state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'delivered', 'refused', 'skipped', 'withdrawn_sealed', 'expired')),
    failures integer NOT NULL DEFAULT 0,      -- attempts that failed since it was planned, replayed or recovered
    first_failed_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    lease_owner integer,                      -- the dispatcher that has it in hand
    leased_until timestamptz,                 -- technical time
    delivered_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (endpoint_id, event_id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX deliveries_to_send ON webhooks.deliveries (endpoint_id, position) WHERE state = 'pending' AND lease_owner IS NULL;
CREATE INDEX deliveries_leased ON webhooks.deliveries (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_by_case ON webhooks.deliveries (case_number) WHERE case_number IS NOT NULL;
CREATE INDEX deliveries_by_position ON webhooks.deliveries (endpoint_id, position);

CREATE TABLE webhooks.attempts (
    endpoint_id uuid NOT NULL,
    company_id uuid NOT NULL,
    event_id uuid NOT NULL,
    number integer NOT NULL,
    is_probe boolean NOT NULL,
    status integer,                           -- null: no answer
    error text,                               -- null: delivered
    answer text,                              -- what a refusing receiver answered, cut
    duration_ms integer NOT NULL,
    created_at timestamptz NOT NULL
) PARTITION BY RANGE (created_at);
CREATE INDEX attempts_by_delivery ON webhooks.attempts (endpoint_id, event_id);
CREATE INDEX attempts_by_event ON webhooks.attempts (event_id);

CREATE VIEW webhooks.delivery_states WITH (security_invoker = true) AS
SELECT d.endpoint_id, d.company_id, d.event_id, d.position, d.event_type, d.case_number, d.attempts, d.due_at,
       d.delivered_at, d.last_error, d.created_at,
       CASE WHEN d.state <> 'pending' OR e.state = 'active' THEN d.state
            WHEN e.state = 'parked' THEN 'parked' ELSE 'disabled_held' END AS state
FROM webhooks.deliveries d JOIN webhooks.endpoints e ON e.id = d.endpoint_id;

ALTER TABLE webhooks.endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.endpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON webhooks.endpoints TO arauto_stage USING (true) WITH CHECK (true);
CREATE POLICY tenant_own ON webhooks.endpoints FOR SELECT TO arauto_tenant
    USING (company_id = nullif(current_setting('arauto.company_id', true), '')::uuid);
ALTER TABLE webhooks.secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON webhooks.secrets TO arauto_stage USING (true) WITH CHECK (true);

-- A partition is a table of its own: it gets the same policies, in case somebody is ever granted it directly.
CREATE FUNCTION webhooks.protect(target text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE webhooks.%I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE webhooks.%I FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY stage_all ON webhooks.%I TO arauto_stage USING (true) WITH CHECK (true)', target);
    EXECUTE format('CREATE POLICY tenant_own ON webhooks.%I FOR SELECT TO arauto_tenant '
        'USING (company_id = nullif(current_setting(''arauto.company_id'', true), '''')::uuid)', target);
END $$;
REVOKE ALL ON FUNCTION webhooks.protect(text) FROM PUBLIC;

CREATE TABLE webhooks.deliveries_default PARTITION OF webhooks.deliveries DEFAULT;
CREATE TABLE webhooks.attempts_default PARTITION OF webhooks.attempts DEFAULT;
SELECT webhooks.protect(name) FROM unnest(ARRAY['deliveries', 'deliveries_default', 'attempts', 'attempts_default']) name;

-- Makes the month's partitions of both tables; a month that already has rows in the default partition stays there.
CREATE FUNCTION webhooks.make_partitions(month date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parent text;
    name text;
    first date := date_trunc('month', month)::date;
    made integer := 0;
BEGIN
    FOREACH parent IN ARRAY ARRAY['deliveries', 'attempts'] LOOP
        name := format('%s_%s', parent, to_char(first, 'YYYY_MM'));
        CONTINUE WHEN to_regclass('webhooks.' || name) IS NOT NULL;
        BEGIN
            EXECUTE format('CREATE TABLE webhooks.%I PARTITION OF webhooks.%I FOR VALUES FROM (%L) TO (%L)', name, parent,
                first::text || ' 00:00+00', (first + interval '1 month')::date::text || ' 00:00+00');
            PERFORM webhooks.protect(name);
            made := made + 1;
        EXCEPTION WHEN check_violation THEN
            NULL;
        END;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION webhooks.make_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhooks.make_partitions(date) TO arauto_stage;

-- Drops partitions of months that ended before the given day, and returns how many.
CREATE FUNCTION webhooks.drop_partitions(ended_before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    found record;
    dropped integer := 0;
BEGIN
    FOR found IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent IN ('webhooks.deliveries'::regclass, 'webhooks.attempts'::regclass)
          AND c.relname ~ '_\d{4}_\d{2}$'
          AND to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= ended_before
    LOOP
        EXECUTE format('DROP TABLE webhooks.%I', found.relname);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION webhooks.drop_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION webhooks.drop_partitions(date) TO arauto_stage;

GRANT SELECT, INSERT, UPDATE ON webhooks.endpoints, webhooks.secrets TO arauto_stage;
GRANT DELETE ON webhooks.secrets TO arauto_stage;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.deliveries, webhooks.attempts TO arauto_stage;
GRANT SELECT, UPDATE ON webhooks.plan TO arauto_stage;
GRANT SELECT ON webhooks.delivery_states TO arauto_stage, arauto_tenant;
GRANT SELECT ON webhooks.endpoints, webhooks.deliveries TO arauto_tenant;
