-- Expressions that took too long too often, and the cases whose names are still to be asked about.
ALTER TABLE matcher.timeouts ADD COLUMN times integer NOT NULL DEFAULT 1 CHECK (times > 0);

-- No longer asked while distributions are matched. A new version of the expression is another expression.
CREATE TABLE matcher.quarantined (
    party_id uuid NOT NULL,
    expression_version integer NOT NULL,
    quarantined_at timestamptz NOT NULL,
    PRIMARY KEY (party_id, expression_version)
);

-- Names that an expression did not decide about: it took too long, is quarantined, or its turn did not come.
CREATE TABLE matcher.postponed (
    party_id uuid NOT NULL,
    expression_version integer NOT NULL,
    case_number text NOT NULL,
    postponed_at timestamptz NOT NULL,
    retry_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    PRIMARY KEY (party_id, expression_version, case_number)
);
CREATE INDEX postponed_by_turn ON matcher.postponed (retry_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON matcher.quarantined, matcher.postponed TO arauto_stage;
