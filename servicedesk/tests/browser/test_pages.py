"""Every page in a real browser: accessible, unbroken, on screen and phone."""

from datetime import timedelta
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Channel, HoldReason, Stage
from tickets.models import Ticket
from tickets.policies import tracking_path

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

STAFF_PAGES = {
    "queue": "/desk/",
    "ticket": "{ticket}",
    "ticket-hold": "{held}",
    "new": "/desk/tickets/new/",
    "revisits": "/desk/revisits/",
    "recoveries": "/desk/recoveries/",
    "notices": "/desk/notices/",
    "outbox": "/desk/outbox/",
    "board": "/board/",
    "handbook": "/handbook/",
    "people": "/accounts/profile/",
}
CUSTOMER_PAGES = {
    "home": "/",
    "request": "/requests/new/",
    "find": "/requests/find/",
    "track": "{track}",
    "login": "/accounts/login/",
    "missing": "/requests/t/nothing/",
}


KEPT = {"ticket-hold", "new", "revisits", "track", "find"}
"""Pages whose pictures are kept; the journey keeps the others."""


@pytest.fixture
def addresses(cast, make_ticket):
    """Addresses of a fresh ticket, one on hold, and its customer's page."""
    now = timezone.now() - timedelta(minutes=20)
    fresh = make_ticket(now=now, kind="after_sales_repair")
    held = make_ticket(now=now, kind="complaint_service")
    take_ticket(ticket=held, actor=cast.lee, now=now)
    hold_ticket(
        ticket=held,
        actor=cast.lee,
        reason=HoldReason.CUSTOMER,
        note="等客户补充照片",
        until=None,
        now=now,
    )
    return {
        "ticket": f"/desk/tickets/{fresh.number}/",
        "held": f"/desk/tickets/{held.number}/",
        "track": tracking_path(fresh),
    }


def violations(page) -> list[str]:
    """Return what axe-core finds wrong on a page (WCAG 2.2 A and AA)."""
    result = Axe().run(page, options=RULES)
    return [
        f"{found['id']}: {node['target']}"
        for found in result.response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(
    ("locale", "theme", "width"),
    [("zh-CN", "light", 1440), ("en-GB", "dark", 1440), ("zh-CN", "dark", 390)],
)
def test_staff_pages_are_accessible(
    locale, theme, width, cast, addresses, open_page, sign_in_as, shot
):
    page = open_page(locale=locale, theme=theme, width=width)
    sign_in_as(page, cast.lee)
    found = {}
    for name, path in STAFF_PAGES.items():
        answer = page.goto(path.format(**addresses))
        assert answer.status == 200, name
        if name in KEPT and theme == "dark":
            shot(page, f"{name}-dark-{'phone-' if width < 500 else ''}{locale[:2]}")
        if problems := violations(page):
            found[name] = problems
        # Nothing is wider than the screen.
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width + 1, f"{name} is {wide} px wide"
    assert found == {}


@pytest.mark.parametrize(
    ("locale", "theme", "width"),
    [("zh-CN", "light", 390), ("en-GB", "dark", 390), ("zh-CN", "dark", 1440)],
)
def test_customer_pages_are_accessible(
    locale, theme, width, addresses, open_page, shot
):
    page = open_page(locale=locale, theme=theme, width=width)
    found = {}
    for name, path in CUSTOMER_PAGES.items():
        answer = page.goto(path.format(**addresses))
        assert answer.status == (404 if name == "missing" else 200), name
        if name in KEPT and theme == "dark":
            shot(page, f"{name}-dark-{'phone-' if width < 500 else ''}{locale[:2]}")
        if problems := violations(page):
            found[name] = problems
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width + 1, f"{name} is {wide} px wide"
    assert found == {}


def test_one_contact_without_leaving_the_keyboard(cast, open_page, sign_in_as, shot):
    page = open_page()
    sign_in_as(page, cast.alice)
    page.goto("/desk/tickets/new/")
    page.keyboard.type("13912345678")
    page.locator("[name=name]").fill("陈美玲")
    page.locator("select[name=request_type]").select_option("consultation_product")
    page.locator("[name=subject]").fill("滤芯多久换一次")
    restated = page.locator("[name=is_restated]").first
    restated.check()
    page.locator("[name=answer]").fill("正常家用六个月换一次。")
    shot(page, "one-contact-zh")
    page.locator("[name=answer]").press("Control+Enter")
    page.wait_for_url(lambda url: "/new/" not in url)
    ticket = Ticket.objects.get()
    assert ticket.channel == Channel.PHONE
    assert ticket.stage == Stage.FOLLOW_UP
    assert ticket.customer.name == "陈美玲"


def test_the_queue_moves_without_a_reload(
    cast, make_ticket, open_page, sign_in_as, shot
):
    page = open_page()
    sign_in_as(page, cast.alice)
    page.goto("/desk/")
    ticket = make_ticket(now=timezone.now(), subject="刚刚来的新申请")
    expect(page.get_by_text(ticket.number)).to_be_visible(timeout=12_000)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/tickets/{ticket.number}/")


def test_the_language_can_be_switched_anywhere(cast, open_page, sign_in_as):
    page = open_page()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.locator("button[name=language][value=en]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    sign_in_as(page, cast.alice)
    page.goto("/desk/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_demo_looks_alive(cast, open_page, sign_in_as, shot, settings):
    settings.DEBUG = True
    call_command("seed_demo", tickets=40, days=5, stdout=StringIO())
    settings.DEBUG = False
    looks = [
        ("zh-CN", "light", 1440, "zh"),
        ("en-GB", "light", 1440, "en"),
        ("en-GB", "dark", 1440, "dark-en"),
        ("zh-CN", "dark", 390, "dark-phone-zh"),
    ]
    supervisor = User.objects.get(username="supervisor")
    team = Ticket.objects.filter(
        stage=Stage.SERVE, deadlines__breached_at__isnull=False
    )
    late = team.filter(team__supervisor=supervisor).first()
    assert late is not None
    for locale, theme, width, name in looks:
        page = open_page(locale=locale, theme=theme, width=width)
        sign_in_as(page, supervisor)
        for kind, path in (
            ("queue", "/desk/"),
            ("board", "/board/"),
            ("ticket", f"/desk/tickets/{late.number}/"),
        ):
            assert page.goto(path).status == 200
            expect(page.locator("main")).to_be_visible()
            assert violations(page) == []
            shot(page, f"{kind}-{name}")
