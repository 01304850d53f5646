-- Where a case is, as its court prints it: evidence for a match of a name seen. Names seen before have no place, and parties
-- no lawyers, until the case's distribution is published again; there, both are silent.
ALTER TABLE matcher.distributions
    ADD COLUMN jurisdiction text,
    ADD COLUMN judging_body text;
COMMENT ON COLUMN matcher.distributions.parties IS
    'name, role, side and document as printed, lawyers with their OAB; empty once sealed';
