-- What a list of distributions or the gazette shows of a case, before or instead of its court.
ALTER TABLE cases.cases ADD COLUMN listed_on date;      -- the distribution date that a list gives

-- Not a place where the case is alive, but a list that names its parties; a visit that shows the place ends it.
ALTER TABLE cases.instances ADD COLUMN is_listed boolean NOT NULL DEFAULT false;
