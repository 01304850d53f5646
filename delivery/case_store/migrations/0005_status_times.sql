-- When a tribunal's status was said: an older copy of the same episode changes nothing.
ALTER TABLE cases.tribunal_statuses ADD COLUMN told_at timestamptz;
