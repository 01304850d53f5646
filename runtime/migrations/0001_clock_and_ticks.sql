-- The business clock of a demo or fault run: one row, moved only by its conductor.
CREATE TABLE runtime.business_clock (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    moment timestamptz NOT NULL
);
-- When each recurring piece of work is due again, in business time.
CREATE TABLE runtime.ticks (
    name text PRIMARY KEY,
    next_due_at timestamptz NOT NULL,
    last_run_at timestamptz
);
GRANT USAGE ON SCHEMA runtime TO arauto_stage, arauto_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON runtime.business_clock, runtime.ticks TO arauto_stage;
GRANT SELECT ON runtime.migrations TO arauto_stage;
GRANT SELECT ON runtime.business_clock TO arauto_tenant;
