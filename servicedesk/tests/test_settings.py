"""Settings that cannot work stop the start with a sentence that says why."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.house

GOOD = {
    "DEBUG": "0",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP",
    "ALLOWED_HOSTS": "desk.example.com",
    "PUBLIC_URL": "https://desk.example.com",
    "DATABASE_URL": "sqlite:///:memory:",
    "REDIS_URL": "",
    "EMAIL_URL": "",
}


def manage(*words, **environment):
    """Run manage.py with an environment of its own; return code and what it said."""
    ours = {
        key: value
        for key, value in os.environ.items()
        if key in {"PATH", "HOME", "LANG", "LC_ALL"}
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**ours, **GOOD, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def show(expression, **environment):
    """Return the value of a Python expression over the settings."""
    code = f"from django.conf import settings; print({expression})"
    status, said = manage("shell", "-v", "0", "-c", code, **environment)
    assert status == 0, said
    return said.strip()


@pytest.mark.slow
def test_production_settings_pass_the_deployment_checks():
    status, said = manage("check", "--deploy", "--fail-level", "WARNING")
    assert status == 0, said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"DATABASE_URL": "mysql://desk@localhost/desk"}, "DATABASE_URL must start"),
        ({"TIME_ZONE": "Asia/Peking Road"}, "time zone"),
        ({"PUBLIC_URL": "desk.example.com"}, "PUBLIC_URL must start with"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must start with"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_value_stops_the_start(wrong, sentence):
    status, said = manage("check", "--fail-level", "WARNING", **wrong)
    assert status != 0
    assert sentence.lower() in said.lower()


@pytest.mark.slow
def test_redis_becomes_broker_and_cache_when_it_is_given():
    url = "redis://127.0.0.1:6379/3"
    assert show("settings.CELERY_BROKER_URL", REDIS_URL=url) == url
    backend = 'settings.CACHES["default"]["BACKEND"]'
    assert "ForgivingRedisCache" in show(backend, REDIS_URL=url)


@pytest.mark.slow
def test_without_redis_the_broker_is_a_folder():
    assert show("settings.CELERY_BROKER_URL").startswith("folder://")


@pytest.mark.slow
def test_postgresql_is_used_when_it_is_named():
    url = "postgres://desk:secret@db.internal/desk"
    engine = 'settings.DATABASES["default"]["ENGINE"]'
    assert show(engine, DATABASE_URL=url) == "django.db.backends.postgresql"


@pytest.mark.slow
def test_the_demo_refuses_to_run_without_debug():
    status, said = manage("demo")
    assert status != 0
    assert "only with DEBUG" in said


@pytest.mark.slow
def test_demo_people_are_not_made_without_debug():
    status, said = manage("demo_users")
    assert status != 0
    assert "createadmin" in said


def test_cookies_are_safe_and_pages_cannot_be_framed():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_the_policy_allows_nothing_inline_and_nothing_foreign():
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]


def test_every_setting_of_the_environment_is_explained_in_the_example():
    text = (settings.BASE_DIR / ".env.example").read_text()
    for name in (*GOOD, "TIME_ZONE", "LANGUAGE_CODE", "COMPANY_NAME", "METRICS_TOKEN"):
        assert f"{name}=" in text, name
