"""The three database roles, and what a database needs before the first migration.

owner runs migrations only; stage serves workers and the operators' command line and sees all rows; tenant serves the
API and sees the rows of the company named by `SET LOCAL arauto.company_id` (unset means none). None is a superuser or
bypasses row-level security.
"""

from collections.abc import Sequence

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

OWNER, STAGE, TENANT = "arauto_owner", "arauto_stage", "arauto_tenant"
EXTENSIONS = ("pg_trgm", "unaccent")


def prepare_database(admin_dsn: str, database: str) -> None:
    """Create roles, database and extensions where missing; `admin_dsn` is a superuser's. Passwords are not set."""
    with psycopg.connect(admin_dsn, autocommit=True) as admin:
        for role in (OWNER, STAGE, TENANT):
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
                admin.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                        sql.Identifier(role)
                    )
                )
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(admin_dsn, dbname=database, autocommit=True) as admin:
        for extension in EXTENSIONS:
            admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        for role in (STAGE, TENANT):
            admin.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(role))
            )


def set_passwords(admin_dsn: str, role_dsns: Sequence[str]) -> None:
    """Give each role the password that its connection string names; a string without one changes nothing."""
    with psycopg.connect(admin_dsn, autocommit=True) as admin:
        for dsn in role_dsns:
            parts = conninfo_to_dict(dsn)
            user, password = parts.get("user"), parts.get("password")
            if user in {OWNER, STAGE, TENANT} and password:
                admin.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(str(user)), sql.Literal(str(password)))
                )
