-- Which class table an expression was generated from; null for a company's own, and for those made before there was one.
ALTER TABLE monitor.expressions ADD COLUMN class_table text;
