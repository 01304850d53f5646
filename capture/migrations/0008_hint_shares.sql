-- How many visits the mailboxes of a company put before the queue, per business day.
CREATE TABLE capture.hint_days (
    company_id uuid NOT NULL REFERENCES monitor.companies (id) ON DELETE CASCADE,
    business_day date NOT NULL,
    hints integer NOT NULL,
    PRIMARY KEY (company_id, business_day)
);
ALTER TABLE capture.hint_days ENABLE ROW LEVEL SECURITY;
ALTER TABLE capture.hint_days FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON capture.hint_days TO arauto_stage USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON capture.hint_days TO arauto_stage;
