-- name: get_plan
-- How far the planner has come, and how far there is to go.
SELECT p.last_position, s.last_position AS sequenced_position FROM webhooks.plan p CROSS JOIN events.sequence s;

-- name: lock_plan
-- The planner's place; whoever holds the lock sees every delivery that was planned, and none is planned meanwhile.
SELECT p.last_position, s.last_position AS sequenced_position
FROM webhooks.plan p CROSS JOIN events.sequence s FOR UPDATE OF p;

-- name: get_sequenced_position
-- The newest position, read after the plan was locked.
SELECT last_position FROM events.sequence;

-- name: plan_deliveries
-- One delivery per endpoint and event of a stretch of positions; pings and endpoint events know whom they concern.
INSERT INTO webhooks.deliveries
    (endpoint_id, company_id, event_id, position, event_type, case_number, state, due_at, created_at)
SELECT e.id, e.company_id, v.id, v.position, v.type, v.case_number,
       CASE WHEN v.is_purged THEN 'withdrawn_sealed' WHEN v.is_withheld THEN 'withheld' ELSE 'pending' END,
       %(now)s, v.recorded_at
FROM events.events v
JOIN webhooks.endpoints e ON e.company_id = v.company_id AND e.from_position < v.position
WHERE v.position > %(after)s AND v.position <= %(until)s
  AND CASE
        WHEN v.type = 'ping' THEN v.body::jsonb #>> '{data,endpoint_id}' = e.id::text
        WHEN v.type IN ('endpoint.failing', 'endpoint.disabled') THEN v.body::jsonb #>> '{data,endpoint_id}' <> e.id::text
            AND (e.types IS NULL OR v.type = ANY (e.types))
        ELSE e.types IS NULL OR v.type = ANY (e.types)
      END
ORDER BY v.position
ON CONFLICT DO NOTHING;

-- name: set_plan
-- The planner has come this far.
UPDATE webhooks.plan SET last_position = %(position)s;

-- name: notify_planned
-- Wake the dispatchers.
SELECT pg_notify(%(channel)s, '');

-- name: become_owner
-- Show that the dispatcher of this number lives, as long as this connection does.
SELECT pg_try_advisory_lock(%(lock_class)s, %(owner)s) AS is_held;

-- name: release_dead_leases
-- Deliveries in the hands of a dispatcher that is gone (its advisory lock is free) or took too long are free again.
UPDATE webhooks.deliveries d SET lease_owner = NULL, leased_until = NULL
WHERE d.lease_owner IS NOT NULL
  AND (d.leased_until < clock_timestamp() OR NOT EXISTS (
      SELECT 1 FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.classid = %(lock_class)s AND l.objid = d.lease_owner AND l.granted));

-- name: claim_deliveries
-- Lease due deliveries of active endpoints, in order within each, up to what each endpoint still has room for.
WITH busy AS (
    SELECT * FROM unnest(%(busy_ids)s::uuid[], %(busy_counts)s::int[]) AS b (endpoint_id, held)
), picked AS (
    SELECT d.endpoint_id, d.event_id, d.created_at
    FROM webhooks.endpoints e
    LEFT JOIN busy b ON b.endpoint_id = e.id
    CROSS JOIN LATERAL (
        SELECT x.endpoint_id, x.event_id, x.created_at FROM webhooks.deliveries x
        WHERE x.endpoint_id = e.id AND x.state = 'pending' AND x.lease_owner IS NULL AND x.due_at <= %(now)s
          AND (e.hold_until IS NULL OR e.hold_until <= %(now)s OR x.failures > 0)
        ORDER BY x.position
        LIMIT greatest(CASE WHEN e.streak > 0 THEN %(concurrency)s ELSE %(room)s END - coalesce(b.held, 0), 0)
        FOR UPDATE OF x SKIP LOCKED
    ) d
    WHERE e.state = 'active'
    LIMIT %(total)s
)
UPDATE webhooks.deliveries d
SET lease_owner = %(owner)s, leased_until = clock_timestamp() + make_interval(secs => %(lease_seconds)s)
FROM picked p JOIN webhooks.endpoints e ON e.id = p.endpoint_id JOIN events.events v ON v.id = p.event_id
WHERE d.endpoint_id = p.endpoint_id AND d.event_id = p.event_id AND d.created_at = p.created_at
RETURNING d.endpoint_id, d.company_id, d.event_id, d.created_at, d.position, d.attempts, e.url, v.body, false AS is_probe;

