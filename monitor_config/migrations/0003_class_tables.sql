-- Which class table an expression was generated from; null for a company's own, and for those made before there was one.
ALTER TABLE monitor.expressions ADD COLUMN class_table text;

-- An upgrade alone sends and charges nothing: whoever was watched before looks for misspelt names once it is said.
UPDATE monitor.parties SET fuzzy = false WHERE fuzzy IS NULL;
