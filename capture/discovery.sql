-- name: upsert_discovery
-- Switch a discovery on; it is due at once the first time
INSERT INTO capture.discoveries (tribunal, strategy, next_due_at) VALUES (%(tribunal)s, %(strategy)s, %(now)s)
ON CONFLICT (tribunal, strategy) DO NOTHING;

-- name: delete_discoveries_except
-- Switch off the discoveries that no policy asks for
DELETE FROM capture.discoveries d WHERE NOT EXISTS (
    SELECT 1 FROM unnest(%(tribunals)s::text[], %(strategies)s::text[]) AS w (tribunal, strategy)
    WHERE w.tribunal = d.tribunal AND w.strategy = d.strategy);

-- name: list_due_discoveries
-- Discoveries that are due now, of leased tribunals
SELECT * FROM capture.discoveries WHERE next_due_at <= %(now)s AND tribunal = ANY(%(tribunals)s) ORDER BY next_due_at;

-- name: close_discovery
-- A run is done, well or not: when the next is due and what this one saw
UPDATE capture.discoveries SET next_due_at = %(next_due_at)s, last_run_at = %(now)s,
    filed_from = %(filed_from)s, filed_to = %(filed_to)s, seen = %(seen)s, found = %(found)s,
    failures = %(failures)s, last_error = %(last_error)s, last_outcome = %(last_outcome)s, state = %(state)s,
    notes = %(notes)s
WHERE tribunal = %(tribunal)s AND strategy = %(strategy)s;

-- name: list_discoveries
-- Every strategy that is switched on, with how its last run ended
SELECT tribunal, strategy, last_run_at, next_due_at, seen, found, failures, last_outcome, last_error, notes
FROM capture.discoveries WHERE %(tribunal)s::text IS NULL OR tribunal = %(tribunal)s::text ORDER BY tribunal, strategy;

-- name: list_watched_numbers
-- Watched cases of a tribunal behind a number
SELECT case_number FROM capture.watches
WHERE tribunal = %(tribunal)s AND is_watched AND NOT is_sealed AND case_number > %(after)s
ORDER BY case_number LIMIT %(limit)s;

-- name: list_known_cases
-- What is known of these numbers: watched, planned, visited, given up, sealed by whom
SELECT n.case_number, coalesce(w.is_watched AND NOT w.is_sealed, false) AS is_watched,
       coalesce(w.is_sealed, false)
           OR EXISTS (SELECT 1 FROM capture.findings f WHERE f.case_number = n.case_number AND f.is_sealed) AS is_sealed,
       w.case_number IS NOT NULL OR v.case_number IS NOT NULL
           OR (s.case_number IS NOT NULL AND s.given_up_at IS NULL) AS is_known,
       s.last_outcome, c.distributed_on AS court_date,
       coalesce(c.has_parties, false) AS has_parties
FROM unnest(%(case_numbers)s::text[]) AS n (case_number)
LEFT JOIN capture.watches w USING (case_number)
LEFT JOIN capture.visits v USING (case_number)
LEFT JOIN capture.case_states s USING (case_number)
LEFT JOIN capture.shown_cases c USING (case_number);

-- name: upsert_findings
-- Remember what a strategy found, and return what is new or says more than before
WITH before AS (
    SELECT f.case_number, f.distributed_on, f.basis, f.available_on, f.parties_hash, f.is_sealed FROM capture.findings f
    WHERE f.strategy = %(strategy)s AND f.case_number = ANY(%(case_numbers)s::text[])
)
, written AS (
    INSERT INTO capture.findings AS f (case_number, strategy, tribunal, first_seen_at, distributed_on, basis,
        available_on, court_level, is_new_lawsuit, is_sealed, parties_hash)
    SELECT n.case_number, %(strategy)s, %(tribunal)s, %(now)s, n.distributed_on, n.basis, n.available_on, n.court_level,
           n.is_new_lawsuit, n.is_sealed, n.parties_hash
    FROM unnest(%(case_numbers)s::text[], %(distributed)s::date[], %(bases)s::text[], %(available)s::date[],
                %(levels)s::text[], %(new_lawsuits)s::bool[], %(sealed)s::bool[], %(hashes)s::text[])
         AS n (case_number, distributed_on, basis, available_on, court_level, is_new_lawsuit, is_sealed, parties_hash)
    ON CONFLICT (case_number, strategy) DO UPDATE SET
        distributed_on = coalesce(excluded.distributed_on, f.distributed_on),
        basis = coalesce(excluded.basis, f.basis), available_on = coalesce(excluded.available_on, f.available_on),
        court_level = coalesce(excluded.court_level, f.court_level),
        is_new_lawsuit = excluded.is_new_lawsuit OR f.is_new_lawsuit,
        is_sealed = excluded.is_sealed, parties_hash = coalesce(excluded.parties_hash, f.parties_hash)
    RETURNING f.case_number, f.distributed_on, f.basis, f.available_on, f.parties_hash, f.is_sealed, f.is_new_lawsuit
)
SELECT w.case_number, b.case_number IS NULL AS is_first
FROM written w LEFT JOIN before b USING (case_number)
WHERE b.case_number IS NULL OR (b.distributed_on, b.basis, b.available_on, b.parties_hash, b.is_sealed)
    IS DISTINCT FROM (w.distributed_on, w.basis, w.available_on, w.parties_hash, w.is_sealed);

