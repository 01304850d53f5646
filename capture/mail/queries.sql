-- name: add_mailbox
-- Register a mailbox; none is returned when the name is taken
INSERT INTO capture.mailboxes (id, name, company_id, kind, place, port, security, username, password_ciphertext, folder,
    trusted_server, forwarders, senders, added_at, next_read_at)
VALUES (%(id)s, %(name)s, %(company_id)s, %(kind)s, %(place)s, %(port)s, %(security)s, %(username)s,
    %(password_ciphertext)s, %(folder)s, %(trusted_server)s, %(forwarders)s, %(senders)s, %(now)s, %(now)s)
ON CONFLICT (name) DO NOTHING RETURNING *;

-- name: find_mailbox
-- One mailbox by its name
SELECT * FROM capture.mailboxes WHERE name = %(name)s;

-- name: list_mailboxes
-- All mailboxes with the counts of their mails by verdict
SELECT b.*, coalesce(m.taken, 0) AS taken, coalesce(m.refused, 0) AS refused,
       coalesce(m.not_understood, 0) AS not_understood
FROM capture.mailboxes b
LEFT JOIN (
    SELECT mailbox_id, count(*) FILTER (WHERE verdict = 'taken') AS taken,
           count(*) FILTER (WHERE verdict = 'refused') AS refused,
           count(*) FILTER (WHERE verdict = 'not_understood') AS not_understood
    FROM capture.mails GROUP BY mailbox_id
) m ON m.mailbox_id = b.id
ORDER BY b.name;

-- name: remove_mailbox
-- Forget a mailbox and what was made of its mails
DELETE FROM capture.mailboxes WHERE name = %(name)s;

-- name: claim_due
-- Take mailboxes whose time has come; another process takes others
UPDATE capture.mailboxes SET next_read_at = %(next_read_at)s
WHERE id IN (SELECT id FROM capture.mailboxes WHERE next_read_at <= %(now)s ORDER BY next_read_at
             LIMIT 10 FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: mark_read
-- Remember how far a mailbox was read, and what went wrong
UPDATE capture.mailboxes SET last_read_at = %(now)s, last_error = %(error)s, uid_validity = %(uid_validity)s,
    last_uid = %(last_uid)s
WHERE id = %(id)s;

-- name: list_known
-- Which of these mails were read before
SELECT uid FROM capture.mails
WHERE mailbox_id = %(mailbox_id)s AND uid_validity = %(uid_validity)s AND uid = ANY(%(uids)s);

-- name: find_taken
-- Whether a mail with this Message-ID was taken before; a refused one, which may be forged, takes no other's place
SELECT EXISTS (SELECT 1 FROM capture.mails WHERE mailbox_id = %(mailbox_id)s AND message_id = %(message_id)s
               AND verdict = 'taken') AS is_taken;

-- name: add_mail
-- Remember what was made of a mail, once
INSERT INTO capture.mails (mailbox_id, company_id, uid_validity, uid, message_id, sender, verdict, reason, mail_system,
    case_numbers, hinted, read_at)
VALUES (%(mailbox_id)s, %(company_id)s, %(uid_validity)s, %(uid)s, %(message_id)s, %(sender)s, %(verdict)s, %(reason)s,
    %(mail_system)s, %(case_numbers)s, %(hinted)s, %(now)s)
ON CONFLICT (mailbox_id, uid_validity, uid) DO NOTHING RETURNING id;

-- name: set_hinted
-- How many visits a mail made due
UPDATE capture.mails SET hinted = %(hinted)s WHERE id = %(id)s;

-- name: list_mails
-- The newest mails of a mailbox, of one verdict or all
SELECT id, read_at, verdict, reason, sender, message_id, mail_system, case_numbers, hinted FROM capture.mails
WHERE mailbox_id = %(mailbox_id)s AND (%(verdict)s::text IS NULL OR verdict = %(verdict)s)
ORDER BY id DESC LIMIT %(limit)s;

-- name: list_passwords
-- Every stored password, for another encryption
SELECT id, password_ciphertext FROM capture.mailboxes WHERE password_ciphertext IS NOT NULL;

-- name: set_password
-- Replace a stored password
UPDATE capture.mailboxes SET password_ciphertext = %(password_ciphertext)s WHERE id = %(id)s;