-- name: claim_probes
-- Lease one delivery of each parked endpoint whose probe is due: the oldest that is not itself suspected.
WITH due AS (
    SELECT e.id FROM webhooks.endpoints e
    WHERE e.state = 'parked' AND e.next_probe_at <= %(now)s
      AND NOT EXISTS (SELECT 1 FROM webhooks.deliveries x WHERE x.endpoint_id = e.id AND x.lease_owner IS NOT NULL)
    LIMIT %(total)s
    FOR NO KEY UPDATE OF e SKIP LOCKED
), picked AS (
    SELECT d.endpoint_id, d.event_id, d.created_at
    FROM due CROSS JOIN LATERAL (
        SELECT x.endpoint_id, x.event_id, x.created_at FROM webhooks.deliveries x
        WHERE x.endpoint_id = due.id AND x.state = 'pending' AND x.lease_owner IS NULL
        ORDER BY x.failures >= %(suspect_from)s, x.position LIMIT 1
        FOR UPDATE OF x SKIP LOCKED
    ) d
)
UPDATE webhooks.deliveries d
SET lease_owner = %(owner)s, leased_until = clock_timestamp() + make_interval(secs => %(lease_seconds)s)
FROM picked p JOIN webhooks.endpoints e ON e.id = p.endpoint_id JOIN events.events v ON v.id = p.event_id
WHERE d.endpoint_id = p.endpoint_id AND d.event_id = p.event_id AND d.created_at = p.created_at
RETURNING d.endpoint_id, d.company_id, d.event_id, d.created_at, d.position, d.attempts, e.url, v.body, true AS is_probe;

-- name: close_empty_breakers
-- A parked endpoint for which nothing waits any more has nothing to be probed with: it is tried with the next event.
UPDATE webhooks.endpoints e SET state = 'active', parked_at = NULL, next_probe_at = NULL, streak = 0
WHERE e.state = 'parked' AND e.next_probe_at <= %(now)s
  AND NOT EXISTS (SELECT 1 FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.state = 'pending');

-- name: list_secrets_in_force
-- The secrets that sign for these endpoints, newest first.
SELECT endpoint_id, version, ciphertext FROM webhooks.secrets
WHERE endpoint_id = ANY (%(endpoint_ids)s) AND (expires_at IS NULL OR expires_at > %(now)s)
ORDER BY endpoint_id, version DESC;

-- name: lock_endpoints
-- The breakers that a batch of results is about, locked in one order.
SELECT id, company_id, url, state, streak, hold_until, parked_at, next_probe_at, disabled_reason, episode, last_error,
       last_success_at
FROM webhooks.endpoints WHERE id = ANY (%(endpoint_ids)s) ORDER BY id FOR NO KEY UPDATE;

-- name: lock_deliveries
-- The deliveries that a batch of results is about.
SELECT d.endpoint_id, d.event_id, d.state, d.failures, d.first_failed_at, d.due_at, d.attempts
FROM webhooks.deliveries d
JOIN unnest(%(endpoint_ids)s::uuid[], %(event_ids)s::uuid[], %(created_ats)s::timestamptz[])
    AS k (endpoint_id, event_id, created_at)
  ON d.endpoint_id = k.endpoint_id AND d.event_id = k.event_id AND d.created_at = k.created_at
FOR UPDATE OF d;

-- name: update_deliveries
-- Write what a batch of attempts made of its deliveries, and give them back.
UPDATE webhooks.deliveries d
SET state = k.state, failures = k.failures, first_failed_at = k.first_failed_at, due_at = k.due_at,
    attempts = d.attempts + k.tried, last_error = k.error, lease_owner = NULL, leased_until = NULL,
    delivered_at = CASE WHEN k.state = 'delivered' THEN %(now)s::timestamptz ELSE d.delivered_at END
