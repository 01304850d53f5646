-- name: lock_watch
-- The known state of a case, locked until the new one is written
SELECT tribunal, revision, is_watched, is_sealed FROM capture.watches WHERE case_number = %(case_number)s FOR UPDATE;

-- name: upsert_watch
-- Take the newest state; a racing older revision changes nothing
INSERT INTO capture.watches (case_number, tribunal, revision, is_watched, weight, is_sealed, companies, changed_at)
VALUES (%(case_number)s, %(tribunal)s, %(revision)s, %(is_watched)s, %(weight)s, %(is_sealed)s, %(companies)s, %(now)s)
ON CONFLICT (case_number) DO UPDATE SET
    tribunal = excluded.tribunal, revision = excluded.revision, is_watched = excluded.is_watched,
    weight = excluded.weight, is_sealed = excluded.is_sealed, companies = excluded.companies,
    changed_at = excluded.changed_at
WHERE watches.revision < excluded.revision;

-- name: add_visit_now
-- Make a case due now; a visit under way is followed by another one
INSERT INTO capture.visits AS v (case_number, tribunal, reason, priority, due_at, attempt)
VALUES (%(case_number)s, %(tribunal)s, %(reason)s, %(priority)s, %(now)s,
        coalesce((SELECT s.visits FROM capture.case_states s WHERE s.case_number = %(case_number)s), 0))
ON CONFLICT (case_number) DO UPDATE SET
    wished_reason = CASE WHEN v.claimed_by IS NULL THEN NULL ELSE excluded.reason END,
    reason = CASE WHEN v.claimed_by IS NULL THEN excluded.reason ELSE v.reason END,
    priority = CASE WHEN v.claimed_by IS NULL THEN least(v.priority, excluded.priority) ELSE v.priority END,
    due_at = CASE WHEN v.claimed_by IS NULL THEN least(v.due_at, excluded.due_at) ELSE v.due_at END;

-- name: delete_visit
-- A case is visited no more; one under way is deleted too, so that closing it plans nothing
DELETE FROM capture.visits WHERE case_number = %(case_number)s;

-- name: delete_unclaimed_visit
-- A case is watched no more; one under way ends by itself
DELETE FROM capture.visits WHERE case_number = %(case_number)s AND claimed_by IS NULL;

-- name: leave_to_discovery
-- A discovered case that was watched and left before anybody visited it is visited as a discovered one
UPDATE capture.visits v SET reason = 'discovered', priority = 1
WHERE v.case_number = %(case_number)s AND v.claimed_by IS NULL
  AND EXISTS (SELECT 1 FROM capture.findings f WHERE f.case_number = v.case_number AND f.is_new_lawsuit)
  AND NOT EXISTS (SELECT 1 FROM capture.case_states s WHERE s.case_number = v.case_number);

-- name: delete_pages_of_case
-- Forget who asked for the pages of a case, quarantine included, and return their hashes
DELETE FROM capture.pages WHERE case_number = %(case_number)s RETURNING sha256;

-- name: list_hashes_in_use
-- Which of these blobs another case still needs
SELECT DISTINCT sha256 FROM capture.pages WHERE sha256 = ANY(%(hashes)s);

-- name: lock_archive
-- Alone with the archive's blobs until the transaction ends
SELECT pg_advisory_xact_lock(7249833511);

-- name: share_archive
-- No purge deletes blobs while this transaction puts some
SELECT pg_advisory_xact_lock_shared(7249833511);

-- name: forget_content
-- Drop what is derived from a sealed case's content
UPDATE capture.case_states SET content_hash = NULL, last_explanation = 'sealed' WHERE case_number = %(case_number)s;

-- name: confirm_purge
-- Tell that nothing of the case is held any more
INSERT INTO capture.purges AS p (case_number, revision, pages_deleted, confirmed_at)
VALUES (%(case_number)s, %(revision)s, %(pages_deleted)s, %(now)s)
ON CONFLICT (case_number) DO UPDATE SET revision = greatest(p.revision, excluded.revision),
    pages_deleted = p.pages_deleted + excluded.pages_deleted, confirmed_at = excluded.confirmed_at;

-- name: list_sealed
-- Which of these cases are sealed
SELECT case_number, revision FROM capture.watches WHERE is_sealed AND case_number = ANY(%(case_numbers)s);

-- name: claim_visits
-- Claim due visits per tribunal on the routes that are open, wishes first, then by turn, skipping what others hold
UPDATE capture.visits v SET claimed_by = %(process)s,
    claim_expires_at = clock_timestamp() + make_interval(secs => %(claim_seconds)s)
