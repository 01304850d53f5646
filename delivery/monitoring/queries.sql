-- name: list_settled_parties
-- List the monitored parties whose match of a delivered case needs no decision any more.
SELECT d.monitored_party_id FROM monitoring.decisions d
WHERE d.company_id = %(company_id)s AND d.case_number = %(case_number)s AND d.verdict IN ('delivered', 'joined')

-- name: list_party_facts
-- Read monitored parties of a company with the version of their expression that is in force: the one by which the matcher
-- matches, whatever the clock of this machine says.
SELECT p.id, p.status, p.window_days, p.distributed_from, p.only_after_registration, p.tribunals, p.side,
    p.registered_at, p.effective_since, e.version AS version_in_force, e.in_force_at
FROM monitor.parties p
LEFT JOIN LATERAL (SELECT version, in_force_at FROM monitor.expressions WHERE party_id = p.id AND revision IS NOT NULL
                   ORDER BY version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s AND p.id = ANY(%(parties)s)

-- name: find_delivered
-- Read whether a company was sent the distribution of a case.
SELECT * FROM monitoring.delivered WHERE company_id = %(company_id)s AND case_number = %(case_number)s

-- name: fix_first_match
-- Fix whether the first match of a company in a case is retroactive, and return what was fixed.
WITH fixed AS (
    INSERT INTO monitoring.first_matches (company_id, case_number, is_retroactive, matched_at)
    VALUES (%(company_id)s, %(case_number)s, %(is_retroactive)s, %(now)s)
    ON CONFLICT DO NOTHING
    RETURNING is_retroactive
)
SELECT is_retroactive FROM fixed
UNION ALL
SELECT is_retroactive FROM monitoring.first_matches
WHERE company_id = %(company_id)s AND case_number = %(case_number)s
LIMIT 1

-- name: add_delivered
-- Remember for ever that a company was sent the distribution of a case.
INSERT INTO monitoring.delivered (company_id, case_number, is_retroactive, event_id, delivered_at)
VALUES (%(company_id)s, %(case_number)s, %(is_retroactive)s, %(event_id)s, %(now)s)

-- name: upsert_decisions
-- Keep the latest decision about each monitored party in a case; what was delivered stays so.
INSERT INTO monitoring.decisions (company_id, case_number, monitored_party_id, verdict, reason, facts, explanations,
    first_decided_at, decided_at)
SELECT %(company_id)s, %(case_number)s, monitored_party_id, verdict, reason, facts, explanations, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s) AS made (monitored_party_id uuid, verdict text, reason text, facts jsonb,
    explanations jsonb)
ON CONFLICT (company_id, case_number, monitored_party_id) DO UPDATE SET
    verdict = excluded.verdict, reason = excluded.reason, facts = excluded.facts,
    explanations = excluded.explanations, decided_at = excluded.decided_at
WHERE decisions.verdict NOT IN ('delivered', 'joined')

-- name: purge_case
-- Forget the names in the decisions about a sealed case.
UPDATE monitoring.decisions SET explanations = NULL WHERE case_number = %(case_number)s

-- name: add_sweep_find
-- Count a delivery that only a sweep led to.
INSERT INTO monitoring.sweep_finds (company_id, case_number, found_at)
VALUES (%(company_id)s, %(case_number)s, %(now)s) ON CONFLICT DO NOTHING

-- name: add_sweep
-- Remember a sweep.
INSERT INTO monitoring.sweeps (kind, ran_at, since, republished)
VALUES (%(kind)s, %(now)s, %(since)s, %(republished)s)

-- name: find_longest_window
-- The longest window of any active monitored party.
SELECT max(window_days) AS days FROM monitor.parties WHERE status = 'active'

-- name: count_sweep_finds
-- Deliveries that only a sweep led to.
SELECT count(*) AS finds FROM monitoring.sweep_finds

-- name: list_decisions
-- List the decisions about a case for a company.
SELECT * FROM monitoring.decisions WHERE company_id = %(company_id)s AND case_number = %(case_number)s
ORDER BY first_decided_at, monitored_party_id

-- name: find_party_company
-- Read to which company a monitored party belongs.
SELECT company_id FROM monitor.parties WHERE id = %(party_id)s

-- name: list_delivered
-- Read which of these cases' distributions a company was sent, and whether the events have their place in the feed; one
-- that is older than the retention is gone from there.
SELECT d.case_number, d.event_id, d.delivered_at, d.is_retroactive, v.id IS NOT NULL AND v.position IS NULL AS is_unsequenced
FROM monitoring.delivered d LEFT JOIN events.events v ON v.id = d.event_id
WHERE d.company_id = %(company_id)s AND d.case_number = ANY(%(case_numbers)s)

-- name: lock_expression_state
-- Read what was last told of a version of an expression, and keep others from telling more.
SELECT state FROM monitoring.expression_states
WHERE monitored_party_id = %(monitored_party_id)s AND expression_version = %(expression_version)s FOR UPDATE

-- name: put_expression_state
-- Keep the state of a version of an expression; one that is released stays so.
INSERT INTO monitoring.expression_states (company_id, monitored_party_id, expression_version, state, reason, since)
VALUES (%(company_id)s, %(monitored_party_id)s, %(expression_version)s, %(state)s, %(reason)s, %(since)s)
ON CONFLICT (monitored_party_id, expression_version) DO UPDATE SET state = excluded.state, reason = excluded.reason,
    since = excluded.since
WHERE expression_states.state <> 'released'
