-- name: list_routes
-- Whether the routes of the leased tribunals may be asked now
SELECT * FROM capture.routes_at(%(now)s) WHERE tribunal = ANY(%(tribunals)s);

-- name: list_fallbacks
-- Sources of last resort that may be asked now; a suspended one is tried by the first visit that wants it after its wait
SELECT tribunal, system FROM capture.route_states
WHERE is_fallback AND tribunal = ANY(%(tribunals)s) AND coalesce(held_until, %(now)s) <= %(now)s
  AND (state = 'active' OR next_attempt_at <= %(now)s);

-- name: list_tribunals
-- The summaries of these tribunals
SELECT * FROM capture.tribunal_states WHERE tribunal = ANY(%(tribunals)s);

-- name: list_route_states
-- The routes of these tribunals
SELECT * FROM capture.route_states WHERE tribunal = ANY(%(tribunals)s) ORDER BY tribunal, system;

-- name: list_routes_with_budgets
-- Every route with what was taken from its hosts' budgets today, in lots that need not be used up
SELECT r.*, coalesce(g.is_in_hours, true) AS is_in_hours, coalesce(r.held_until > %(now)s, false) AS is_held,
       coalesce(g.is_spent, false) AS is_spent, coalesce(g.can_visit, false) AS can_visit,
       (SELECT sum(b.spent) FROM capture.budgets b WHERE b.source = ANY (r.sources) AND b.business_day = %(day)s) AS budget_taken,
       (SELECT sum(l.daily_budget) FROM capture.source_limits l WHERE l.source = ANY (r.sources)) AS daily_budget
FROM capture.route_states r LEFT JOIN capture.routes_at(%(now)s) g USING (tribunal, system)
ORDER BY r.tribunal, r.is_fallback, r.system;

-- name: list_tribunal_states
-- Every tribunal's summary with its due visits, watched cases and freshness
SELECT t.*, coalesce(d.due, 0) AS due, coalesce(w.watched, 0) AS watched, w.oldest_verified_at, w.verified_share
FROM capture.tribunal_states t
LEFT JOIN (SELECT v.tribunal, count(*) AS due FROM capture.visits v WHERE v.due_at <= %(now)s GROUP BY v.tribunal) d
    USING (tribunal)
LEFT JOIN (
    SELECT w.tribunal, count(*) AS watched, min(s.last_verified_at) AS oldest_verified_at,
           avg((s.last_verified_at >= %(fresh_since)s)::int) AS verified_share
    FROM capture.watches w LEFT JOIN capture.case_states s USING (case_number)
    WHERE w.is_watched AND NOT w.is_sealed GROUP BY w.tribunal
) w USING (tribunal)
ORDER BY t.tribunal;

-- name: upsert_policy
-- Project what pending work needs to know of a policy
INSERT INTO capture.tribunal_states (tribunal, since, opens, closes)
VALUES (%(tribunal)s, %(now)s, %(opens)s, %(closes)s)
ON CONFLICT (tribunal) DO UPDATE SET opens = excluded.opens, closes = excluded.closes;

-- name: upsert_route
-- A route exists; what is known of its state stays
INSERT INTO capture.route_states (tribunal, system, sources, is_fallback, since)
VALUES (%(tribunal)s, %(system)s, %(sources)s, %(is_fallback)s, %(now)s)
ON CONFLICT (tribunal, system) DO UPDATE SET sources = excluded.sources, is_fallback = excluded.is_fallback;

-- name: delete_other_routes
-- Routes that are not visited any more
DELETE FROM capture.route_states WHERE tribunal = %(tribunal)s AND system <> ALL(%(systems)s);

-- name: free_visits_of_other_routes
-- A visit that needed such a route may ask any
UPDATE capture.visits SET system = ''
WHERE tribunal = %(tribunal)s AND system <> '' AND system <> ALL(%(systems)s);

-- name: upsert_source_limit
-- What the operator allows a host per business day
INSERT INTO capture.source_limits (source, daily_budget) VALUES (%(source)s, %(daily_budget)s)
ON CONFLICT (source) DO UPDATE SET daily_budget = excluded.daily_budget;

-- name: lock_tribunal
-- One tribunal's state, locked until the change is published
SELECT * FROM capture.tribunal_states WHERE tribunal = %(tribunal)s FOR UPDATE;