FROM (
    SELECT due.case_number
    FROM unnest(%(tribunals)s::text[], %(rooms)s::int[]) AS asked (tribunal, room)
    CROSS JOIN LATERAL (
        SELECT found.case_number
        FROM unnest(%(open_tribunals)s::text[], %(open_systems)s::text[]) AS route (tribunal, system)
        CROSS JOIN LATERAL (
            SELECT * FROM (SELECT d.case_number, d.priority, d.due_at AS turn FROM capture.visits d
             WHERE d.tribunal = route.tribunal AND d.system = route.system AND d.due_at <= %(now)s AND d.queue_at IS NULL
               AND (d.claimed_by IS NULL OR d.claim_expires_at < clock_timestamp())
             ORDER BY d.priority, d.due_at LIMIT asked.room FOR UPDATE SKIP LOCKED) by_date
            UNION ALL
            SELECT * FROM (SELECT q.case_number, q.priority, q.queue_at AS turn FROM capture.visits q
             WHERE q.tribunal = route.tribunal AND q.system = route.system AND q.queue_at IS NOT NULL
               AND (q.claimed_by IS NULL OR q.claim_expires_at < clock_timestamp())
             ORDER BY q.priority, q.queue_at LIMIT asked.room FOR UPDATE SKIP LOCKED) by_turn
        ) found
        WHERE route.tribunal = asked.tribunal
        ORDER BY found.priority, found.turn LIMIT asked.room
    ) due
) picked
WHERE v.case_number = picked.case_number
RETURNING v.case_number, v.tribunal, v.reason, v.priority, v.due_at, v.attempt, v.failures, v.filed_on, v.listed_on, v.queue_at;

-- name: list_unqueued
-- Due visits that have no turn yet among the companies that watch
SELECT v.case_number, v.tribunal, v.due_at, coalesce(w.companies, '{}') AS companies
FROM (
    SELECT found.* FROM unnest(%(tribunals)s::text[]) AS asked (tribunal)
    CROSS JOIN LATERAL (
        SELECT d.case_number, d.tribunal, d.due_at FROM capture.visits d
        WHERE d.tribunal = asked.tribunal AND d.due_at <= %(now)s AND d.queue_at IS NULL AND d.claimed_by IS NULL
        ORDER BY d.due_at LIMIT %(limit)s
    ) found
    ORDER BY found.due_at LIMIT %(limit)s
) v LEFT JOIN capture.watches w USING (case_number)
ORDER BY v.due_at;

-- name: set_turns
-- Give due visits their turns
UPDATE capture.visits v SET queue_at = t.queue_at
FROM unnest(%(case_numbers)s::text[], %(turns)s::timestamptz[]) AS t (case_number, queue_at)
WHERE v.case_number = t.case_number AND v.claimed_by IS NULL;

-- name: list_last_turns
-- How far each company's turns reach, after a restart
SELECT v.tribunal, c.company, max(v.queue_at) AS last_turn
FROM capture.visits v JOIN capture.watches w USING (case_number) CROSS JOIN LATERAL unnest(w.companies) AS c (company)
WHERE v.tribunal = ANY(%(tribunals)s) AND v.queue_at IS NOT NULL GROUP BY v.tribunal, c.company;

-- name: claim_probe
-- Claim the visit that tries a suspended route: the next one that it would serve, else any of the tribunal, early
UPDATE capture.visits v SET claimed_by = %(process)s,
    claim_expires_at = clock_timestamp() + make_interval(secs => %(claim_seconds)s)
WHERE v.case_number = (
    SELECT found.case_number FROM (
        SELECT * FROM (SELECT d.case_number, 1 AS place, d.due_at FROM capture.visits d
         JOIN capture.canaries c ON c.case_number = d.case_number AND coalesce(c.system, %(system)s) = %(system)s
         WHERE c.tribunal = %(tribunal)s AND d.tribunal = %(tribunal)s
           AND (d.claimed_by IS NULL OR d.claim_expires_at < clock_timestamp())
         ORDER BY d.system NOT IN ('', %(system)s), d.due_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED) known
        UNION ALL
        SELECT served.* FROM unnest(ARRAY['', %(system)s]) AS route (system)
        CROSS JOIN LATERAL (SELECT d.case_number, 2 AS place, d.due_at FROM capture.visits d
         WHERE d.tribunal = %(tribunal)s AND d.system = route.system
           AND (d.claimed_by IS NULL OR d.claim_expires_at < clock_timestamp())
         ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) served
        UNION ALL
        SELECT * FROM (SELECT d.case_number, 3 AS place, d.due_at FROM capture.visits d
         WHERE d.tribunal = %(tribunal)s AND (d.claimed_by IS NULL OR d.claim_expires_at < clock_timestamp())
         ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED) others
    ) found
    ORDER BY found.place, found.due_at LIMIT 1
)
RETURNING v.case_number, v.tribunal, v.reason, v.priority, v.due_at, v.attempt, v.failures, v.filed_on, v.listed_on;