FROM unnest(%(endpoint_ids)s::uuid[], %(event_ids)s::uuid[], %(created_ats)s::timestamptz[], %(states)s::text[],
        %(failures)s::int[], %(first_failed_ats)s::timestamptz[], %(due_ats)s::timestamptz[], %(tried)s::int[],
        %(errors)s::text[])
    AS k (endpoint_id, event_id, created_at, state, failures, first_failed_at, due_at, tried, error)
WHERE d.endpoint_id = k.endpoint_id AND d.event_id = k.event_id AND d.created_at = k.created_at;

-- name: add_attempts
-- Keep the attempts of a batch.
INSERT INTO webhooks.attempts
    (endpoint_id, company_id, event_id, number, is_probe, status, error, answer, duration_ms, created_at)
SELECT k.*, %(now)s
FROM unnest(%(endpoint_ids)s::uuid[], %(company_ids)s::uuid[], %(event_ids)s::uuid[], %(numbers)s::int[],
    %(probes)s::boolean[], %(statuses)s::int[], %(errors)s::text[], %(answers)s::text[], %(durations)s::int[]) AS k;

-- name: release_deliveries
-- Give back deliveries that were leased and not tried.
UPDATE webhooks.deliveries d SET lease_owner = NULL, leased_until = NULL
FROM unnest(%(endpoint_ids)s::uuid[], %(event_ids)s::uuid[], %(created_ats)s::timestamptz[])
    AS k (endpoint_id, event_id, created_at)
WHERE d.endpoint_id = k.endpoint_id AND d.event_id = k.event_id AND d.created_at = k.created_at
  AND d.lease_owner = %(owner)s;

-- name: update_endpoint
-- Write an endpoint's breaker.
UPDATE webhooks.endpoints
SET state = %(state)s, streak = %(streak)s, hold_until = %(hold_until)s, parked_at = %(parked_at)s,
    next_probe_at = %(next_probe_at)s, disabled_reason = %(disabled_reason)s, episode = %(episode)s,
    last_error = %(last_error)s, last_success_at = %(last_success_at)s, last_attempt_at = %(now)s
WHERE id = %(id)s;

-- name: forgive_deliveries
-- After a recovery what was parked is due at once; an event that is itself suspected keeps its own timetable.
UPDATE webhooks.deliveries SET due_at = %(now)s, failures = 0, first_failed_at = NULL
WHERE endpoint_id = %(endpoint_id)s AND state = 'pending' AND failures > 0 AND failures < %(suspect_from)s;

-- name: add_endpoint
-- Register an endpoint; it is told what is sequenced from here on.
INSERT INTO webhooks.endpoints (id, company_id, url, types, from_position, created_at)
VALUES (%(id)s, %(company_id)s, %(url)s, %(types)s, %(from_position)s, %(now)s);

-- name: find_endpoint
-- One endpoint, locked for a change.
SELECT id, company_id, url, types, state, episode FROM webhooks.endpoints WHERE id = %(id)s FOR NO KEY UPDATE;

-- name: list_endpoints
-- A company's endpoints (or all) with what waits for them.
SELECT e.id, e.company_id, e.url, e.types, e.state, e.disabled_reason, e.last_error, e.last_attempt_at,
       e.last_success_at, e.created_at, coalesce(w.waiting, 0) AS waiting, w.oldest_waiting_at,
       CASE e.state WHEN 'parked' THEN e.next_probe_at WHEN 'active' THEN w.next_due_at END AS next_attempt_at
FROM webhooks.endpoints e
LEFT JOIN LATERAL (
    SELECT count(*) AS waiting, min(d.created_at) AS oldest_waiting_at, min(d.due_at) AS next_due_at
    FROM webhooks.deliveries d WHERE d.endpoint_id = e.id AND d.state = 'pending'
) w ON true
WHERE %(company_id)s::uuid IS NULL OR e.company_id = %(company_id)s::uuid
ORDER BY e.created_at, e.id;

