-- name: add_archived_visits
-- Remember what visits read and which pages they read it from; a visit that is closed again changes nothing
INSERT INTO capture.archived_visits (visit_id, case_number, tribunal, reason, visited_at, outcome, explanation, systems,
    outcomes, plan, page_ids, spider, spider_version, reading, is_published, filed_on, listed_on)
VALUES (%(visit_id)s, %(case_number)s, %(tribunal)s, %(reason)s, %(visited_at)s, %(outcome)s, %(explanation)s,
    %(systems)s, %(outcomes)s, %(plan)s, %(page_ids)s, %(spider)s, %(spider_version)s, %(reading)s, %(is_published)s,
    %(filed_on)s, %(listed_on)s)
ON CONFLICT (visit_id) DO NOTHING;

-- name: list_known_readings
-- Which of these readings are kept already
SELECT r.case_number, r.sha256 FROM capture.readings r
JOIN unnest(%(case_numbers)s::text[], %(hashes)s::text[]) AS n (case_number, sha256) USING (case_number, sha256);

-- name: add_reading
-- Keep what a visit read, once per case
INSERT INTO capture.readings (case_number, sha256, reading) VALUES (%(case_number)s, %(sha256)s, %(reading)s)
ON CONFLICT DO NOTHING;

-- name: find_reading
-- What a visit read
SELECT reading FROM capture.readings WHERE case_number = %(case_number)s AND sha256 = %(sha256)s;

-- name: delete_visits_of_case
-- Forget what was read of a case
DELETE FROM capture.archived_visits WHERE case_number = %(case_number)s;

-- name: delete_readings_of_case
-- Forget the readings of a case
DELETE FROM capture.readings WHERE case_number = %(case_number)s;

-- name: list_archived_visits
-- Visits whose pages can be read again, oldest first behind a position; sealed cases never
SELECT a.*
FROM capture.archived_visits a
WHERE a.page_ids <> '{}'
  AND (%(case_numbers)s::text[] IS NULL OR a.case_number = ANY(%(case_numbers)s))
  AND (%(tribunal)s::text IS NULL OR a.tribunal = %(tribunal)s)
  AND (%(system)s::text IS NULL OR %(system)s = ANY(a.systems))
  AND (%(since)s::timestamptz IS NULL OR a.visited_at >= %(since)s)
  AND (NOT %(is_quarantined)s OR EXISTS (SELECT 1 FROM capture.quarantine q WHERE q.visit_id = a.visit_id))
  AND (NOT %(is_newest)s OR NOT EXISTS (
      SELECT 1 FROM capture.archived_visits n
      WHERE n.case_number = a.case_number AND (n.visited_at, n.visit_id) > (a.visited_at, a.visit_id)))
  AND NOT EXISTS (SELECT 1 FROM capture.watches w WHERE w.case_number = a.case_number AND w.is_sealed)
  AND (%(after_at)s::timestamptz IS NULL OR (a.visited_at, a.visit_id) > (%(after_at)s, %(after_id)s::uuid))
ORDER BY a.visited_at, a.visit_id LIMIT %(limit)s;

-- name: find_archived_visit
-- One visit
SELECT * FROM capture.archived_visits WHERE visit_id = %(visit_id)s;

-- name: list_pages_of_visit
-- The pages of a visit in the order in which they were fetched
SELECT p.id, p.sha256, p.system, p.kind, coalesce(p.request_url, p.url) AS request_url, p.url, p.method, p.form,
       p.status, p.content_type
FROM unnest(%(page_ids)s::bigint[]) WITH ORDINALITY AS v (id, place) JOIN capture.pages p USING (id)
ORDER BY v.place;

-- name: lock_archived_visit
-- What decides whether another reading of a visit may be published, locked until it is
SELECT a.revision, a.is_published, a.visited_at, coalesce(w.is_sealed, false) AS is_sealed,
       coalesce(w.is_watched AND NOT w.is_sealed, false) AS is_watched, s.last_visited_at
FROM capture.archived_visits a
LEFT JOIN capture.watches w USING (case_number) LEFT JOIN capture.case_states s USING (case_number)
WHERE a.visit_id = %(visit_id)s FOR UPDATE OF a;

-- name: save_reading
-- A visit was read again, and what was read is published
UPDATE capture.archived_visits SET revision = %(revision)s, outcome = %(outcome)s, explanation = %(explanation)s,
    spider = %(spider)s, spider_version = %(spider_version)s, reading = %(reading)s, outcomes = %(outcomes)s,
    is_published = true
WHERE visit_id = %(visit_id)s;

-- name: save_case_state
-- What the latest visit of a case came to, when its pages were read again
UPDATE capture.case_states SET last_outcome = %(outcome)s, last_explanation = %(explanation)s,
    last_verified_at = CASE WHEN %(is_verified)s THEN greatest(last_verified_at, last_visited_at) ELSE last_verified_at END,
    failing_since = CASE WHEN %(is_verified)s THEN NULL ELSE failing_since END,
    content_hash = coalesce(%(content_hash)s, content_hash)
WHERE case_number = %(case_number)s AND last_visited_at = %(visited_at)s;