-- name: claim_unreadable
-- Claim due visits of tribunals that no spider reads, to say so; tribunals with visits are found one by one
UPDATE capture.visits v SET claimed_by = %(process)s,
    claim_expires_at = clock_timestamp() + make_interval(secs => %(claim_seconds)s)
WHERE v.case_number IN (
    SELECT d.case_number FROM capture.visits d
    WHERE d.due_at <= %(now)s AND d.tribunal = ANY (%(unreadable)s)
      AND (d.claimed_by IS NULL OR d.claim_expires_at < clock_timestamp())
    LIMIT 50 FOR UPDATE SKIP LOCKED
)
RETURNING v.case_number, v.tribunal, v.reason, v.priority, v.due_at, v.attempt, v.failures, v.filed_on, v.listed_on;

-- name: list_tribunals_with_visits
-- The tribunals that have visits, by one step of the index for each
WITH RECURSIVE found AS (
    SELECT min(v.tribunal) AS tribunal FROM capture.visits v
    UNION ALL
    SELECT (SELECT min(v.tribunal) FROM capture.visits v WHERE v.tribunal > found.tribunal) FROM found
    WHERE found.tribunal IS NOT NULL
)
SELECT tribunal FROM found WHERE tribunal IS NOT NULL;

-- name: renew_claims
-- A living process keeps its claims
UPDATE capture.visits SET claim_expires_at = clock_timestamp() + make_interval(secs => %(claim_seconds)s)
WHERE claimed_by = %(process)s;

-- name: release_visits
-- Give claimed visits back untouched; they are due as before
UPDATE capture.visits SET claimed_by = NULL, claim_expires_at = NULL,
    reason = coalesce(wished_reason, reason), wished_reason = NULL
WHERE claimed_by = %(process)s AND case_number = ANY(%(case_numbers)s);

-- name: release_all
-- Give everything back that a process claimed
UPDATE capture.visits SET claimed_by = NULL, claim_expires_at = NULL,
    reason = coalesce(wished_reason, reason), wished_reason = NULL
WHERE claimed_by = %(process)s;

-- name: lock_claimed
-- The claimed visits of a batch with what decides their next date, locked
SELECT v.case_number, v.tribunal, v.reason, v.due_at, v.attempt, v.failures, v.partials, v.misses, v.wished_reason,
       coalesce(w.is_watched AND NOT w.is_sealed, false) AS is_watched, coalesce(w.is_sealed, false) AS is_sealed,
       coalesce(w.weight, 1) AS weight, coalesce(s.visits, 0) AS visits, coalesce(s.changes, 0) AS changes
FROM capture.visits v
LEFT JOIN capture.watches w USING (case_number)
LEFT JOIN capture.case_states s USING (case_number)
WHERE v.claimed_by = %(process)s AND v.case_number = ANY(%(case_numbers)s)
ORDER BY v.case_number
FOR UPDATE OF v;

-- name: plan_visits
-- Close claims by setting the next due dates
UPDATE capture.visits v SET claimed_by = NULL, claim_expires_at = NULL, wished_reason = NULL, queue_at = NULL,
    due_at = p.due_at, reason = p.reason, priority = p.priority, attempt = p.attempt,
    failures = p.failures, partials = p.partials, misses = p.misses, system = coalesce(p.system, v.system)
FROM unnest(%(case_numbers)s::text[], %(due)s::timestamptz[], %(reasons)s::text[], %(priorities)s::smallint[],
            %(attempts)s::int[], %(failures)s::int[], %(partials)s::int[], %(misses)s::int[], %(systems)s::text[])
     AS p (case_number, due_at, reason, priority, attempt, failures, partials, misses, system)
WHERE v.case_number = p.case_number;

-- name: list_case_routes
-- What the systems said of these cases the last time
SELECT case_number, system, is_shown, asked_at, movements FROM capture.case_routes
WHERE case_number = ANY(%(case_numbers)s);

-- name: upsert_case_routes
-- Remember what the systems said of cases
INSERT INTO capture.case_routes AS r (case_number, system, is_shown, movements, asked_at)
SELECT k.*, %(now)s
FROM unnest(%(case_numbers)s::text[], %(systems)s::text[], %(shown)s::bool[], %(movements)s::int[]) AS k
ON CONFLICT (case_number, system) DO UPDATE SET is_shown = excluded.is_shown, asked_at = excluded.asked_at,
    movements = CASE WHEN excluded.is_shown THEN excluded.movements ELSE r.movements END;