-- name: list_hidden_elsewhere
-- Which of these numbers their court, or another strategy's list, calls sealed
SELECT n.case_number FROM unnest(%(case_numbers)s::text[]) AS n (case_number)
WHERE EXISTS (SELECT 1 FROM capture.watches w WHERE w.case_number = n.case_number AND w.is_sealed)
   OR EXISTS (SELECT 1 FROM capture.case_states s WHERE s.case_number = n.case_number AND s.last_outcome = 'sealed')
   OR EXISTS (SELECT 1 FROM capture.findings f
              WHERE f.case_number = n.case_number AND f.strategy <> %(strategy)s AND f.is_sealed);

-- name: hide_findings
-- Nothing that any list showed of these numbers is kept; who called them sealed stays known
UPDATE capture.findings SET listed = NULL, parties_hash = NULL, distributed_on = NULL, basis = NULL, available_on = NULL
WHERE case_number = ANY(%(case_numbers)s)
  AND (listed, parties_hash, distributed_on, basis, available_on) IS DISTINCT FROM (NULL, NULL, NULL, NULL, NULL);

-- name: keep_listed
-- Keep what the list shows of these cases until they are shown or told
UPDATE capture.findings f SET listed = n.listed, is_awaited = false
FROM unnest(%(case_numbers)s::text[], %(listed)s::jsonb[]) AS n (case_number, listed)
WHERE f.case_number = n.case_number AND f.strategy = %(strategy)s;

-- name: add_discovered_visits
-- Visit found cases once; one that waits for its visit learns the better date
INSERT INTO capture.visits AS v (case_number, tribunal, reason, due_at, filed_on, listed_on, attempt)
SELECT d.case_number, %(tribunal)s, 'discovered', %(now)s, d.filed_on, d.listed_on, coalesce(s.visits, 0)
FROM unnest(%(case_numbers)s::text[], %(filed)s::date[], %(listed)s::date[]) AS d (case_number, filed_on, listed_on)
LEFT JOIN capture.case_states s USING (case_number)
ON CONFLICT (case_number) DO UPDATE SET
    filed_on = coalesce(v.filed_on, excluded.filed_on), listed_on = coalesce(excluded.listed_on, v.listed_on),
    is_guess = false;

-- name: find_tribunal_state
-- Whether a tribunal is visited at all
SELECT state FROM capture.tribunal_states WHERE tribunal = %(tribunal)s;

-- name: lock_unsure
-- Listed cases of which it is not known whether a visit is to show them; what others change now comes next time
SELECT case_number, strategy FROM capture.findings
WHERE listed IS NOT NULL AND NOT is_awaited AND tribunal = ANY(%(tribunals)s)
ORDER BY first_seen_at DESC LIMIT %(limit)s FOR UPDATE SKIP LOCKED;

-- name: mark_awaited
-- Note of these which wait for a visit; asked after they are locked, so that no end of a visit is overlooked
UPDATE capture.findings f SET is_awaited = true
FROM unnest(%(case_numbers)s::text[], %(strategies)s::text[]) AS n (case_number, strategy)
JOIN capture.visits v ON v.case_number = n.case_number
LEFT JOIN capture.case_states s ON s.case_number = n.case_number
WHERE f.case_number = n.case_number AND f.strategy = n.strategy
  AND (s.case_number IS NULL OR s.last_outcome IN ('timeout', 'upstream_error', 'rate_limited'));

-- name: list_untold
-- What lists show of cases that no visit will show soon
SELECT f.case_number, f.strategy, f.tribunal, f.distributed_on, f.basis, f.court_level, f.listed, f.first_seen_at
FROM capture.untold_at(%(now)s) u JOIN capture.findings f USING (case_number, strategy)
WHERE f.tribunal = ANY(%(tribunals)s)
ORDER BY f.first_seen_at, f.case_number, f.strategy LIMIT %(limit)s;

