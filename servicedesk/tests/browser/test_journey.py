"""One request through all five stages in a real browser, in both languages.

The customer files it on a phone, an agent works it with the handbook beside it,
the customer accepts it and is not content, the lead makes it good, and the
supervisor sees it on the board.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from surveys.models import Recovery, Score
from tickets.choices import Stage
from tickets.models import Evidence, Ticket

LANGUAGES = {
    "zh": {
        "locale": "zh-CN",
        "subject": "四门冰箱的尺寸",
        "description": "想买四门那款，两侧要留多少散热空间？",
        "restatement": "客户问四门冰箱两侧要留多少散热空间",
        "plan": "查说明书后给出准确答复",
        "promise": "答复散热空间的尺寸",
        "reason": "要向厂家核对",
        "result": "两侧各留 5 厘米，背面留 10 厘米即可。",
        "work": "核对说明书第 12 页",
        "remark": "回复太慢了",
        "cause": "核对资料用时太长",
        "plan_ahead": "把尺寸写进常见问题，今天完成",
        "outcome": "客户接受道歉",
    },
    "en": {
        "locale": "en-GB",
        "subject": "Size of the four-door fridge",
        "description": "How much room does it need at the sides?",
        "restatement": "The customer asks how much room the fridge needs",
        "plan": "Look it up in the manual and answer",
        "promise": "Tell the size",
        "reason": "The maker has to be asked",
        "result": "Five centimetres at each side and ten behind will do.",
        "work": "Looked up on page 12",
        "remark": "It took too long",
        "cause": "Looking things up took too long",
        "plan_ahead": "Put the sizes into the common questions today",
        "outcome": "The customer accepts our apology",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_form_to_the_board(language, cast, open_page, sign_in_as, shot):
    words = LANGUAGES[language]
    locale = words["locale"]
    customer = open_page(locale=locale, width=390, height=844)
    track = file_request(customer, words, shot, language)
    ticket = Ticket.objects.get()
    assert ticket.language == ("zh-hans" if language == "zh" else "en")

    agent = open_page(locale=locale)
    sign_in_as(agent, cast.lee)
    work_ticket(agent, ticket, words, shot, language)

    survey = accept_and_rate(customer, track, words, shot, language)
    assert survey
    ticket.refresh_from_db()
    assert ticket.stage == Stage.FOLLOW_UP
    assert Score.objects.get().stars == 2
    make_good(agent, words, shot, language)
    ticket.refresh_from_db()
    assert ticket.stage == Stage.DONE
    assert not Evidence.objects.filter(is_exception=True).exists()

    supervisor = open_page(locale=locale)
    sign_in_as(supervisor, cast.sue)
    look_at_board(supervisor, shot, language)


def file_request(page: Page, words, shot, language) -> str:
    """File a request as a customer and return the tracking page's path."""
    page.goto("/")
    shot(page, f"home-phone-{language}")
    page.goto("/requests/new/?type=consultation")
    page.locator("input[value=consultation_product]").check(force=True)
    page.locator("[name=subject]").fill(words["subject"])
    page.locator("form[data-request] button.btn-primary").click()
    expect(page.locator("#id_description_error, [id$=_error]").first).to_be_visible()
    expect(page.locator("[name=subject]")).to_have_value(words["subject"])
    page.locator("[name=description]").fill(words["description"])
    page.locator("[name=name]").fill("刘志强")
    page.locator("[name=phone]").fill("139 0000 3439")
    page.locator("[name=email]").fill("liu@example.com")
    shot(page, f"request-phone-{language}", whole=True)
    page.locator("form[data-request] button.btn-primary").click()
    expect(page.locator(".bignumber")).to_contain_text("SD-")
    shot(page, f"sent-phone-{language}")
    page.locator(".ways-on .btn-primary").click()
    expect(page.locator("h1")).to_contain_text(words["subject"])
    return page.url


