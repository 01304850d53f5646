-- Mailboxes to which courts send push mails, what was made of each mail, and the operator's credentials at courts.
CREATE TABLE capture.mailboxes (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    company_id uuid REFERENCES monitor.companies (id),  -- null: the operator's own
    kind text NOT NULL CHECK (kind IN ('imap', 'folder')),
    place text NOT NULL,                        -- of IMAP the host, of a folder its path
    port integer,
    security text CHECK (security IN ('tls', 'none')),
    username text,
    password_ciphertext text,
    folder text,                                -- of IMAP: INBOX or another one
    trusted_server text NOT NULL,               -- whose Authentication-Results are believed
    forwarders text[] NOT NULL,                 -- whose ARC results are believed as well
    senders text[] NOT NULL,                    -- domains beside those of the courts
    added_at timestamptz NOT NULL,
    next_read_at timestamptz NOT NULL,          -- business time
    last_read_at timestamptz,
    last_error text,
    uid_validity bigint,
    last_uid bigint NOT NULL DEFAULT 0,
    CHECK ((kind = 'imap') = (port IS NOT NULL AND security IS NOT NULL AND username IS NOT NULL
                              AND password_ciphertext IS NOT NULL AND folder IS NOT NULL))
);
CREATE INDEX mailboxes_due ON capture.mailboxes (next_read_at);

-- One row per mail that was read; the mail itself stays where it is.
CREATE TABLE capture.mails (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mailbox_id uuid NOT NULL REFERENCES capture.mailboxes (id) ON DELETE CASCADE,
    company_id uuid,
    uid_validity bigint NOT NULL,
    uid text NOT NULL,                          -- of a folder: the hash of the file
    message_id text,
    sender text,
    verdict text NOT NULL CHECK (verdict IN ('taken', 'repeated', 'refused', 'not_understood')),
    reason text NOT NULL,
    mail_system text,
    case_numbers text[] NOT NULL,
    hinted integer NOT NULL,
    read_at timestamptz NOT NULL,
    UNIQUE (mailbox_id, uid_validity, uid)
);
CREATE INDEX mails_taken ON capture.mails (mailbox_id, message_id) WHERE verdict = 'taken';
CREATE INDEX mails_newest ON capture.mails (mailbox_id, id DESC);

-- What the operator (or a company) may ask courts with: a password of an agreement, a token.
CREATE TABLE capture.credentials (
    source text NOT NULL CHECK (source ~ '^[A-Z][A-Z0-9-]{1,15}(/[a-z_]{1,30})?$'),
    company_id uuid REFERENCES monitor.companies (id),
    ciphertext text NOT NULL,
    set_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (source, company_id)
);

ALTER TABLE capture.mailboxes ENABLE ROW LEVEL SECURITY;
ALTER TABLE capture.mailboxes FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON capture.mailboxes TO arauto_stage USING (true) WITH CHECK (true);
ALTER TABLE capture.mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE capture.mails FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON capture.mails TO arauto_stage USING (true) WITH CHECK (true);
ALTER TABLE capture.credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE capture.credentials FORCE ROW LEVEL SECURITY;
CREATE POLICY stage_all ON capture.credentials TO arauto_stage USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON capture.mailboxes, capture.mails, capture.credentials TO arauto_stage;
