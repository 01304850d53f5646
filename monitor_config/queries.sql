-- name: add_company
-- Register a tenant.
INSERT INTO monitor.companies (id, slug, name, plan, case_quota, expression_delay_hours, created_at)
VALUES (%(id)s, %(slug)s, %(name)s, %(plan)s, %(case_quota)s, %(expression_delay_hours)s, %(now)s)
ON CONFLICT (slug) DO NOTHING
RETURNING id, slug, name, plan, case_quota, expression_delay_hours, created_at;

-- name: find_company
-- One tenant by its slug.
SELECT id, slug, name, plan, case_quota, expression_delay_hours, created_at FROM monitor.companies WHERE slug = %(slug)s;

-- name: edit_company
-- Change a tenant; what is null stays as it is.
UPDATE monitor.companies SET
    name = coalesce(%(name)s, name),
    plan = coalesce(%(plan)s, plan),
    case_quota = coalesce(%(case_quota)s, case_quota),
    expression_delay_hours = coalesce(%(expression_delay_hours)s, expression_delay_hours)
WHERE slug = %(slug)s
RETURNING id, slug, name, plan, case_quota, expression_delay_hours, created_at;

-- name: list_companies
-- All tenants.
SELECT id, slug, name, plan, case_quota, expression_delay_hours, created_at FROM monitor.companies ORDER BY slug;

-- name: raise_counter
-- Lock and raise the counter that every change of parties passes; its row is the meeting point with the matcher.
UPDATE monitor.parties_counter SET revision = revision + 1 RETURNING revision;

-- name: add_parties
-- Register monitored names.
INSERT INTO monitor.parties (id, company_id, name, reference, document, oabs, comarcas, status, manual_rex, fuzzy,
    fuzzy_threshold, window_days, distributed_from, only_after_registration, tribunals, side, registered_at,
    effective_since, revision)
SELECT new.id, %(company_id)s, new.name, new.reference, new.document, new.oabs, new.comarcas, new.status, new.manual_rex,
    new.fuzzy, new.fuzzy_threshold, new.window_days, new.distributed_from, new.only_after_registration, new.tribunals,
    new.side, %(now)s, %(now)s, %(revision)s
FROM jsonb_to_recordset(%(rows)s) AS new (id uuid, name text, reference text, document text, oabs text[],
    comarcas text[], status text, manual_rex boolean, fuzzy boolean, fuzzy_threshold integer, window_days integer,
    distributed_from date, only_after_registration boolean, tribunals text[], side text);

-- name: add_expressions
-- New versions of parties' expressions; the revision stays null until they come into force. What equals an older version
-- was generated from that one's class table.
INSERT INTO monitor.expressions (party_id, company_id, version, rex, nrex, is_generated, created_at, in_force_at, revision,
    made_by, reason, class_table)
SELECT new.party_id, %(company_id)s,
    1 + coalesce((SELECT max(x.version) FROM monitor.expressions x WHERE x.party_id = new.party_id), 0),
    new.rex, new.nrex, new.is_generated, %(now)s, %(in_force_at)s, %(revision)s, %(made_by)s, %(reason)s,
    CASE WHEN NOT new.is_generated THEN NULL
    WHEN EXISTS (SELECT FROM monitor.expressions x WHERE x.party_id = new.party_id AND x.is_generated AND x.rex = new.rex)
    THEN (SELECT x.class_table FROM monitor.expressions x
        WHERE x.party_id = new.party_id AND x.is_generated AND x.rex = new.rex ORDER BY x.version DESC LIMIT 1)
    ELSE %(class_table)s END
FROM jsonb_to_recordset(%(rows)s) AS new (party_id uuid, rex text, nrex text, is_generated boolean);

-- name: list_parties
-- A company's parties with the newest expression; a filter that is null lets all pass.
SELECT p.id, p.company_id, p.name, p.reference, p.document, p.oabs, p.comarcas, p.status, p.manual_rex, p.fuzzy,
    p.fuzzy_threshold, p.window_days, p.distributed_from, p.only_after_registration, p.tribunals, p.side,
    p.registered_at, p.effective_since, p.revision,
    e.version AS expression_version, e.rex, e.nrex, e.is_generated, e.in_force_at, e.class_table
