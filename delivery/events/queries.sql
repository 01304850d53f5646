-- name: record_events
-- Take the keys that are new and store their events, in the order given.
WITH drafts AS (
    SELECT * FROM unnest(%(ids)s::uuid[], %(companies)s::uuid[], %(keys)s::text[], %(types)s::text[],
                         %(case_numbers)s::text[], %(bodies)s::text[]) WITH ORDINALITY
        AS draft (id, company_id, business_key, type, case_number, body, place)
), taken AS (
    INSERT INTO events.keys (event_id, company_id, business_key, recorded_at)
    SELECT id, company_id, business_key, %(now)s FROM drafts
    ON CONFLICT DO NOTHING
    RETURNING event_id
)
INSERT INTO events.events (id, company_id, type, case_number, body, recorded_at)
SELECT id, company_id, type, case_number, body, %(now)s
FROM drafts JOIN taken ON taken.event_id = drafts.id
ORDER BY place
RETURNING id

-- name: try_sequencer_lock
-- Become the one sequencer, for as long as this connection lives.
SELECT pg_try_advisory_lock(%(key)s) AS is_held

-- name: give_positions
-- Number the oldest committed events without a position, densely after the last position.
WITH waiting AS (
    SELECT id, row_number() OVER (ORDER BY record_number) AS place
    FROM (SELECT id, record_number FROM events.events WHERE position IS NULL
          ORDER BY record_number LIMIT %(limit)s) oldest
), numbered AS (
    UPDATE events.events SET position = %(last)s + waiting.place
    FROM waiting WHERE events.id = waiting.id
    RETURNING events.position
)
SELECT count(*) AS given, max(position) AS last FROM numbered

-- name: lock_sequence
-- Read the last position and keep everybody else from numbering.
SELECT last_position FROM events.sequence FOR UPDATE

-- name: move_sequence
-- Store the last position given, and wake who waits for the feed.
WITH moved AS (UPDATE events.sequence SET last_position = %(last)s RETURNING last_position)
SELECT pg_notify('arauto_events_sequenced', last_position::text) FROM moved

-- name: purge_case
-- Make the bodies of a sealed case's events bare; ids, types and positions stay.
UPDATE events.events
SET body = jsonb_set(body::jsonb, '{data}', '{"sealed": true}')::text, is_purged = true
WHERE case_number = %(case_number)s AND NOT is_purged AND type <> 'case.sealed'

-- name: count_unsequenced
-- Events that are committed and have no position yet.
SELECT count(*) AS due FROM events.events WHERE position IS NULL

-- name: set_withheld
-- Hide or show the bodies of a case's events; that it is sealed, or not to be found, is no secret.
UPDATE events.events SET is_withheld = %(is_withheld)s
WHERE case_number = %(case_number)s AND is_withheld <> %(is_withheld)s AND NOT is_purged
  AND type NOT IN ('case.sealed', 'case.not_found')
