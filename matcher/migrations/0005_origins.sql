-- Of an appeal: the court that it comes from, as printed; evidence for a match of a name seen.
ALTER TABLE matcher.distributions ADD COLUMN origin text;
