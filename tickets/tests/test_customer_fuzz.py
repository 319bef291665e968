"""Whatever is thrown at the customer's doors: never a failure of ours."""

import random

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tickets.forms.attachments import check_file
from tickets.policies import tracking_token

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u200b\ufeff",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% now 'Y' %}",
    "%s%n%(x)s{0}",
    "../../../etc/passwd",
    "𝟘𝟙٣४",
    "-1",
    "9" * 400,
    "1e309",
    "NaN",
    "2026-02-30",
    "0000-00-00",
    "💣" * 300,
    "x" * 1_000_000,
]
FIELDS = [
    "request_type",
    "subject",
    "description",
    "order_number",
    "name",
    "phone",
    "email",
    "form_token",
    "leave_empty",
    "field_warranty",
    "field_preferred_date",
    "field_participants",
    "number",
    "text",
    "reason",
    "solved",
]


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def brave():
    """A client that reports a failure as a page, as a browser would see it."""
    return Client(raise_request_exception=False)


def doors(ticket):
    token = tracking_token(ticket)
    names = ("message", "solved", "chase", "cancel", "reopen")
    return [
        "/requests/new/",
        "/requests/find/",
        *[reverse(f"request_{name}", kwargs={"token": token}) for name in names],
    ]


def assert_no_failure(answer, what):
    assert answer.status_code < 500 or answer.status_code == 503, (what, answer)


@pytest.mark.slow
def test_hostile_text_in_every_field(brave, make_ticket):
    ticket = make_ticket(now=timezone.now())
    base = {
        "request_type": "after_sales_repair",
        "field_warranty": "in",
        "subject": "s",
        "description": "d",
        "name": "n",
        "phone": "13800138000",
        "number": ticket.number,
    }
    for nasty in NASTY:
        typed = nasty.encode("utf-8", "replace").decode()
        for url in doors(ticket):
            answer = brave.post(url, dict.fromkeys(FIELDS, typed))
            assert_no_failure(answer, (url, nasty[:40]))
        for field in FIELDS[:12]:
            if len(nasty) > 1000 and field not in ("subject", "phone", "form_token"):
                continue
            answer = brave.post("/requests/new/", {**base, field: typed})
            assert_no_failure(answer, (field, nasty[:40]))
        for url, name in (("/requests/new/", "type"), ("/requests/find/", "number")):
            assert_no_failure(brave.get(url, {name: typed[:500]}), (url, nasty[:40]))


def test_hostile_tokens(brave, desk):
    for token in (
        "x",
        ":::",
        "%00",
        "%FF%FE",
        ".",
        "a:b:c",
        "W10:1:1",
        "é",
        "x" * 3000,
    ):
        for url in (f"/requests/t/{token}/", f"/requests/sent/{token}/"):
            assert brave.get(url).status_code == 404, token
            assert_no_failure(brave.post(url), url)


BROKEN = [
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form"),
    ("multipart/form-data; boundary=x", b"\xff\xfe\x00" * 500),
    ("multipart/form-data", b"no boundary"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="subject"\r\n\r\n\xff\xfe\xc3'
        b"\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="attachments"; '
        b'filename="\xff\x00.png"\r\nContent-Type: \xff\r\n\r\n\x89PNG\r\n'
        b"--x--\r\n",
    ),
    ("application/x-www-form-urlencoded", b"subject=%FF%FE&name=%00&x=%"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"subject=a"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"subject=a"),
    ("application/json", b'{"subject": 1'),
    ("text/plain", b"\x00" * 1000),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * 3_000_000),
    ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 1000)),
]


def test_broken_bodies(brave, make_ticket):
    ticket = make_ticket(now=timezone.now())
    for content_type, body in BROKEN:
        for url in doors(ticket):
            answer = brave.generic("POST", url, body, content_type=content_type)
            assert_no_failure(answer, (url, content_type, body[:60]))


def test_other_methods(brave, make_ticket):
    ticket = make_ticket(now=timezone.now())
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for url in ["/", f"/requests/t/{tracking_token(ticket)}/", *doors(ticket)]:
            assert_no_failure(brave.generic(method, url), (method, url))


def test_a_text_where_a_file_belongs_and_a_file_where_text_belongs(brave, make_ticket):
    file = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")
    ticket = make_ticket(now=timezone.now())
    for url in doors(ticket):
        sent = {"attachments": "text", "subject": file, "text": file, "reason": file}
        assert_no_failure(brave.post(url, sent), url)


def test_random_bytes_as_files():
    dice = random.Random(7)
    heads = [b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18, b"\x00\x00\x00\x18ftyp", b""]
    for round_ in range(400):
        content = dice.choice(heads) + dice.randbytes(dice.randrange(0, 200))
        ending = dice.choice(["docx", "xlsx", "heic", "txt", "mp4", "png", "mov"])
        try:
            check_file(SimpleUploadedFile(f"{round_}.{ending}", content))
        except ValidationError:
            continue
