"""Two columns read as one: `title` is `title_zh` or `title_en`."""

from django.db import models
from django.utils.translation import get_language


class Bilingual:
    """Reads `<name>_zh` or `<name>_en` in the reader's language.

    A missing text falls back to the other language, so nothing is shown empty.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: models.Model | None, owner: type) -> str:
        if instance is None:
            return ""
        return self.read(instance, get_language() or "zh-hans")

    def read(self, instance: models.Model, language: str) -> str:
        """Return the text in the given language, else in the other one."""
        first, second = ("zh", "en") if language.startswith("zh") else ("en", "zh")
        text = getattr(instance, f"{self.name}_{first}")
        return str(text or getattr(instance, f"{self.name}_{second}"))


def read_bilingual(instance: models.Model, name: str, language: str) -> str:
    """Return the column `name` of a row in a language other than the page's."""
    return Bilingual(name).read(instance, language)
