-- name: lock_case
-- Take the case's row; everything that changes or tells something of the case waits here.
SELECT * FROM cases.cases WHERE case_number = %(case_number)s FOR UPDATE

-- name: add_case
-- Add a case that waits for its first visit; nothing when another transaction was faster.
INSERT INTO cases.cases (case_number, tribunal, state, state_reason, state_since, created_at)
VALUES (%(case_number)s, %(tribunal)s, 'waiting', 'not visited yet', %(now)s, %(now)s)
ON CONFLICT DO NOTHING
RETURNING *

-- name: save_case
-- Write all that a visit may have changed.
UPDATE cases.cases SET
    revision = %(revision)s, state = %(state)s, state_reason = %(state_reason)s, state_since = %(state_since)s,
    obtained_at = %(obtained_at)s, last_visited_at = %(last_visited_at)s, last_verified_at = %(last_verified_at)s,
    last_outcome = %(last_outcome)s, distributed_on = %(distributed_on)s,
    distributed_on_basis = %(distributed_on_basis)s, filed_on = %(filed_on)s, listed_on = %(listed_on)s, case_class = %(case_class)s,
    judging_body = %(judging_body)s, jurisdiction = %(jurisdiction)s, is_sealed = %(is_sealed)s,
    seal_episode = %(seal_episode)s, not_found_episode = %(not_found_episode)s, absent_since = %(absent_since)s,
    absent_visits = %(absent_visits)s, complete_visit_asked_at = %(complete_visit_asked_at)s, sources = %(sources)s
WHERE case_number = %(case_number)s

-- name: list_instances
-- List the instances of a case.
SELECT * FROM cases.instances WHERE case_number = %(case_number)s ORDER BY first_seen_at, system, court_level, ordinal

-- name: list_instances_of_cases
-- List the instances of several cases.
SELECT * FROM cases.instances WHERE case_number = ANY(%(case_numbers)s)
ORDER BY first_seen_at, system, court_level, ordinal

-- name: upsert_instances
-- Add or rewrite instances.
INSERT INTO cases.instances (id, case_number, system, court_level, code, ordinal, first_seen_at, baseline_at,
    movements_present, movements_digest, first_episode, vanished_digest, header, parties_digest,
    vanished_parties_digest, documents_digest, is_listed)
SELECT id, case_number, system, court_level, code, ordinal, first_seen_at, baseline_at, movements_present,
    movements_digest, first_episode, vanished_digest, header, parties_digest, vanished_parties_digest, documents_digest,
    is_listed
FROM jsonb_populate_recordset(null::cases.instances, %(rows)s)
ON CONFLICT (id) DO UPDATE SET
    code = excluded.code, baseline_at = excluded.baseline_at, movements_present = excluded.movements_present,
    movements_digest = excluded.movements_digest, vanished_digest = excluded.vanished_digest,
    header = excluded.header, parties_digest = excluded.parties_digest,
    vanished_parties_digest = excluded.vanished_parties_digest, documents_digest = excluded.documents_digest,
    is_listed = excluded.is_listed

-- name: list_known_movements
-- List what the identity of movements needs, of some instances.
SELECT instance_id, hash, id, episode, is_present, content_digest, day, tpu_code, document_ids
FROM cases.movements WHERE case_number = %(case_number)s AND instance_id = ANY(%(instances)s)

-- name: list_movements_by_hash
-- List whole movements of one instance.
SELECT * FROM cases.movements
WHERE case_number = %(case_number)s AND instance_id = %(instance_id)s AND hash = ANY(%(hashes)s)

-- name: list_movements
-- List the movements of a case that its court shows, newest first.
SELECT m.*, i.system, i.court_level, i.code FROM cases.movements m JOIN cases.instances i ON i.id = m.instance_id
WHERE m.case_number = %(case_number)s AND (m.is_present OR %(with_withdrawn)s)
ORDER BY m.day DESC, m.occurred_at DESC NULLS LAST, m.number DESC NULLS LAST, m.ordinal DESC, m.hash

-- name: upsert_movements
-- Add movements, bring back withdrawn ones, and rewrite edited ones.
INSERT INTO cases.movements (case_number, instance_id, hash, id, episode, is_present, content_digest, occurred_on,
    occurred_at, day, number, text, complement, tpu_code, ordinal, document_ids, first_seen_at, replaces)
