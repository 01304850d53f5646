"""Says what this machine has and lacks, which feature each lack costs, and the line that installs it.

Looking (`look_at_machine`) is apart from judging (`judge`), which is pure. Only what everything needs is required; the
rest costs the feature that needs it and nothing else.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from runtime.postgres.binaries import PostgresBinaries, choose_binaries, list_places
from runtime.postgres.data_dir import DataDirectory
from runtime.postgres.errors import DataDirectoryUnusable, PostgresBinariesMissing
from runtime.postgres.guard import CLONE_NEWUSER
from runtime.settings import Settings

System = Literal["debian", "ubuntu", "macos"]
State = Literal["ok", "lacking", "broken"]
SYSTEMS: tuple[System, ...] = ("debian", "ubuntu", "macos")
_OLDEST_JAVA = 17
_LEAST_FREE_BYTES = 2 * 1024**3
_LEAST_DESCRIPTORS = 1024
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS_CHROMIUMS = ("/Applications/Google Chrome.app", "/Applications/Chromium.app")
_JAVA_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    `lacking` costs the named feature only; `broken` keeps Arauto from starting. `remedies` has a line per system.
    """

    name: str
    state: State
    detail: str
    costs: str = ""
    remedies: Mapping[System, str] | None = None

    def as_row(self) -> dict[str, str]:
        """Return the finding flat: what was found, what a lack costs, and the line that installs it per system."""
        lines: dict[str, str] = {system: (self.remedies or {}).get(system, "") for system in SYSTEMS}
        return {"name": self.name, "state": self.state, "detail": self.detail, "costs": self.costs, **lines}


@dataclass(frozen=True, slots=True)
class Machine:
    """What was seen on the machine; `None` where there is nothing."""

    postgres: PostgresBinaries | None
    postgres_trouble: str
    chromium: str | None
    wkhtmltopdf: str | None
    java_major: int | None
    maven: str | None
    free_bytes: int
    is_root: bool
    has_namespaces: bool
    descriptors: int


def examine(settings: Settings) -> list[Finding]:
    """Look at this machine and judge what is there."""
    return judge(look_at_machine(settings.data_dir, settings.postgres_bin))


def is_fit(findings: Sequence[Finding]) -> bool:
    """Tell whether Arauto can start."""
    return all(finding.state != "broken" for finding in findings)


def describe(findings: Sequence[Finding]) -> str:
    """Return the findings as text to read: a line each, and below a lack what it costs and what installs it."""
    lines: list[str] = []
    for finding in findings:
        lines.append(f"{finding.state:<8} {finding.name:<16} {finding.detail}")
        if finding.costs:
            lines.append(f"{'':<9}costs: {finding.costs}")
        lines += [f"{'':<9}{system}: {line}" for system, line in (finding.remedies or {}).items()]
    return "\n".join(lines)


def judge(machine: Machine) -> list[Finding]:
    """Turn what was seen into findings."""
    return [
        _judge_postgres(machine),
        _judge_namespaces(machine),
        _judge_disk(machine),
        _judge_descriptors(machine),
        *_judge_browsers(machine),
        *_judge_java(machine),
    ]


def look_at_machine(data_dir: Path, postgres_bin: Path | None) -> Machine:
    """Look at this machine; changes nothing."""
    postgres, trouble = _find_postgres(data_dir, postgres_bin)
    return Machine(
        postgres=postgres,
        postgres_trouble=trouble,
        chromium=_find_chromium(),
        wkhtmltopdf=shutil.which("wkhtmltopdf"),
        java_major=_find_java(),
        maven=shutil.which("mvn"),
        free_bytes=shutil.disk_usage(_existing(data_dir)).free,
        is_root=os.geteuid() == 0,
        has_namespaces=_has_namespaces(),
        descriptors=resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    )


def _judge_postgres(machine: Machine) -> Finding:
    if machine.postgres is None:
        return Finding(
            "PostgreSQL",
            "broken",
            machine.postgres_trouble,
            "the embedded mode: Arauto cannot start its database",
            _packages("postgresql", "postgresql", "postgresql@18"),
        )
    found = machine.postgres
    return Finding("PostgreSQL", "ok", f"{found.major}, from the {found.source}: {found.folder}")


def _judge_namespaces(machine: Machine) -> Finding:
    if not machine.is_root:
        return Finding("user namespaces", "ok", "not needed: Arauto is not started by root")
    if machine.has_namespaces:
        return Finding("user namespaces", "ok", "PostgreSQL runs in one instead of as root")
    return Finding(
        "user namespaces",
        "lacking",
        "refused by this system, and root starts Arauto",
        "nothing where a user `postgres` or `nobody` can reach data_dir: PostgreSQL then runs as that user",
        {
            "debian": "sysctl -w user.max_user_namespaces=15000",
            "ubuntu": "sysctl -w user.max_user_namespaces=15000",
            "macos": "start Arauto as an ordinary user",
        },
    )


