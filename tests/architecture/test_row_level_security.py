"""Row-level security is forced on every table that holds rows of a company (DESIGN: tenancy), whatever area owns it."""

import psycopg
import pytest

from runtime.postgres.roles import OWNER, STAGE, TENANT

TABLES = """
SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS is_enabled, c.relforcerowsecurity AS is_forced,
       c.relispartition AS is_partition,
       ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
       has_table_privilege(%(tenant)s, c.oid, 'SELECT') AS tenant_reads
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'company_id' AND NOT a.attisdropped)
ORDER BY 1
"""

# function -> why it needs the rights of its owner
OWNERS_FUNCTIONS = {
    "access.find_key(bytea)": "a key names its company, so the company cannot be set before the key is found",
    "webhooks.make_partitions(date)": "stages may not make tables",
    "webhooks.drop_partitions(date)": "stages may not drop tables",
}


@pytest.fixture
def tables(addresses) -> list[dict[str, object]]:
    """Every table of ours with a company column."""
    with psycopg.connect(addresses.admin, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(TABLES, {"tenant": TENANT}).fetchall()


def test_there_are_tables_to_look_at(tables) -> None:
    assert {"monitor.parties", "events.events"} <= {table["name"] for table in tables}


def test_every_table_with_a_company_has_row_level_security_enabled_and_forced(tables) -> None:
    assert [t["name"] for t in tables if not (t["is_enabled"] and t["is_forced"])] == []


def test_every_table_with_a_company_has_a_policy_for_the_stages(tables) -> None:
    """A partition is reached through its parent, whose policies count; straight access to it is granted to nobody."""
    assert [t["name"] for t in tables if "stage_all" not in t["policies"] and not t["is_partition"]] == []


def test_what_a_tenant_may_read_is_limited_to_its_own(tables) -> None:
    assert [t["name"] for t in tables if t["tenant_reads"] and "tenant_own" not in t["policies"]] == []


def test_policies_for_tenants_compare_the_company_of_the_session(addresses) -> None:
    """Or they go through cases.cases, whose own policy does."""
    with psycopg.connect(addresses.admin) as connection:
        rows = connection.execute(
            "SELECT schemaname || '.' || tablename, qual FROM pg_policies WHERE %s = ANY (roles)", (TENANT,)
        ).fetchall()
    assert rows
    limits = ("arauto.company_id", "cases.cases")
    assert [name for name, qual in rows if not any(limit in (qual or "") for limit in limits)] == []


def test_no_policy_is_open_to_every_role(addresses) -> None:
    with psycopg.connect(addresses.admin) as connection:
        rows = connection.execute(
            "SELECT schemaname || '.' || tablename FROM pg_policies WHERE NOT roles <@ ARRAY[%s, %s, %s]::name[]",
            (OWNER, STAGE, TENANT),
        ).fetchall()
    assert rows == []


def test_views_do_not_run_with_the_rights_of_their_owner(addresses) -> None:
    """A view without security_invoker would lead round the policies."""
    with psycopg.connect(addresses.admin) as connection:
        views = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_roles r ON r.oid = c.relowner WHERE c.relkind IN ('v', 'm') AND r.rolname = %s "
            "AND NOT coalesce(c.reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']",
            (OWNER,),
        ).fetchall()
    assert views == []


def test_functions_with_the_rights_of_their_owner_are_known_and_closed_to_other_schemas(addresses) -> None:
    with psycopg.connect(addresses.admin) as connection:
        rows = connection.execute(
            "SELECT p.oid::regprocedure::text, coalesce(p.proconfig, '{}'), "
            "has_function_privilege(%s, p.oid, 'EXECUTE') "
            "FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.prosecdef AND r.rolname = %s",
            (TENANT, OWNER),
        ).fetchall()
    unknown = {name: tenant for name, _, tenant in rows if name not in OWNERS_FUNCTIONS}
    assert unknown == {}
    assert [name for name, settings, _ in rows if "search_path=pg_catalog, pg_temp" not in settings] == []
    assert {name for name, _, tenant in rows if tenant} <= {"access.find_key(bytea)"}