-- name: mark_told
-- What a list showed is published and no longer kept here; what it has shown since then is told next
UPDATE capture.findings f SET listed = CASE WHEN f.listed IS DISTINCT FROM n.listed THEN f.listed END, told_at = %(now)s
FROM unnest(%(case_numbers)s::text[], %(strategies)s::text[], %(listed)s::jsonb[]) AS n (case_number, strategy, listed)
WHERE f.case_number = n.case_number AND f.strategy = n.strategy;

-- name: drop_listed
-- A visit showed these cases: what lists say goes, unless it is names or a date that the visit did not have
UPDATE capture.findings f SET listed = NULL
FROM unnest(%(case_numbers)s::text[], %(distributed)s::date[], %(filed)s::date[], %(listed)s::date[],
            %(with_parties)s::bool[]) AS n (case_number, distributed_on, filed_on, listed_on, has_parties)
WHERE f.case_number = n.case_number AND f.listed IS NOT NULL AND (n.has_parties OR f.parties_hash IS NULL)
  AND (f.basis IS NULL OR n.distributed_on IS NOT NULL
       OR f.distributed_on = CASE WHEN f.basis = 'filing' THEN n.filed_on ELSE n.listed_on END);

-- name: add_shown_cases
-- Remember the date that the court printed for a discovered case
INSERT INTO capture.shown_cases AS c (case_number, tribunal, distributed_on, has_parties, shown_at)
SELECT n.case_number, n.tribunal, n.distributed_on, n.has_parties, %(now)s
FROM unnest(%(case_numbers)s::text[], %(tribunals)s::text[], %(distributed)s::date[], %(with_parties)s::bool[])
    AS n (case_number, tribunal, distributed_on, has_parties)
ON CONFLICT (case_number) DO UPDATE SET
    distributed_on = coalesce(excluded.distributed_on, c.distributed_on), has_parties = excluded.has_parties OR c.has_parties;

-- name: forget_listed
-- Of a sealed case only its number is remembered
UPDATE capture.findings SET listed = NULL, parties_hash = NULL, distributed_on = NULL, basis = NULL, available_on = NULL,
    is_sealed = true
WHERE case_number = ANY(%(case_numbers)s);

-- name: forget_shown
-- Of a sealed case only its number is remembered
DELETE FROM capture.shown_cases WHERE case_number = ANY(%(case_numbers)s);

-- name: delete_old_findings
-- Findings are kept for measuring, not for ever
DELETE FROM capture.findings WHERE tribunal = %(tribunal)s AND first_seen_at < %(before)s;

-- name: delete_old_shown_cases
-- The same for the dates that courts printed
DELETE FROM capture.shown_cases WHERE tribunal = %(tribunal)s AND shown_at < %(before)s;

-- name: measure_coverage
-- Per tribunal and strategy: cases found, found first, found by nobody else, and days after the distribution
WITH dated AS (
    SELECT f.*, coalesce(c.distributed_on,
               max(f.distributed_on) FILTER (WHERE f.basis IN ('court', 'distribution_list')) OVER one_case,
               max(f.distributed_on) OVER one_case) AS day,
           rank() OVER (PARTITION BY f.case_number ORDER BY f.first_seen_at) AS place,
           count(*) OVER one_case AS finders
    FROM capture.findings f LEFT JOIN capture.shown_cases c USING (case_number)
    WHERE f.is_new_lawsuit AND NOT f.is_sealed AND f.first_seen_at >= %(since)s
      AND (%(tribunal)s::text IS NULL OR f.tribunal = %(tribunal)s::text)
    WINDOW one_case AS (PARTITION BY f.case_number)
)
, totals AS (SELECT tribunal, count(DISTINCT case_number) AS cases FROM dated GROUP BY tribunal)
, delays AS (
    SELECT d.*, (d.first_seen_at AT TIME ZONE 'America/Sao_Paulo')::date - d.day AS delay FROM dated d
)
SELECT d.tribunal, d.strategy, count(*) AS found, round(100.0 * count(*) / min(t.cases), 1) AS share,
       count(*) FILTER (WHERE d.place = 1) AS first, count(*) FILTER (WHERE d.finders = 1) AS alone,
       count(d.delay) AS dated, percentile_disc(0.5) WITHIN GROUP (ORDER BY d.delay) AS median_days,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY d.delay) AS p90_days, min(t.cases) AS cases
FROM delays d JOIN totals t USING (tribunal)
GROUP BY d.tribunal, d.strategy ORDER BY d.tribunal, count(*) FILTER (WHERE d.place = 1) DESC, d.strategy;

