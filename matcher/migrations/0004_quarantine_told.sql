-- Whether the company was told that its expression is in quarantine, and since when another version is in force instead.
ALTER TABLE matcher.quarantined
    ADD COLUMN told_at timestamptz,
    ADD COLUMN lifted_at timestamptz;
CREATE INDEX quarantined_now ON matcher.quarantined (party_id) WHERE lifted_at IS NULL;