def _judge_disk(machine: Machine) -> Finding:
    gigabytes = machine.free_bytes / 1024**3
    if machine.free_bytes >= _LEAST_FREE_BYTES:
        return Finding("free disk", "ok", f"{gigabytes:.1f} GiB at data_dir")
    return Finding(
        "free disk",
        "lacking",
        f"{gigabytes:.1f} GiB at data_dir; {_LEAST_FREE_BYTES // 1024**3} GiB are wanted",
        "capture and the store stop when the disk is full",
        dict.fromkeys(SYSTEMS, "export ARAUTO_DATA_DIR=/a/folder/on/a/larger/disk"),
    )


def _judge_descriptors(machine: Machine) -> Finding:
    if machine.descriptors < 0 or machine.descriptors >= _LEAST_DESCRIPTORS:
        return Finding("open files", "ok", f"limit {machine.descriptors}")
    return Finding(
        "open files",
        "lacking",
        f"limit {machine.descriptors}; {_LEAST_DESCRIPTORS} are wanted",
        "webhooks to many receivers at once, and many tribunals",
        dict.fromkeys(SYSTEMS, f"ulimit -n {_LEAST_DESCRIPTORS}"),
    )


def _judge_browsers(machine: Machine) -> list[Finding]:
    return [
        _judge_program(
            "Chromium",
            machine.chromium,
            "court pages that need JavaScript, and PDF of documents where wkhtmltopdf is missing",
            {
                "debian": "apt-get install chromium",
                "ubuntu": "snap install chromium",
                "macos": "brew install --cask google-chrome",
            },
        ),
        _judge_program(
            "wkhtmltopdf",
            machine.wkhtmltopdf,
            "nothing where Chromium is: it makes the PDF of documents instead",
            {
                "debian": "apt-get install wkhtmltopdf  # where the release still has it; else take Chromium",
                "ubuntu": "apt-get install wkhtmltopdf  # where the release still has it; else take Chromium",
                "macos": "brew install --cask google-chrome  # wkhtmltopdf is no longer offered",
            },
        ),
    ]


def _judge_java(machine: Machine) -> list[Finding]:
    costs = "a Kafka broker of one's own for tests and demo; a broker named in the settings needs neither"
    java = machine.java_major
    known = f"Java {java}" if java is not None and java >= _OLDEST_JAVA else None
    judged = _judge_program(
        f"Java {_OLDEST_JAVA}+",
        known,
        costs,
        _packages("openjdk-17-jre-headless", "openjdk-17-jre-headless", "openjdk@17"),
    )
    if known is None and java is not None:
        judged = Finding(judged.name, "lacking", f"Java {java} is too old", judged.costs, judged.remedies)
    return [judged, _judge_program("Maven", machine.maven, costs, _packages("maven", "maven", "maven"))]


def _judge_program(name: str, found: str | None, costs: str, remedies: Mapping[System, str]) -> Finding:
    return Finding(name, "ok", found) if found else Finding(name, "lacking", "not found", costs, remedies)


def _packages(debian: str, ubuntu: str, macos: str) -> Mapping[System, str]:
    return {
        "debian": f"apt-get install {debian}",
        "ubuntu": f"apt-get install {ubuntu}",
        "macos": f"brew install {macos}",
    }


def _find_postgres(data_dir: Path, postgres_bin: Path | None) -> tuple[PostgresBinaries | None, str]:
    try:
        return choose_binaries(list_places(postgres_bin), DataDirectory(data_dir.absolute() / "postgres").major()), ""
    except (PostgresBinariesMissing, DataDirectoryUnusable) as error:
        return None, str(error)


def _find_chromium() -> str | None:
    on_path = (shutil.which(name) for name in _CHROMIUMS)
    bundles = (path for path in _MACOS_CHROMIUMS if Path(path).exists())
    return next((path for path in on_path if path), None) or next(bundles, None)


def _find_java() -> int | None:
    java = shutil.which("java")
    printed = _run(java, "-version") if java else None
    found = _JAVA_VERSION.search(printed or "")
    return int(found[1]) if found else None


def _has_namespaces() -> bool:
    """Try it in a process of its own, in the way the embedded PostgreSQL's guard does."""
    attempt = f"import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare({CLONE_NEWUSER}) != 0)"
    return sys.platform == "linux" and _run(sys.executable, "-I", "-S", "-c", attempt) is not None


def _run(*command: str) -> str | None:
    """Return what a program prints, None when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout + done.stderr


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    absolute = folder.absolute()
    return next(path for path in (absolute, *absolute.parents) if path.exists())
