-- name: add_key
-- Keep a key's hash.
INSERT INTO access.api_keys (id, company_id, name, hint, key_hash, scopes, created_at)
VALUES (%(id)s, %(company_id)s, %(name)s, %(hint)s, %(key_hash)s, %(scopes)s, %(now)s)
ON CONFLICT (company_id, name) DO NOTHING
RETURNING id;

-- name: find_key
-- The key with this hash, unless it was revoked; all that the tenant role may ask.
SELECT id, company_id, scopes FROM access.find_key(%(key_hash)s);

-- name: list_keys
-- A company's keys; the keys themselves are not stored.
SELECT id, company_id, name, hint, scopes, created_at, revoked_at FROM access.api_keys
WHERE company_id = %(company_id)s ORDER BY created_at, id;

-- name: revoke_key
-- The key stops working at once.
UPDATE access.api_keys SET revoked_at = coalesce(revoked_at, %(now)s) WHERE id = %(id)s RETURNING id;

-- name: set_company
-- The rest of this transaction sees the rows of this company only.
SELECT set_config('arauto.company_id', %(company_id)s, true);