SELECT %(case_number)s, instance_id, hash, id, episode, true, content_digest, occurred_on, occurred_at, day, number,
    text, complement, tpu_code, ordinal, document_ids, %(seen_at)s, replaces
FROM jsonb_to_recordset(%(rows)s) AS seen (instance_id uuid, hash text, id uuid, episode integer, content_digest text,
    occurred_on date, occurred_at text, day text, number integer, text text, complement text, tpu_code text,
    ordinal integer, document_ids text[], replaces uuid)
ON CONFLICT (case_number, instance_id, hash) DO UPDATE SET
    id = excluded.id, episode = excluded.episode, is_present = true, content_digest = excluded.content_digest,
    occurred_on = excluded.occurred_on, occurred_at = excluded.occurred_at, day = excluded.day, text = excluded.text,
    complement = excluded.complement, tpu_code = excluded.tpu_code, document_ids = excluded.document_ids,
    withdrawn_at = NULL, replaces = excluded.replaces

-- name: withdraw_movements
-- Mark movements that the court no longer shows.
UPDATE cases.movements SET is_present = false, withdrawn_at = %(now)s
WHERE case_number = %(case_number)s AND instance_id = %(instance_id)s AND hash = ANY(%(hashes)s)

-- name: list_parties
-- List the parties of a case, in the order of its instances and pages.
SELECT p.* FROM cases.parties p WHERE p.case_number = %(case_number)s ORDER BY p.instance_id, p.position

-- name: delete_parties
-- Forget the parties of instances that show others now.
DELETE FROM cases.parties WHERE instance_id = ANY(%(instances)s)

-- name: add_parties
-- Store the parties of instances.
INSERT INTO cases.parties (instance_id, position, case_number, name, role_text, side, document, represented_by, others,
    is_sealed, lawyers)
SELECT instance_id, position, case_number, name, role_text, side, document, represented_by, others, is_sealed, lawyers
FROM jsonb_populate_recordset(null::cases.parties, %(rows)s)

-- name: list_documents
-- List the documents that the court lists for a case.
SELECT * FROM cases.documents WHERE case_number = %(case_number)s ORDER BY instance_id, id

-- name: delete_documents
-- Forget the documents of instances that list others now.
DELETE FROM cases.documents WHERE instance_id = ANY(%(instances)s)

-- name: add_documents
-- Store the documents that instances list.
INSERT INTO cases.documents (instance_id, id, case_number, title, url, kind, is_locked, listed_in)
SELECT instance_id, id, case_number, title, url, kind, is_locked, listed_in
FROM jsonb_populate_recordset(null::cases.documents, %(rows)s)
ON CONFLICT DO NOTHING

-- name: bare_instances
-- Keep of a sealed case's instances only that they are, and begin new episodes of their movements.
UPDATE cases.instances i SET
    baseline_at = NULL, movements_present = 0, movements_digest = NULL, vanished_digest = NULL, header = '{}',
    parties_digest = NULL, vanished_parties_digest = NULL, documents_digest = NULL,
    first_episode = 1 + GREATEST(i.first_episode, (SELECT coalesce(max(m.episode), 0) FROM cases.movements m
        WHERE m.case_number = i.case_number AND m.instance_id = i.id))
WHERE i.case_number = %(case_number)s

-- name: delete_movements
-- Delete the movements of a sealed case.
DELETE FROM cases.movements WHERE case_number = %(case_number)s

-- name: delete_case_parties
-- Delete the parties of a sealed case.
DELETE FROM cases.parties WHERE case_number = %(case_number)s

-- name: delete_case_documents
-- Delete the document links of a sealed case.
DELETE FROM cases.documents WHERE case_number = %(case_number)s

-- name: add_purges
-- Write into the ledger who deleted what it held of a sealed case.
INSERT INTO cases.purges (case_number, holder, episode, requested_at, confirmed_at)
SELECT %(case_number)s, holder, %(episode)s, %(now)s, %(now)s FROM unnest(%(holders)s::text[]) AS holder
ON CONFLICT DO NOTHING