-- name: release_visit
-- The pages of a visit are understood now
DELETE FROM capture.quarantine WHERE visit_id = %(visit_id)s;

-- name: note_fingerprint
-- Count pages that look alike; three cases that were understood make a fingerprint known
INSERT INTO capture.fingerprints AS f (tribunal, system, kind, fingerprint, first_seen_at, last_seen_at, pages,
    pages_before, confirmed_by, known_at, is_drift)
SELECT %(tribunal)s, %(system)s, %(kind)s, %(fingerprint)s, %(now)s, %(now)s, %(pages)s, k.pages,
    %(confirmed_by)s::text[], CASE WHEN cardinality(%(confirmed_by)s::text[]) >= 3 THEN %(now)s::timestamptz END, k.is_known
FROM (SELECT coalesce(sum(o.pages), 0) AS pages, coalesce(bool_or(o.known_at IS NOT NULL), false) AS is_known
      FROM capture.fingerprints o
      WHERE o.tribunal = %(tribunal)s AND o.system = %(system)s AND o.kind = %(kind)s) k
ON CONFLICT (tribunal, system, kind, fingerprint) DO UPDATE SET
    last_seen_at = excluded.last_seen_at, pages = f.pages + excluded.pages,
    confirmed_by = ARRAY(SELECT DISTINCT c.name FROM unnest(f.confirmed_by || excluded.confirmed_by) AS c (name) LIMIT 3),
    known_at = coalesce(f.known_at, CASE WHEN (
        SELECT count(DISTINCT c.name) FROM unnest(f.confirmed_by || excluded.confirmed_by) AS c (name)) >= 3
        THEN excluded.last_seen_at END);

-- name: list_drift
-- Looks that came when others were known, lately, on a good part of the pages since then
SELECT d.tribunal, d.system, d.kind, d.fingerprint, d.first_seen_at, d.pages, d.known_at IS NOT NULL AS is_known
FROM capture.fingerprints d
WHERE d.is_drift AND d.pages >= 3 AND d.last_seen_at > %(since)s AND d.first_seen_at > %(since)s
  AND (%(tribunals)s::text[] IS NULL OR d.tribunal = ANY(%(tribunals)s))
  AND 3 * d.pages >= (SELECT sum(o.pages) FROM capture.fingerprints o
      WHERE o.tribunal = d.tribunal AND o.system = d.system AND o.kind = d.kind) - d.pages_before
ORDER BY d.tribunal, d.system, d.first_seen_at;

-- name: list_quarantine
-- Pages that were not understood, newest first
SELECT q.id, q.outcome, q.reason, q.quarantined_at, q.fingerprint, q.visit_id, p.sha256, p.case_number, p.tribunal,
       p.system, p.kind, p.url, p.status, p.content_type
FROM capture.quarantine q JOIN capture.pages p ON p.id = q.page_id
WHERE (%(ids)s::bigint[] IS NULL OR q.id = ANY(%(ids)s))
  AND (%(tribunal)s::text IS NULL OR p.tribunal = %(tribunal)s)
  AND (%(fingerprint)s::text IS NULL OR q.fingerprint = %(fingerprint)s)
  AND (%(before)s::bigint IS NULL OR q.id < %(before)s)
ORDER BY q.id DESC LIMIT %(limit)s;

-- name: list_quarantine_groups
-- Pages that were not understood, those that look alike together
SELECT p.tribunal, p.system, p.kind, q.fingerprint, q.outcome, count(*) AS pages,
       count(DISTINCT p.case_number) AS cases, min(q.quarantined_at) AS first_at, max(q.quarantined_at) AS last_at,
       max(q.id) AS newest, (array_agg(q.reason ORDER BY q.id DESC))[1] AS reason
FROM capture.quarantine q JOIN capture.pages p ON p.id = q.page_id
WHERE %(tribunal)s::text IS NULL OR p.tribunal = %(tribunal)s
GROUP BY p.tribunal, p.system, p.kind, q.fingerprint, q.outcome
ORDER BY max(q.id) DESC LIMIT %(limit)s;

-- name: release_page
-- A page is understood now
DELETE FROM capture.quarantine WHERE id = %(id)s;

-- name: find_watch
-- Whether a case is watched, or sealed
SELECT is_watched AND NOT is_sealed AS is_watched, is_sealed FROM capture.watches WHERE case_number = %(case_number)s;

-- name: add_canary
-- A case that every visit must show
INSERT INTO capture.canaries AS c (tribunal, case_number, expected_movements, party_hash, added_at)
VALUES (%(tribunal)s, %(case_number)s, %(expected_movements)s, %(party_hash)s, %(now)s)
ON CONFLICT (case_number) DO UPDATE SET tribunal = excluded.tribunal,
    expected_movements = excluded.expected_movements, party_hash = excluded.party_hash,
    most_movements = 0, has_parties = false, system = NULL, failures_in_row = 0, complaint = '', ordered_on = NULL;

-- name: list_canaries
-- Known cases, of one tribunal or all
SELECT * FROM capture.canaries WHERE %(tribunal)s::text IS NULL OR tribunal = %(tribunal)s
ORDER BY tribunal, case_number;

