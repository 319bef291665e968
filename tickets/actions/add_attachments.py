"""Keep the files that came with an entry."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from tickets.models import Attachment, Entry


def add_attachments(
    *,
    entry: Entry,
    files: Sequence["UploadedFile[bytes]"],
    actor: User | None,
    now: datetime,
) -> list[Attachment]:
    """Store files under random names outside the web root.

    The caller has checked type and size. When the transaction fails, the files
    already written are removed again.
    """
    written: list[str] = []
    try:
        with transaction.atomic():
            return [_store(entry, file, actor, now, written) for file in files]
    except Exception:
        for name in written:
            default_storage.delete(name)
        raise


def _store(
    entry: Entry,
    file: "UploadedFile[bytes]",
    actor: User | None,
    now: datetime,
    written: list[str],
) -> Attachment:
    uid = uuid.uuid4()
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    name = default_storage.save(f"attachments/{uid.hex[:2]}/{uid.hex}", file)
    written.append(name)
    return Attachment.objects.create(
        uid=uid,
        ticket_id=entry.ticket_id,
        entry=entry,
        file=name,
        name=(file.name or "file")[-120:],
        content_type=file.content_type or "application/octet-stream",
        size=file.size or 0,
        sha256=digest.hexdigest(),
        added_at=now,
        added_by=actor,
    )
