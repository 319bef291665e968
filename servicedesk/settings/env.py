"""Reads the environment, loudly: a value that cannot work stops the start."""

import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if os.environ.get("DJANGO_SETTINGS_MODULE") == "servicedesk.settings.test":
    # Decided here because this file is read before settings/test.py is. A test
    # run must not depend on anybody's .env, so that file is left alone.
    os.environ["DEBUG"] = "0"
    os.environ["SECRET_KEY"] = "for-tests-only " * 4
    os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
elif (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")


def read_flag(name: str, *, default: bool) -> bool:
    """Return a yes or no; a typing mistake must not quietly mean no."""
    value = env.str(name, default="").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name}={value!r} is neither 1 nor 0.")
    return default


def read_time_zone() -> str:
    """Return TIME_ZONE, Asia/Shanghai by default."""
    name: str = env.str("TIME_ZONE", default="Asia/Shanghai")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE {name!r} is not a known time zone;"
            ' use an IANA name such as "Asia/Shanghai".'
        ) from error
    return name


def read_redis() -> str:
    """Return REDIS_URL; empty means that this desk runs without Redis."""
    url: str = env.str("REDIS_URL", default="").strip()
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must start with redis:// or rediss://.")
    return url


def read_database() -> dict[str, Any]:
    """Return Django's database settings from DATABASE_URL, SQLite by default."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        VAR_DIR.mkdir(exist_ok=True)
        url = f"sqlite:///{VAR_DIR / 'servicedesk.sqlite3'}"
    config: dict[str, Any] = env.db_url_config(url)
    if "sqlite" in config["ENGINE"]:
        # IMMEDIATE: two writers queue up instead of failing with "database is
        # locked" when the second of them upgrades its read lock.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                " PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;"
            ),
        }
    elif "postgresql" in config["ENGINE"]:
        config["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgres:// or sqlite://."
        )
    return config


def read_secret_key(*, debug: bool) -> str:
    """Return SECRET_KEY; with DEBUG on, one is made once and kept in var/."""
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    if not debug:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Set it in the environment or in .env to a"
            " long random value; keep it secret."
        )
    from django.core.management.utils import get_random_secret_key

    VAR_DIR.mkdir(exist_ok=True)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()
