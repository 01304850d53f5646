-- name: check_health
-- Ask the database for an answer.
SELECT 1 AS is_up;

-- name: list_parties
-- A company's monitored parties with their newest expression, or one of them.
SELECT p.id, p.name, p.reference, p.document, p.oabs, p.comarcas, p.status, p.manual_rex, p.fuzzy,
    coalesce(p.fuzzy, NOT p.manual_rex) AS is_fuzzy, p.fuzzy_threshold, p.window_days, p.distributed_from,
    p.only_after_registration, p.tribunals, p.side, p.registered_at, p.effective_since,
    e.version AS expression_version, e.rex, e.nrex, e.is_generated, e.class_table, e.in_force_at,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('expression_version', s.expression_version, 'since', s.since, 'reason', s.reason)
            ORDER BY s.expression_version DESC)
        FROM monitoring.expression_states s WHERE s.monitored_party_id = p.id AND s.state = 'quarantined'
    ), '[]') AS quarantined
FROM monitor.parties p
JOIN LATERAL (SELECT * FROM monitor.expressions x WHERE x.party_id = p.id ORDER BY x.version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s AND (%(id)s::uuid IS NULL OR p.id = %(id)s)
  AND (%(after)s::uuid IS NULL OR p.id > %(after)s)
ORDER BY p.id LIMIT %(limit)s;