-- name: add_secret
-- The newest secret of an endpoint.
INSERT INTO webhooks.secrets (endpoint_id, company_id, version, ciphertext, created_at)
SELECT %(endpoint_id)s, %(company_id)s, coalesce(max(version), 0) + 1, %(ciphertext)s, %(now)s
FROM webhooks.secrets WHERE endpoint_id = %(endpoint_id)s;

-- name: expire_secrets
-- The secrets so far sign for the overlap only; what has run out is deleted.
WITH gone AS (
    DELETE FROM webhooks.secrets WHERE endpoint_id = %(endpoint_id)s AND expires_at <= %(now)s
)
UPDATE webhooks.secrets SET expires_at = %(expires_at)s
WHERE endpoint_id = %(endpoint_id)s AND (expires_at IS NULL OR expires_at > %(expires_at)s);

-- name: list_secrets
-- Every stored secret, for the rotation of the key that encrypts them.
SELECT endpoint_id, version, ciphertext FROM webhooks.secrets ORDER BY endpoint_id, version FOR UPDATE;

-- name: set_ciphertext
-- The same secret, encrypted anew.
UPDATE webhooks.secrets SET ciphertext = %(ciphertext)s WHERE endpoint_id = %(endpoint_id)s AND version = %(version)s;

-- name: disable_endpoint
-- Stop sending; events go on being held.
UPDATE webhooks.endpoints
SET state = 'disabled', disabled_reason = %(reason)s, hold_until = NULL, parked_at = NULL, next_probe_at = NULL,
    episode = episode + CASE state WHEN 'active' THEN 1 ELSE 0 END
WHERE id = %(id)s;

-- name: enable_endpoint
-- Send again, with a clean breaker.
UPDATE webhooks.endpoints
SET state = 'active', disabled_reason = NULL, streak = 0, hold_until = NULL, parked_at = NULL, next_probe_at = NULL
WHERE id = %(id)s;

-- name: skip_deliveries
-- What the company chose not to receive when it enabled the endpoint again.
UPDATE webhooks.deliveries SET state = 'skipped', lease_owner = NULL, leased_until = NULL
WHERE endpoint_id = %(endpoint_id)s AND state IN ('pending', 'withheld')
  AND (%(before)s::timestamptz IS NULL OR created_at < %(before)s::timestamptz);

-- name: resume_deliveries
-- What waited is due now.
UPDATE webhooks.deliveries SET due_at = %(now)s, failures = 0, first_failed_at = NULL
WHERE endpoint_id = %(endpoint_id)s AND state = 'pending';

-- name: replay_deliveries
-- Send events again, by date or by id, also those that are older than the endpoint; the ids stay the same.
INSERT INTO webhooks.deliveries
    (endpoint_id, company_id, event_id, position, event_type, case_number, due_at, created_at)
SELECT e.id, e.company_id, v.id, v.position, v.type, v.case_number, %(now)s, v.recorded_at
FROM webhooks.endpoints e
JOIN events.events v ON v.company_id = e.company_id
WHERE e.id = %(endpoint_id)s AND v.position IS NOT NULL AND v.position <= %(until)s
  AND NOT v.is_purged AND NOT v.is_withheld
  AND v.type NOT IN ('ping', 'endpoint.failing', 'endpoint.disabled')
  AND (e.types IS NULL OR v.type = ANY (e.types))
  AND (%(from_moment)s::timestamptz IS NULL OR v.recorded_at >= %(from_moment)s::timestamptz)
  AND (%(event_ids)s::uuid[] IS NULL OR v.id = ANY (%(event_ids)s::uuid[]))
ORDER BY v.position
ON CONFLICT (endpoint_id, event_id, created_at) DO UPDATE
SET state = 'pending', due_at = excluded.due_at, failures = 0, first_failed_at = NULL
WHERE webhooks.deliveries.state NOT IN ('pending', 'withheld', 'withdrawn_sealed');

-- name: withdraw_sealed
-- What was not delivered of a sealed case's older events is not delivered any more.
UPDATE webhooks.deliveries SET state = 'withdrawn_sealed', lease_owner = NULL, leased_until = NULL, last_error = NULL
WHERE case_number = %(case_number)s AND state IN ('pending', 'withheld', 'refused', 'skipped')
  AND event_type NOT IN ('case.sealed', 'case.not_found');

