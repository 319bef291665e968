"""The composer: answers, notes, progress and results; wording is checked first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from standards.models import Expression
from standards.selectors import load_rulebook
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.choices import Stage
from tickets.models import Attachment, Entry, Ticket

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def write_url(ticket):
    return reverse("ticket_write", kwargs={"number": ticket.number})


def write(client, ticket, body, mode="answer", **more):
    return client.post(write_url(ticket), {"mode": mode, "body": body, **more})


def written(ticket, kind):
    return Entry.objects.filter(ticket=ticket, kind=kind)


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def wording(desk):
    def find(weight, language="zh"):
        return Expression.objects.filter(weight=weight, language=language).first()

    return find


def test_an_answer_meets_the_timer_and_reaches_the_customer(alice, make_ticket):
    ticket = make_ticket()
    answer = write(alice, ticket, "您好，正在为您查看。")
    assert answer.status_code == 302
    assert written(ticket, "answered").get().body == "您好，正在为您查看。"
    assert fresh(ticket).first_contact_at is not None
    assert ticket.deadlines.get(milestone="first_answer").outcome == "met"
    assert ticket.messages.filter(purpose="answered").count() == 1


def test_a_note_is_no_contact(alice, make_ticket):
    ticket = make_ticket()
    assert write(alice, ticket, "不归我管", mode="note").status_code == 302
    assert written(ticket, "note").count() == 1
    assert fresh(ticket).first_contact_at is None


def test_the_phrase_used_is_remembered(alice, make_ticket):
    ticket = make_ticket()
    phrase = load_rulebook(ticket.edition_id).phrases[0]
    write(alice, ticket, "您好！", phrase=phrase.pk)
    assert written(ticket, "answered").get().phrase == phrase
    write(alice, ticket, "您好！！", phrase=999_999)
    assert written(ticket, "answered").last().phrase is None


def test_an_answer_may_restate_the_need(alice, make_ticket):
    ticket = make_ticket()
    write(alice, ticket, "您反映空调不制冷，对吗？", restates="on")
    record = ticket.evidence.get(kind="restatement")
    assert record.data["restatement"] == "您反映空调不制冷，对吗？"


def test_progress_needs_done_next_and_expected(alice, cast, make_ticket, frozen_now):
    ticket = make_ticket()
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    answer = write(alice, ticket, "已检查", mode="progress", next_step="换件")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The customer wants to know this." in page
    assert "已检查" in page
    assert "换件" in page
    answer = write(
        alice, ticket, "已检查", mode="progress", next_step="换件", expected="明天"
    )
    assert answer.status_code == 302
    assert written(ticket, "progress").get().data["expected"] == "明天"


def test_send_and_go_on(alice, cast, make_ticket, frozen_now):
    ticket = make_ticket()
    page = alice.post(
        write_url(ticket),
        {"mode": "answer", "body": "您好", "then": "next"},
        follow=True,
    ).content.decode()
    assert written(ticket, "answered").count() == 1
    assert "Still to be recorded" in page
    assert fresh(ticket).stage == Stage.GREET
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    write(alice, ticket, "已核实", then="next")
    assert fresh(ticket).stage == Stage.CONFIRM


def test_a_result_is_refused_before_its_stage_and_stays_typed(alice, make_ticket):
    ticket = make_ticket()
    answer = write(alice, ticket, "都好了，请放心。", mode="result")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not possible while the ticket is" in page
    assert "都好了，请放心。" in page


# --- wording ---------------------------------------------------------------------


def test_wording_is_warned_of_once_and_sent_at_the_second_submit(
    alice, make_ticket, wording
):
    ticket, word = make_ticket(), wording("warn")
    body = f"抱歉，{word.pattern}。"
    answer = write(alice, ticket, body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert body in page
    assert word.advice_en in page
    assert not written(ticket, "answered").exists()
    seen = answer.context["composer"].seen_now
    assert write(alice, ticket, body, wording_seen=seen).status_code == 302
    assert written(ticket, "answered").get().body == body


def test_other_wording_is_warned_of_again(alice, make_ticket, wording):
    ticket, word = make_ticket(), wording("warn")
    answer = write(alice, ticket, f"抱歉，{word.pattern}。", wording_seen="别的")
    assert answer.status_code == 422


def test_blocked_wording_is_never_sent(alice, make_ticket, wording):
    ticket, word = make_ticket(), wording("block")
    answer = write(alice, ticket, word.pattern, wording_seen=word.pattern)
    assert answer.status_code == 422
    assert "Reword it" in answer.content.decode()
    assert not written(ticket, "answered").exists()


# --- once, and with files --------------------------------------------------------


def test_the_same_words_sent_twice_are_kept_once(alice, make_ticket):
    ticket = make_ticket()
    assert write(alice, ticket, "您好").status_code == 302
    assert write(alice, ticket, "您好").status_code == 302
    assert written(ticket, "answered").count() == 1


def test_files_go_with_the_answer(alice, make_ticket, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ticket = make_ticket()
    note = SimpleUploadedFile("price list.txt", "价格 100".encode(), "text/plain")
    answer = write(alice, ticket, "请看附件。", attachments=[note])
    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert file.entry == written(ticket, "answered").get()
    page = alice.get(reverse("ticket", kwargs={"number": ticket.number}))
    assert "price list.txt" in page.content.decode()


def test_a_file_that_is_not_allowed_is_refused_with_the_text_kept(alice, make_ticket):
    ticket = make_ticket()
    evil = SimpleUploadedFile("run.exe", b"MZ", "application/octet-stream")
    answer = write(alice, ticket, "请看附件。", attachments=[evil])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "run.exe" in page
    assert "请看附件。" in page
    assert not written(ticket, "answered").exists()


# --- bad input and doors ---------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"mode": "answer", "body": "  "},
        {"mode": "answer", "body": "x" * 9000},
        {"mode": "shout", "body": "x"},
        {"body": "x"},
        {"mode": "answer", "body": "x", "phrase": "one"},
        {},
    ],
)
def test_bad_input_is_refused(alice, make_ticket, values):
    ticket = make_ticket()
    answer = alice.post(write_url(ticket), values)
    assert answer.status_code == 422
    assert not written(ticket, "answered").exists()


def test_only_staff_only_ones_own_and_reading_changes_nothing(alice, cast, make_ticket):
    ticket = make_ticket()
    page = reverse("ticket", kwargs={"number": ticket.number})
    assert alice.get(write_url(ticket))["Location"] == page
    alice.force_login(cast.bob, backend=BACKEND)
    assert write(alice, ticket, "您好").status_code == 404
    alice.force_login(cast.carl, backend=BACKEND)
    assert write(alice, ticket, "您好").status_code == 403
    alice.logout()
    assert write(alice, ticket, "您好").status_code == 302
    assert not written(ticket, "answered").exists()
