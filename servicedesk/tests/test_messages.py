"""The Chinese messages: complete, sure of themselves, and compiled."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest

from servicedesk.settings.env import BASE_DIR

pytestmark = pytest.mark.slow

ROOT = BASE_DIR
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
SOURCES = ("accounts", "standards", "tickets", "surveys", "servicedesk", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


class Message:
    """One message of a catalogue: its id, its plural, its texts, its flags."""

    def __init__(self, block: str) -> None:
        self.fuzzy = bool(re.search(r"^#,.*\bfuzzy\b", block, re.M))
        self.parts: dict[str, str] = {}
        for keyword, text in re.findall(
            r'^(msg\w+(?:\[\d+\])?)((?:\s+"(?:[^"\\]|\\.)*")+)', block, re.M
        ):
            lines = re.findall(r'"(?:[^"\\]|\\.)*"', text)
            self.parts[keyword] = "".join(literal_eval(line) for line in lines)

    @property
    def key(self):
        return (self.parts.get("msgctxt", ""), self.parts["msgid"])

    @property
    def texts(self):
        return [text for key, text in self.parts.items() if key.startswith("msgstr")]


def read_catalogue(path: Path) -> dict[tuple[str, str], Message]:
    """Return the live messages of a .po file; obsolete ones (#~) are left out."""
    blocks = path.read_text().split("\n\n")
    messages = [Message(block) for block in blocks if re.search(r"^msgid", block, re.M)]
    return {message.key: message for message in messages if message.key[1]}


def need(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is missing: apt-get install gettext")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The catalogue as "make messages" would write it, made in a copy."""
    need("xgettext")
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name,
            copy / name,
            ignore=shutil.ignore_patterns("__pycache__", "tests"),
            dirs_exist_ok=True,
        )
    (copy / CATALOGUE).parent.mkdir(parents=True)
    if (ROOT / CATALOGUE).exists():
        shutil.copy(ROOT / CATALOGUE, copy / CATALOGUE)
    subprocess.run(
        [
            *(sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans"),
            *("--add-location=file", "--verbosity", "0"),
        ],
        cwd=copy,
        # Without settings, so that it looks at the copy and not at LOCALE_PATHS.
        env={
            key: value
            for key, value in os.environ.items()
            if key != "DJANGO_SETTINGS_MODULE"
        },
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=110,
    )
    return read_catalogue(copy / CATALOGUE)


def test_every_message_has_its_chinese_text(collected):
    missing = [key for key, message in collected.items() if not all(message.texts)]
    assert missing == [], f"{len(missing)} messages; run: make messages"


def test_no_message_is_fuzzy(collected):
    fuzzy = [key for key, message in collected.items() if message.fuzzy]
    assert fuzzy == []


def test_no_message_is_left_over(collected):
    if (ROOT / CATALOGUE).exists():
        left_over = set(read_catalogue(ROOT / CATALOGUE)) - set(collected)
        assert left_over == set()


def test_every_translation_keeps_the_placeholders(collected):
    """A wrong one would fail only when the page is shown."""
    wrong = [
        (message.parts["msgid"], text)
        for message in collected.values()
        for text in message.texts
        if text
        and set(PLACEHOLDER.findall(text))
        - set(PLACEHOLDER.findall(message.parts["msgid"]))
        - set(PLACEHOLDER.findall(message.parts.get("msgid_plural", "")))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_in_step(tmp_path):
    need("msgfmt")
    assert (ROOT / CATALOGUE).exists(), "run: make messages"
    fresh = tmp_path / "django.mo"
    subprocess.run(
        ["msgfmt", "--check-format", "-o", str(fresh), str(ROOT / CATALOGUE)],
        check=True,
    )
    committed = (ROOT / CATALOGUE).with_suffix(".mo")
    assert committed.exists(), "run: make messages"
    with fresh.open("rb") as new, committed.open("rb") as old:
        texts, kept = gettext.GNUTranslations(new), gettext.GNUTranslations(old)
    assert texts._catalog == kept._catalog, "run: make messages"
