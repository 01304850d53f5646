-- The matcher's own projection of the names it has seen, so that reaching back needs no other stage.
CREATE SCHEMA matcher;
GRANT USAGE ON SCHEMA matcher TO arauto_stage;

CREATE TABLE matcher.distributions (
    case_number text PRIMARY KEY,
    revision bigint NOT NULL,
    tribunal text NOT NULL,
    distributed_on date,
    obtained_at timestamptz NOT NULL,
    is_sealed boolean NOT NULL,
    parties jsonb NOT NULL        -- name, role and side as printed; empty once sealed
);
CREATE INDEX distributions_by_date ON matcher.distributions (distributed_on) WHERE NOT is_sealed;

-- How far changes of parties have been matched against the names seen.
CREATE TABLE matcher.reach_back (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    revision bigint NOT NULL
);
INSERT INTO matcher.reach_back (revision) VALUES (0);

-- Expressions that took too long on a name; shown with the party, and the name is tried again by the sweeps.
CREATE TABLE matcher.timeouts (
    party_id uuid NOT NULL,
    expression_version integer NOT NULL,
    case_number text NOT NULL,
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (party_id, expression_version, case_number)
);

-- Confirms that the names of a sealed case are gone.
CREATE TABLE matcher.purges (
    case_number text NOT NULL,
    revision bigint NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (case_number, revision)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA matcher TO arauto_stage;