-- name: set_tribunal_state
-- Change a tribunal's state
UPDATE capture.tribunal_states SET state = %(state)s, is_by_operator = %(is_by_operator)s, outcome = %(outcome)s,
    reason = %(reason)s, since = %(since)s, next_attempt_at = %(next_attempt_at)s, episode = %(episode)s,
    notice = %(notice)s
WHERE tribunal = %(tribunal)s;

-- name: set_route_state
-- Change a route's state
UPDATE capture.route_states SET state = %(state)s, outcome = %(outcome)s, reason = %(reason)s, since = %(since)s,
    next_attempt_at = %(next_attempt_at)s, probes = %(probes)s, episode = %(episode)s,
    failures_in_row = %(failures_in_row)s, last_success_at = %(last_success_at)s,
    complaint = %(complaint)s, complaints_in_row = %(complaints_in_row)s
WHERE tribunal = %(tribunal)s AND system = %(system)s;

-- name: count_visits
-- Count what a batch of visits cost
UPDATE capture.tribunal_states SET visits_total = visits_total + %(visits)s, requests_total = requests_total + %(requests)s
WHERE tribunal = %(tribunal)s;

-- name: count_day
-- Count the visits of a business day
INSERT INTO capture.visit_days AS d (tribunal, business_day, visits) VALUES (%(tribunal)s, %(day)s, %(visits)s)
ON CONFLICT (tribunal, business_day) DO UPDATE SET visits = d.visits + excluded.visits;

-- name: count_route_visits
-- Count what a batch of visits cost a route and when it last answered
UPDATE capture.route_states SET visits_total = visits_total + %(visits)s, requests_total = requests_total + %(requests)s,
    failures_in_row = %(failures_in_row)s, last_success_at = coalesce(%(success_at)s, last_success_at),
    held_until = coalesce(%(held_until)s, held_until)
WHERE tribunal = %(tribunal)s AND system = %(system)s;

-- name: list_visit_days
-- How many visits these tribunals had on a day
SELECT tribunal, visits FROM capture.visit_days WHERE tribunal = ANY(%(tribunals)s) AND business_day = %(day)s;

-- name: forget_visit_days
-- Days that nobody asks about any more
DELETE FROM capture.visit_days WHERE business_day < %(before)s;

-- name: open_budget
-- Begin a day's account where there is none
INSERT INTO capture.budgets (source, business_day, spent) VALUES (%(source)s, %(day)s, 0) ON CONFLICT DO NOTHING;

-- name: lock_budget
-- What is spent of a day's budget, locked until a lot is taken
SELECT spent FROM capture.budgets WHERE source = %(source)s AND business_day = %(day)s FOR UPDATE;

-- name: spend_budget
-- Take a lot of the day's requests
UPDATE capture.budgets SET spent = spent + %(lot)s WHERE source = %(source)s AND business_day = %(day)s;

-- name: return_budget
-- Give back what was reserved and not asked
UPDATE capture.budgets SET spent = greatest(0, spent - %(unused)s)
WHERE source = %(source)s AND business_day = %(day)s;

-- name: announce_process
-- A living process says so, and the dead ones are forgotten
WITH gone AS (DELETE FROM capture.processes WHERE expires_at < clock_timestamp() AND process <> %(process)s)
INSERT INTO capture.processes (process, expires_at)
VALUES (%(process)s, clock_timestamp() + make_interval(secs => %(lease_seconds)s))
ON CONFLICT (process) DO UPDATE SET expires_at = excluded.expires_at;

-- name: count_processes
-- How many capture processes live
SELECT count(*) AS processes FROM capture.processes WHERE expires_at >= clock_timestamp();

-- name: renew_leases
-- Keep the leases that are still ours, and name them
UPDATE capture.leases SET expires_at = clock_timestamp() + make_interval(secs => %(lease_seconds)s)
WHERE process = %(process)s RETURNING tribunal;

-- name: take_leases
-- Take tribunals whose lease is free or has run out, up to our share
INSERT INTO capture.leases AS l (tribunal, process, expires_at)
SELECT free.tribunal, %(process)s, clock_timestamp() + make_interval(secs => %(lease_seconds)s)
FROM (SELECT w.tribunal FROM unnest(%(wanted)s::text[]) AS w (tribunal)
      LEFT JOIN capture.leases x ON x.tribunal = w.tribunal
      WHERE x.tribunal IS NULL OR x.expires_at < clock_timestamp()
      ORDER BY w.tribunal LIMIT %(share)s) free
