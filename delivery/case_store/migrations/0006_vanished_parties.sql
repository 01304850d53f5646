-- What a page with fewer parties (or lawyers of a party) left out, until a second one agrees.
ALTER TABLE cases.instances ADD COLUMN vanished_parties_digest text;
