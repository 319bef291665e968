"""Files people send: what is allowed, and whether they are what they claim."""

import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

_OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES: Final[Mapping[str, str]] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heic",
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
}
"""Allowed name endings, and the type each is served as.

No archives: what is inside cannot be judged. No SVG or HTML: they carry scripts.
"""

ACCEPT: Final = ",".join(f".{ending}" for ending in CONTENT_TYPES)
TEXTS: Final = frozenset({"txt", "csv"})
PACKAGES: Final = {"docx": "word/", "xlsx": "xl/"}
FAMILIES: Final = {"mov": ("video/quicktime", "video/mp4"), "mp4": ("video/mp4",)}
HEAD = 8192
"""So many bytes tell the kind of a file."""
NAME_LENGTH = 120


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list["UploadedFile[bytes]"]:
        """Return all files that came under this name."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class AttachmentsField(forms.FileField):
    """Several files: number, size, ending and content are checked."""

    widget = ManyFilesInput

    def __init__(
        self, *, label: Any = "", required: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault(
            "widget", ManyFilesInput(attrs={"accept": ACCEPT, "class": "form-control"})
        )
        super().__init__(label=label, required=required, **kwargs)

    def clean(
        self, data: Sequence["UploadedFile[bytes]"] | None, initial: object = None
    ) -> list["UploadedFile[bytes]"]:
        """Return the checked files under clean names. Raises ValidationError."""
        files = list(data or [])
        if len(files) > settings.ATTACHMENT_MAX_FILES:
            raise ValidationError(
                _("At most %(count)s files at a time, please.")
                % {"count": settings.ATTACHMENT_MAX_FILES}
            )
        problems: list[ValidationError] = []
        for file in files:
            try:
                check_file(file)
            except ValidationError as problem:
                problems.append(problem)
        if problems:
            raise ValidationError(problems)
        return files


def check_file(file: "UploadedFile[bytes]") -> None:
    """Check one file and put its name and type right. Raises ValidationError."""
    file.name = name = clean_file_name(file.name or "")
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending not in CONTENT_TYPES:
        raise ValidationError(
            _(
                "“%(name)s” cannot be sent. Photos, PDF, Word and Excel files, plain "
                "text, sound and video are welcome."
            )
            % {"name": name}
        )
    if not file.size:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    if file.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            _("“%(name)s” is too large: at most %(size)s, please.")
            % {"name": name, "size": filesizeformat(settings.ATTACHMENT_MAX_BYTES)}
        )
    if not _is_what_it_claims(file, ending):
        raise ValidationError(
            _("“%(name)s” is damaged, or not the kind of file its name says.")
            % {"name": name}
        )
    file.content_type = CONTENT_TYPES[ending]


def clean_file_name(name: str) -> str:
    """Return a name that is safe to show and to save under.

    Folders, control characters and marks that turn the direction of writing (which
    make photo.exe look like a photo) are taken out; the ending stays when it is cut.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in _UNSAFE)
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(name) > NAME_LENGTH:
        name = f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return name[-NAME_LENGTH:] or "file"


_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _is_what_it_claims(file: "UploadedFile[bytes]", ending: str) -> bool:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if ending in TEXTS:
        return _is_text(head)
    if ending in PACKAGES:
        return _is_package(file, PACKAGES[ending])
    guess = filetype.guess_mime(head)
    wanted = CONTENT_TYPES[ending]
    return guess in FAMILIES.get(ending, (wanted,)) or (
        wanted == "image/heic" and guess in ("image/heic", "image/heif")
    )


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True  # UTF-16, as Windows' editor saves it
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # The last character may be cut in half by the end of what was read.
            head[:-4].decode(encoding) if len(head) == HEAD else head.decode(encoding)
        except UnicodeDecodeError as error:
            if len(head) == HEAD and error.start >= len(head) - 8:
                return True
        else:
            return True
    return False


def _is_package(file: "UploadedFile[bytes]", folder: str) -> bool:
    """Tell whether a file is an Office package: a zip with the right parts."""
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    return "[Content_Types].xml" in names and any(n.startswith(folder) for n in names)
