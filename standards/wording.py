"""A text against the handbook's wording: phrases filled in, forbidden words found."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from standards.choices import Weight
from standards.models import Expression

VARIABLE = re.compile(r"\{([a-z_]+)\}")
HAN = r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]"
SPACE_AT_HAN = re.compile(rf"(?<={HAN})\s+|\s+(?={HAN})")
SPACES = re.compile(r"\s+")
UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
CUT = "\x00"
"""Stands where an exception was taken out, so that its sides do not join."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a phrase with its variables filled in.

    A variable without a value stays visible, so that nobody sends a hole.
    """
    return VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def gaps(text: str) -> list[str]:
    """Return the variables that are still unfilled in a text, in order."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


@dataclass(frozen=True, slots=True)
class Hit:
    """Forbidden wording that stands in a text, with what to say instead."""

    expression: Expression

    @property
    def pattern(self) -> str:
        """The wording, as the handbook writes it."""
        return self.expression.pattern

    @property
    def advice(self) -> str:
        """Why not, in the reader's language."""
        return self.expression.advice

    @property
    def better(self) -> str:
        """What to say instead, in the language of the wording."""
        own = "zh" if self.expression.language.startswith("zh") else "en"
        return str(getattr(self.expression, f"better_{own}") or self.expression.better)

    @property
    def blocks(self) -> bool:
        """Whether a text with it is not sent at all."""
        return self.expression.weight == Weight.BLOCK


def find_forbidden(text: str, expressions: Iterable[Expression]) -> list[Hit]:
    """Return what a text says that it should not, blocking wording first.

    Compared is the plain wording: width, case, curly quotes and spaces between
    Chinese characters make no difference. An expression's exceptions are taken
    out of the text before it is looked for.
    """
    plain = normalise(text)
    found = [
        Hit(expression)
        for expression in expressions
        if normalise(expression.pattern) in _without(plain, expression.exceptions)
    ]
    return sorted(found, key=lambda hit: not hit.blocks)


def normalise(text: str) -> str:
    """Return a text in the form in which wording is compared."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    plain = UNSEEN.sub("", plain)
    return SPACES.sub(" ", SPACE_AT_HAN.sub("", plain)).strip()


def _without(plain: str, exceptions: Iterable[str]) -> str:
    for exception in exceptions:
        plain = plain.replace(normalise(exception), CUT)
    return plain