-- name: find_canaries
-- Which of these cases are known ones
SELECT * FROM capture.canaries WHERE case_number = ANY(%(case_numbers)s);

-- name: delete_canary
-- A case need not be shown any more
DELETE FROM capture.canaries WHERE case_number = %(case_number)s;

-- name: save_canary
-- What a visit of a known case showed
UPDATE capture.canaries SET checked_at = %(now)s, system = coalesce(system, %(system)s),
    most_movements = greatest(most_movements, %(movements)s), has_parties = has_parties OR %(has_parties)s,
    failures_in_row = %(failures_in_row)s, complaint = %(complaint)s
WHERE case_number = %(case_number)s;

-- name: order_canaries
-- Visit known cases first in the hours of a business day, once
WITH due AS (
    UPDATE capture.canaries c SET ordered_on = %(day)s
    FROM capture.tribunal_states t
    WHERE t.tribunal = c.tribunal AND t.state <> 'disabled' AND c.ordered_on IS DISTINCT FROM %(day)s
      AND (t.opens IS NULL OR %(time)s::time >= t.opens AND %(time)s::time < t.closes)
    RETURNING c.case_number, c.tribunal
)
INSERT INTO capture.visits AS v (case_number, tribunal, reason, priority, due_at, attempt)
SELECT d.case_number, d.tribunal, 'canary', 0, %(now)s,
       coalesce((SELECT s.visits FROM capture.case_states s WHERE s.case_number = d.case_number), 0)
FROM due d
ON CONFLICT (case_number) DO UPDATE SET priority = 0, due_at = least(v.due_at, excluded.due_at)
WHERE v.claimed_by IS NULL;

-- name: offer_canary
-- A suspended route is tried with a known case
INSERT INTO capture.visits (case_number, tribunal, reason, priority, due_at, attempt)
SELECT c.case_number, c.tribunal, 'canary', 0, %(now)s,
       coalesce((SELECT s.visits FROM capture.case_states s WHERE s.case_number = c.case_number), 0)
FROM capture.canaries c
WHERE c.tribunal = %(tribunal)s AND coalesce(c.system, %(system)s) = %(system)s
ORDER BY c.checked_at NULLS FIRST LIMIT 1
ON CONFLICT (case_number) DO NOTHING;

-- name: is_chore_done
-- Whether this day's recurring work was done
SELECT 1 FROM capture.chores WHERE name = %(name)s AND done_on >= %(day)s;

-- name: lock_chore
-- One process does a piece of recurring work
SELECT pg_try_advisory_xact_lock(hashtext('capture.chores.' || %(name)s)) AS is_ours;

-- name: mark_chore
-- This day's recurring work is done
INSERT INTO capture.chores (name, done_on) VALUES (%(name)s, %(day)s)
ON CONFLICT (name) DO UPDATE SET done_on = excluded.done_on;

-- name: list_old_pages
-- Pages that no visit needs any more; the last complete visit of each case keeps its own
SELECT o.id FROM capture.pages o
WHERE o.fetched_at < %(before)s AND o.id > %(after)s AND NOT EXISTS (
    SELECT 1 FROM capture.archived_visits a
    WHERE a.case_number = o.case_number AND o.id = ANY(a.page_ids) AND a.visit_id = (
        SELECT l.visit_id FROM capture.archived_visits l
        WHERE l.case_number = a.case_number AND l.outcome IN ('found_new', 'found_unchanged')
        ORDER BY l.visited_at DESC, l.visit_id DESC LIMIT 1))
ORDER BY o.id LIMIT %(limit)s;

-- name: delete_pages
-- Delete pages, quarantine included, and return their hashes
DELETE FROM capture.pages WHERE id = ANY(%(ids)s) RETURNING sha256;

-- name: delete_old_visits
-- Visits whose pages are gone
DELETE FROM capture.archived_visits a
WHERE a.visited_at < %(before)s AND NOT EXISTS (SELECT 1 FROM capture.pages p WHERE p.id = ANY(a.page_ids));

-- name: delete_unread_readings
-- Readings that no visit names
DELETE FROM capture.readings r WHERE NOT EXISTS (
    SELECT 1 FROM capture.archived_visits a WHERE a.case_number = r.case_number AND a.reading = r.sha256);

-- name: delete_old_quarantine
-- Pages that were not understood long ago
DELETE FROM capture.quarantine WHERE quarantined_at < %(before)s;

-- name: delete_old_budgets
-- Accounts of days that nobody asks about any more
DELETE FROM capture.budgets WHERE business_day < %(before)s;

-- name: delete_old_fingerprints
-- Looks that no page has had for long
DELETE FROM capture.fingerprints WHERE last_seen_at < %(before)s;

-- name: delete_old_findings
-- What lists showed long ago, whatever became of their tribunal
DELETE FROM capture.findings WHERE first_seen_at < %(before)s;

-- name: delete_old_shown_cases
-- What visits of found cases showed long ago
DELETE FROM capture.shown_cases WHERE shown_at < %(before)s;
