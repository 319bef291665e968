"""A real Chromium for the journeys, and what every page of it must keep to."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from servicedesk.settings.env import BASE_DIR
from tickets.models import Heartbeat

SCREENS = BASE_DIR / "docs" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
]
CHINESE, ENGLISH = "zh-CN", "en-GB"

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test with a server of its own."""
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker("browser")
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_playwright() -> Iterator[None]:
    # Playwright's sync API keeps an event loop in this thread; without the
    # variable Django takes every query of a test for one made in async code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; each page gets a context (a profile) of its own."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server) -> Iterator[OpenPage]:
    """Return a function that opens a page for a new visitor of the live desk.

    `locale` is the browser's language, `theme` is light or dark, `width` and
    `height` are CSS pixels. At the end of the test no page may have asked
    another host for anything, or have complained in its console.
    """
    contexts = []
    complaints: list[str] = []
    own = urlsplit(live_server.url).netloc

    def watch_console(message) -> None:
        # An expected 4xx answer also shows up as an error of the console.
        if message.type == "error" and "status of 4" not in message.text:
            complaints.append(f"console: {message.text}")

    def watch_request(request) -> None:
        host = urlsplit(request.url).netloc
        if host not in (own, "") and not request.url.startswith("data:"):
            complaints.append(f"asked another host: {request.url}")

    def start(
        *,
        locale: str = CHINESE,
        theme: str = "light",
        width: int = 1440,
        height: int = 900,
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=locale,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(10_000)  # milliseconds
        context.on("console", watch_console)
        context.on("request", watch_request)
        context.on("weberror", lambda error: complaints.append(f"script: {error}"))
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def _the_worker_looks_after_the_clock(transactional_db) -> None:
    """Leave a sign of life that lasts for the test: no worker runs beside it."""
    beat_at = timezone.now() + timedelta(minutes=10)
    Heartbeat.objects.update_or_create(name="sweep", defaults={"beat_at": beat_at})


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """A Chinese-speaking visitor's page."""
    return open_page()


@pytest.fixture
def sign_in_as(live_server) -> Callable[[Page, object], None]:
    """Return a function that signs a user in without walking the sign-in page."""

    def sign_in(page: Page, user) -> None:
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": key,
                    "url": live_server.url,
                }
            ]
        )

    return sign_in


@pytest.fixture(scope="session")
def shot() -> Callable[..., None]:
    """Return a function that keeps a page's picture when KEEP_SCREENS=1."""

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        assert re.fullmatch(r"[a-z0-9-]+", name), "small letters, digits and dashes"
        if os.environ.get("KEEP_SCREENS") != "1":
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=SCREENS / f"{name}.png",
            full_page=whole,
            animations="disabled",
            caret="hide",
        )

    return take
