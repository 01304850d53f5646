-- What a monitored party has besides its name: the company's own mark, the fuzzy stage's switch and threshold, evidence.
ALTER TABLE monitor.parties
    ADD COLUMN reference text,
    -- null: on, unless the expression is the company's own
    ADD COLUMN fuzzy boolean,
    ADD COLUMN fuzzy_threshold integer NOT NULL DEFAULT 80 CHECK (fuzzy_threshold BETWEEN 0 AND 100),
    -- of lawyers known to act for the party, and where it is known to litigate: they confirm or contradict, never find
    ADD COLUMN oabs text[],
    ADD COLUMN comarcas text[];

-- Who made a version of an expression and why, as far as it is known.
ALTER TABLE monitor.expressions
    ADD COLUMN made_by text,
    ADD COLUMN reason text;
