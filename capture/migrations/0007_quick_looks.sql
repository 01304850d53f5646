-- What is looked for every second costs what changed, not what is stored.

-- A listed case waits: a visit that may show it is planned. Looked at again when its visit ends or goes.
ALTER TABLE capture.findings ADD COLUMN is_awaited boolean NOT NULL DEFAULT false;
CREATE INDEX findings_unsure ON capture.findings (tribunal) WHERE listed IS NOT NULL AND NOT is_awaited;
CREATE INDEX findings_listed_by_age ON capture.findings (first_seen_at) WHERE listed IS NOT NULL;

-- Without a condition on is_awaited: it waits for who is marking the same case at the moment, and has the last word.
CREATE FUNCTION capture.look_again() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE capture.findings f SET is_awaited = false FROM changed c
    WHERE f.case_number = c.case_number AND f.listed IS NOT NULL;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION capture.look_again() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION capture.look_again() TO arauto_stage;
CREATE TRIGGER visits_gone AFTER DELETE ON capture.visits
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION capture.look_again();
CREATE TRIGGER states_came AFTER INSERT ON capture.case_states
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION capture.look_again();
CREATE TRIGGER states_changed AFTER UPDATE ON capture.case_states
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION capture.look_again();

-- As before; each branch has its index.
CREATE OR REPLACE FUNCTION capture.untold_at(moment timestamptz) RETURNS TABLE (case_number text, strategy text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH discovering AS MATERIALIZED (
        SELECT d.tribunal, t.tribunal IS NULL OR t.state = 'disabled' OR t.state = 'suspended'
               AND coalesce(t.outcome, '') NOT IN ('maintenance', 'timeout', 'upstream_error', 'rate_limited') AS is_closed
        FROM (SELECT DISTINCT x.tribunal FROM capture.discoveries x) d
        LEFT JOIN capture.tribunal_states t ON t.tribunal = d.tribunal
    ), found AS MATERIALIZED (
        SELECT f.case_number, f.strategy, f.tribunal FROM capture.findings f
        JOIN discovering d ON d.tribunal = f.tribunal AND d.is_closed WHERE f.listed IS NOT NULL
        UNION
        SELECT f.case_number, f.strategy, f.tribunal FROM capture.findings f
        WHERE f.listed IS NOT NULL AND f.first_seen_at <= moment - interval '1 day'
        UNION
        SELECT f.case_number, f.strategy, f.tribunal FROM capture.findings f
        LEFT JOIN capture.visits v ON v.case_number = f.case_number
        LEFT JOIN capture.case_states s ON s.case_number = f.case_number
        WHERE f.listed IS NOT NULL AND NOT f.is_awaited
          AND (v.case_number IS NULL
               OR s.case_number IS NOT NULL AND s.last_outcome NOT IN ('timeout', 'upstream_error', 'rate_limited'))
    )
    SELECT f.case_number, f.strategy FROM found f JOIN discovering d ON d.tribunal = f.tribunal
    WHERE NOT EXISTS (SELECT 1 FROM capture.watches w WHERE w.case_number = f.case_number AND w.is_sealed)
      AND NOT EXISTS (SELECT 1 FROM capture.findings x WHERE x.case_number = f.case_number AND x.is_sealed)
$$;

CREATE INDEX visits_by_route ON capture.visits (tribunal, system, due_at);
CREATE INDEX visits_unqueued ON capture.visits (tribunal, due_at) WHERE queue_at IS NULL;
