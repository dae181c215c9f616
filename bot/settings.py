"""Settings from the environment and `.env`, each checked and each named when it is wrong."""

import difflib
import os
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, HttpUrl, SecretStr, ValidationError, WebsocketUrl, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError
from index.limits import Limits
from index.models.files import DEFAULT_MODEL
from index.paths import DEFAULT_INDEX, default_cache
from index.store.milvus.address import Access, parse

PREFIX = "QUOTH_"
ENV_FILE = Path(".env")
# An address to listen at: 127.0.0.1:9484, [::1]:9484, or nothing.
ADDRESS = r"^$|^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]/]+):\d{1,5}$"
# So much of a value or a name is told where it is wrong, and this in place of a secret.
TOLD = 120
SECRET = "what it is"
# How alike two names are, prefix included, before one is taken for a slip of the other.
CLOSE = 0.8


class Settings(BaseSettings):
    """What can be set; `.env.example` documents every one of these for those who set them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    index_dir: Path = DEFAULT_INDEX
    index: str = ""
    milvus_token: SecretStr | None = None
    milvus_authority: Path | None = None
    milvus_patience: float = Field(default=30, ge=1, le=3600)
    milvus_vectors: str = Field(default="AUTOINDEX", pattern="^[A-Z0-9_]+$")
    milvus_shards: int = Field(default=1, ge=1, le=64)
    milvus_import: Path | None = None
    cache_dir: Path = Field(default_factory=default_cache)
    model: str = Field(default=DEFAULT_MODEL, min_length=1)
    threshold: float | None = Field(default=None, ge=0, le=1)
    second_reader: bool = True
    largest_file_mb: int = Field(default=50, ge=1, le=10_000)
    reading_seconds: float = Field(default=60, ge=1, le=3600)
    reading_memory_mb: int = Field(default=2000, ge=200, le=1_000_000)
    history_file: Path | None = None
    discord_token: SecretStr | None = None
    discord_message_content: bool = False
    discord_decline_line: str = Field(default="", max_length=500)
    discord_database: Path = Path(".quoth-discord.sqlite")
    discord_documents: Path = Path(".quoth-discord-documents")
    discord_server_files: int = Field(default=200, ge=1, le=100_000)
    discord_server_mb: int = Field(default=20, ge=1, le=1_000_000)
    discord_watch: bool = False
    discord_retention_days: int = Field(default=90, ge=1, le=3650)
    discord_cooldown_seconds: float = Field(default=6, ge=0, le=3600)
    discord_burst: int = Field(default=5, ge=1, le=1000)
    discord_waiting: int = Field(default=64, ge=4, le=10_000)
    discord_api: HttpUrl | None = None
    discord_gateway: WebsocketUrl | None = None
    discord_metrics: str = Field(default="", pattern=ADDRESS)
    public_url: HttpUrl | None = None
    link_key: SecretStr | None = Field(default=None, min_length=16)
    link_hours: float = Field(default=24, gt=0, le=24 * 3650)
    serve_host: str = Field(default="127.0.0.1", min_length=1)
    serve_port: int = Field(default=8484, ge=0, le=65_535)
    serve_token: SecretStr | None = Field(default=None, min_length=16)
    serve_files: bool = False
    serve_proxies: int = Field(default=0, ge=0, le=10)
    serve_burst: int = Field(default=10, ge=1, le=10_000)
    serve_cooldown_seconds: float = Field(default=2, ge=0, le=3600)
    serve_waiting: int = Field(default=64, ge=4, le=10_000)
    serve_seconds: float = Field(default=30, ge=1, le=600)
    log_format: Literal["text", "json"] = "text"

    @field_validator("index")
    @classmethod
    def _is_address(cls, text: str) -> str:
        if text:
            parse(text)
        return text

    @property
    def milvus(self) -> Access:
        """How the Milvus server is reached, if the index is on one."""
        token = self.milvus_token.get_secret_value() if self.milvus_token else ""
        return Access(
            token,
            self.milvus_authority,
            self.milvus_patience,
            self.milvus_vectors,
            self.milvus_shards,
            self.milvus_import.absolute() if self.milvus_import else None,
        )

    @property
    def limits(self) -> Limits:
        """The bounds on reading one file."""
        return Limits(self.largest_file_mb, self.reading_seconds, self.reading_memory_mb)


SECRETS = {
    name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)
}


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Read the settings; the environment wins over the file. Raises SettingsError."""
    try:
        in_file = dotenv_values(env_file, encoding="utf-8") if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The file {env_file} cannot be read as UTF-8 text: mend it."
        ) from error
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for where, names in ((str(env_file), in_file), ("the environment", os.environ)):
        unknown = sorted(
            n for n in names if n.upper().startswith(PREFIX) and n.upper() not in known
        )
        if unknown:
            close = difflib.get_close_matches(unknown[0].upper(), known, n=1, cutoff=CLOSE)
            hint = f"did you mean {close[0]}?" if close else "see .env.example for those there are."
            raise SettingsError(f"There is no setting {_told(unknown[0])} (in {where}): {hint}")
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")  # type: ignore[call-arg]
    except ValidationError as error:
        problem = error.errors()[0]
        name = PREFIX + str(problem["loc"][0]).upper()
        said = problem["msg"][0].lower() + problem["msg"][1:]
        value = SECRET if problem["loc"][0] in SECRETS else _told(repr(problem["input"]))
        raise SettingsError(f"The setting {name} cannot be {value}: {_told(said)}.") from error


def _told(words: str) -> str:
    """Words of a file of settings as an error tells them: not all that there are, on one line."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in words)
    return plain if len(plain) <= TOLD else f"{plain[: TOLD - 1]}…"