def work_ticket(page: Page, ticket: Ticket, words, shot, language) -> None:
    """Take the ticket from the queue and lead it to the result."""
    page.goto("/desk/")
    expect(page.get_by_text(ticket.number)).to_be_visible()
    page.get_by_text(words["subject"]).first.click()
    page.wait_for_url("**/desk/tickets/**")
    submit(page, "form[action$='/take/'] button")

    # Going on without the record is refused, and what is missing is shown.
    submit(page, "#stage .btn-primary[name=then]")
    ticket.refresh_from_db()
    assert ticket.stage == Stage.GREET
    page.locator("[name=identity-who][value=new]").check()
    shot(page, f"ticket-greet-{language}")
    submit(page, "#stage .btn-primary[name=then]")
    stage_is(ticket, Stage.CONFIRM)

    page.locator("[name=restatement-text]").fill(words["restatement"])
    agreed = page.locator("[name=restatement-agreed]")
    if agreed.count():
        agreed.check()
    page.locator("[name=plan-text]").fill(words["plan"])
    page.locator("[name=promise-what]").fill(words["promise"])
    due = timezone.localtime() + timedelta(hours=3)
    page.locator("[name=promise-due_at]").fill(due.strftime("%Y-%m-%dT%H:%M"))
    page.locator("[name=promise-reason]").fill(words["reason"])
    shot(page, f"ticket-confirm-{language}")
    submit(page, "#stage .btn-primary[name=then]")
    stage_is(ticket, Stage.SERVE)

    page.locator("#id_body").fill("/")
    page.locator("#id_body").fill("")
    page.locator("#pane-handbook .phrase").first.click()
    assert page.locator("#id_body").input_value() != ""
    page.locator("#id_body").fill(words["result"])
    page.locator("label[for=mode-result]").click()
    page.locator("[name=work_done]").fill(words["work"])
    shot(page, f"ticket-serve-{language}")
    submit(page, "#composer .btn-primary.only-result")
    stage_is(ticket, Stage.CLOSE)
    shot(page, f"ticket-close-{language}")


def submit(page: Page, selector: str) -> None:
    """Send a form and wait for the page that answers."""
    with page.expect_navigation():
        page.locator(selector).click()


def stage_is(ticket: Ticket, stage: Stage) -> None:
    """Look into the database: the page has come back, so it must be stored."""
    ticket.refresh_from_db()
    assert ticket.stage == stage


def accept_and_rate(page: Page, track: str, words, shot, language) -> str:
    """Say that it is solved, then give two stars by the survey link."""
    page.goto(track)
    expect(page.locator("#ask-title")).to_be_visible()
    shot(page, f"track-phone-{language}", whole=True)
    submit(page, "button[name=solved][value=yes]")
    page.locator("a[href*='/surveys/']").first.click()
    expect(page.locator("form[data-keep=survey]")).to_be_visible()
    # Opening the page has counted for nothing.
    assert not Score.objects.exists()
    page.locator("label[for=star2]").click()
    page.locator("[name=remark]").fill(words["remark"])
    shot(page, f"survey-phone-{language}")
    submit(page, "form[data-keep=survey] button.btn-primary")
    expect(page.locator("form[data-keep=survey]")).to_have_count(0)
    shot(page, f"thanks-phone-{language}")
    return page.url


def make_good(page: Page, words, shot, language) -> None:
    """Contact the customer about the low score, and close the recovery."""
    page.goto("/desk/recoveries/")
    shot(page, f"recoveries-{language}")
    recovery = Recovery.objects.get()
    page.goto(f"/desk/recoveries/{recovery.pk}/")
    page.locator("[name=cause]").fill(words["cause"])
    page.locator("[name=plan]").fill(words["plan_ahead"])
    shot(page, f"recovery-{language}")
    submit(page, "form[action$='/contact/'] button.btn-primary")
    page.locator("[name=result]").fill(words["outcome"])
    submit(page, "form[action$='/close/'] button.btn-primary")
    recovery.refresh_from_db()
    assert recovery.closed_at is not None
    expect(page.locator("[name=result]")).to_have_count(0)


def look_at_board(page: Page, shot, language) -> None:
    """See the day's figures, and follow a number to its tickets."""
    page.goto("/board/")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d"))
    page.locator(
        "main a[href*='/board/tickets/'], main a[href*='/desk/?']"
    ).first.click()
    expect(page.locator("main")).to_be_visible()
    page.goto("/handbook/")
    expect(page.locator("main")).to_contain_text("G3")
    shot(page, f"handbook-{language}")
