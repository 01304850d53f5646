-- Each system of a tribunal is a route: read, suspended, probed and paced by itself.

CREATE TABLE capture.route_states (
    tribunal text NOT NULL REFERENCES capture.tribunal_states (tribunal),
    system text NOT NULL,
    sources text[] NOT NULL,                    -- whose budgets are spent: hosts, or an API that many share
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
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
    PRIMARY KEY (tribunal, system)
);

-- What the operator allows per host and business day; no row, or null: unlimited.
CREATE TABLE capture.source_limits (
    source text PRIMARY KEY,
    daily_budget integer
);
ALTER TABLE capture.budgets RENAME COLUMN tribunal TO source;

-- The tribunal's own row stays as the summary that customers see.
ALTER TABLE capture.tribunal_states
    DROP COLUMN source, DROP COLUMN daily_budget, DROP COLUMN held_until, DROP COLUMN probes,
    DROP COLUMN failures_in_row, DROP COLUMN last_success_at,
    ADD COLUMN notice text NOT NULL DEFAULT '';  -- less is done than is promised, with the figure

-- Which of a tribunal's systems showed a case the last time; kept where there are several.
CREATE TABLE capture.case_routes (
    case_number text NOT NULL,
    system text NOT NULL,
    is_shown boolean NOT NULL,
    asked_at timestamptz NOT NULL,
    movements integer NOT NULL,                 -- that it showed the last time it showed the case
    PRIMARY KEY (case_number, system)
);

ALTER TABLE capture.visits
    ADD COLUMN system text NOT NULL DEFAULT '', -- the route that the visit needs; '': any
    ADD COLUMN queue_at timestamptz;            -- its turn among the companies that share a scarce budget
DROP INDEX capture.visits_due;
CREATE INDEX visits_due ON capture.visits (tribunal, system, priority, due_at) WHERE queue_at IS NULL;
CREATE INDEX visits_queued ON capture.visits (tribunal, system, priority, queue_at) WHERE queue_at IS NOT NULL;
CREATE INDEX visits_by_tribunal ON capture.visits (tribunal, due_at);

-- Who watches a case, for sharing a budget fairly; the first of many, and never shown to anybody.
ALTER TABLE capture.watches ADD COLUMN companies uuid[] NOT NULL DEFAULT '{}';

-- Visits per business day, for noticing that too few were made.
CREATE TABLE capture.visit_days (
    tribunal text NOT NULL,
    business_day date NOT NULL,
    visits integer NOT NULL,
    PRIMARY KEY (tribunal, business_day)
);

-- Whether each route may be asked at a moment, and what keeps it from being asked.
CREATE FUNCTION capture.routes_at(moment timestamptz) RETURNS TABLE (
    tribunal text, system text, state text, reason text, next_attempt_at timestamptz, tribunal_state text,
    is_in_hours boolean, is_held boolean, is_spent boolean, can_visit boolean, is_probe_due boolean
) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT g.tribunal, g.system, g.state, g.reason, g.next_attempt_at, g.tribunal_state,
           g.is_in_hours, g.is_held, g.is_spent,
           g.is_open AND g.tribunal_state = 'active' AND g.state = 'active',
           g.is_open AND NOT g.is_by_operator AND g.state = 'suspended' AND g.next_attempt_at <= moment
    FROM (
        SELECT f.*, f.is_in_hours AND NOT f.is_held AND NOT f.is_spent AS is_open
        FROM (
            SELECT r.tribunal, r.system, r.state, r.reason, r.next_attempt_at, t.state AS tribunal_state,
                   t.is_by_operator,
                   t.opens IS NULL OR (moment AT TIME ZONE 'America/Sao_Paulo')::time
                       BETWEEN t.opens AND t.closes - interval '1 microsecond' AS is_in_hours,
                   coalesce(r.held_until > moment, false) AS is_held,
                   EXISTS (
                       SELECT 1 FROM capture.source_limits l
                       JOIN capture.budgets b ON b.source = l.source
                           AND b.business_day = (moment AT TIME ZONE 'America/Sao_Paulo')::date
                       WHERE l.source = ANY (r.sources) AND b.spent >= l.daily_budget
                   ) AS is_spent
            FROM capture.route_states r JOIN capture.tribunal_states t USING (tribunal)
        ) f
    ) g
$$;
REVOKE ALL ON FUNCTION capture.routes_at(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION capture.routes_at(timestamptz) TO arauto_stage;

GRANT SELECT, INSERT, UPDATE, DELETE ON capture.route_states, capture.source_limits, capture.case_routes,
    capture.visit_days TO arauto_stage;
