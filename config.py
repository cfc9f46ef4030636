"""Every setting of an installation, read once from the environment.

`.env.example` lists the same variables for the person who runs the office; a test holds the two together.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from environs import Env, FileAwareEnv
from marshmallow.validate import Length, OneOf, Range, Regexp

MEBIBYTE = 1024 * 1024


LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class WrongSetting(SystemExit):
    """A variable has a value that cannot be used; the message names it.

    Whichever program reads the settings ends with that sentence, and not with a trace of calls.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"LegalIndia cannot start: {what}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What this installation was told.

    :param data_dir: everything the firm owns is under it.
    :param secret_key_before: opens what was sealed before the secret was changed; empty otherwise.
    :param database_url: an SQLAlchemy URL; SQLite under `data_dir` by default.
    :param database_connections: that one process keeps open on PostgreSQL; as many again in need.
    :param queue_url: Redis, by which workers on other machines are woken; empty for a file under `data_dir`.
    :param storage_url: the bucket that keeps the originals, `s3://bucket/…`; a folder under `data_dir` by default.
    :param search_url: the Qdrant server with the index, `http(s)://host:port/name`; a file under `data_dir` by default.
    :param model_dir: the embedding model; where it holds none the office searches by words alone.
    :param public_hosts: the host names under which the office answers; empty for any. By default this machine's own
        where nothing else reaches it, so that no stranger's page can have its name lead here.
    :param trusted_proxies: reverse proxies in front whose X-Forwarded-* headers are believed.
    :param max_upload_bytes: largest request body, and so the largest file.
    :param reading_memory_bytes: address space of the child process that reads a stranger's file.
    :param ocr_processes: pages that are recognised at the same time; as many as there are cores by default.
    :param clamd_url: the scanner for harmful files, `tcp://host:port` or `unix:/path`; empty for none.
    :param clamd_required: while the scanner does not answer, documents wait; else they pass with a mark.
    :param indian_kanoon_token: the firm's own, for its paid interface; empty for none.
    :param indian_kanoon_url: where that interface is.
    :param bin_days: how long what was put into the bin can be brought back.
    :param quarantine_days: how long a harmful file is kept apart before it is removed.
    :param lease_seconds: how long a worker may be silent before its job is given to another.
    :param ratelimit_storage_uri: where requests are counted: `memory://`, or `redis://host:port/n` for all processes.
    :param cache_url: Redis, where processes share what takes long to find out; empty: each remembers for itself.
    :param metrics_token: a bearer token that opens /metrics to other machines; empty: to this machine alone.
    :param worker_metrics_port: where a worker that is a container of its own gives out what it counted; 0: nowhere.
    :param sentry_dsn: the server that errors are reported to; empty for none.
    :param traces_url: the OpenTelemetry collector; empty for none.
    """

    data_dir: Path
    secret_key: str
    secret_key_before: str
    database_url: str
    database_connections: int
    queue_url: str
    storage_url: str
    search_url: str
    model_dir: Path
    demo: bool
    port: int
    bind_address: str
    public_hosts: tuple[str, ...]
    trusted_proxies: int
    serve_over_tls: bool
    web_processes: int
    web_threads: int
    worker_threads: int
    max_upload_bytes: int
    session_hours: int
    access_token_minutes: int
    refresh_token_days: int
    reading_memory_bytes: int
    reading_page_seconds: int
    reading_seconds: int
    reading_max_pages: int
    ocr_page_seconds: int
    ocr_processes: int
    clamd_url: str
    clamd_required: bool
    bin_days: int
    indian_kanoon_token: str
    indian_kanoon_url: str
    quarantine_days: int
    lease_seconds: int
    ratelimit_storage_uri: str
    ratelimit_enabled: bool
    cache_url: str
    metrics_token: str
    worker_metrics_port: int
    sentry_dsn: str
    traces_url: str
    log_level: str


def from_environment() -> Settings:
    """Read the settings from the environment and from `.env` in the working folder.

    A value may stand in a file instead, as container platforms hand out secrets: `DATABASE_URL_FILE=/run/secrets/url`
    is read for `DATABASE_URL`, and so is every other variable.

    :raises WrongSetting: a value cannot be used; the sentence names the variable.
    """
    env = FileAwareEnv(strip_whitespace=True)
    env.read_env(".env", recurse=False)
    try:
        return _read(env)
    except ValueError as error:
        raise WrongSetting(f"{error} (.env.example says what each variable may be.)") from error


def _read(env: Env) -> Settings:
    data_dir = Path(env.str("LEGALINDIA_DATA_DIR", "./instance")).resolve()
    _make_private(data_dir)
    return Settings(
        data_dir=data_dir,
        secret_key=env.str("SECRET_KEY", "", validate=Length(max=1024)) or _kept_secret(data_dir / "secret_key"),
        secret_key_before=env.str("SECRET_KEY_BEFORE", "", validate=Length(max=1024)),
        database_url=_with_driver(env.str("DATABASE_URL", "")) or f"sqlite:///{data_dir / 'office.sqlite3'}",
        database_connections=env.int("DATABASE_CONNECTIONS", 10, validate=Range(2, 200)),
        queue_url=env.str("HUEY_URL", "", validate=Regexp("^$|^rediss?://|^unix://")),
        storage_url=env.str("STORAGE_URL", ""),
        search_url=env.str("SEARCH_URL", ""),
        model_dir=Path(env.str("EMBEDDINGS_DIR", "") or data_dir / "models" / "minilm"),
        demo=env.bool("LEGALINDIA_DEMO", True),
        port=env.int("PORT", 8000, validate=Range(1, 65535)),
        bind_address=env.str("BIND_ADDRESS", "127.0.0.1"),
        public_hosts=tuple(env.list("PUBLIC_HOSTS", [])) or _own_hosts(env),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0, validate=Range(0, 10)),
        serve_over_tls=env.bool("SERVE_OVER_TLS", False),
        web_processes=env.int("WEB_PROCESSES", 2, validate=Range(1, 64)),
        web_threads=env.int("WEB_THREADS", 8, validate=Range(2, 256)),
        worker_threads=env.int("WORKER_THREADS", 2, validate=Range(1, 64)),
        max_upload_bytes=env.int("MAX_UPLOAD_BYTES", 1024 * MEBIBYTE, validate=Range(1024)),
        session_hours=env.int("SESSION_HOURS", 12, validate=Range(1, 24 * 30)),
        access_token_minutes=env.int("ACCESS_TOKEN_MINUTES", 15, validate=Range(1, 24 * 60)),
        refresh_token_days=env.int("REFRESH_TOKEN_DAYS", 30, validate=Range(1, 365)),
        reading_memory_bytes=env.int("READING_MEMORY_BYTES", 1024 * MEBIBYTE, validate=Range(128 * MEBIBYTE)),
        reading_page_seconds=env.int("READING_PAGE_SECONDS", 60, validate=Range(1, 3600)),
        reading_seconds=env.int("READING_SECONDS", 1800, validate=Range(1, 24 * 3600)),
        reading_max_pages=env.int("READING_MAX_PAGES", 5000, validate=Range(1, 100_000)),
        ocr_page_seconds=env.int("OCR_PAGE_SECONDS", 120, validate=Range(5, 3600)),
        ocr_processes=env.int("OCR_PROCESSES", 0, validate=Range(0, 64)) or os.cpu_count() or 1,
        clamd_url=env.str("CLAMD_URL", ""),
        clamd_required=env.bool("CLAMD_REQUIRED", True),
        indian_kanoon_token=env.str("INDIAN_KANOON_TOKEN", ""),
        indian_kanoon_url=env.str("INDIAN_KANOON_URL", "https://api.indiankanoon.org"),
        bin_days=env.int("BIN_DAYS", 30, validate=Range(1, 3650)),
        quarantine_days=env.int("QUARANTINE_DAYS", 90, validate=Range(1, 3650)),
        lease_seconds=env.int("LEASE_SECONDS", 30, validate=Range(3, 3600)),
        ratelimit_storage_uri=env.str("RATELIMIT_STORAGE_URI", "memory://"),
        ratelimit_enabled=env.bool("RATELIMIT_ENABLED", True),
        cache_url=env.str("CACHE_URL", "", validate=Regexp("^$|^rediss?://|^unix://")),
        metrics_token=env.str("METRICS_TOKEN", ""),
        worker_metrics_port=env.int("WORKER_METRICS_PORT", 0, validate=Range(0, 65535)),
        sentry_dsn=env.str("SENTRY_DSN", ""),
        traces_url=env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "").rstrip("/"),
        log_level=env.str("LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
    )


def _with_driver(url: str) -> str:
    """Name our driver in an address as hosts hand it out: postgres://… and postgresql://… alike."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _own_hosts(env: Env) -> tuple[str, ...]:
    """Return this machine's names where nobody else reaches the office, not even through a proxy."""
    is_alone = env.str("BIND_ADDRESS", "127.0.0.1") in LOOPBACK and not env.int("TRUSTED_PROXIES", 0)
    return LOOPBACK if is_alone and not env.bool("SERVE_OVER_TLS", False) else ()


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"LEGALINDIA_DATA_DIR is {folder}, which cannot be made: {error.strerror}.") from error


def _kept_secret(path: Path) -> str:
    """Return the installation's own secret, made at the first start and kept with the data."""
    if not path.exists():
        own = path.with_suffix(f".{secrets.token_hex(4)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(48))
        _link_unless_there(own, path)
    return path.read_text()


def _link_unless_there(own: Path, path: Path) -> None:
    # Web and worker start together: whichever links first has made the secret for both.
    try:
        path.hardlink_to(own)
    except FileExistsError:
        pass
    finally:
        own.unlink()
