"""Files customers send: what is taken, under which name, and how it is handed out."""

import io
import zipfile

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tickets.actions.add_attachments import add_attachments
from tickets.actions.write_note import write_note
from tickets.forms.attachments import AttachmentsField, check_file, clean_file_name
from tickets.models import Attachment, Ticket
from tickets.policies import tracking_token

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
JPG = b"\xff\xd8\xff\xe0" + b"0" * 64
PDF = b"%PDF-1.7\n" + b"0" * 64
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"0" * 64


def package(folder):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as inside:
        inside.writestr("[Content_Types].xml", "<x/>")
        inside.writestr(f"{folder}document.xml", "<x/>")
    return made.getvalue()


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.mark.parametrize(
    ("name", "content", "type"),
    [
        ("a.png", PNG, "image/png"),
        ("A.JPG", JPG, "image/jpeg"),
        ("照片.jpeg", JPG, "image/jpeg"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.mp4", MP4, "video/mp4"),
        ("a.txt", "热风".encode(), "text/plain"),
        ("a.txt", "热风".encode("gb18030"), "text/plain"),
        ("a.txt", "热风".encode("utf-16"), "text/plain"),
        ("a.csv", ("热" * 9000).encode(), "text/csv"),
        (
            "a.docx",
            package("word/"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "a.xlsx",
            package("xl/"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_a_file_that_is_what_it_claims_is_taken(name, content, type):
    file = SimpleUploadedFile(name, content, content_type="text/html")
    check_file(file)
    assert file.content_type == type
    assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ" + b"0" * 64),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.html", b"<script>"),
        ("a.zip", package("word/")),
        ("a", PNG),
        ("", PNG),
        (".png", PNG),
        ("a.png", b"<script>alert(1)</script>"),
        ("a.png", JPG),
        ("a.pdf", PNG),
        ("a.docx", package("xl/")),
        ("a.docx", b"PK\x03\x04" + b"0" * 64),
        ("a.docx", b"not a zip"),
        ("a.txt", b"\x00\x01\x02"),
        ("a.txt", b"\xff\xff\xff\x80"),
        ("a.mp4", b"0" * 64),
        ("a.png", b""),
        ("photo\u202egnp.exe", PNG),
    ],
)
def test_a_file_that_is_not_is_refused(name, content):
    with pytest.raises(ValidationError):
        check_file(SimpleUploadedFile(name or "x", content) if name else named(content))


def named(content):
    file = SimpleUploadedFile("x.png", content)
    file._name = ""
    return file


def test_a_file_too_large_is_refused(settings):
    settings.ATTACHMENT_MAX_BYTES = 50
    with pytest.raises(ValidationError, match="10|50"):
        check_file(SimpleUploadedFile("a.png", PNG))


def test_too_many_files_are_refused(settings):
    settings.ATTACHMENT_MAX_FILES = 2
    files = [SimpleUploadedFile("a.png", PNG) for _ in range(3)]
    with pytest.raises(ValidationError):
        AttachmentsField().clean(files)
    assert len(AttachmentsField().clean(files[:2])) == 2
    assert AttachmentsField().clean(None) == []


def test_every_bad_file_is_named():
    bad = [SimpleUploadedFile("one.exe", b"x"), SimpleUploadedFile("two.exe", b"x")]
    with pytest.raises(ValidationError) as refusal:
        AttachmentsField().clean(bad)
    assert "one.exe" in refusal.value.messages[0]
    assert "two.exe" in refusal.value.messages[1]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a.png", "a.png"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\li\\照片.png", "照片.png"),
        ("a\x00b\nc.png", "abc.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ('a"b<c>.png', "a_b_c_.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_names_are_made_safe(name, clean):
    assert clean_file_name(name) == clean


@pytest.fixture
def ticket(make_ticket):
    return make_ticket(
        now=timezone.now(), files=[SimpleUploadedFile("照片 1.png", PNG)]
    )


def link(ticket, attachment):
    kwargs = {"token": tracking_token(ticket), "uid": attachment.uid}
    return reverse("request_file", kwargs=kwargs)


@pytest.mark.django_db
def test_a_file_is_handed_out_as_a_download(client, ticket):
    attachment = ticket.attachments.get()
    page = client.get(f"/requests/t/{tracking_token(ticket)}/").content.decode()
    assert f"/files/{attachment.uid}/" in page
    assert "照片 1.png" in page
    answer = client.get(link(ticket, attachment))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_a_file_is_stored_under_a_random_name(client, ticket):
    assert "照片" not in ticket.attachments.get().file.name


@pytest.mark.django_db
def test_foreign_and_internal_and_lost_files_are_404(client, ticket, make_ticket, cast):
    now = timezone.now()
    other = make_ticket(now=now)
    attachment = ticket.attachments.get()
    assert client.get(link(other, attachment)).status_code == 404
    write_note(ticket=other, actor=cast.alice, text="inside", now=now)
    inside = add_attachments(
        entry=other.entries.last(),
        files=[SimpleUploadedFile("inside.png", PNG)],
        actor=cast.alice,
        now=now,
    )[0]
    assert client.get(link(other, inside)).status_code == 404
    default_storage.delete(attachment.file.name)
    assert client.get(link(ticket, attachment)).status_code == 404


@pytest.mark.django_db
def test_files_come_with_a_request_and_with_a_message(client, desk):
    client.post(
        "/requests/new/",
        {
            "request_type": "praise_general",
            "subject": "谢谢",
            "description": "师傅很好",
            "name": "李",
            "phone": "13800138000",
            "attachments": [
                SimpleUploadedFile("a.png", PNG),
                SimpleUploadedFile("b.pdf", PDF),
            ],
        },
    )
    ticket = Ticket.objects.get()
    assert [row.name for row in ticket.attachments.all()] == ["a.png", "b.pdf"]
    token = tracking_token(ticket)
    client.post(
        f"/requests/t/{token}/message/",
        {"text": "", "attachments": SimpleUploadedFile("c.jpg", JPG)},
    )
    assert ticket.attachments.last().content_type == "image/jpeg"


@pytest.mark.django_db
def test_a_bad_file_keeps_the_rest_and_says_that_files_must_be_chosen_again(
    client, desk
):
    client.cookies["django_language"] = "en"
    answer = client.post(
        "/requests/new/",
        {
            "request_type": "praise_general",
            "subject": "Thanks",
            "description": "KEPT WORDS",
            "name": "Li",
            "phone": "13800138000",
            "attachments": SimpleUploadedFile("a.exe", b"MZ"),
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a.exe" in page
    assert "KEPT WORDS" in page
    assert "Please choose them again" in page
    assert not Attachment.objects.exists()
