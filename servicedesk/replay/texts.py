"""What imported cases are about: texts of real customers, chosen by case number."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from servicedesk.replay.log import LogError, decode_text

LONGEST_SUBJECT = 40
ENDS = "，。！？；,.!?;\n"

BY_WORDS = {
    "0": (
        ("complaint_delay", ("小时", "分钟", "才送", "太慢", "很慢", "迟", "催")),
        ("complaint_service", ("态度", "客服", "电话", "送餐员", "骑士", "老板")),
        ("complaint_product", ()),
    ),
    "1": (
        ("suggestion_general", ("建议", "希望", "如果能", "要是")),
        ("consultation_other", ("？", "?", "吗", "怎么")),
        ("praise_general", ()),
    ),
}
"""Which request type a text is of: the first whose words it has, by mood."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a customer wrote, and the code of the request type it reads like."""

    kind: str
    body: str

    @property
    def subject(self) -> str:
        """The beginning, up to a pause in speaking."""
        head = self.body[:LONGEST_SUBJECT]
        pauses = [place for place in map(head.find, ENDS) if place >= 4]
        return head[: min(pauses)] if pauses else head


def read_texts(content: bytes) -> list[Text]:
    """Read customers' texts: CSV with the columns positive (1 or 0) and text.

    Raises LogError.
    """
    rows = csv.DictReader(io.StringIO(decode_text(content), newline=""))
    if not {"positive", "text"} <= set(rows.fieldnames or ()):
        raise LogError("The texts need a first line with the columns positive, text.")
    try:
        found = [
            Text(_kind_of(row["positive"], row["text"]), row["text"].strip())
            for row in rows
            if row["positive"] in BY_WORDS and (row["text"] or "").strip()
        ]
    except csv.Error as error:
        raise LogError(f"The texts cannot be read: {error}.") from error
    if not found:
        raise LogError("There is no text with positive 1 or 0.")
    return found


def _kind_of(positive: str, text: str) -> str:
    for kind, words in BY_WORDS[positive]:
        if not words or any(word in text for word in words):
            return kind
    raise ValueError(positive)


def text_for(case: str, texts: Sequence[Text]) -> Text:
    """Return the text of a case: always the same one for the same number."""
    digest = sha256(f"text of case {case}".encode()).digest()
    return texts[int.from_bytes(digest[:8], "big") % len(texts)]
