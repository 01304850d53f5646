-- name: add_tick
-- A tick that was never seen is due at once.
INSERT INTO runtime.ticks (name, next_due_at) VALUES (%(name)s, %(now)s) ON CONFLICT (name) DO NOTHING;

-- name: delete_other_ticks
-- What is no longer in the code must not look due for ever.
DELETE FROM runtime.ticks WHERE name <> ALL (%(names)s);

-- name: list_ticks
-- When each tick is due.
SELECT name, next_due_at FROM runtime.ticks ORDER BY name;

-- name: mark_tick_run
-- The tick ran for every time it was due up to now.
UPDATE runtime.ticks SET last_run_at = %(now)s, next_due_at = %(next_due_at)s WHERE name = %(name)s;

-- name: count_due_ticks
-- Recurring work that is due and not done.
SELECT count(*) AS due FROM runtime.ticks WHERE next_due_at <= %(now)s;
