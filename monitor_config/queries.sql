-- name: add_company
-- Register a tenant.
INSERT INTO monitor.companies (id, slug, name, plan, case_quota, expression_delay_hours, created_at)
VALUES (%(id)s, %(slug)s, %(name)s, %(plan)s, %(case_quota)s, %(expression_delay_hours)s, %(now)s)
ON CONFLICT (slug) DO NOTHING
RETURNING id, slug, name, plan, case_quota, expression_delay_hours, created_at;

-- name: find_company
-- One tenant by its slug.
SELECT id, slug, name, plan, case_quota, expression_delay_hours, created_at FROM monitor.companies WHERE slug = %(slug)s;

-- name: list_companies
-- All tenants.
SELECT id, slug, name, plan, case_quota, expression_delay_hours, created_at FROM monitor.companies ORDER BY slug;

-- name: raise_counter
-- Lock and raise the counter that every change of parties passes; its row is the meeting point with the matcher.
UPDATE monitor.parties_counter SET revision = revision + 1 RETURNING revision;

-- name: add_party
-- Register a monitored name.
INSERT INTO monitor.parties (id, company_id, name, document, manual_rex, window_days, distributed_from,
    only_after_registration, tribunals, side, registered_at, effective_since, revision)
VALUES (%(id)s, %(company_id)s, %(name)s, %(document)s, %(manual_rex)s, %(window_days)s, %(distributed_from)s,
    %(only_after_registration)s, %(tribunals)s, %(side)s, %(now)s, %(now)s, %(revision)s);

-- name: add_expression
-- A new version of a party's expression; its revision stays null until it comes into force.
INSERT INTO monitor.expressions (party_id, company_id, version, rex, nrex, is_generated, created_at, in_force_at, revision)
SELECT %(party_id)s, %(company_id)s, coalesce(max(version), 0) + 1, %(rex)s, %(nrex)s, %(is_generated)s, %(now)s,
    %(in_force_at)s, %(revision)s
FROM monitor.expressions WHERE party_id = %(party_id)s
RETURNING version;

-- name: list_parties
-- A company's parties with the newest expression.
SELECT p.id, p.company_id, p.name, p.document, p.status, p.manual_rex, p.window_days, p.distributed_from,
    p.only_after_registration, p.tribunals, p.side, p.registered_at, p.effective_since, p.revision,
    e.version AS expression_version, e.rex, e.nrex, e.in_force_at
FROM monitor.parties p
JOIN LATERAL (SELECT * FROM monitor.expressions x WHERE x.party_id = p.id ORDER BY x.version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s AND (%(id)s::uuid IS NULL OR p.id = %(id)s::uuid)
ORDER BY p.name, p.id;

-- name: list_search_names
-- Names of active parties that watch a tribunal, of two words at least, behind a name.
SELECT DISTINCT p.name COLLATE "C" AS name FROM monitor.parties p
WHERE p.status = 'active' AND (p.tribunals IS NULL OR %(tribunal)s = ANY (p.tribunals))
  AND p.name COLLATE "C" > %(after)s AND p.name ~ '[[:alnum:]]{2,}[^[:alnum:]]+[[:alnum:]]{2,}'
ORDER BY 1 LIMIT %(limit)s;

-- name: update_party
-- Change a party's fields; the new revision makes the matcher reach back.
UPDATE monitor.parties SET name = %(name)s, manual_rex = %(manual_rex)s, window_days = %(window_days)s,
    distributed_from = %(distributed_from)s, only_after_registration = %(only_after_registration)s,
    tribunals = %(tribunals)s, side = %(side)s, status = %(status)s, effective_since = %(effective_since)s,
    revision = %(revision)s
WHERE id = %(id)s AND company_id = %(company_id)s;

-- name: promote_expressions
-- Bring delayed expressions into force and mark their parties as changed.
WITH due AS (
    UPDATE monitor.expressions SET revision = %(revision)s
    WHERE revision IS NULL AND in_force_at <= %(now)s
    RETURNING party_id
)
UPDATE monitor.parties SET revision = %(revision)s WHERE id IN (SELECT party_id FROM due) RETURNING id;

-- name: count_due_expressions
-- Delayed expressions whose time has come.
SELECT count(*) AS due FROM monitor.expressions WHERE revision IS NULL AND in_force_at <= %(now)s;

-- name: share_counter
-- Hold the counter against changes of parties until this transaction ends.
SELECT revision FROM monitor.parties_counter FOR SHARE;

-- name: list_changed_watches
-- Parties changed after a revision, with the expression in force (null when none is yet).
SELECT p.id AS party_id, p.company_id, p.name, p.status, p.window_days, p.distributed_from, p.revision,
    e.version, e.rex, e.nrex
FROM monitor.parties p
LEFT JOIN LATERAL (
    SELECT * FROM monitor.expressions x WHERE x.party_id = p.id AND x.revision IS NOT NULL ORDER BY x.version DESC LIMIT 1
) e ON true
WHERE p.revision > %(revision)s
ORDER BY p.revision, p.id;
