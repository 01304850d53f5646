-- name: list_watchers
-- List the companies with an active activation of a case.
SELECT company_id, episode, is_registered FROM quotas.activations
WHERE case_number = %(case_number)s AND is_active ORDER BY company_id

-- name: mark_registered
-- Remember that companies were told that their case is registered.
UPDATE quotas.activations SET is_registered = true
WHERE case_number = %(case_number)s AND company_id = ANY(%(companies)s)

-- name: raise_watch
-- Store what capture is asked for now, under the next revision.
INSERT INTO quotas.watches (case_number, revision, is_watched, weight, is_sealed, requested_at)
SELECT %(case_number)s, 1, count(*) > 0, greatest(count(*), 1), %(is_sealed)s, %(now)s
FROM quotas.activations WHERE case_number = %(case_number)s AND is_active
ON CONFLICT (case_number) DO UPDATE SET
    revision = watches.revision + 1, is_watched = excluded.is_watched, weight = excluded.weight,
    is_sealed = excluded.is_sealed, requested_at = excluded.requested_at
RETURNING revision, is_watched, weight,
    ARRAY(SELECT a.company_id FROM quotas.activations a
          WHERE a.case_number = %(case_number)s AND a.is_active ORDER BY a.company_id LIMIT 20) AS companies

-- name: lock_usage
-- Take a company's count of active cases.
SELECT u.*, c.case_quota FROM quotas.usage u JOIN monitor.companies c ON c.id = u.company_id
WHERE u.company_id = %(company_id)s FOR UPDATE OF u

-- name: add_usage
-- Begin counting a company's active cases.
INSERT INTO quotas.usage (company_id) SELECT id FROM monitor.companies WHERE id = %(company_id)s ON CONFLICT DO NOTHING

-- name: save_usage
-- Write a company's count of active cases.
UPDATE quotas.usage SET active_cases = %(active_cases)s, reached_episode = %(reached_episode)s, is_reached = %(is_reached)s
WHERE company_id = %(company_id)s

-- name: find_usage
-- Read a company's count of active cases and its quota.
SELECT coalesce(u.active_cases, 0) AS active_cases, c.case_quota
FROM monitor.companies c LEFT JOIN quotas.usage u ON u.company_id = c.id WHERE c.id = %(company_id)s

-- name: find_activation
-- Read a company's activation of a case.
SELECT * FROM quotas.activations WHERE company_id = %(company_id)s AND case_number = %(case_number)s

-- name: upsert_activation
-- Activate a case, beginning a new episode where it was active before.
INSERT INTO quotas.activations (company_id, case_number, is_active, episode, activated_at)
VALUES (%(company_id)s, %(case_number)s, true, 1, %(now)s)
ON CONFLICT (company_id, case_number) DO UPDATE SET
    is_active = true, episode = activations.episode + 1, activated_at = excluded.activated_at, deactivated_at = NULL,
    is_registered = false
RETURNING episode

-- name: end_activation
-- Deactivate a case.
UPDATE quotas.activations SET is_active = false, deactivated_at = %(now)s
WHERE company_id = %(company_id)s AND case_number = %(case_number)s

-- name: list_activations
-- List a company's activations, active ones only unless all are asked for.
SELECT * FROM quotas.activations WHERE company_id = %(company_id)s AND (is_active OR %(with_inactive)s)
ORDER BY case_number

-- name: add_charge
-- Charge a company for a distribution, once per case number for ever.
INSERT INTO quotas.charges (company_id, case_number, charged_at)
VALUES (%(company_id)s, %(case_number)s, %(now)s) ON CONFLICT DO NOTHING

-- name: list_charges
-- List what a company is charged for.
SELECT case_number, charged_at FROM quotas.charges WHERE company_id = %(company_id)s ORDER BY charged_at, case_number

-- name: list_watches
-- List the watched cases with their revision, for comparing with capture's projection.
SELECT w.case_number, c.tribunal, w.revision, w.is_watched, w.weight, w.is_sealed
FROM quotas.watches w JOIN cases.cases c USING (case_number) WHERE w.case_number > %(after)s
ORDER BY w.case_number LIMIT %(limit)s
