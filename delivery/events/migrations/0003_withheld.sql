-- Of a case that may be sealed nothing is read until it is found again: bodies stay as they were told, and are not shown.
ALTER TABLE events.events ADD COLUMN is_withheld boolean NOT NULL DEFAULT false;