ON CONFLICT (tribunal) DO UPDATE SET process = excluded.process, expires_at = excluded.expires_at
WHERE l.expires_at < clock_timestamp()
RETURNING tribunal;

-- name: drop_foreign_claims
-- The holder of a lease is the only one who may hold claims of its tribunal: what a dead process left is due again
UPDATE capture.visits SET claimed_by = NULL, claim_expires_at = NULL
WHERE tribunal = ANY(%(tribunals)s) AND claimed_by IS NOT NULL AND claimed_by <> %(process)s;

-- name: release_idle_leases
-- Hand tribunals over to another process, once no visit of ours is under way there
DELETE FROM capture.leases l WHERE l.process = %(process)s AND l.tribunal = ANY(%(tribunals)s)
  AND NOT EXISTS (SELECT 1 FROM capture.visits v WHERE v.tribunal = l.tribunal AND v.claimed_by = %(process)s);

-- name: release_process
-- A process that ends well leaves nothing to wait for
WITH leases AS (DELETE FROM capture.leases WHERE process = %(process)s)
DELETE FROM capture.processes WHERE process = %(process)s;

-- name: add_pages
-- Index raw pages before their bytes are stored
INSERT INTO capture.pages (sha256, case_number, tribunal, system, kind, url, method, form, status, charset, fetched_at,
    request_url, content_type)
SELECT p.* FROM unnest(%(sha256)s::text[], %(case_numbers)s::text[], %(tribunals)s::text[], %(systems)s::text[],
    %(kinds)s::text[], %(urls)s::text[], %(methods)s::text[], %(forms)s::jsonb[], %(statuses)s::int[],
    %(charsets)s::text[], %(fetched)s::timestamptz[], %(request_urls)s::text[], %(content_types)s::text[]) AS p
RETURNING id;

-- name: add_quarantine
-- Keep pages that were not understood, with the reason
INSERT INTO capture.quarantine (page_id, outcome, reason, visit_id, fingerprint, quarantined_at)
SELECT q.*, %(now)s
FROM unnest(%(page_ids)s::bigint[], %(outcomes)s::text[], %(reasons)s::text[], %(visit_ids)s::uuid[],
            %(fingerprints)s::text[]) AS q (page_id, outcome, reason, visit_id, fingerprint)
JOIN capture.pages p ON p.id = q.page_id;

-- name: count_pending
-- Work that is due now and not done; what cannot be done now (closed, suspended, budget spent) is not due
WITH routes AS MATERIALIZED (
    SELECT * FROM capture.routes_at(%(now)s)
), open_now AS (
    SELECT tribunal, bool_or(can_visit) AS is_open, array_agg(system) FILTER (WHERE can_visit) AS systems
    FROM routes GROUP BY tribunal
)
SELECT
    (SELECT count(*) FROM capture.visits v LEFT JOIN open_now o USING (tribunal)
     WHERE v.claimed_by IS NOT NULL AND v.claim_expires_at > clock_timestamp()
        OR v.due_at <= %(now)s
            AND (o.tribunal IS NULL OR v.system = '' AND o.is_open OR v.system = ANY (o.systems))) AS due_visits,
    (SELECT count(*) FROM routes WHERE is_probe_due) AS due_probes,
    (SELECT count(*) FROM capture.discoveries d WHERE d.next_due_at <= %(now)s) AS due_discoveries,
    (SELECT count(*) FROM capture.untold_at(%(now)s)) AS untold_findings;

-- name: find_tribunal_gate
-- One tribunal's summary, and what keeps its due visits waiting on the routes that a visit could take
SELECT t.state, t.reason, t.since, t.next_attempt_at, bool_or(r.is_in_hours) AS is_in_hours,
       bool_and(r.is_held) AS is_held, bool_and(r.is_spent) AS is_spent, bool_or(r.state = 'active') AS has_route,
       string_agg(r.system || ': ' || r.reason, ' ' ORDER BY r.system) FILTER (WHERE r.state = 'suspended') AS suspended
FROM capture.tribunal_states t
LEFT JOIN capture.routes_at(%(now)s) r ON r.tribunal = t.tribunal AND %(system)s IN ('', r.system)
WHERE t.tribunal = %(tribunal)s
GROUP BY t.tribunal;