FROM monitor.parties p
JOIN LATERAL (SELECT * FROM monitor.expressions x WHERE x.party_id = p.id ORDER BY x.version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s
  AND (%(ids)s::uuid[] IS NULL OR p.id = ANY (%(ids)s))
  AND (%(statuses)s::text[] IS NULL OR p.status = ANY (%(statuses)s))
  AND (%(name_pattern)s::text IS NULL OR unaccent(p.name) ILIKE unaccent(%(name_pattern)s))
ORDER BY p.name, p.id LIMIT %(limit)s;

-- name: count_parties
-- How many parties a company has; a filter that is null lets all pass.
SELECT count(*) AS parties FROM monitor.parties p
WHERE p.company_id = %(company_id)s
  AND (%(statuses)s::text[] IS NULL OR p.status = ANY (%(statuses)s))
  AND (%(name_pattern)s::text IS NULL OR unaccent(p.name) ILIKE unaccent(%(name_pattern)s));

-- name: list_party_marks
-- What tells a company's parties from one another, of those changed after a revision.
SELECT p.id, p.name, p.revision, CASE WHEN p.manual_rex OR NOT e.is_generated THEN e.rex END AS own_rex
FROM monitor.parties p
JOIN LATERAL (SELECT * FROM monitor.expressions x WHERE x.party_id = p.id ORDER BY x.version DESC LIMIT 1) e ON true
WHERE p.company_id = %(company_id)s AND p.revision > %(revision)s
ORDER BY p.registered_at, p.id;

-- name: list_versions
-- Every version of a party's expression, the newest first.
SELECT x.version, x.rex, x.nrex, x.is_generated, x.class_table, x.created_at, x.in_force_at, x.made_by, x.reason,
    CASE WHEN x.revision IS NULL THEN 'waiting'
         WHEN x.version = max(x.version) FILTER (WHERE x.revision IS NOT NULL) OVER () THEN 'in force'
         ELSE 'past' END AS state
FROM monitor.expressions x WHERE x.company_id = %(company_id)s AND x.party_id = %(id)s
ORDER BY x.version DESC;

-- name: list_search_names
-- Names of active parties that watch a tribunal, of two words at least, behind a name.
SELECT DISTINCT p.name COLLATE "C" AS name FROM monitor.parties p
WHERE p.status = 'active' AND (p.tribunals IS NULL OR %(tribunal)s = ANY (p.tribunals))
  AND p.name COLLATE "C" > %(after)s AND p.name ~ '[[:alnum:]]{2,}[^[:alnum:]]+[[:alnum:]]{2,}'
ORDER BY 1 LIMIT %(limit)s;

-- name: update_party
-- Change a party's fields; the new revision makes the matcher reach back.
UPDATE monitor.parties SET name = %(name)s, reference = %(reference)s, document = %(document)s, oabs = %(oabs)s,
    comarcas = %(comarcas)s, manual_rex = %(manual_rex)s, fuzzy = %(fuzzy)s, fuzzy_threshold = %(fuzzy_threshold)s,
    window_days = %(window_days)s, distributed_from = %(distributed_from)s,
    only_after_registration = %(only_after_registration)s, tribunals = %(tribunals)s, side = %(side)s,
    status = %(status)s, effective_since = %(effective_since)s, revision = %(revision)s
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
SELECT p.id AS party_id, p.company_id, p.name, p.status, p.window_days, p.distributed_from, p.tribunals, p.side,
    p.document, p.oabs, p.comarcas, coalesce(p.fuzzy, NOT p.manual_rex) AS fuzzy, p.fuzzy_threshold, p.revision,
    e.version, e.rex, e.nrex, e.is_generated, e.class_table
FROM monitor.parties p
LEFT JOIN LATERAL (
    SELECT * FROM monitor.expressions x WHERE x.party_id = p.id AND x.revision IS NOT NULL ORDER BY x.version DESC LIMIT 1
) e ON true
WHERE p.revision > %(revision)s
ORDER BY p.revision, p.id;
