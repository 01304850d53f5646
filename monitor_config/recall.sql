-- name: list_company_watches
-- A company's parties, whatever their status, with the expression in force and behind it the one that waits to be. All
-- that both tables have; of a column that stands twice the last one counts.
SELECT e.*, p.*, p.id AS party_id, coalesce(p.fuzzy, NOT p.manual_rex) AS fuzzy, e.revision IS NOT NULL AS is_in_force
FROM monitor.parties p
JOIN LATERAL (
    SELECT DISTINCT ON (x.revision IS NULL) x.* FROM monitor.expressions x WHERE x.party_id = p.id
    ORDER BY x.revision IS NULL, x.version DESC
) e ON true
WHERE p.company_id = %(company_id)s
ORDER BY p.registered_at, p.id, e.revision IS NULL;
