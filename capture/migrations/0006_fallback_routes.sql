-- DataJud as the source of last resort has a state of its own per tribunal; it decides nothing and opens no tribunal.

ALTER TABLE capture.route_states ADD COLUMN is_fallback boolean NOT NULL DEFAULT false;

-- As before, for the routes that decide.
CREATE OR REPLACE FUNCTION capture.routes_at(moment timestamptz) RETURNS TABLE (
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
            WHERE NOT r.is_fallback
        ) f
    ) g
$$;
