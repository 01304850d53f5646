-- name: find_case_state
-- Whether a case is known to be sealed
SELECT is_sealed FROM capture.watches WHERE case_number = %(case_number)s;

-- name: take_lease
-- Take one tribunal when no process holds it, without counting as a capture process
INSERT INTO capture.leases AS l (tribunal, process, expires_at)
VALUES (%(tribunal)s, %(process)s, clock_timestamp() + make_interval(secs => %(lease_seconds)s))
ON CONFLICT (tribunal) DO UPDATE SET process = excluded.process, expires_at = excluded.expires_at
WHERE l.expires_at < clock_timestamp() OR l.process = excluded.process
RETURNING l.tribunal;

-- name: give_lease_back
-- Let a capture process have the tribunal
DELETE FROM capture.leases WHERE tribunal = %(tribunal)s AND process = %(process)s;

-- name: find_tribunal_routes
-- Whether each route of a tribunal may be asked at a moment, and why not
SELECT * FROM capture.routes_at(%(now)s) WHERE tribunal = %(tribunal)s;

-- name: list_pages_of_last_visit
-- The pages of a case's newest visit in this tribunal, in the order in which they were fetched
SELECT p.*, v.outcome AS visit_outcome, v.spider, v.spider_version
FROM (
    SELECT a.page_ids, a.outcome, a.spider, a.spider_version FROM capture.archived_visits a
    WHERE a.case_number = %(case_number)s AND a.tribunal = %(tribunal)s
    ORDER BY a.visited_at DESC, a.visit_id LIMIT 1
) v
CROSS JOIN LATERAL unnest(v.page_ids) WITH ORDINALITY AS fetched (id, place)
JOIN capture.pages p USING (id)
ORDER BY fetched.place;

-- name: find_quarantined_page
-- A page that was not understood
SELECT p.*, q.outcome AS visit_outcome, '' AS spider, '' AS spider_version
FROM capture.quarantine q JOIN capture.pages p ON p.id = q.page_id
WHERE q.id = %(id)s;