-- name: count_other_findings
-- Findings that are no new lawsuits, or sealed: remembered, not distributions
SELECT tribunal, strategy, count(*) FILTER (WHERE NOT is_new_lawsuit AND NOT is_sealed) AS old_lawsuits,
       count(*) FILTER (WHERE is_sealed) AS sealed
FROM capture.findings
WHERE first_seen_at >= %(since)s AND (%(tribunal)s::text IS NULL OR tribunal = %(tribunal)s::text)
GROUP BY tribunal, strategy;

-- name: hint_visits
-- Make watched cases due now; a visit under way is followed by another one
INSERT INTO capture.visits AS v (case_number, tribunal, reason, priority, due_at, attempt)
SELECT w.case_number, w.tribunal, 'hinted', 0, %(now)s, coalesce(s.visits, 0)
FROM capture.watches w LEFT JOIN capture.case_states s USING (case_number)
WHERE w.case_number = ANY(%(case_numbers)s) AND w.is_watched AND NOT w.is_sealed
ORDER BY w.case_number
ON CONFLICT (case_number) DO UPDATE SET
    wished_reason = CASE WHEN v.claimed_by IS NULL THEN NULL ELSE excluded.reason END,
    reason = CASE WHEN v.claimed_by IS NULL THEN excluded.reason ELSE v.reason END,
    priority = CASE WHEN v.claimed_by IS NULL THEN 0 ELSE v.priority END,
    due_at = CASE WHEN v.claimed_by IS NULL THEN least(v.due_at, excluded.due_at) ELSE v.due_at END
RETURNING v.case_number;

-- name: list_watched_of
-- Which of these cases are watched
SELECT case_number FROM capture.watches
WHERE case_number = ANY(%(case_numbers)s) AND is_watched AND NOT is_sealed ORDER BY case_number;

-- name: hint_in_order
-- Make watched cases due now without pre-empting anything
INSERT INTO capture.visits AS v (case_number, tribunal, reason, due_at, attempt)
SELECT w.case_number, w.tribunal, 'due', %(now)s, coalesce(s.visits, 0)
FROM capture.watches w LEFT JOIN capture.case_states s USING (case_number)
WHERE w.case_number = ANY(%(case_numbers)s) AND w.is_watched AND NOT w.is_sealed
ORDER BY w.case_number
ON CONFLICT (case_number) DO UPDATE SET
    wished_reason = CASE WHEN v.claimed_by IS NULL THEN v.wished_reason ELSE coalesce(v.wished_reason, 'due') END,
    due_at = CASE WHEN v.claimed_by IS NULL THEN least(v.due_at, excluded.due_at) ELSE v.due_at END
RETURNING v.case_number;

-- name: forget_hint_days
-- A company's earlier days
DELETE FROM capture.hint_days WHERE company_id = %(company_id)s AND business_day < %(day)s;

-- name: open_hint_day
-- Begin a company's day where it has not begun
INSERT INTO capture.hint_days (company_id, business_day, hints) VALUES (%(company_id)s, %(day)s, 0) ON CONFLICT DO NOTHING;

-- name: lock_hint_day
-- What a company has put before the queue today, locked until more is counted
SELECT hints FROM capture.hint_days WHERE company_id = %(company_id)s AND business_day = %(day)s FOR UPDATE;

-- name: count_hints
-- Count what goes before the queue
UPDATE capture.hint_days SET hints = hints + %(hints)s WHERE company_id = %(company_id)s AND business_day = %(day)s;

-- name: list_walks
-- The walks of a tribunal's year, locked
SELECT * FROM capture.walks WHERE tribunal = %(tribunal)s AND year = %(year)s ORDER BY origin, series FOR UPDATE;

-- name: list_highest
-- The highest sequence known per origin and series: watched, found by another strategy, or shown by the court
SELECT substr(k.case_number, 17, 4) AS origin, substr(k.case_number, 1, 1) AS series,
       max(substr(k.case_number, 1, 7))::integer AS highest
FROM (
    SELECT case_number FROM capture.watches WHERE tribunal = %(tribunal)s
    UNION ALL SELECT case_number FROM capture.findings WHERE tribunal = %(tribunal)s AND is_new_lawsuit
    UNION ALL SELECT case_number FROM capture.case_states
        WHERE tribunal = %(tribunal)s AND last_outcome IN ('found_new', 'found_unchanged', 'sealed')
    UNION ALL SELECT case_number FROM capture.shown_cases WHERE tribunal = %(tribunal)s
) k
WHERE substr(k.case_number, 10, 4) = %(year)s::text AND substr(k.case_number, 14, 3) = ANY(%(j_trs)s)
  AND (cardinality(%(origins)s::text[]) = 0 OR substr(k.case_number, 17, 4) = ANY(%(origins)s::text[]))