-- name: withhold_deliveries
-- What was not delivered of a case that may be sealed waits; that it is not to be found is told all the same.
UPDATE webhooks.deliveries SET state = 'withheld', lease_owner = NULL, leased_until = NULL
WHERE case_number = %(case_number)s AND state = 'pending' AND event_type NOT IN ('case.sealed', 'case.not_found');

-- name: release_withheld
-- The case is found again: what waited is due now.
UPDATE webhooks.deliveries SET state = 'pending', due_at = %(now)s, failures = 0, first_failed_at = NULL
WHERE case_number = %(case_number)s AND state = 'withheld';

-- name: forget_answers
-- What receivers answered about a sealed case is deleted.
UPDATE webhooks.attempts a SET answer = NULL
FROM (SELECT DISTINCT event_id FROM webhooks.deliveries WHERE case_number = %(case_number)s) d
WHERE a.event_id = d.event_id AND a.answer IS NOT NULL;

-- name: expire_deliveries
-- What waited longer than the retention is not sent any more.
UPDATE webhooks.deliveries SET state = 'expired', lease_owner = NULL, leased_until = NULL
WHERE state IN ('pending', 'withheld') AND created_at < %(before)s AND lease_owner IS NULL;

-- name: delete_old_deliveries
-- Rows that outlived their use and lie in the default partition, which is never dropped.
DELETE FROM webhooks.deliveries WHERE created_at < %(before)s AND state NOT IN ('pending', 'withheld');

-- name: delete_old_attempts
-- The same for attempts.
DELETE FROM webhooks.attempts WHERE created_at < %(before)s;

-- name: make_partitions
-- Partitions of one month.
SELECT webhooks.make_partitions(%(month)s::date) AS made;

-- name: drop_partitions
-- Months that ended before a day go as a whole.
SELECT webhooks.drop_partitions(%(ended_before)s::date) AS dropped;

-- name: count_pending
-- Work that is due now and not done; what is in a dispatcher's hands counts until its result is stored.
SELECT
    (SELECT count(*) FROM events.events v, webhooks.plan p WHERE v.position > p.last_position) AS events_to_plan,
    (SELECT count(*) FROM webhooks.deliveries d JOIN webhooks.endpoints e ON e.id = d.endpoint_id
     WHERE d.state = 'pending' AND (d.lease_owner IS NOT NULL OR (e.state = 'active' AND d.due_at <= %(now)s
       AND (e.hold_until IS NULL OR e.hold_until <= %(now)s OR d.failures > 0)))) AS deliveries_due,
    (SELECT count(*) FROM webhooks.endpoints e WHERE e.state = 'parked' AND e.next_probe_at <= %(now)s) AS probes_due;

-- name: count_states
-- How many deliveries of an endpoint are in which state.
SELECT state, count(*) AS deliveries FROM webhooks.delivery_states WHERE endpoint_id = %(endpoint_id)s GROUP BY state;

-- name: list_attempts
-- The attempts of one delivery, oldest first.
SELECT a.number, a.is_probe, a.status, a.error, CASE WHEN NOT coalesce(v.is_withheld, false) THEN a.answer END AS answer,
       a.duration_ms, a.created_at
FROM webhooks.attempts a LEFT JOIN events.events v ON v.id = a.event_id
WHERE a.endpoint_id = %(endpoint_id)s AND a.event_id = %(event_id)s ORDER BY a.created_at, a.number;

-- name: list_deliveries_of_events
-- To which endpoints events of a company went, and what became of it; the oldest endpoint first.
SELECT s.event_id, e.url, s.state, s.delivered_at
FROM webhooks.delivery_states s JOIN webhooks.endpoints e ON e.id = s.endpoint_id
WHERE s.company_id = %(company_id)s AND s.case_number = ANY (%(case_numbers)s) AND s.event_id = ANY (%(event_ids)s)
ORDER BY e.created_at, e.id;
