"""What the demo's customers ask for and what is said, read from the data files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from standards.actions.load_handbook import read_yaml
from tickets.choices import Channel, CustomerKind, Priority, Tier

FOLDER = Path(__file__).parent
FILES = ("consultation", "complaint", "after_sales", "voices", "english")
CHINESE = "zh-hans"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One matter of one customer, with the words of all sides.

    `anonymous` needs no identity, `order` has an order number, `spam` is no
    request at all; `words` holds the rest, over the wording of any story.
    """

    code: str
    kind: str
    channels: tuple[Channel, ...]
    subject: str
    description: str
    language: str
    words: Mapping[str, Any]
    priority: Priority = Priority.NORMAL
    order: bool = False
    anonymous: bool = False
    spam: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)

    def say(self, what: str, rng: Random) -> str:
        """Return the words for something, one of several where there are some."""
        said = self.words[what]
        return str(rng.choice(said) if isinstance(said, list) else said)

    @property
    def need(self) -> dict[str, str]:
        """The six questions and their answers; what is missing is general."""
        own = self.words.get("own_need", {})
        return {"what": self.subject, **self.words["need"], **own}


@dataclass(frozen=True, kw_only=True)
class Person:
    """A customer of the demo."""

    name: str
    language: str
    tier: Tier
    kind: CustomerKind


def load_stories() -> list[Story]:
    """Return all stories in the order of the files."""
    wording = read_yaml(FOLDER / "wording.yaml")
    return [
        _story(row, wording)
        for name in FILES
        for row in read_yaml(FOLDER / f"{name}.yaml")
    ]


def load_people() -> list[Person]:
    """Return the demo's customers."""
    return [
        Person(
            name=row["name"],
            language=row.get("language", CHINESE),
            tier=Tier(row.get("tier", Tier.NORMAL)),
            kind=CustomerKind(row.get("kind", CustomerKind.PERSON)),
        )
        for row in read_yaml(FOLDER / "people.yaml")
    ]


def _story(row: dict[str, Any], wording: Mapping[str, Any]) -> Story:
    language = row.get("language", CHINESE)
    words = {**wording[language], **row}
    words["need"], words["own_need"] = wording[language]["need"], row.get("need", {})
    return Story(
        code=row["id"],
        kind=row["type"],
        channels=tuple(Channel(one) for one in row["channels"]),
        subject=row["subject"],
        description=row["description"],
        language=language,
        words=words,
        priority=Priority(row.get("priority", Priority.NORMAL)),
        order=row.get("order", False),
        anonymous=row.get("anonymous", False),
        spam=row.get("spam", False),
        fields=row.get("fields", {}),
    )
