-- name: put_distribution
-- Remember a case's names; an older revision changes nothing, the same one (a sweep, a redelivery) is taken again.
INSERT INTO matcher.distributions (case_number, revision, tribunal, distributed_on, obtained_at, is_sealed, parties,
    jurisdiction, judging_body, origin)
VALUES (%(case_number)s, %(revision)s, %(tribunal)s, %(distributed_on)s, %(obtained_at)s, %(is_sealed)s, %(parties)s,
    %(jurisdiction)s, %(judging_body)s, %(origin)s)
ON CONFLICT (case_number) DO UPDATE SET revision = excluded.revision, tribunal = excluded.tribunal,
    distributed_on = excluded.distributed_on, obtained_at = excluded.obtained_at, is_sealed = excluded.is_sealed,
    parties = excluded.parties, jurisdiction = excluded.jurisdiction, judging_body = excluded.judging_body,
    origin = excluded.origin
WHERE matcher.distributions.revision <= excluded.revision
RETURNING case_number;

-- name: confirm_purge
-- Note that a sealed case's names are gone.
INSERT INTO matcher.purges (case_number, revision, confirmed_at) VALUES (%(case_number)s, %(revision)s, %(now)s)
ON CONFLICT DO NOTHING;

-- name: list_timeouts
-- Cases on whose names a party's expressions took too long.
SELECT expression_version, case_number, happened_at FROM matcher.timeouts WHERE party_id = %(party_id)s
ORDER BY happened_at DESC LIMIT 100;

-- name: lock_reach_back
-- One process reaches back at a time.
SELECT revision FROM matcher.reach_back FOR UPDATE;

-- name: advance_reach_back
-- Everything up to this revision has been matched against the names seen.
UPDATE matcher.reach_back SET revision = %(revision)s;

-- name: list_distributions_since
-- Names seen in cases distributed (or, without a date, obtained) on or after a day.
SELECT case_number, tribunal, parties, jurisdiction, judging_body, origin FROM matcher.distributions
WHERE NOT is_sealed AND (distributed_on >= %(since)s OR (distributed_on IS NULL AND obtained_at >= %(since)s))
ORDER BY case_number;

-- name: list_distributions_after
-- The next of the names seen since a day, behind a case number.
SELECT case_number, tribunal, distributed_on, obtained_at, parties FROM matcher.distributions
WHERE NOT is_sealed AND (distributed_on >= %(since)s OR (distributed_on IS NULL AND obtained_at >= %(since)s))
  AND case_number > %(after)s
ORDER BY case_number LIMIT %(limit)s;

-- name: count_changes_to_reach_back
-- Changes of parties not yet matched against the names seen.
SELECT c.revision - r.revision AS changes FROM monitor.parties_counter c, matcher.reach_back r;

-- name: list_seen
-- Which of these cases' names are kept.
SELECT case_number FROM matcher.distributions WHERE case_number = ANY (%(case_numbers)s);
