-- name: check_health
-- Ask the database for an answer.
SELECT 1 AS is_up;

-- name: list_parties
-- A company's monitored parties with their newest expression.
SELECT p.id, p.name, p.document, p.status, p.manual_rex, p.window_days, p.distributed_from, p.only_after_registration,
    p.tribunals, p.side, p.registered_at, e.rex, e.nrex, e.in_force_at
FROM monitor.parties p
JOIN LATERAL (SELECT * FROM monitor.expressions x WHERE x.party_id = p.id ORDER BY x.version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s AND p.id > %(after)s
ORDER BY p.id LIMIT %(limit)s;
