"""Files: random names outside the web root, gone again when the deed fails."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tickets.actions import add_attachments as module
from tickets.actions.add_attachments import add_attachments
from tickets.choices import EntryKind
from tickets.models import Attachment
from tickets.tests.stories import findings, last_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(make_ticket, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return last_entry(make_ticket(), EntryKind.OPENED)


def upload(name="照片.jpg", content=b"\xff\xd8\xff pixels"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_name_given_is_kept_but_not_used(cast, entry, frozen_now, tmp_path):
    [row] = add_attachments(
        entry=entry, files=[upload("../../x.html")], actor=cast.alice, now=frozen_now
    )
    assert row.name == "x.html"
    assert row.file.name == f"attachments/{row.uid.hex[:2]}/{row.uid.hex}"
    assert row.size == default_storage.size(row.file.name)
    assert row.sha256 == hashlib.sha256(b"\xff\xd8\xff pixels").hexdigest()
    assert (row.ticket, row.added_by) == (entry.ticket, cast.alice)
    assert findings(frozen_now) == []


def test_the_same_file_twice_is_kept_twice(entry, frozen_now):
    add_attachments(entry=entry, files=[upload(), upload()], actor=None, now=frozen_now)
    assert Attachment.objects.values("file").distinct().count() == 2


def test_a_full_disk_leaves_nothing_behind(entry, frozen_now, monkeypatch, tmp_path):
    save = default_storage.save
    calls = []

    def save_once(name, content):
        calls.append(name)
        if len(calls) > 1:
            raise OSError("No space left on device")
        return save(name, content)

    monkeypatch.setattr(module.default_storage, "save", save_once)
    with pytest.raises(OSError, match="No space"):
        add_attachments(
            entry=entry, files=[upload(), upload()], actor=None, now=frozen_now
        )
    assert not Attachment.objects.exists()
    assert files_in(tmp_path) == []


def test_an_endless_name_is_cut_from_the_front(entry, frozen_now):
    name = "长" * 200 + ".jpg"
    [row] = add_attachments(
        entry=entry, files=[upload(name)], actor=None, now=frozen_now
    )
    assert (len(row.name), row.name[-4:]) == (120, ".jpg")