-- name: add_grant
-- Let a company read a case.
INSERT INTO cases.grants (company_id, case_number, reason, granted_at)
VALUES (%(company_id)s, %(case_number)s, %(reason)s, %(now)s)
ON CONFLICT DO NOTHING

-- name: list_grantees
-- List the companies that watch a case or were sent it.
SELECT company_id FROM cases.grants WHERE case_number = %(case_number)s ORDER BY company_id

-- name: find_grant
-- Whether a company may read a case.
SELECT 1 AS is_granted FROM cases.grants WHERE case_number = %(case_number)s AND company_id = %(company_id)s

-- name: find_case
-- Read a case without locking it.
SELECT * FROM cases.cases WHERE case_number = %(case_number)s

-- name: find_cases
-- Read several cases without locking them.
SELECT * FROM cases.cases WHERE case_number = ANY(%(case_numbers)s)

-- name: list_withheld
-- Which of several cases are sealed, or may be.
SELECT case_number FROM cases.cases
WHERE case_number = ANY(%(case_numbers)s) AND (is_sealed OR state IN ('sealed', 'possibly_sealed'))

-- name: list_cases
-- List the cases that a company may read, with their states.
SELECT c.* FROM cases.cases c JOIN cases.grants g USING (case_number)
WHERE g.company_id = %(company_id)s AND c.case_number > %(after)s ORDER BY c.case_number LIMIT %(limit)s

-- name: list_distributed_since
-- Take cases for a sweep, in order of date and number; those being changed now are left to the next sweep.
SELECT * FROM cases.cases
WHERE (distributed_on, case_number) > (%(since)s, %(after)s) AND NOT is_sealed AND state <> 'possibly_sealed'
ORDER BY distributed_on, case_number LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: list_long_withheld
-- Take cases that may be sealed for long, as long as anything of them is held; those being changed now come next time.
SELECT c.* FROM cases.cases c
WHERE c.state = 'possibly_sealed' AND c.state_since <= %(before)s AND EXISTS (
    SELECT 1 FROM cases.instances i WHERE i.case_number = c.case_number
      AND (i.baseline_at IS NOT NULL OR i.parties_digest IS NOT NULL OR i.documents_digest IS NOT NULL OR i.header <> '{}'))
ORDER BY c.case_number LIMIT %(limit)s
FOR UPDATE OF c SKIP LOCKED

-- name: list_parties_of_cases
-- List the parties of several cases.
SELECT p.* FROM cases.parties p WHERE p.case_number = ANY(%(case_numbers)s) ORDER BY p.case_number, p.instance_id, p.position

-- name: find_tribunal_status
-- Read a tribunal's status.
SELECT * FROM cases.tribunal_statuses WHERE tribunal = %(tribunal)s

-- name: lock_tribunal_status
-- Take a tribunal's status.
SELECT * FROM cases.tribunal_statuses WHERE tribunal = %(tribunal)s FOR UPDATE

-- name: upsert_tribunal_status
-- Keep the latest status of a tribunal.
INSERT INTO cases.tribunal_statuses (tribunal, state, outcome, reason, since, next_attempt_at, episode, last_success_at,
    notice, routes, told_at)
VALUES (%(tribunal)s, %(state)s, %(outcome)s, %(reason)s, %(since)s, %(next_attempt_at)s, %(episode)s,
    %(last_success_at)s, %(notice)s, %(routes)s, %(told_at)s)
ON CONFLICT (tribunal) DO UPDATE SET
    state = excluded.state, outcome = excluded.outcome, reason = excluded.reason, since = excluded.since,
    next_attempt_at = excluded.next_attempt_at, episode = excluded.episode, last_success_at = excluded.last_success_at,
    notice = excluded.notice, routes = excluded.routes, told_at = excluded.told_at

-- name: list_companies_at_tribunal
-- List the companies that watch a case of a tribunal.
SELECT DISTINCT a.company_id FROM quotas.activations a JOIN cases.cases c USING (case_number)
WHERE c.tribunal = %(tribunal)s AND a.is_active ORDER BY a.company_id

-- name: list_companies_told
-- List the companies that were told something.
SELECT company_id FROM events.keys WHERE business_key = %(business_key)s ORDER BY company_id