GROUP BY 1, 2 ORDER BY 1, 2;

-- name: list_probes
-- The numbers asked by a tribunal's walks, with what came of them
SELECT p.*, s.last_outcome, s.last_visited_at,
       v.case_number IS NOT NULL AND (s.last_visited_at IS NULL OR s.last_visited_at < p.asked_at) AS is_waiting,
       c.case_number IS NOT NULL OR coalesce(s.last_outcome = 'sealed', false) AS is_shown
FROM capture.walk_probes p
LEFT JOIN capture.case_states s USING (case_number)
LEFT JOIN capture.visits v USING (case_number)
LEFT JOIN capture.shown_cases c USING (case_number)
WHERE p.tribunal = %(tribunal)s ORDER BY p.sequence;

-- name: save_walks
-- Write how far the walks are
INSERT INTO capture.walks AS w (tribunal, year, origin, series, highest, tried_to, absent_in_a_row, gaps, walked_on,
    ended_on, why_ended)
VALUES (%(tribunal)s, %(year)s, %(origin)s, %(series)s, %(highest)s, %(tried_to)s, %(absent_in_a_row)s, %(gaps)s,
    %(walked_on)s, %(ended_on)s, %(why_ended)s)
ON CONFLICT (tribunal, year, origin, series) DO UPDATE SET highest = excluded.highest, tried_to = excluded.tried_to,
    absent_in_a_row = excluded.absent_in_a_row, gaps = excluded.gaps, walked_on = excluded.walked_on,
    ended_on = excluded.ended_on, why_ended = excluded.why_ended;

-- name: close_probes
-- Their answers are learned
DELETE FROM capture.walk_probes WHERE case_number = ANY(%(case_numbers)s);

-- name: forget_guesses
-- A number that no court has shown is known to nobody: another strategy may find it later
DELETE FROM capture.case_states s WHERE s.case_number = ANY(%(case_numbers)s)
  AND NOT EXISTS (SELECT 1 FROM capture.watches w WHERE w.case_number = s.case_number);

-- name: end_guesses
-- What a walk asked for and could not learn is not asked again by itself
DELETE FROM capture.visits v WHERE v.case_number = ANY(%(case_numbers)s) AND v.is_guess AND v.claimed_by IS NULL;

-- name: list_known_numbers
-- Which of these numbers need not be asked
SELECT n.case_number FROM unnest(%(case_numbers)s::text[]) AS n (case_number)
WHERE EXISTS (SELECT 1 FROM capture.watches w WHERE w.case_number = n.case_number)
   OR EXISTS (SELECT 1 FROM capture.case_states s WHERE s.case_number = n.case_number)
   OR EXISTS (SELECT 1 FROM capture.findings f WHERE f.case_number = n.case_number)
   OR EXISTS (SELECT 1 FROM capture.visits v WHERE v.case_number = n.case_number);

-- name: add_guesses
-- Ask for numbers that nobody knows
INSERT INTO capture.visits (case_number, tribunal, reason, due_at, is_guess)
SELECT n.case_number, %(tribunal)s, 'discovered', %(now)s, true FROM unnest(%(case_numbers)s::text[]) AS n (case_number)
ON CONFLICT (case_number) DO NOTHING;

-- name: add_probes
-- Remember which numbers a walk asks for
INSERT INTO capture.walk_probes (case_number, tribunal, year, origin, series, sequence, asked_at)
SELECT n.case_number, %(tribunal)s, %(year)s, %(origin)s, %(series)s, substr(n.case_number, 1, 7)::integer, %(now)s
FROM unnest(%(case_numbers)s::text[]) AS n (case_number)
ON CONFLICT (case_number) DO UPDATE SET asked_at = excluded.asked_at;

-- name: spend_probes
-- Count the day's probes
INSERT INTO capture.walk_days AS d (tribunal, business_day, probes) VALUES (%(tribunal)s, %(day)s, %(probes)s)
ON CONFLICT (tribunal, business_day) DO UPDATE SET probes = d.probes + excluded.probes;

-- name: find_probes_spent
-- The day's probes so far
SELECT probes FROM capture.walk_days WHERE tribunal = %(tribunal)s AND business_day = %(day)s;

-- name: delete_list_pages
-- Forget pages that belong to no case, and return their hashes
DELETE FROM capture.pages WHERE case_number IS NULL AND fetched_at < %(before)s RETURNING sha256;
