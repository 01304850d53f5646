"""The three roles have no power beyond their grants."""

import psycopg
import pytest
from psycopg import errors

from runtime.postgres.roles import EXTENSIONS, OWNER, STAGE, TENANT, prepare_database


def test_no_role_of_ours_is_a_superuser_or_bypasses_row_level_security(addresses) -> None:
    with psycopg.connect(addresses.admin) as admin:
        rows = admin.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles "
            "WHERE rolname LIKE 'arauto%%' ORDER BY rolname"
        ).fetchall()
    assert rows == [(name, False, False, False, False, False) for name in sorted((OWNER, STAGE, TENANT))]


def test_no_role_of_ours_is_a_member_of_another(addresses) -> None:
    with psycopg.connect(addresses.admin) as admin:
        rows = admin.execute(
            "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members "
            "WHERE member::regrole::text LIKE 'arauto%%' OR roleid::regrole::text LIKE 'arauto%%'"
        ).fetchall()
    assert rows == []


@pytest.mark.parametrize("role", ["stage", "tenant"])
def test_neither_stage_nor_tenant_makes_tables(addresses, role: str) -> None:
    with psycopg.connect(getattr(addresses, role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.mine (id integer)")


def test_an_unset_company_shows_a_tenant_no_rows(addresses) -> None:
    """Also after a transaction that had set one: the setting is then an empty text, not null."""
    with psycopg.connect(addresses.stage) as stage:
        stage.execute(
            "INSERT INTO monitor.companies (id, slug, name, created_at) "
            "VALUES ('00000000-0000-0000-0000-000000000001', 'alfa', 'Alfa', '2031-01-01Z')"
        )
    with psycopg.connect(addresses.tenant, autocommit=True) as tenant:
        count = "SELECT count(*) FROM monitor.companies"
        assert tenant.execute(count).fetchone() == (0,)
        with tenant.transaction():
            tenant.execute("SET LOCAL arauto.company_id = '00000000-0000-0000-0000-000000000001'")
            assert tenant.execute(count).fetchone() == (1,)
        assert tenant.execute(count).fetchone() == (0,)


def test_preparing_twice_changes_nothing(postgres_server: str, addresses) -> None:
    name = psycopg.conninfo.conninfo_to_dict(addresses.admin)["dbname"]
    prepare_database(postgres_server, name)
    with psycopg.connect(addresses.stage) as stage:
        found = {row[0] for row in stage.execute("SELECT extname FROM pg_extension")}
    assert set(EXTENSIONS) <= found
