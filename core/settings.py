"""Settings: read from the environment, with defaults that are safe on a machine of one's own."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LANGUAGES = ("en", "es", "ca")


class SettingError(ValueError):
    """A setting in the environment has a value that cannot be used."""


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides, already checked.

    ``sources`` says for each setting whether it came from the environment or is the default.
    """

    data: Path
    database_url: str
    storage_url: str
    secret_key: str
    language: str
    broker_url: str | None = None
    weights: Path | None = None
    smtp_url: str | None = None
    smtp_sender: str = "rubrica@localhost"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    secure_cookies: bool = False
    trusted_proxies: int = 0
    max_upload_mb: int = 1024
    max_audio_hours: float = 4.0
    allow_hub: bool = False
    speech_model: str = "base"
    speech_engine: str = "faster-whisper"
    evaluators_see_all: bool = True
    watch_root: Path = Path("inbox")
    trusted_signers: Path | None = None  # PEM files of whose signatures on vCons count
    fetch_hosts: tuple[str, ...] = ()  # from which the recordings of imports may be fetched
    url: str | None = None  # where people reach this installation, for the links in e-mails
    sources: Mapping[str, str] = field(default_factory=dict)


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name, default))
    except ValueError as error:
        raise SettingError(f"{name} must be a number, not {env[name]!r}") from error


def _flag(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if not value:
        return default
    raise SettingError(f"{name} must be yes or no, not {env[name]!r}")


def _optional(env: Mapping[str, str], name: str) -> str | None:
    return env.get(name) or None


def _path(env: Mapping[str, str], name: str) -> Path | None:
    given = env.get(name)
    return Path(given) if given else None


def _hosts(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(env.get(name, "").replace(",", " ").lower().split())


def _address(env: Mapping[str, str], name: str) -> str | None:
    """A web address without its last slash."""
    given = env.get(name, "").strip().rstrip("/")
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingError(f"{name} must be an address such as https://qa.example.org")
    return given


def _sources(env: Mapping[str, str]) -> dict[str, str]:
    """For each variable that was given, where it was given."""
    named = {"DATABASE_URL", "STORAGE_URL", "BROKER_URL", "SMTP_URL", "SMTP_SENDER"}
    ours = {name for name in env if name.startswith(("RUBRICA_", "OIDC_"))}
    return dict.fromkeys(ours | {name for name in named if env.get(name)}, "environment")


def database_url(url: str) -> str:
    """Name the psycopg 3 driver in a plain PostgreSQL address; leave any other address alone."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def kept_secret(folder: Path) -> str:
    """Return the secret kept in the data folder, making it (readable by its owner only) once.

    The file is written aside and linked into place, so two processes that start together agree.
    """
    path = folder / "secret_key"
    if not path.exists():
        aside = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text().strip()


def read_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``env`` (the process environment unless given).

    Makes the data folder and its secret where they are missing. Raises SettingError with the
    variable's name when a value cannot be used.
    """
    env = os.environ if env is None else env
    data = Path(env.get("RUBRICA_DATA") or "instance").resolve()
    data.mkdir(parents=True, exist_ok=True)
    language = env.get("RUBRICA_LANGUAGE") or "en"
    if language not in LANGUAGES:
        raise SettingError(f"RUBRICA_LANGUAGE must be one of {', '.join(LANGUAGES)}")
    return Settings(
        data=data,
        database_url=database_url(env.get("DATABASE_URL") or f"sqlite:///{data / 'rubrica.db'}"),
        storage_url=env.get("STORAGE_URL") or (data / "media").as_uri(),
        secret_key=env.get("RUBRICA_SECRET_KEY") or kept_secret(data),
        language=language,
        broker_url=_optional(env, "BROKER_URL"),
        weights=_path(env, "RUBRICA_WEIGHTS"),
        smtp_url=_optional(env, "SMTP_URL"),
        smtp_sender=env.get("SMTP_SENDER") or "rubrica@localhost",
        oidc_issuer=_optional(env, "OIDC_ISSUER"),
        oidc_client_id=_optional(env, "OIDC_CLIENT_ID"),
        oidc_client_secret=_optional(env, "OIDC_CLIENT_SECRET"),
        secure_cookies=_flag(env, "RUBRICA_SECURE_COOKIES", False),
        trusted_proxies=int(_number(env, "RUBRICA_TRUSTED_PROXIES", 0)),
        max_upload_mb=int(_number(env, "RUBRICA_MAX_UPLOAD_MB", 1024)),
        max_audio_hours=_number(env, "RUBRICA_MAX_AUDIO_HOURS", 4),
        allow_hub=_flag(env, "RUBRICA_ALLOW_HUB", False),
        speech_model=env.get("RUBRICA_SPEECH_MODEL") or "base",
        speech_engine=env.get("RUBRICA_SPEECH_ENGINE") or "faster-whisper",
        watch_root=Path(env.get("RUBRICA_WATCH") or data / "inbox").resolve(),
        evaluators_see_all=_flag(env, "RUBRICA_EVALUATORS_SEE_ALL", True),
        trusted_signers=_path(env, "RUBRICA_TRUSTED_SIGNERS"),
        fetch_hosts=_hosts(env, "RUBRICA_FETCH_HOSTS"),
        url=_address(env, "RUBRICA_URL"),
        sources=_sources(env),
    )
