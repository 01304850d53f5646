-- name: set_credential
-- Store or replace what a source is asked with
INSERT INTO capture.credentials (source, company_id, ciphertext, set_at)
VALUES (%(source)s, %(company_id)s, %(ciphertext)s, %(now)s)
ON CONFLICT (source, company_id) DO UPDATE SET ciphertext = excluded.ciphertext, set_at = excluded.set_at;

-- name: list_credentials
-- What is stored, without it
SELECT c.source, k.slug AS company, c.set_at FROM capture.credentials c
LEFT JOIN monitor.companies k ON k.id = c.company_id ORDER BY c.source, k.slug;

-- name: list_ciphertexts
-- Everything stored, for use or for another encryption
SELECT source, company_id, ciphertext, set_at FROM capture.credentials;

-- name: remove_credential
-- Forget one
DELETE FROM capture.credentials WHERE source = %(source)s AND company_id IS NOT DISTINCT FROM %(company_id)s;
