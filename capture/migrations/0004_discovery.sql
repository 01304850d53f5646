-- Discovery of distributions: what each strategy found, what its runs remember, and the walks over case numbers.

ALTER TABLE capture.discoveries
    ADD COLUMN state jsonb NOT NULL DEFAULT '{}',    -- where the next run goes on, as the strategy understands it
    ADD COLUMN notes jsonb NOT NULL DEFAULT '[]',    -- what the last run could not ask, in words
    ADD COLUMN last_outcome text;                    -- class of the last run's failure

ALTER TABLE capture.visits
    ADD COLUMN listed_on date,                           -- the distribution date that a list gives
    ADD COLUMN is_guess boolean NOT NULL DEFAULT false;  -- a walk asks for a number that nobody has shown yet

-- One row per case and strategy. `listed` is what the list itself shows, until a visit shows the case or it was published.
CREATE TABLE capture.findings (
    case_number text NOT NULL CHECK (case_number ~ '^[0-9]{20}$'),
    strategy text NOT NULL,
    tribunal text NOT NULL,
    first_seen_at timestamptz NOT NULL,
    distributed_on date,
    basis text CHECK (basis IN ('court', 'distribution_list', 'filing', 'first_seen')),
    available_on date,
    court_level text,
    is_new_lawsuit boolean NOT NULL,
    is_sealed boolean NOT NULL,
    parties_hash text,
    listed jsonb,
    told_at timestamptz,
    PRIMARY KEY (case_number, strategy)
);
CREATE INDEX findings_by_age ON capture.findings (first_seen_at);
CREATE INDEX findings_by_tribunal ON capture.findings (tribunal, strategy);
CREATE INDEX findings_untold ON capture.findings (tribunal) WHERE listed IS NOT NULL;

-- What visits of discovered cases printed: the court's distribution date, against which delays are measured.
CREATE TABLE capture.shown_cases (
    case_number text PRIMARY KEY,
    tribunal text NOT NULL,
    distributed_on date,
    has_parties boolean NOT NULL,                -- DataJud has none: then the names of a list are all there is
    shown_at timestamptz NOT NULL
);
CREATE INDEX shown_cases_by_age ON capture.shown_cases (shown_at);

-- How far the numbers of an origin were walked. A series is the first digit of the sequence: a second system of a
-- tribunal may count in a range of its own.
CREATE TABLE capture.walks (
    tribunal text NOT NULL,
    year integer NOT NULL,
    origin text NOT NULL,
    series text NOT NULL,
    highest integer NOT NULL,                    -- highest sequence that a court showed
    tried_to integer NOT NULL,                   -- highest sequence asked in this day's walk
    absent_in_a_row integer NOT NULL DEFAULT 0,
    gaps integer[] NOT NULL DEFAULT '{}',        -- lengths of the latest gaps between two shown numbers, 0 included
    walked_on date,
    ended_on date,                               -- the business day whose walk is over
    why_ended text,
    PRIMARY KEY (tribunal, year, origin, series)
);

-- Numbers that a walk asks for at the moment; gone when their answer was learned.
CREATE TABLE capture.walk_probes (
    case_number text PRIMARY KEY,
    tribunal text NOT NULL,
    year integer NOT NULL,
    origin text NOT NULL,
    series text NOT NULL,
    sequence integer NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX walk_probes_by_tribunal ON capture.walk_probes (tribunal);

-- Probes per business day.
CREATE TABLE capture.walk_days (
    tribunal text NOT NULL,
    business_day date NOT NULL,
    probes integer NOT NULL,
    PRIMARY KEY (tribunal, business_day)
);

-- Listed cases that no visit will show soon: none is planned or it did not show the case, the tribunal is closed (a
-- trouble that passes is waited out), or a day went by.
-- Nothing of a sealed case is ever told.
CREATE FUNCTION capture.untold_at(moment timestamptz) RETURNS TABLE (case_number text, strategy text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT f.case_number, f.strategy
    FROM capture.findings f
    JOIN (SELECT DISTINCT d.tribunal FROM capture.discoveries d) d ON d.tribunal = f.tribunal
    LEFT JOIN capture.watches w ON w.case_number = f.case_number
    LEFT JOIN capture.visits v ON v.case_number = f.case_number
    LEFT JOIN capture.case_states s ON s.case_number = f.case_number
    LEFT JOIN capture.tribunal_states t ON t.tribunal = f.tribunal
    WHERE f.listed IS NOT NULL AND NOT coalesce(w.is_sealed, false)
      AND NOT EXISTS (SELECT 1 FROM capture.findings x WHERE x.case_number = f.case_number AND x.is_sealed)
      AND (v.case_number IS NULL OR f.first_seen_at <= moment - interval '1 day'
           OR s.case_number IS NOT NULL AND s.last_outcome NOT IN ('timeout', 'upstream_error', 'rate_limited')
           OR t.tribunal IS NULL OR t.state = 'disabled'
           OR t.state = 'suspended'
              AND coalesce(t.outcome, '') NOT IN ('maintenance', 'timeout', 'upstream_error', 'rate_limited'))
$$;
REVOKE ALL ON FUNCTION capture.untold_at(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION capture.untold_at(timestamptz) TO arauto_stage;

CREATE INDEX pages_of_lists ON capture.pages (fetched_at) WHERE case_number IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON capture.findings, capture.shown_cases, capture.walks, capture.walk_probes,
    capture.walk_days TO arauto_stage;
