-- name: get_horizon
-- The present epoch, how far the feed reaches, and what has been forgotten.
SELECT epoch, last_position, epoch_began_at, forgotten_position FROM events.sequence;

-- name: read_feed
-- A company's events after a position, up to a horizon that was read before.
SELECT id, type, position,
       CASE WHEN is_withheld THEN jsonb_set(body::jsonb, '{data}', '{"withheld": true}')::text ELSE body END AS body
FROM events.events
WHERE company_id = %(company_id)s AND position > %(after)s AND position <= %(horizon)s
  AND (%(types)s::text[] IS NULL OR type = ANY (%(types)s::text[]))
ORDER BY position LIMIT %(limit)s;

-- name: find_consumer
-- Where a named consumer stands.
SELECT name, epoch, position, updated_at FROM events.consumers WHERE company_id = %(company_id)s AND name = %(name)s;

-- name: list_consumers
-- A company's named consumers after a name.
SELECT name, epoch, position, updated_at FROM events.consumers
WHERE company_id = %(company_id)s AND name > %(after)s ORDER BY name LIMIT %(limit)s;

-- name: upsert_consumer
-- Move a named consumer.
INSERT INTO events.consumers (company_id, name, epoch, position, updated_at)
VALUES (%(company_id)s, %(name)s, %(epoch)s, %(position)s, %(now)s)
ON CONFLICT (company_id, name) DO UPDATE
SET epoch = excluded.epoch, position = excluded.position, updated_at = excluded.updated_at
RETURNING name, epoch, position, updated_at;

-- name: delete_consumer
-- Forget a named consumer.
DELETE FROM events.consumers WHERE company_id = %(company_id)s AND name = %(name)s;

-- name: raise_epoch
-- Begin a new epoch at the present position: cursors of the old one are refused and told where to resume.
UPDATE events.sequence SET epoch = epoch + 1, epoch_began_at = last_position RETURNING epoch;

-- name: find_forgettable
-- The position below the oldest event that is younger than a moment: nothing that is kept lies under it.
SELECT coalesce((SELECT min(position) - 1 FROM events.events WHERE recorded_at >= %(before)s), s.last_position) AS position
FROM events.sequence s;

-- name: set_forgotten
-- Readers before this position are refused from now on.
UPDATE events.sequence SET forgotten_position = greatest(forgotten_position, %(position)s);

-- name: forget_events
-- Delete events that are older than the retention; their keys stay for ever.
DELETE FROM events.events WHERE recorded_at < %(before)s AND position <= %(position)s;
