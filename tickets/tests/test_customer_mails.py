"""The e-mails customers get: both languages, plain text, nothing escaped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tickets.models import Promise
from tickets.notices import queue_mail

pytestmark = pytest.mark.django_db

TEXT = 'He said "5 < 6 & 7"'


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("purpose", "extra"),
    [
        ("received", {}),
        ("answered", {"text": TEXT}),
        ("progress", {"done": TEXT, "next_step": "NEXT", "expected": "SOON"}),
        ("progress", {"done": TEXT, "next_step": "", "expected": ""}),
        ("promised", {}),
        ("promised", {"alternative": TEXT, "old_due_at": ""}),
        ("completed", {"text": TEXT}),
        ("reminder", {}),
    ],
)
def test_every_mail_is_complete(make_ticket, language, purpose, extra):
    now = timezone.now()
    ticket = make_ticket(
        now=now, language=language, subject="<TYPED>", contact_name="<NAME>"
    )
    if purpose == "promised":
        due = now + timedelta(hours=1)
        promise = Promise(what=TEXT, due_at=due, reason="BECAUSE")
        extra = {"promise": promise, **extra}
    entry = ticket.entries.first()
    mail = queue_mail(ticket=ticket, purpose=purpose, entry=entry, now=now, extra=extra)
    assert ticket.number in mail.subject
    assert len(mail.subject) < 100
    assert "/requests/t/" in mail.body
    assert "TYPED" not in mail.subject + mail.body
    assert "NAME" not in mail.subject + mail.body
    assert "&quot;" not in mail.body
    assert "&lt;" not in mail.body
    if extra:
        assert TEXT in mail.body
    assert "\n\n\n" not in mail.body
    assert not mail.body.startswith("\n")
