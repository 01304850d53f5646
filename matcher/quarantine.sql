-- name: count_timeout
-- Remember how often an expression took too long on a case's names.
INSERT INTO matcher.timeouts AS t (party_id, expression_version, case_number, happened_at, times)
VALUES (%(party_id)s, %(expression_version)s, %(case_number)s, %(now)s, %(times)s)
ON CONFLICT (party_id, expression_version, case_number) DO UPDATE SET times = t.times + excluded.times,
    happened_at = excluded.happened_at;

-- name: quarantine
-- Quarantine an expression that took too long so many times; no row when it has not, or is in quarantine already.
INSERT INTO matcher.quarantined (party_id, expression_version, quarantined_at)
SELECT %(party_id)s, %(expression_version)s, %(now)s
FROM matcher.timeouts WHERE party_id = %(party_id)s AND expression_version = %(expression_version)s
HAVING sum(times) >= %(most)s
ON CONFLICT DO NOTHING
RETURNING party_id;

-- name: list_quarantined
-- All quarantined expressions.
SELECT party_id, expression_version FROM matcher.quarantined WHERE lifted_at IS NULL;

-- name: show_quarantine
-- A party's quarantined expressions, with the cases that wait for them.
SELECT q.expression_version, q.quarantined_at, count(p.case_number) AS waiting_cases, min(p.postponed_at) AS waiting_since
FROM matcher.quarantined q LEFT JOIN matcher.postponed p USING (party_id, expression_version)
WHERE q.party_id = %(party_id)s AND q.lifted_at IS NULL
GROUP BY q.expression_version, q.quarantined_at ORDER BY q.expression_version DESC;

-- name: postpone
-- Keep a case's names for an expression that has not decided about them.
INSERT INTO matcher.postponed (party_id, expression_version, case_number, postponed_at, retry_at)
VALUES (%(party_id)s, %(expression_version)s, %(case_number)s, %(now)s, %(now)s)
ON CONFLICT DO NOTHING;

-- name: take_postponed
-- Cases whose turn has come, with the names known now; none is taken by two processes.
SELECT p.party_id, p.expression_version, p.case_number, p.attempts, d.tribunal, d.parties, d.jurisdiction,
    d.judging_body, d.origin
FROM matcher.postponed p LEFT JOIN matcher.distributions d ON d.case_number = p.case_number AND NOT d.is_sealed
WHERE p.retry_at <= %(now)s
ORDER BY p.retry_at, p.case_number, p.party_id LIMIT %(limit)s
FOR UPDATE OF p SKIP LOCKED;

-- name: find_watch
-- A party with its expression in force, when it is active and this version is the one.
SELECT p.*, e.*, p.revision, coalesce(p.fuzzy, NOT p.manual_rex) AS fuzzy FROM monitor.parties p
JOIN LATERAL (
    SELECT * FROM monitor.expressions x WHERE x.party_id = p.id AND x.revision IS NOT NULL ORDER BY x.version DESC LIMIT 1
) e ON true
WHERE p.id = %(party_id)s AND p.status = 'active' AND e.version = %(expression_version)s;

-- name: forget_postponed
-- The expression has decided about the case, or is no longer in force.
DELETE FROM matcher.postponed
WHERE party_id = %(party_id)s AND expression_version = %(expression_version)s AND case_number = %(case_number)s;

-- name: postpone_again
-- It took too long again.
UPDATE matcher.postponed SET attempts = attempts + 1, retry_at = %(retry_at)s
WHERE party_id = %(party_id)s AND expression_version = %(expression_version)s AND case_number = %(case_number)s;

-- name: count_postponed
-- Cases whose turn has come.
SELECT count(*) AS due FROM matcher.postponed WHERE retry_at <= %(now)s;

-- name: tell_quarantined
-- Mark the quarantined expressions that were not told of, and return them.
WITH untold AS (
    SELECT q.party_id, q.expression_version FROM matcher.quarantined q
    WHERE q.told_at IS NULL AND q.lifted_at IS NULL FOR UPDATE SKIP LOCKED
)
UPDATE matcher.quarantined q SET told_at = %(now)s
FROM untold JOIN monitor.parties p ON p.id = untold.party_id
JOIN monitor.expressions x ON x.party_id = untold.party_id AND x.version = untold.expression_version
WHERE q.party_id = untold.party_id AND q.expression_version = untold.expression_version
RETURNING q.party_id, q.expression_version, q.quarantined_at, p.company_id, p.name, x.rex, x.nrex;

-- name: lift_replaced
-- Lift the quarantine of expressions of which a newer version is in force, and return them.
WITH replaced AS (
    SELECT q.party_id, q.expression_version, newer.version FROM matcher.quarantined q
    CROSS JOIN LATERAL (
        SELECT max(x.version) AS version FROM monitor.expressions x
        WHERE x.party_id = q.party_id AND x.revision IS NOT NULL AND x.version > q.expression_version
    ) newer
    WHERE q.lifted_at IS NULL AND newer.version IS NOT NULL FOR UPDATE OF q SKIP LOCKED
)
UPDATE matcher.quarantined q SET lifted_at = %(now)s
FROM replaced JOIN monitor.parties p ON p.id = replaced.party_id
JOIN monitor.expressions x ON x.party_id = replaced.party_id AND x.version = replaced.expression_version
WHERE q.party_id = replaced.party_id AND q.expression_version = replaced.expression_version
RETURNING q.party_id, q.expression_version, q.told_at, p.company_id, p.name, x.rex, x.nrex, replaced.version AS replaced_by;

-- name: count_untold
-- Quarantines that were not told of, and those to be lifted.
SELECT count(*) AS untold FROM matcher.quarantined q
WHERE q.lifted_at IS NULL AND (q.told_at IS NULL OR EXISTS (
    SELECT FROM monitor.expressions x
    WHERE x.party_id = q.party_id AND x.revision IS NOT NULL AND x.version > q.expression_version));