-- name: forget_case_routes
-- Drop where a sealed case was seen
DELETE FROM capture.case_routes WHERE case_number = %(case_number)s;

-- name: delete_visits
-- Close claims of cases that are not visited again
DELETE FROM capture.visits WHERE case_number = ANY(%(case_numbers)s);

-- name: upsert_case_states
-- Remember what the visits came to; a changed content hash counts as a change
INSERT INTO capture.case_states AS s (case_number, tribunal, last_outcome, last_explanation, last_visited_at,
    last_verified_at, failing_since, given_up_at, visits, changes, content_hash)
SELECT r.case_number, r.tribunal, r.outcome, r.explanation, %(now)s,
       CASE WHEN r.is_verified THEN %(now)s::timestamptz END, CASE WHEN r.is_failed THEN %(now)s::timestamptz END,
       CASE WHEN r.is_given_up THEN %(now)s::timestamptz END, 1, 0, r.content_hash
FROM unnest(%(case_numbers)s::text[], %(tribunals)s::text[], %(outcomes)s::text[], %(explanations)s::text[],
            %(verified)s::bool[], %(failed)s::bool[], %(given_up)s::bool[], %(hashes)s::text[])
     AS r (case_number, tribunal, outcome, explanation, is_verified, is_failed, is_given_up, content_hash)
ON CONFLICT (case_number) DO UPDATE SET
    tribunal = excluded.tribunal, last_outcome = excluded.last_outcome, last_explanation = excluded.last_explanation,
    last_visited_at = excluded.last_visited_at,
    last_verified_at = coalesce(excluded.last_verified_at, s.last_verified_at),
    failing_since = CASE WHEN excluded.failing_since IS NULL THEN NULL
                         ELSE coalesce(s.failing_since, excluded.failing_since) END,
    given_up_at = excluded.given_up_at, visits = s.visits + 1,
    changes = s.changes + CASE WHEN excluded.content_hash <> s.content_hash THEN 1 ELSE 0 END,
    content_hash = coalesce(excluded.content_hash, s.content_hash);

-- name: find_case_schedule
-- Everything that answers why a case was not visited yet
SELECT w.tribunal AS watch_tribunal, w.revision, w.is_watched, w.is_sealed, v.tribunal, v.system, v.reason, v.due_at, v.failures,
       v.partials, v.claimed_by IS NOT NULL AND v.claim_expires_at > clock_timestamp() AS is_claimed,
       s.tribunal AS state_tribunal, s.last_outcome, s.last_explanation, s.last_visited_at, s.last_verified_at,
       s.failing_since, s.given_up_at
FROM (SELECT %(case_number)s::text AS case_number) asked
LEFT JOIN capture.watches w USING (case_number)
LEFT JOIN capture.visits v USING (case_number)
LEFT JOIN capture.case_states s USING (case_number);

-- name: list_demand
-- Per tribunal: watched cases, and the sum that decides the interval when the budget cannot hold daily visits
SELECT w.tribunal, count(*) AS cases,
       sum(sqrt(greatest(w.weight, 1) * (coalesce(s.changes, 0) + 1.0) / (coalesce(s.visits, 0) + 2.0))) AS pull
FROM capture.watches w LEFT JOIN capture.case_states s USING (case_number)
WHERE w.is_watched AND NOT w.is_sealed AND w.tribunal = ANY(%(tribunals)s)
GROUP BY w.tribunal;

-- name: count_companies
-- How many companies watch cases of a tribunal
SELECT count(DISTINCT c.company) AS companies FROM capture.watches w CROSS JOIN LATERAL unnest(w.companies) AS c (company)
WHERE w.tribunal = %(tribunal)s AND w.is_watched AND NOT w.is_sealed;

-- name: list_sealed_with_pages
-- Sealed cases of which pages are still held
SELECT w.case_number, w.revision FROM capture.watches w
WHERE w.is_sealed AND EXISTS (SELECT 1 FROM capture.pages p WHERE p.case_number = w.case_number);

-- name: release_unknown
-- Give back what a process claimed without learning it, because its transaction's end was lost
UPDATE capture.visits SET claimed_by = NULL, claim_expires_at = NULL
WHERE claimed_by = %(process)s AND case_number <> ALL(%(under_way)s);

-- name: list_watches
-- Capture's projection of what is watched, by case number, for comparing with what was asked
SELECT case_number, revision, is_watched, weight, is_sealed FROM capture.watches WHERE case_number > %(after)s
ORDER BY case_number LIMIT %(limit)s;
