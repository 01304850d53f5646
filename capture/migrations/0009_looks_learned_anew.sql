-- Fingerprints of pages are made in another way, so that no known one is met again and every page would look changed.
-- They are learned anew, from three cases each.

DELETE FROM capture.fingerprints;
