-- A tribunal's systems are read and suspended one by one; the notice says what its budget cannot keep.
ALTER TABLE cases.tribunal_statuses
    ADD COLUMN routes jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN notice text NOT NULL DEFAULT '';
